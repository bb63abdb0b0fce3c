"""Two embeddings and what lies between them: the terms of d, and which are the largest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.distance import plain, squared_distance

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 5
DECIMALS = 3
MOST_DECIMALS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """f(x₁), f(x₂) and f(x₁) − f(x₂).

    Parameters
    ----------
    first, second
        float32 (128,).
    difference, squares
        float64 (128,): the difference, and its squares, whose sum is d.
    d
        The squared L2 distance.
    """

    first: NDArray[np.float32]
    second: NDArray[np.float32]
    difference: NDArray[np.float64]
    squares: NDArray[np.float64]
    d: float

    @property
    def plain(self) -> float:
        """√d, the plain L2 distance."""
        return plain(self.d)

    @property
    def limit(self) -> float:
        """The largest number without its sign, of all three rows: the ends of their scale."""
        rows = (self.first, self.second, self.difference)
        return max(float(np.abs(row).max()) for row in rows)

    def largest(self, count: int = LARGEST) -> tuple[int, ...]:
        """Return the places of the largest squares, the largest first."""
        order = np.argsort(-self.squares, kind="stable")[:count]
        return tuple(int(place) for place in order)

    def share(self, place: int) -> float:
        """Return which part of d a square is; 0 where d is 0."""
        return float(self.squares[place]) / self.d if self.d else 0.0

    def needed(self, part: float = 0.5) -> int:
        """Return how many of the largest squares make this part of d; 0 where d is 0."""
        if not self.d:
            return 0
        sums = np.cumsum(np.sort(self.squares)[::-1])
        return int(np.searchsorted(sums, part * sums[-1])) + 1


def difference(first: NDArray[np.float32], second: NDArray[np.float32]) -> Difference:
    """Compare two embeddings (128,)."""
    between = first.astype(np.float64) - second.astype(np.float64)
    distance = float(squared_distance(first, second))
    return Difference(first, second, between, np.square(between), distance)


def is_same(d: float, tau: float) -> bool:
    """Whether d says one person: below τ, and not at it."""
    return d < tau


def told_apart(d: float, tau: float) -> tuple[str, str]:
    """Return d and τ with three decimals, or as many more as show which is larger."""
    for decimals in range(DECIMALS, MOST_DECIMALS + 1):
        texts = f"{d:.{decimals}f}", f"{tau:.{decimals}f}"
        if texts[0] != texts[1] or d == tau:
            return texts
    return texts


def verdict(d: float, tau: float) -> str:
    """Return "d = 0.312 < τ = 0.360", or with ≥."""
    one, other = told_apart(d, tau)
    return f"d = {one} {'<' if is_same(d, tau) else '≥'} τ = {other}"
