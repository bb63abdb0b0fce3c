"""Who is near a face, in all 128 directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.distance import squared_distance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.faces.sample import FaceSample

LIT = 8
"""So many nearest neighbours are lit."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """All other faces, the nearest first.

    Parameters
    ----------
    place
        Whose neighbours they are.
    places
        int64 (N − 1,).
    distances
        float32 (N − 1,): squared L2.
    is_same
        bool (N − 1,): whether they show the same person.
    """

    place: int
    places: NDArray[np.int64]
    distances: NDArray[np.float32]
    is_same: NDArray[np.bool_]

    def within(self, tau: float) -> tuple[int, int]:
        """Return how many lie within τ, and how many of these show the same person."""
        near = self.distances < tau
        return int(near.sum()), int((near & self.is_same).sum())

    def missed(self, tau: float) -> int:
        """Return how many photographs of the same person do not lie within τ."""
        return int(((self.distances >= tau) & self.is_same).sum())

    @property
    def lit(self) -> tuple[int, ...]:
        """The places of the nearest ones."""
        return tuple(self.places[:LIT].tolist())


def neighbours_of(sample: FaceSample, place: int) -> Neighbours:
    """Measure the distance to every other face; equally near ones by their places."""
    others = np.delete(np.arange(len(sample)), place)
    distances = squared_distance(sample.embeddings[others], sample.embeddings[place])
    order = np.argsort(distances, kind="stable")
    places = others[order]
    same = sample.labels[places] == sample.labels[place]
    return Neighbours(place, places, distances[order], same)


def tone_of(*, is_same: bool, is_near: bool) -> str:
    """Return the token of what τ makes of a neighbour: right, or one of the two errors."""
    if is_near:
        return "good" if is_same else "bad"
    return "warm" if is_same else "muted"


def best_known(sample: FaceSample) -> int:
    """Return the first face of whoever has the most photographs."""
    counts = np.bincount(sample.labels)
    return int(np.flatnonzero(sample.labels == counts.argmax())[0])
