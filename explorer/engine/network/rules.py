"""What one layer does to a volume: output, weights, parameters, MACs, and where its windows lie.

Conventions, which every count in the application shares: MACs are the multiplications of
convolutions and dense layers without the bias; pooling, normalisation and activations count 0
(``ledger.py`` opens this into its steps). Weights are (f, f, c_prev, c) and biases (1, 1, 1, c),
as in the course.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, singledispatch
from math import prod

from explorer.engine.arithmetic import ShapeError, conv_output_size, pool_output_size
from explorer.engine.network.errors import LayerError
from explorer.engine.network.layers import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    LocalResponseNorm,
    PaddingName,
    Pads,
    Pair,
    Pool,
    RadialBasis,
    SparseConv,
)
from explorer.engine.network.shape import Shape

CACHE_SIZE = 4096
_NEEDS_MAP = {
    Conv: "A convolution",
    SparseConv: "A convolution",
    LocalResponseNorm: "Local response normalisation",
}


@dataclass(frozen=True, slots=True)
class Windows:
    """Where a layer's windows lie: kernel, cells added (above, below, left, right), steps."""

    kernel: Pair
    pads: Pads
    stride: Pair
    dilation: Pair = (1, 1)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a plain layer makes of a volume.

    ``is_flat``: the output is a vector, no longer a volume of 1×1. ``fixed`` are stored numbers
    that are not trained. ``sees_all``: each output depends on the whole input. ``is_view``: no
    new numbers are computed, the same are looked at in another way.
    """

    output: Shape
    is_flat: bool = False
    weights: tuple[int, ...] = ()
    biases: tuple[int, ...] = ()
    params: int = 0
    macs: int = 0
    fixed: int = 0
    windows: Windows | None = None
    sees_all: bool = False
    is_view: bool = False


@lru_cache(CACHE_SIZE)
def effect_of(layer: Layer, shape: Shape, is_flat: bool) -> Effect:
    """Return what a plain layer makes of a volume.

    Raises
    ------
    LayerError
        The layer cannot follow this volume; the text has the rule and the numbers.
    """
    return _effect(layer, shape, is_flat)


def conv_pads(layer: Conv | SparseConv, shape: Shape) -> Pads:
    """Return the cells that a convolution adds (above, below, left, right)."""
    if isinstance(layer.padding, tuple):
        return layer.padding
    dilation = layer.dilation if isinstance(layer, Conv) else (1, 1)
    sizes = (shape.height, shape.width)
    vertical, horizontal = (
        _named_padding(layer.padding, n, f, s, d)
        for n, f, s, d in zip(sizes, layer.kernel, layer.stride, dilation, strict=True)
    )
    return (*vertical, *horizontal)


def _named_padding(name: PaddingName, n: int, f: int, s: int, d: int) -> Pair:
    if name == "valid":
        return (0, 0)
    total = d * (f - 1)
    if name == "tf-same":
        total = max((-(-n // s) - 1) * s + total + 1 - n, 0)
    return (total // 2, total - total // 2)


@singledispatch
def _effect(layer: Layer, shape: Shape, is_flat: bool) -> Effect:
    raise LayerError(f"A layer of kind {layer.kind!r} has no rule of its own.")


@_effect.register
def _(layer: Conv, shape: Shape, is_flat: bool) -> Effect:
    _need_map(layer, shape, is_flat)
    _check_groups(layer, shape.channels)
    windows = Windows(layer.kernel, conv_pads(layer, shape), layer.stride, layer.dilation)
    height, width = _window_sizes(windows, shape)
    weights = (*layer.kernel, shape.channels // layer.groups, layer.filters)
    return Effect(
        Shape(height, width, layer.filters),
        weights=weights,
        biases=(1, 1, 1, layer.filters) if layer.bias else (),
        params=prod(weights) + layer.filters * layer.bias,
        macs=height * width * prod(weights),
        windows=windows,
    )


@_effect.register
def _(layer: SparseConv, shape: Shape, is_flat: bool) -> Effect:
    _need_map(layer, shape, is_flat)
    last = max(max(seen) for seen in layer.connections)
    if last >= shape.channels:
        raise LayerError(
            f"A filter is connected to channel {last}, but there are {shape.channels}: "
            f"0 to {shape.channels - 1}.",
            "connections",
        )
    windows = Windows(layer.kernel, conv_pads(layer, shape), layer.stride)
    height, width = _window_sizes(windows, shape)
    weights = (*layer.kernel, sum(len(seen) for seen in layer.connections))
    return Effect(
        Shape(height, width, layer.filters),
        weights=weights,
        biases=(1, 1, 1, layer.filters) if layer.bias else (),
        params=prod(weights) + layer.filters * layer.bias,
        macs=height * width * prod(weights),
        windows=windows,
    )


@_effect.register
def _(layer: Pool, shape: Shape, is_flat: bool) -> Effect:
    _need_map(layer, shape, is_flat)
    pads = _pool_pads(layer)
    windows = Windows(layer.kernel, pads, layer.stride, layer.dilation)
    height, width = _window_sizes(windows, shape, ceil=layer.ceil)
    learned = (shape.channels,) if layer.trainable else ()
    return Effect(
        Shape(height, width, shape.channels),
        weights=learned,
        biases=learned,
        params=2 * sum(learned),
        windows=windows,
    )


@_effect.register
def _(layer: GlobalPool, shape: Shape, is_flat: bool) -> Effect:
    _need_map(layer, shape, is_flat)
    return Effect(Shape(1, 1, shape.channels), sees_all=True)


@_effect.register
def _(layer: Dense, shape: Shape, is_flat: bool) -> Effect:
    weights = (shape.size, layer.units)
    return Effect(
        Shape(1, 1, layer.units),
        is_flat=True,
        weights=weights,
        biases=(layer.units,) if layer.bias else (),
        params=prod(weights) + layer.units * layer.bias,
        macs=prod(weights),
        sees_all=True,
    )


@_effect.register
def _(layer: RadialBasis, shape: Shape, is_flat: bool) -> Effect:
    stored = shape.size * layer.units
    return Effect(Shape(1, 1, layer.units), is_flat=True, macs=stored, fixed=stored, sees_all=True)


@_effect.register
def _(layer: Flatten, shape: Shape, is_flat: bool) -> Effect:
    return Effect(Shape(1, 1, shape.size), is_flat=True, sees_all=True, is_view=True)


@_effect.register
def _(layer: BatchNorm, shape: Shape, is_flat: bool) -> Effect:
    learned = (shape.channels,) if layer.affine else ()
    return Effect(
        shape,
        is_flat=is_flat,
        weights=learned,
        biases=learned,
        params=2 * sum(learned),
        fixed=2 * shape.channels,
    )


@_effect.register
def _(layer: Activation, shape: Shape, is_flat: bool) -> Effect:
    return Effect(shape, is_flat=is_flat)


@_effect.register
def _(layer: LocalResponseNorm, shape: Shape, is_flat: bool) -> Effect:
    _need_map(layer, shape, is_flat)
    return Effect(shape)


@_effect.register
def _(layer: Dropout, shape: Shape, is_flat: bool) -> Effect:
    return Effect(shape, is_flat=is_flat, is_view=True)


def _need_map(layer: Layer, shape: Shape, is_flat: bool) -> None:
    if is_flat:
        what = _NEEDS_MAP.get(type(layer), "Pooling")
        raise LayerError(
            f"{what} needs height and width, but what comes before it is a vector of "
            f"{shape.channels} numbers: put it before the layer that flattens."
        )


def _check_groups(layer: Conv, channels: int) -> None:
    for words, count in (("input channels", channels), ("filters", layer.filters)):
        if count % layer.groups:
            raise LayerError(
                f"{layer.groups} groups do not divide the {count} {words}: "
                f"{count} = {count // layer.groups} · {layer.groups} + {count % layer.groups}.",
                "groups",
            )


def _pool_pads(layer: Pool) -> Pads:
    spans = tuple(d * (f - 1) for f, d in zip(layer.kernel, layer.dilation, strict=True))
    if layer.padding == "valid":
        pads = (0, 0)
    elif layer.padding == "same":
        if any(span % 2 for span in spans):
            raise LayerError(
                f"Same padding of a window of {layer.kernel[0]}×{layer.kernel[1]} would be "
                f"{spans[0] / 2:g} and {spans[1] / 2:g} on each side: only odd windows have it.",
                "padding",
            )
        pads = (spans[0] // 2, spans[1] // 2)
    else:
        pads = layer.padding
    for pad, f in zip(pads, layer.kernel, strict=True):
        if 2 * pad > f:
            raise LayerError(
                f"A padding of {pad} is more than half of the window's {f} cells: PyTorch refuses "
                "it, for a window could lie in the padding alone.",
                "padding",
            )
    return (pads[0], pads[0], pads[1], pads[1])


def _window_sizes(windows: Windows, shape: Shape, *, ceil: bool = False) -> Pair:
    """Return the output's height and width, naming the axis on which a kernel does not fit."""
    size = pool_output_size if ceil else conv_output_size
    above, below, left, right = windows.pads
    sizes = []
    for axis, (name, n, pads) in enumerate(
        (("height", shape.height, (above, below)), ("width", shape.width, (left, right)))
    ):
        try:
            sizes.append(
                size(n, windows.kernel[axis], pads, windows.stride[axis], windows.dilation[axis])
            )
        except ShapeError as error:
            raise LayerError(f"Along the {name}: {error}", "kernel") from error
    return sizes[0], sizes[1]
