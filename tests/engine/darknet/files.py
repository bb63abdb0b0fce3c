"""Files in Darknet's formats, written by hand, and the official ones.

``cfgs/`` holds official cfgs of Darknet as Debian's package ``darknet`` has them (MIT or WTFPL).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

CFGS = Path(__file__).parent / "cfgs"


def cfg_text(*sections: str, side: int = 32) -> str:
    """Return a cfg from lines like ``convolutional filters=2 size=3``."""
    lines = ["[net]", f"width={side}", f"height={side}", "channels=3"]
    for section in sections:
        kind, *options = section.split()
        lines += ["", f"[{kind}]", *options]
    return "\n".join(lines) + "\n"


def conv(filters: int, size: int, stride: int = 1, activation: str = "leaky") -> str:
    """Return a convolution with batch normalisation and padding."""
    return (
        f"convolutional batch_normalize=1 filters={filters} size={size} stride={stride} pad=1 "
        f"activation={activation}"
    )


def plain_conv(filters: int) -> str:
    """Return the 1×1 convolution before a head."""
    return f"convolutional size=1 stride=1 pad=1 filters={filters} activation=linear"


def yolo_head(mask: str = "0,1", classes: int = 2, more: str = "") -> str:
    return f"yolo mask={mask} anchors=10,14,23,27,37,58 num=3 classes={classes} {more}"


SMALL = cfg_text(
    conv(4, 3, 2), "maxpool size=2 stride=2", conv(6, 3, 2), plain_conv(14), yolo_head(), side=32
)
"""Three convolutions: 4·3·9 + 16, 6·4·9 + 24, 14·6 + 14 numbers."""


def yolov4_tiny() -> str:
    """Return YOLOv4-tiny: each of three stages splits its channels and joins them again."""
    sections = [conv(32, 3, 2), conv(64, 3, 2)]
    for width in (64, 128, 256):
        half = width // 2
        sections += [
            conv(width, 3),
            "route layers=-1 groups=2 group_id=1",
            conv(half, 3),
            conv(half, 3),
            "route layers=-1,-2",
            conv(width, 1),
            "route layers=-6,-1",
            "maxpool size=2 stride=2",
        ]
    anchors = "anchors=10,14,23,27,37,58,81,82,135,169,344,319 num=6 classes=80"
    training = "jitter=.3 cls_normalizer=1.0 iou_normalizer=0.07 iou_loss=ciou ignore_thresh=.7"
    head = f"{anchors} scale_x_y=1.05 {training} truth_thresh=1 random=0 resize=1.5 beta_nms=0.6"
    sections += [
        *(conv(512, 3), conv(256, 1), conv(512, 3), plain_conv(255)),
        f"yolo mask=3,4,5 {head} nms_kind=greedynms",
        *("route layers=-4", conv(128, 1), "upsample stride=2", "route layers=-1,23"),
        *(conv(256, 3), plain_conv(255)),
        f"yolo mask=1,2,3 {head} nms_kind=greedynms",
    ]
    return cfg_text(*sections, side=416)


def header(version: tuple[int, int, int] = (0, 2, 5), seen: int = 64) -> bytes:
    wide = version[0] * 10 + version[1] >= 2
    return struct.pack("<3i", *version) + struct.pack("<q" if wide else "<i", seen)


def random_numbers(shapes: Sequence[tuple[str, tuple[int, ...]]], seed: int) -> bytes:
    """Return numbers that keep activations of about their size."""
    random = np.random.default_rng(seed)
    parts = []
    for what, shape in shapes:
        if what == "weights":
            values = random.normal(0, (1.6 / np.prod(shape[1:])) ** 0.5, shape)
        elif what == "rolling variances":
            values = random.uniform(0.7, 1.5, shape)
        elif what == "scales":
            values = random.uniform(0.8, 1.2, shape)
        else:
            values = random.normal(0, 0.2, shape)
        parts.append(values.astype("<f4").tobytes())
    return b"".join(parts)


def convolution_numbers(filters: int, channels: int, size: int, norm: bool, seed: int) -> bytes:
    vectors = ("biases", "scales", "rolling means", "rolling variances") if norm else ("biases",)
    shapes = [(what, (filters,)) for what in vectors]
    return random_numbers([*shapes, ("weights", (filters, channels, size, size))], seed)


def small_numbers(seed: int = 0) -> bytes:
    """Return the numbers of `SMALL`."""
    return (
        convolution_numbers(4, 3, 3, norm=True, seed=seed)
        + convolution_numbers(6, 4, 3, norm=True, seed=seed + 1)
        + convolution_numbers(14, 6, 1, norm=False, seed=seed + 2)
    )


def write_pair(folder: Path, text: str, content: bytes) -> tuple[Path, Path]:
    """Write a cfg and its weights."""
    cfg, weights = folder / "net.cfg", folder / "net.weights"
    cfg.write_text(text, "utf-8")
    weights.write_bytes(content)
    return cfg, weights
