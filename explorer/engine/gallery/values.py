"""What a gallery answers. Every distance is the squared L2, as in the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Match:
    """Who a face is.

    Parameters
    ----------
    name
        The nearest person, if the distance is below the threshold; None: unknown.
    distance
        Squared L2 distance to the nearest enrolled embedding; infinite if there is none.
    nearest
        The nearest person whatever the distance; None if nobody is enrolled.
    photograph
        The id of the nearest photograph; None if nobody is enrolled.
    """

    name: str | None
    distance: float
    nearest: str | None = None
    photograph: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An enrolled photograph that a search found, and its squared L2 distance."""

    name: str
    distance: float
    photograph: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An enrolled photograph that is all but the same as a new one."""

    hit: Hit
    same_person: bool

    @property
    def text(self) -> str:
        """What to tell the user."""
        whose = "this person" if self.same_person else f"{self.hit.name}"
        return f"This photograph is enrolled already, for {whose} (d = {self.hit.distance:.4f})."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What was stored: the photograph's id, the name as stored, and its duplicate, if any."""

    photograph: int
    name: str
    duplicate: Duplicate | None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone enrolled, and the number of photographs."""

    name: str
    photographs: int


@dataclass(frozen=True, slots=True, eq=False)
class Photograph:
    """One enrolled photograph.

    ``embedding`` is float32 (D,); ``thumbnail`` a JPEG file's bytes, or None.
    """

    id: int
    name: str
    embedding: NDArray[np.float32]
    thumbnail: bytes | None
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that could not be opened as a gallery, and where it is kept.

    ``is_gallery`` tells whether it is surely one of this application's: forgetting everyone
    forgets it too, and touches no other.
    """

    path: Path
    kept: Path
    reason: str
    is_gallery: bool

    @property
    def text(self) -> str:
        """What to tell the user."""
        return (
            f"{self.path.name} {self.reason}. It is kept as {self.kept.name} in "
            f"{self.kept.parent}; an empty gallery takes its place."
        )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was overwritten and deleted, and what was left because it may be someone else's."""

    deleted: tuple[Path, ...]
    left: tuple[Path, ...]
