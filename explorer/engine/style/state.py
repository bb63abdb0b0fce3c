"""What a step of a style transfer says, and what it takes to go on from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LayerLosses = tuple[tuple[str, float], ...]
"""Titles of layers, each with its loss, normalised but not weighted."""


@dataclass(frozen=True, slots=True, eq=False)
class StyleState:
    """A picture on its way, exact: what `StyleConfig.resumed` goes on from.

    Attributes
    ----------
    index
        Steps that it has behind it.
    planes
        float32 (C, H, W), not clipped to 0..1; C is 3, or 1 where the lightness alone is painted.
    """

    index: int
    planes: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class GradientShares:
    """How much of the gradient with respect to the pixels each term of J makes.

    The lengths ‖∂(α J_content)‖, ‖∂(β J_style)‖ and ‖∂(γ J_variation)‖ over their sum: they add up
    to 1, unless all are 0. The terms may pull against one another.
    """

    content: float
    style: float
    variation: float


@dataclass(frozen=True, slots=True, eq=False)
class StyleStep:
    """The picture after ``index`` of ``steps`` steps, and its losses; 0 is the start.

    Attributes
    ----------
    total
        The total loss, J = α ``content`` + β ``style`` + γ ``variation``.
    content, style
        Weighted sums over the layers.
    content_by_layer, style_by_layer
        Before the layers' weights, in the order of the config.
    shares
        None where the picture is.
    picture
        uint8 (H, W, 3), or None between previews.
    state
        What to go on from, or None between previews.
    size
        Longer side in pixels of this step's picture.
    elapsed_s
        Time of computing so far, without what the caller does between steps.
    recovered
        ``"not finite"`` if the loss of what the step led to was no number, else "". Then this is
        the best picture of this size again, and the steps that follow are half as long.
    """

    index: int
    steps: int
    total: float
    content: float
    style: float
    variation: float
    content_by_layer: LayerLosses
    style_by_layer: LayerLosses
    shares: GradientShares | None
    picture: NDArray[np.uint8] | None
    state: StyleState | None
    size: int
    elapsed_s: float
    recovered: str = ""
