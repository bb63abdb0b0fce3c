"""The bundled YOLOv3-tiny: what its manifest says, and what ONNX Runtime says of every picture."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb, to_tensor
from explorer.engine.weights import labels, load_weights, manifest
from explorer.engine.yolo import Letterbox, RawPredictions, decode
from explorer.engine.yolo.catalogue import build_network
from explorer.engine.yolo.detector import select
from explorer.engine.yolo.letterbox import letterbox_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.darknet import DarknetNetwork

    Runner = Callable[[NDArray[np.float32]], list[NDArray[np.float32]]]

PICTURES = sorted(path.stem for path in (ASSETS / "images").glob("*.jpg"))


@pytest.fixture(scope="module")
def network() -> DarknetNetwork:
    return build_network("yolov3-tiny")


@pytest.fixture(scope="module")
def onnx_at(network: DarknetNetwork) -> Callable[[int], Runner]:
    """Return how to run the network in ONNX Runtime at a size; each is exported once."""
    made: dict[int, Runner] = {}

    def at(size: int) -> Runner:
        if size not in made:
            made[size] = exported(network, size)
        return made[size]

    return at


def exported(network: DarknetNetwork, size: int) -> Runner:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter's age, and of its constant folding
        torch.onnx.export(
            network, (torch.zeros(1, 3, size, size),), stream, input_names=["x"], dynamo=False
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(
        stream.getvalue(), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: session.run(None, {"x": x})


def raw_of(network: DarknetNetwork, outputs: Sequence[Tensor], box: Letterbox) -> RawPredictions:
    maps = tuple(h.by_anchor(out[0]) for h, out in zip(network.heads, outputs, strict=True))
    return RawPredictions(network.heads, maps, box, labels("coco-classes"))


@pytest.mark.parametrize(
    ("picture", "size"), [*((name, 416) for name in PICTURES), ("dog-bicycle-truck", 608)]
)
def test_onnx_runtime_says_the_same(
    network: DarknetNetwork, onnx_at: Callable[[int], Runner], picture: str, size: int
) -> None:
    rgb = load_rgb(ASSETS / "images" / f"{picture}.jpg")
    letterbox = letterbox_of(rgb, size)
    x = to_tensor(letterbox.apply(rgb))
    with torch.inference_mode():
        ours = network(x)
    theirs = [torch.from_numpy(output) for output in onnx_at(size)(x.numpy())]
    for mine, other in zip(ours, theirs, strict=True):
        assert float((mine - other).abs().max()) < 2e-3  # of numbers up to about 30
    found, due = (
        select(decode(raw), raw, 0.2, 0.45)
        for raw in (raw_of(network, ours, letterbox), raw_of(network, theirs, letterbox))
    )
    assert found.names == due.names
    torch.testing.assert_close(found.scores, due.scores, rtol=0, atol=1e-4)
    torch.testing.assert_close(found.boxes_xyxy, due.boxes_xyxy, rtol=0, atol=0.05)


def test_there_are_pictures_and_most_of_them_show_something(
    network: DarknetNetwork,
) -> None:
    """Were nothing found, the comparison above would compare nothing."""
    assert len(PICTURES) >= 11
    found = 0
    for name in PICTURES:
        rgb = load_rgb(ASSETS / "images" / f"{name}.jpg")
        letterbox = letterbox_of(rgb, 416)
        with torch.inference_mode():
            raw = raw_of(network, network(to_tensor(letterbox.apply(rgb))), letterbox)
        found += len(select(decode(raw), raw, 0.2, 0.45)) > 0
    assert found >= 8


def test_it_answers_to_the_reference_picture_what_the_original_weights_answer() -> None:
    """The manifest's numbers were computed from Darknet's own file without this reader."""
    y, x, c = np.indices((224, 224, 3))
    rgb = ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)
    recorded = manifest()["yolov3-tiny"].reference["outputs"]
    with torch.inference_mode():
        outputs = build_network("yolov3-tiny")(to_tensor(rgb))
    for output, name in zip(outputs, ("coarse", "fine"), strict=True):
        due = recorded[name]
        assert list(output.shape[1:]) == due["shape"]
        assert float(output.mean()) == pytest.approx(due["mean"], abs=0.01)
        assert float(output.std()) == pytest.approx(due["std"], abs=0.01)
        middle = output[0, :8, output.shape[2] // 2, output.shape[3] // 2]
        assert middle.tolist() == pytest.approx(due["centre"], abs=0.05)


def test_its_file_is_small_its_statistics_whole_and_its_number_of_parameters_the_official() -> None:
    record = manifest()["yolov3-tiny"]
    assert record.size_bytes < 18_000_000
    assert record.measured["max_score_change"] < 0.01
    assert record.measured["max_edge_change_px"] < 0.5
    tensors = load_weights("yolov3-tiny")
    assert sum(value.numel() for value in tensors.values()) == 8_858_734
    assert all(value.dtype == torch.float32 for value in tensors.values())


def test_the_names_are_cocos() -> None:
    names = labels("coco-classes")
    assert len(names) == 80
    assert (names[0], names[16], names[79]) == ("person", "dog", "toothbrush")
    assert {"motorcycle", "airplane", "couch", "potted plant", "dining table", "tv"} <= set(names)
