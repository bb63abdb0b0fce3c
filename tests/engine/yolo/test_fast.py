from __future__ import annotations

import gc
import threading
import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from explorer.engine.assets import ASSETS
from explorer.engine.errors import ExplorerError
from explorer.engine.images import load_rgb
from explorer.engine.yolo.catalogue import build_network
from explorer.engine.yolo.detector import select
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.letterbox import letterbox_of
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode
from tests.engine.inference.networks import SmallYolo, small_yolo, state_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.darknet import DarknetNetwork
    from explorer.engine.yolo.detections import Detections

PICTURES = sorted((ASSETS / "images").glob("*.jpg"))
SIZES = (416, 608)
PIXELS, SCORE = 1.0, 0.02

no_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
DEVICES = ("cpu", pytest.param("cuda", marks=[pytest.mark.gpu, no_cuda]))
TOLERANCE = {"float32": 1e-4, "bfloat16": 0.03, "float16": 0.01}
"""Of the largest number of a map. On a GPU float32 may be TF32, which is as exact as float16."""


def square(size: int, seed: int = 0) -> NDArray[np.uint8]:
    """Return a smooth picture, as photographs are."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand((1, 3, 5, 5), generator=generator)
    fine = nn.functional.interpolate(coarse, (size, size), mode="bicubic").clamp(0, 1)
    return np.ascontiguousarray((fine[0] * 255).byte().permute(1, 2, 0).numpy())


def plain(network: nn.Module, square_rgb: NDArray[np.uint8]) -> tuple[Tensor, ...]:
    """Return the network's own maps, in float32 on the CPU."""
    with torch.inference_mode():
        picture = torch.from_numpy(square_rgb).permute(2, 0, 1)[None].float() / 255
        return tuple(output[0] for output in network(picture))


def assert_close(ours: tuple[Tensor, ...], theirs: tuple[Tensor, ...], tolerance: float) -> None:
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert our.shape == their.shape
        assert our.dtype == torch.float32
        assert our.device.type == "cpu"
        assert (our - their).abs().max() <= tolerance * their.abs().max()


@pytest.fixture
def network() -> SmallYolo:
    return small_yolo()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16", None])
def test_pictures_and_sizes_in_turn(network: SmallYolo, device: str, precision: str | None) -> None:
    if (device, precision) == ("cpu", "float16"):
        pytest.skip("no float16 on CPUs")
    fast = FastNetwork(network, device, precision)
    assert fast.device.type == device
    tolerance = TOLERANCE[fast.precision]
    if device == "cuda":
        tolerance = max(tolerance, TOLERANCE["float16"])
    for size, seed in [(64, 0), (64, 1), (96, 2), (96, 3), (64, 4), (32, 5)]:
        picture = square(size, seed)
        assert_close(fast(picture), plain(network, picture), tolerance)


@pytest.mark.parametrize("device", DEVICES)
def test_its_memory_is_free_as_soon_as_nobody_has_it(network: SmallYolo, device: str) -> None:
    assert not gc.isenabled(), "no collection comes in between"
    before = _tensors()
    fast = FastNetwork(network, device)
    fast(square(64))
    assert len(_tensors()) > len(before)
    del fast
    assert _tensors() <= before


def _tensors() -> set[int]:
    """Return which tensors and parameters there are."""
    kinds = torch.Tensor, nn.Parameter
    return {id(one) for one in gc.get_objects() if type(one) in kinds}


@pytest.mark.parametrize("device", DEVICES)
def test_what_was_returned_stays(network: SmallYolo, device: str) -> None:
    fast = FastNetwork(network, device)
    first = fast(square(64, 0))
    copies = [output.clone() for output in first]
    second = fast(square(64, 1))
    assert not torch.equal(first[0], second[0])
    for now, before in zip(first, copies, strict=True):
        assert torch.equal(now, before)


