"""How far two faces are from one another: d = ‖f(x₁) − f(x₂)‖²."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DLIB_L2 = 0.6
"""The plain distance below which the network's authors call two faces one person's."""

TAU = DLIB_L2**2
"""τ for the squared distance, 0.36: same person if d < τ. (The notes have it the other way.)"""


def squared_distance(one: ArrayLike, other: ArrayLike) -> NDArray[np.float32]:
    """Return the squared L2 distance of embeddings (..., D), shapes broadcast, as float32 (...)."""
    difference = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    return np.asarray(np.square(difference).sum(-1), np.float32)


def plain(squared: float) -> float:
    """Return the L2 distance of a squared one."""
    return math.sqrt(max(squared, 0.0))
