"""GoogLeNet, its nine inception modules as data, and what torchvision made of it.

Szegedy et al., "Going deeper with convolutions" (2014), section 5, table 1 and figure 3.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.network import (
    Activation,
    Dense,
    Dropout,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    Network,
    Pool,
    Shape,
    SideHead,
    conv,
    conv_norm,
    pool,
    relu,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

PICTURE = Shape(224, 224, 3)
CLASSES = 1000
TORCHVISION_EPSILON = 1e-3


class Widths(NamedTuple):
    """Filters of an inception module, in the order of table 1's columns."""

    one: int
    three_reduce: int
    three: int
    five_reduce: int
    five: int
    pool_proj: int


class ModuleSpec(NamedTuple):
    """An inception module of GoogLeNet: how many filters it has, and what it is given."""

    widths: Widths
    input: Shape


MODULES: Mapping[str, ModuleSpec] = MappingProxyType({
    "3a": ModuleSpec(Widths(64, 96, 128, 16, 32, 32), Shape(28, 28, 192)),
    "3b": ModuleSpec(Widths(128, 128, 192, 32, 96, 64), Shape(28, 28, 256)),
    "4a": ModuleSpec(Widths(192, 96, 208, 16, 48, 64), Shape(14, 14, 480)),
    "4b": ModuleSpec(Widths(160, 112, 224, 24, 64, 64), Shape(14, 14, 512)),
    "4c": ModuleSpec(Widths(128, 128, 256, 24, 64, 64), Shape(14, 14, 512)),
    "4d": ModuleSpec(Widths(112, 144, 288, 32, 64, 64), Shape(14, 14, 512)),
    "4e": ModuleSpec(Widths(256, 160, 320, 32, 128, 128), Shape(14, 14, 528)),
    "5a": ModuleSpec(Widths(256, 160, 320, 32, 128, 128), Shape(7, 7, 832)),
    "5b": ModuleSpec(Widths(384, 192, 384, 48, 128, 128), Shape(7, 7, 832)),
})  # fmt: skip
"""The nine modules, in order; inputs are those of a 224×224 picture."""


def inception(
    widths: Widths,
    *,
    bottlenecked: bool = True,
    pool_projection: bool = True,
    normalised: bool = False,
    large: int = 5,
    name: str = "",
) -> Inception:
    """Return an inception module: figure 2b, or the naive one of figure 2a.

    Parameters
    ----------
    widths
        Its filters; the reductions and the projection are left unused where they are left out.
    bottlenecked
        1×1 convolutions narrow the volume before the 3×3 and the 5×5.
    pool_projection
        A 1×1 convolution follows the pooling; otherwise all pooled channels are stacked.
    normalised
        Convolutions are batch-normalised and have no bias.
    large
        Size of the largest kernel.
    name
        Of the module.
    """

    def convolve(filters: int, f: int, called: str = "") -> tuple[Layer, ...]:
        return _convolution(filters, f, called or f"{f}×{f}", normalised=normalised)

    three = convolve(widths.three, 3)
    five = convolve(widths.five, large)
    if bottlenecked:
        three = (*convolve(widths.three_reduce, 1, "3×3 reduce"), *three)
        five = (*convolve(widths.five_reduce, 1, f"{large}×{large} reduce"), *five)
    pooled: tuple[Layer, ...] = (pool("max", 3, s=1, p=1, name="pool"),)
    if pool_projection:
        pooled += convolve(widths.pool_proj, 1, "pool proj")
    return Inception((convolve(widths.one, 1), three, five, pooled), name=name)


def inception3a() -> Network:
    """Return the first module by itself: 128,049,152 MACs, 303,464,448 if it were naive."""
    widths, shape = MODULES["3a"]
    return Network(shape, (inception(widths, name="inception 3a"),), "Inception 3a")


def googlenet() -> Network:
    """Return GoogLeNet: 6,998,552 parameters, and 6,379,728 more in its two side heads.

    Pooling rounds up, as in Caffe's release, which gives the paper's 56, 28, 14 and 7 cells; the
    numbers of the normalisation are from there too, since the paper has none.
    """
    layers: list[Layer] = [
        *_convolution(64, 7, "conv1", s=2), _halving("pool1"), _response_norm("norm1"),
        *_convolution(64, 1, "conv2 reduce"), *_convolution(192, 3, "conv2"),
        _response_norm("norm2"), _halving("pool2"),
    ]  # fmt: skip
    heads = {"4a": "softmax0", "4d": "softmax1"}
    for key, (widths, _) in MODULES.items():
        layers.append(inception(widths, name=f"inception {key}"))
        if key in heads:
            layers.append(_side_head(heads[key]))
        if key in ("3b", "4e"):
            layers.append(_halving(f"pool{key[0]}"))
    layers += [
        pool("average", 7, s=1, name="average pool"), Dropout(0.4, name="dropout"),
        Dense(CLASSES, name="fc"), Activation("softmax", name="softmax2"),
    ]  # fmt: skip
    return Network(PICTURE, tuple(layers), "GoogLeNet")


def googlenet_torchvision() -> Network:
    """Return torchvision's GoogLeNet: 6,624,904 parameters, and 6,379,984 in its side heads.

    The "5×5" branch is of 3×3 there, pool4 is of 2×2, and nothing is response-normalised.
    """
    layers: list[Layer] = [
        *_convolution(64, 7, "conv1", s=2, normalised=True), _halving("pool1"),
        *_convolution(64, 1, "conv2 reduce", normalised=True),
        *_convolution(192, 3, "conv2", normalised=True), _halving("pool2"),
    ]  # fmt: skip
    heads = {"4a": "aux1", "4d": "aux2"}
    for key, (widths, _) in MODULES.items():
        layers.append(inception(widths, normalised=True, large=3, name=f"inception {key}"))
        if key in heads:
            layers.append(_side_head(heads[key], normalised=True))
        if key in ("3b", "4e"):
            layers.append(_halving(f"pool{key[0]}", f=3 if key == "3b" else 2))
    layers += [
        GlobalPool(name="average pool"), Dropout(0.2, name="dropout"), Dense(CLASSES, name="fc"),
    ]  # fmt: skip
    return Network(PICTURE, tuple(layers), "GoogLeNet, torchvision")


def _convolution(
    filters: int, f: int, name: str, *, s: int = 1, normalised: bool = False
) -> tuple[Layer, ...]:
    """Return a convolution of same padding with what follows it."""
    if normalised:
        return conv_norm(filters, f, s=s, p=f // 2, epsilon=TORCHVISION_EPSILON, name=name)
    return (conv(filters, f, s=s, p=f // 2, name=name), relu())


def _halving(name: str, f: int = 3) -> Pool:
    """Return a pooling that halves an even number of rows; 3×3 windows overlap."""
    return pool("max", f, s=2, ceil=True, name=name)


def _response_norm(name: str) -> LocalResponseNorm:
    return LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1.0, name=name)


def _side_head(name: str, *, normalised: bool = False) -> SideHead:
    """Return an auxiliary classifier (section 5, the list after table 1): 4×4 cells, then 1000.

    torchvision averages into 4×4 cells too, but by windows of 4×4 at rows 0, 3, 7 and 10.
    """
    head: tuple[Layer, ...] = (
        pool("average", 5, s=3, name="average pool"),
        *_convolution(128, 1, "conv", normalised=normalised),
        Dense(1024, name="fc1"), relu(), Dropout(0.7, name="dropout"),
        Dense(CLASSES, name="fc2"),
    )  # fmt: skip
    return SideHead(
        head if normalised else (*head, Activation("softmax", name="softmax")), name=name
    )
