"""Layers written short, for the zoo and for notebooks: ``conv(64, 3, p=1)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from explorer.engine.network.layers import Activation, BatchNorm, Conv, Layer, Pool

if TYPE_CHECKING:
    from explorer.engine.network.layers import ActivationKind, PaddingName, Pads, Pair, PoolMode

Sides = int | tuple[int, int]
"""One number for both axes, or (vertical, horizontal)."""


def pair(sides: Sides) -> Pair:
    """Return (vertical, horizontal)."""
    return (sides, sides) if isinstance(sides, int) else sides


def around(sides: Sides) -> Pads:
    """Return the same padding before and after: (above, below, left, right)."""
    vertical, horizontal = pair(sides)
    return (vertical, vertical, horizontal, horizontal)


def conv(
    filters: int,
    f: Sides = 3,
    *,
    s: Sides = 1,
    p: PaddingName | Sides | Pads = 0,
    d: Sides = 1,
    groups: int = 1,
    bias: bool = True,
    name: str = "",
) -> Conv:
    """Return a convolution of f × f at stride s with padding p and dilation d."""
    return Conv(filters, pair(f), pair(s), _conv_padding(p), pair(d), groups, bias, name=name)


def pool(
    mode: PoolMode = "max",
    f: Sides = 2,
    *,
    s: Sides | None = None,
    p: Literal["valid", "same"] | Sides = 0,
    ceil: bool = False,
    name: str = "",
) -> Pool:
    """Return a pooling of f × f; the stride is f unless it is said."""
    padding = p if isinstance(p, str) else _named(pair(p))
    return Pool(mode, pair(f), pair(f if s is None else s), padding, ceil=ceil, name=name)


def relu(function: ActivationKind = "relu", name: str = "") -> Activation:
    """Return an activation."""
    return Activation(function, name=name)


def conv_norm(
    filters: int,
    f: Sides = 3,
    *,
    s: Sides = 1,
    p: PaddingName | Sides = 0,
    groups: int = 1,
    function: ActivationKind | Literal["none"] = "relu",
    epsilon: float = 1e-5,
    name: str = "",
) -> tuple[Layer, ...]:
    """Return a convolution without bias, its batch normalisation, and mostly an activation.

    The name is the convolution's.
    """
    layers: tuple[Layer, ...] = (
        conv(filters, f, s=s, p=p, groups=groups, bias=False, name=name),
        BatchNorm(epsilon=epsilon),
    )
    return layers if function == "none" else (*layers, relu(function))


def _conv_padding(p: PaddingName | Sides | Pads) -> PaddingName | Pads:
    if isinstance(p, str):
        return p
    if isinstance(p, int) or len(p) == 2:
        p = around(p)
    return "valid" if p == (0, 0, 0, 0) else p


def _named(padding: Pair) -> Literal["valid"] | Pair:
    return "valid" if padding == (0, 0) else padding
