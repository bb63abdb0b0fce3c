"""What is asked of many pictures, and what is said of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.box_files import PictureBoxes
    from explorer.panels.detector.state import FilesState
    from explorer.panels.detector.values import DetectRequest, ModelFacts

SMALL_SIDE = 1600
"""Longer side of a preview, in pixels."""


@dataclass(frozen=True, slots=True)
class PicturesRequest:
    """Which pictures, and how they are looked at."""

    files: FilesState
    look: DetectRequest


@dataclass(frozen=True, slots=True, eq=False)
class PictureRow:
    """A picture that was looked at, or could not be: then ``problem`` says why."""

    path: Path
    name: str
    boxes: PictureBoxes | None
    problem: str = ""

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return the classes and how many boxes each has, the most first."""
        return class_counts([self])


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """A picture for the screen, uint8 (H, W, 3), and by which factor it is smaller."""

    rgb: NDArray[np.uint8]
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class PictureStep:
    """One more picture: ``done`` of ``total``; no ``small`` if it could not be read."""

    done: int
    total: int
    row: PictureRow
    small: Small | None
    facts: ModelFacts

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.done / self.total


@dataclass(frozen=True, slots=True)
class Written:
    """How many annotated pictures lie in a folder; what could not be read any more."""

    done: int
    total: int
    folder: Path
    problems: tuple[str, ...] = ()

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return (self.done + len(self.problems)) / self.total


def class_counts(rows: Iterable[PictureRow]) -> tuple[tuple[str, int], ...]:
    """Return the classes of all boxes and how many each has, the most first."""
    counts = Counter[str]()
    for row in rows:
        if row.boxes is not None:
            counts.update(row.boxes.detections.names)
    return tuple(counts.most_common())
