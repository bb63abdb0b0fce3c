"""How genuine and impostor distances are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.rates import checked_distances

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Counts over the same bins.

    Parameters
    ----------
    edges
        float64 (B + 1,), rising from 0. A bin holds its left edge; the last also its right one,
        and all that is beyond.
    genuine, impostor
        int64 (B,).
    """

    edges: NDArray[np.float64]
    genuine: NDArray[np.int64]
    impostor: NDArray[np.int64]

    @property
    def genuine_share(self) -> NDArray[np.float64]:
        """Of all genuine pairs, float64 (B,): comparable with `impostor_share`."""
        return self.genuine / max(1, int(self.genuine.sum()))

    @property
    def impostor_share(self) -> NDArray[np.float64]:
        """Of all impostor pairs, float64 (B,)."""
        return self.impostor / max(1, int(self.impostor.sum()))


def histograms(
    genuine: ArrayLike, impostor: ArrayLike, bins: int = 60, upper: float | None = None
) -> Histograms:
    """Count distances (G,) and (I,) in bins of one width, from 0 to ``upper`` or the largest.

    Raises
    ------
    VerificationError
        If there is no bin, the upper end is not above 0, or a distance is not finite.
    """
    own, strange = checked_distances(genuine, "genuine"), checked_distances(impostor, "impostor")
    if bins < 1:
        raise VerificationError(f"{bins} bins: there has to be one at least.")
    end = float(max(own.max(initial=0), strange.max(initial=0))) or 1.0 if upper is None else upper
    if not 0 < end < np.inf:
        raise VerificationError(f"The bins go from 0 to {end:g}: the end is above 0 and finite.")
    edges = np.linspace(0.0, end, bins + 1)
    return Histograms(edges, _counts(own, bins, end), _counts(strange, bins, end))


def _counts(distances: NDArray[np.floating], bins: int, end: float) -> NDArray[np.int64]:
    # In float64: the bins of float32 distances would have edges of float32.
    inside = np.minimum(distances.astype(np.float64), end)
    return np.asarray(np.histogram(inside, bins, (0.0, end))[0], np.int64)
