"""The residual networks of table 1 (He et al. 2015), with projections where the shape changes."""

from __future__ import annotations

from explorer.engine.network import (
    Dense,
    GlobalPool,
    Layer,
    Network,
    Residual,
    Shape,
    conv_norm,
    pool,
)

BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
"""Blocks in conv2_x to conv5_x, by the number of layers with weights."""
FILTERS = (64, 128, 256, 512)
"""Of the 3×3 convolutions in conv2_x to conv5_x."""
BOTTLENECK_FROM = 50
EXPANSION = 4
"""How many times wider a bottleneck's last 1×1 is than its 3×3."""
CLASSES = 1000


def resnet(depth: int, *, strides_early: bool = False) -> Network:
    """Return a residual network with 18, 34, 50, 101 or 152 layers with weights.

    Parameters
    ----------
    depth
        A key of `BLOCKS`.
    strides_early
        A bottleneck's stride is in its first 1×1, as in the paper's release. Otherwise it is in
        the 3×3, as in torchvision: same parameters, more MACs, and no cell goes unread.
    """
    layers = [*conv_norm(64, 7, s=2, p=3, name="conv1"), pool("max", 3, s=2, p=1, name="pool1")]
    channels = 64
    for stage, (filters, count) in enumerate(zip(FILTERS, BLOCKS[depth], strict=True), 2):
        for number in range(1, count + 1):
            s = 2 if stage > 2 and number == 1 else 1
            body = _body(filters, s, depth, strides_early)
            out = filters * EXPANSION if depth >= BOTTLENECK_FROM else filters
            shortcut = () if (s, out) == (1, channels) else _normalised(out, 1, s)
            layers.append(Residual(body, shortcut, name=f"conv{stage}_{number}"))
            channels = out
    layers += [GlobalPool(name="average pool"), Dense(CLASSES, name="fc")]
    version = ", version 1" if strides_early else ""
    return Network(Shape(224, 224, 3), tuple(layers), f"ResNet-{depth}{version}")


def _body(filters: int, s: int, depth: int, strides_early: bool) -> tuple[Layer, ...]:
    """Return F(x) of equation 1: figure 5 left, or right from 50 layers on."""
    if depth < BOTTLENECK_FROM:
        return (*conv_norm(filters, 3, s=s, p=1), *_normalised(filters, 3))
    first, second = (s, 1) if strides_early else (1, s)
    return (
        *conv_norm(filters, 1, s=first),
        *conv_norm(filters, 3, s=second, p=1),
        *_normalised(filters * EXPANSION, 1),
    )


def _normalised(filters: int, f: int, s: int = 1) -> tuple[Layer, ...]:
    """Return a convolution whose result goes into the sum: the ReLU comes after that."""
    return conv_norm(filters, f, s=s, p=f // 2, function="none")
