"""YOLOv3-tiny at 416 px against ONNX Runtime running the same network, exported at float32.

ONNX Runtime has its defaults, as many threads as torch, and its input ready as a float tensor. Ours
begins with the bytes of the letterboxed picture and ends with float32 maps on the CPU. Each side
makes several passes a turn, since the threads of either wait for more work for a moment.

On a machine with CUDA the same is measured there against PyTorch as it comes;
``python -m tests.benchmarks.bench_detector`` runs all of it where there is no Qt.
"""

from __future__ import annotations

import io
import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.inference.precision import has_bf16_instructions
from explorer.engine.yolo.catalogue import build_network
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.letterbox import Letterbox, letterbox_of
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode
from tests.benchmarks.harness import Row, measure, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import onnxruntime
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.darknet import DarknetNetwork

SIZE_PX = 416
SIZES_PX = (416, 608)
PASSES = 5
THROUGHPUT = {"bfloat16": 1.2, "float32": 0.8}
"""How many pictures ours is to make while ONNX Runtime makes one."""
PIXELS, THOUSANDTHS = 1.0, 20.0
SHOWN = 0.25


def rows() -> list[Row]:
    """The rows of this module: float32 always, half precision where the device is good at it."""
    formats = ["float32", *(["bfloat16"] if has_bf16_instructions() else [])]
    rows = [_speed_row(precision) for precision in formats]
    rows += _accuracy_rows("cpu", formats[-1])
    if torch.cuda.is_available():
        rows += [_cuda_row(), *_accuracy_rows("cuda", "float16")]
    return rows


def _speed_row(precision: str) -> Row:
    return Row(
        name=f"YOLOv3-tiny at {SIZE_PX} px, {precision}: {PASSES} passes / ONNX Runtime (float32)",
        ours=lambda: _repeat(lambda: _fast("cpu", precision)(_square())),
        peer=lambda: _repeat(lambda: _session().run(None, {"picture": _floats()})),
        goal=1 / THROUGHPUT[precision],
        repeats=15,
        warm_ups=2,
    )


def _cuda_row() -> Row:
    return Row(
        name=f"YOLOv3-tiny at {SIZE_PX} px on CUDA: {PASSES} passes / PyTorch as it comes",
        ours=lambda: _repeat(lambda: _fast("cuda", "float16")(_square())),
        peer=lambda: _repeat(_eager_on_cuda),
        goal=0.5,
        repeats=25,
        warm_ups=5,
    )


def _accuracy_rows(device: str, precision: str) -> list[Row]:
    """What half precision changes on the bundled pictures; these are no milliseconds."""
    where = f"YOLOv3-tiny, {precision} on {device}, largest change against float32"

    def row(what: str, index: int, limit: float) -> Row:
        return Row(
            name=f"{where}: {what}",
            ours=lambda: _largest_changes(device, precision)[index],
            peer=lambda: limit,
            goal=1.0,
            repeats=2,
        )

    return [row("of a box, pixels", 0, PIXELS), row("of a score, thousandths", 1, THOUSANDTHS)]


def _repeat(run: Callable[[], object]) -> None:
    for _ in range(PASSES):
        run()


# Both sides


@cache
def _network() -> DarknetNetwork:
    return build_network("yolov3-tiny").eval().requires_grad_(False)


@cache
def _fast(device: str, precision: str) -> FastNetwork:
    return FastNetwork(_network(), device, precision)  # type: ignore[arg-type]


@cache
def _session() -> onnxruntime.InferenceSession:
    import onnxruntime

    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # this exporter is on its way out; it needs no other package
        example = torch.zeros(1, 3, SIZE_PX, SIZE_PX)
        torch.onnx.export(_network(), (example,), file, input_names=["picture"], dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"]
    )


@cache
def _square() -> NDArray[np.uint8]:
    rgb = load_rgb(ASSETS / "images" / "dog-bicycle-truck.jpg")
    return letterbox_of(rgb, SIZE_PX).apply(rgb)


@cache
def _floats() -> NDArray[np.float32]:
    return np.ascontiguousarray(_square().transpose(2, 0, 1)[None], np.float32) / np.float32(255)


@cache
def _on_cuda() -> DarknetNetwork:
    return build_network("yolov3-tiny").eval().requires_grad_(False).cuda()


@torch.inference_mode()
def _eager_on_cuda() -> tuple[Tensor, ...]:
    picture = torch.from_numpy(_square()).cuda().permute(2, 0, 1)[None].float() / 255
    return tuple(output[0].cpu() for output in _on_cuda()(picture))


# How far apart they are


@cache
def _largest_changes(device: str, precision: str) -> tuple[float, float]:
    """Largest change of a box in pixels of the network's input, and of a score in thousandths."""
    pixels = thousandths = 0.0
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        for size in SIZES_PX:
            exact = _predictions(path, size, _exact)
            quick = _predictions(path, size, _fast(device, precision))
            shown = (exact.scores >= SHOWN) | (quick.scores >= SHOWN)
            if shown.any():
                boxes = (exact.boxes_xyxy - quick.boxes_xyxy)[shown].abs().max()
                scores = (exact.scores - quick.scores)[shown].abs().max()
                pixels = max(pixels, float(boxes))
                thousandths = max(thousandths, 1e3 * float(scores))
    return pixels, thousandths


@torch.inference_mode()
def _exact(square_rgb: NDArray[np.uint8]) -> tuple[Tensor, ...]:
    picture = torch.from_numpy(square_rgb).permute(2, 0, 1)[None].float() / 255
    return tuple(output[0] for output in _network()(picture))


def _predictions(
    path: Path, size: int, run: Callable[[NDArray[np.uint8]], tuple[Tensor, ...]]
) -> Predictions:
    rgb = load_rgb(path)
    heads, maps = _network().heads, run(letterbox_of(rgb, size).apply(rgb))
    by_anchor = tuple(head.by_anchor(one) for head, one in zip(heads, maps, strict=True))
    square = Letterbox(size, (size, size))
    return decode(RawPredictions(heads, by_anchor, square, tuple(map(str, range(80)))))


if __name__ == "__main__":
    print("\n".join(table(measure(row) for row in rows())))
