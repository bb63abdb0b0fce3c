"""A slice of the loss as it is drawn: on a logarithmic scale, with what is not computed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

LEAST_LOSS = 1e-4
"""Smaller ones are drawn as this: a network that knows all its pictures by heart."""
MOST_LOSS = 10.0
"""Nats; guessing among ten classes is 2.3."""
ABOVE = 4.0
LEAST_RATIO = 1.05
_STRIDES = (8, 4, 2, 1)


def filled(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return losses (N, N) with no gaps: between the points of the finest whole grid, linear.

    Points that are known beyond that grid stand as they are. Where none is whole yet, all is as
    the middle; all NaN if that is not known.
    """
    half = len(losses) // 2
    places = np.arange(len(losses))
    made = np.full_like(losses, losses[half, half])
    for stride in _STRIDES:
        on = places[(places - half) % stride == 0]
        coarse = losses[np.ix_(on, on)]
        if np.isnan(coarse).any():
            break
        weights = _weights(places, on)
        high = np.minimum(coarse, np.finfo(np.float32).max)  # infinite times 0 is no number
        made = weights @ high @ weights.T
    return np.where(np.isnan(losses), made, losses)


def enlarged(values: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """Return (rows, columns) of a grid (H, W), linear in between; its rim is the picture's."""
    height, width = values.shape
    down = _weights(np.linspace(0, height - 1, rows), np.arange(height))
    across = _weights(np.linspace(0, width - 1, columns), np.arange(width))
    return np.asarray(down @ values @ across.T)


def common_range(losses: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the ends of one logarithmic scale for several slices, above 0 and not the same.

    They are those of the finite losses, but the upper one is `MOST_LOSS` at most, or `ABOVE` times
    the highest middle where that is more: far outside, losses of thousands and millions are usual,
    and would leave no colours for the valleys. (0.1, 10) where no loss is known.
    """
    finite = np.concatenate([one[np.isfinite(one)] for one in losses]) if losses else np.empty(0)
    if not finite.size:
        return 0.1, MOST_LOSS
    middles = [float(one[len(one) // 2, len(one) // 2]) for one in losses]
    most = max([MOST_LOSS, *(ABOVE * one for one in middles if np.isfinite(one))])
    low = max(float(finite.min()), LEAST_LOSS)
    return low, max(min(float(finite.max()), most), low * LEAST_RATIO)


def log_share(losses: ArrayLike, low: float, high: float) -> NDArray[np.float64]:
    """Return where losses lie on a logarithmic scale, in 0..1; beyond its ends, at them."""
    limited = np.clip(np.asarray(losses, np.float64), low, high)
    return np.asarray(np.log(limited / low) / np.log(high / low))


def _weights(
    places: NDArray[np.floating | np.integer], known: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return (P, K): how much each of the known places, in order, counts at each place."""
    return np.stack([np.interp(places, known, row) for row in np.eye(len(known))], axis=1)
