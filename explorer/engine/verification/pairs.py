"""Every pair of photographs: genuine if both show one person, impostor if they show two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.people import checked_embeddings, person_codes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import ArrayLike, NDArray

MOST_PHOTOGRAPHS: Final = 5000
"""12.5 million pairs, some 150 MB with the numbers of their photographs."""
_BLOCK: Final = 256


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Squared L2 distances of all pairs of photographs.

    Parameters
    ----------
    genuine, impostor
        float32 (G,) and (I,).
    genuine_at, impostor_at
        int32 (G, 2) and (I, 2): which two photographs, the lower number first.
    codes
        int64 (N,): who is on each photograph, 0 … people − 1.
    """

    genuine: NDArray[np.float32]
    impostor: NDArray[np.float32]
    genuine_at: NDArray[np.int32]
    impostor_at: NDArray[np.int32]
    codes: NDArray[np.int64]

    @property
    def photographs(self) -> int:
        """How many photographs were paired."""
        return len(self.codes)

    @property
    def people(self) -> int:
        """How many people they show."""
        return int(self.codes.max()) + 1 if len(self.codes) else 0

    def farthest_genuine(self, count: int) -> NDArray[np.int32]:
        """Return the pairs (≤ count, 2) of one person that look least alike, the worst first."""
        return self.genuine_at[np.argsort(-self.genuine, kind="stable")[:count]]

    def nearest_impostors(self, count: int) -> NDArray[np.int32]:
        """Return the pairs (≤ count, 2) of two people that look most alike, the worst first."""
        return self.impostor_at[np.argsort(self.impostor, kind="stable")[:count]]


def all_pairs(embeddings: ArrayLike, labels: Iterable[Hashable]) -> Pairs:
    """Measure every pair of embeddings (N, D), whose people the N labels name.

    There may be no genuine pair or no impostor pair: what needs them says so.

    Raises
    ------
    VerificationError
        If embeddings and labels do not fit, or there are more than `MOST_PHOTOGRAPHS`; then
        `draw_people` says which to take.
    """
    codes = person_codes(labels)
    points = checked_embeddings(embeddings, len(codes))
    if len(points) > MOST_PHOTOGRAPHS:
        raise VerificationError(
            f"{len(points):,} photographs make {len(points) * (len(points) - 1) // 2:,} pairs. "
            f"Compare {MOST_PHOTOGRAPHS:,} photographs at most: draw some of the people."
        )
    # Around their mean the numbers are small, so that ‖x‖² + ‖y‖² − 2xy keeps its digits.
    centred = points - points.mean(0) if len(points) else points
    squares = np.square(centred).sum(1)
    blocks = [
        _block(centred, squares, codes, start) for start in range(0, max(1, len(points)), _BLOCK)
    ]
    genuine, genuine_at, impostor, impostor_at = map(np.concatenate, zip(*blocks, strict=True))
    return Pairs(genuine, impostor, genuine_at, impostor_at, codes)


def _block(
    points: NDArray[np.float64], squares: NDArray[np.float64], codes: NDArray[np.int64], start: int
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Pair some rows with all that follow them."""
    rows = slice(start, start + _BLOCK)
    products = points[rows] @ points.T
    distances = np.maximum(squares[rows, None] + squares - 2 * products, 0.0).astype(np.float32)
    later = np.arange(len(points)) > np.arange(len(points))[rows, None]
    same = codes[rows, None] == codes
    return (*_of(distances, later & same, start), *_of(distances, later & ~same, start))


def _of(
    distances: NDArray[np.float32], wanted: NDArray[np.bool_], start: int
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    flat = np.flatnonzero(wanted).astype(np.int32)  # fits: 256 rows of 5,000
    row, column = np.divmod(flat, np.int32(max(1, wanted.shape[1])))
    return distances.ravel()[flat], np.stack([row + np.int32(start), column], axis=1)
