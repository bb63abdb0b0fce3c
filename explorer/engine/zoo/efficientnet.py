"""EfficientNet-Lite0: EfficientNet-B0 with ReLU6 and without squeeze-and-excitation.

The stages are those of B0 (Tan and Le 2019, table 1); the rest is Google's release of 2020.
"""

from __future__ import annotations

from typing import NamedTuple

from explorer.engine.network import (
    Dense,
    Dropout,
    GlobalPool,
    Layer,
    Network,
    Residual,
    Shape,
    conv_norm,
)

EPSILON = 1e-3  # of the batch normalisations, as in TensorFlow's release
STEM, HEAD, CLASSES = 32, 1280, 1000


class Stage(NamedTuple):
    """Blocks of one shape; the first of them takes the stride and the new number of channels."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


def efficientnet_lite0() -> Network:
    """Return EfficientNet-Lite0, with 4,652,008 parameters. It pads as TensorFlow does."""
    layers = [*_normalised(STEM, 3, s=2, name="stem")]
    channels, number = STEM, 1
    for stage in STAGES:
        for repeat in range(stage.repeats):
            layers += _block(stage, channels, stage.stride if repeat == 0 else 1, number)
            channels, number = stage.channels, number + 1
    layers += [
        *_normalised(HEAD, 1, name="head"), GlobalPool(name="average pool"),
        Dropout(0.2, name="dropout"), Dense(CLASSES, name="fc"),
    ]  # fmt: skip
    return Network(Shape(224, 224, 3), tuple(layers), "EfficientNet-Lite0")


def _block(stage: Stage, channels: int, s: int, number: int) -> tuple[Layer, ...]:
    """Return an inverted bottleneck: widen by 1×1, filter each channel by itself, narrow by 1×1.

    Where the shape stays, what came in is added, and no activation follows the sum.
    """
    adds_input = s == 1 and channels == stage.channels
    prefix = "" if adds_input else f"block {number} "
    wide = channels * stage.expansion
    expand = _normalised(wide, 1, name=f"{prefix}expand") if stage.expansion > 1 else ()
    body = (
        *expand,
        *_normalised(wide, stage.kernel, s=s, groups=wide, name=f"{prefix}depthwise"),
        *_normalised(stage.channels, 1, name=f"{prefix}project")[:-1],  # no activation
    )
    return (Residual(body, after="none", name=f"block {number}"),) if adds_input else body


def _normalised(
    filters: int, f: int, *, s: int = 1, groups: int = 1, name: str = ""
) -> tuple[Layer, ...]:
    return conv_norm(
        filters, f, s=s, p="tf-same", groups=groups, function="relu6", epsilon=EPSILON, name=name
    )