@pytest.mark.parametrize("device", DEVICES)
def test_the_same_picture_gives_the_same_numbers(network: SmallYolo, device: str) -> None:
    fast = FastNetwork(network, device)
    first = fast(square(64))
    fast(square(96))
    for one, other in zip(first, fast(square(64)), strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("device", DEVICES)
def test_another_thread_may_call(network: SmallYolo, device: str) -> None:
    fast, threads = FastNetwork(network, device), torch.get_num_threads()
    here = fast(square(64))
    found: list[tuple[Tensor, ...]] = []
    worker = threading.Thread(target=lambda: found.extend((fast(square(64)), fast(square(96)))))
    worker.start()
    worker.join()
    torch.testing.assert_close(found[0], here)
    assert_close(found[1], plain(network, square(96)), TOLERANCE["bfloat16"])
    assert torch.get_num_threads() == threads
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


@pytest.mark.parametrize("device", DEVICES)
def test_the_network_is_left_alone(network: SmallYolo, device: str) -> None:
    before = state_of(network)
    FastNetwork(network, device)(square(64))
    assert all(torch.equal(before[name], now) for name, now in network.state_dict().items())
    assert next(network.parameters()).device.type == "cpu"


def test_any_array_in_memory(network: SmallYolo) -> None:
    fast, picture = FastNetwork(network, "cpu", "float32"), square(64)
    expected = plain(network, picture)
    frozen = picture.copy()
    frozen.flags.writeable = False
    apart = np.zeros((128, 128, 3), np.uint8)[::2, ::2]
    apart[:] = picture
    turned = np.ascontiguousarray(picture.transpose(2, 0, 1)).transpose(1, 2, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for array in (picture, frozen, apart, turned):
            assert_close(fast(array), expected, TOLERANCE["float32"])


@pytest.mark.parametrize(
    ("shape", "dtype"), [((64, 64, 3), np.float32), ((64, 64), np.uint8), ((64, 64, 4), np.uint8)]
)
def test_what_is_no_picture_is_refused(
    network: SmallYolo, shape: tuple[int, ...], dtype: type[np.generic]
) -> None:
    wrong = np.zeros(shape, dtype)
    with pytest.raises(ValueError, match=r"uint8 \(S, S, 3\)"):
        FastNetwork(network, "cpu")(wrong)


def test_a_format_that_the_device_has_not(network: SmallYolo) -> None:
    with pytest.raises(ExplorerError, match="float16 is not for the device"):
        FastNetwork(network, "cpu", "float16")


def test_pixels_are_seen_exactly() -> None:
    """All 256 levels of a channel come through bfloat16, for the first layer is exact."""
    network = nn.Sequential(nn.Conv2d(3, 1, 1, bias=False))
    network[0].weight.data = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    fast = FastNetwork(_OneHead(network), "cpu", "bfloat16")
    levels = np.zeros((16, 16, 3), np.uint8)
    levels[..., 0] = np.arange(256).reshape(16, 16)
    expected = torch.arange(256).view(1, 16, 16) / 255
    torch.testing.assert_close(fast(levels)[0], expected, atol=1e-6, rtol=0)


class _OneHead(nn.Module):
    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return (self.body(x),)


# YOLOv3-tiny on the bundled pictures


@cache
def yolov3_tiny() -> DarknetNetwork:
    return build_network("yolov3-tiny")


@cache
def true_predictions(path: Path, size: int) -> Predictions:
    return _predictions(lambda picture: plain(yolov3_tiny(), picture), path, size)[1]


@cache
def quick_network(device: str) -> FastNetwork:
    return FastNetwork(yolov3_tiny(), device, "bfloat16" if device == "cpu" else None)


def _predictions(
    run: Callable[[NDArray[np.uint8]], tuple[Tensor, ...]], path: Path, size: int
) -> tuple[RawPredictions, Predictions]:
    rgb = load_rgb(path)
    letterbox = letterbox_of(rgb, size)
    heads = yolov3_tiny().heads
    maps = tuple(
        head.by_anchor(output.contiguous())
        for head, output in zip(heads, run(letterbox.apply(rgb)), strict=True)
    )
    raw = RawPredictions(heads, maps, letterbox, tuple(map(str, range(80))))
    return raw, decode(raw)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_boxes_within_a_pixel_and_scores_within_two_hundredths(
    path: Path, size: int, device: str
) -> None:
    exact = true_predictions(path, size)
    raw, quick = _predictions(quick_network(device), path, size)
    shown = (exact.scores >= 0.25) | (quick.scores >= 0.25)
    # In the network's pixels: of a large photograph one of them is two or more of its own.
    true, found = (raw.letterbox.redo(one.boxes_xyxy) for one in (exact, quick))
    assert ((true - found).abs() <= PIXELS)[shown].all()
    assert ((exact.scores - quick.scores).abs() <= SCORE)[shown].all()
    exact_found, quick_found = (select(one, raw, 0.25, 0.45) for one in (exact, quick))
    assert_found(exact_found, among=quick_found, scale=max(raw.letterbox.scale))
    assert_found(quick_found, among=exact_found, scale=max(raw.letterbox.scale))


def assert_found(detections: Detections, *, among: Detections, scale: float) -> None:
    """Each object that is not on the verge of the threshold is found by the other too."""
    for box, score, name in zip(
        detections.boxes_xyxy, detections.scores, detections.class_ids, strict=True
    ):
        same = (among.boxes_xyxy - box).abs().amax(1) * scale <= PIXELS
        same &= ((among.scores - score).abs() <= SCORE) & (among.class_ids == name)
        assert same.any() or score < 0.25 + SCORE
