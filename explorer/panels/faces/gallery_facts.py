"""What pages know of the gallery: a value of one moment, for the GUI thread and for workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.gallery import Person, Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class GalleryFacts:
    """The gallery at one moment, for the GUI thread and for workers.

    Parameters
    ----------
    people
        Everyone, by name.
    snapshot
        Their embeddings; None before the gallery is open.
    numbers
        For each name a number that is nobody else's: for colours.
    place
        The file; None: in memory.
    """

    people: tuple[Person, ...] = ()
    snapshot: Snapshot | None = None
    place: Path | None = None
    numbers: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def photographs(self) -> int:
        """How many photographs there are of all."""
        return 0 if self.snapshot is None else self.snapshot.count

    @property
    def is_empty(self) -> bool:
        """Whether nobody is enrolled."""
        return not self.people

    def person(self, name: str) -> Person | None:
        """Return someone by name."""
        return next((person for person in self.people if person.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A photograph of someone enrolled: its id, and uint8 RGB (H, W, 3) or None."""

    photograph: int
    rgb: NDArray[np.uint8] | None
