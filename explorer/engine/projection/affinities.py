"""Who is whose neighbour: the probabilities that t-SNE keeps.

Van der Maaten and Hinton 2008, "Visualizing data using t-SNE".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALVINGS: Final = 64


def fitting_perplexity(wanted: float, count: int) -> float:
    """Return the perplexity, the effective number of neighbours, that so many points allow.

    A third of the others at most, as van der Maaten's own program demands; very few points need a
    little more to be any picture at all.
    """
    return min(wanted, max((count - 1) / 3, min(2.0, count / 2)))


def affinities(points: NDArray[np.float64], perplexity: float) -> NDArray[np.float64]:
    """Return the joint probabilities p_ij of points (N, D): (N, N), symmetric, adding up to 1.

    Each point's Gaussian is as wide as its perplexity asks (equation 1, section 2), and
    p_ij = (p_j|i + p_i|j) / 2N (section 3.1). Fewer than two points have none.
    """
    count = len(points)
    if count < 2:
        return np.zeros((count, count))
    distances = squared_matrix(points)
    conditional = _conditional(distances, np.log(perplexity))
    joint = (conditional + conditional.T) / (2 * count)
    return np.asarray(joint, np.float64)


def squared_matrix(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distances of points (N, D), as (N, N)."""
    centred = points - points.mean(0)
    squares = np.square(centred).sum(1)
    distances = np.maximum(squares[:, None] + squares - 2 * centred @ centred.T, 0.0)
    np.fill_diagonal(distances, 0.0)
    return np.asarray(distances, np.float64)


def _conditional(distances: NDArray[np.float64], entropy: float) -> NDArray[np.float64]:
    """Return p_j|i as (N, N), each row's precision found by halving until its entropy fits."""
    count = len(distances)
    others = ~np.eye(count, dtype=bool)
    # Measured from the nearest and in units of the mean, no row under- or overflows.
    shifted = distances - np.where(others, distances, np.inf).min(1, keepdims=True)
    scale = shifted.sum(1, where=others, keepdims=True) / (count - 1)
    shifted = np.divide(shifted, scale, out=np.zeros_like(shifted), where=scale > 0)
    low, high = np.full((count, 1), -30.0), np.full((count, 1), 60.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_wide = _entropy(_rows(shifted, np.exp(middle), others), others) > entropy
        low, high = np.where(too_wide, middle, low), np.where(too_wide, high, middle)
    return _rows(shifted, np.exp(middle), others)


def _rows(
    distances: NDArray[np.float64], precision: NDArray[np.float64], others: NDArray[np.bool_]
) -> NDArray[np.float64]:
    weights = np.where(others, np.exp(-np.where(others, distances, 0.0) * precision), 0.0)
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float64)


def _entropy(rows: NDArray[np.float64], others: NDArray[np.bool_]) -> NDArray[np.float64]:
    logs = np.log(rows, out=np.zeros_like(rows), where=others & (rows > 0))
    return np.asarray(-(rows * logs).sum(1, keepdims=True), np.float64)
