"""The photographs whose pairs are compared: the bundled ones, or all of a gallery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.verification import MOST_PHOTOGRAPHS, draw_people

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.gallery import Snapshot
    from explorer.panels.faces.sample import FaceSample


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """N embedded photographs. The pictures of a gallery stay with it: only few are looked at.

    Parameters
    ----------
    embeddings
        float32 (N, 128).
    people
        Who is on each, in words.
    labels
        int64 (N,), the same for the same person.
    photographs
        Names of bundled photographs, or ids of the gallery's.
    of
        How many photographs there are: more than N where only some of the people were drawn.
    chips
        uint8 (N, 150, 150, 3); None for a gallery.
    """

    embeddings: NDArray[np.float32]
    people: tuple[str, ...]
    labels: NDArray[np.int64]
    photographs: tuple[str | int, ...]
    of: int
    chips: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.people)

    @property
    def people_count(self) -> int:
        """How many people there are."""
        return len(np.unique(self.labels))


def bundled(sample: FaceSample) -> Compared:
    """Return the bundled faces."""
    return Compared(
        sample.embeddings,
        sample.people,
        sample.labels,
        sample.photographs,
        sample.of,
        sample.chips,
    )


def enrolled(snapshot: Snapshot | None, most: int = MOST_PHOTOGRAPHS) -> Compared:
    """Return the faces of a gallery; if there are more than ``most``, those of some people."""
    if snapshot is None or not snapshot.count:
        return Compared(np.empty((0, 128), np.float32), (), np.empty(0, np.int64), (), 0)
    rows = draw_people(snapshot.people.tolist(), most)
    names = snapshot.names
    return Compared(
        snapshot.embeddings[rows],
        tuple(names[row] for row in rows),
        snapshot.people[rows],
        tuple(snapshot.ids[rows].tolist()),
        snapshot.count,
    )
