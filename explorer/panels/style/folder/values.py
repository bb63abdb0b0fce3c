"""Which pictures are painted, how, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.state import LiveState, PaintState
    from explorer.panels.style.values import Picture

Way = Literal["optimise", "live"]
SMALL_SIDE: Final = 1024
"""Longer side of a preview, in pixels."""
SUFFIX: Final = "-painted.png"


@dataclass(frozen=True, slots=True)
class Listed:
    """Pictures that were chosen: what they are called together, and a name for each.

    ``folder`` is where they lie, None where they come from several places.
    """

    words: str
    paths: tuple[Path, ...]
    names: tuple[str, ...]
    folder: Path | None
    is_bundled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FolderRequest:
    """All that a job is told. ``styles`` are the paintings of ``paint``, as they were read."""

    paths: tuple[Path, ...]
    target: Path
    way: Way
    paint: PaintState
    live: LiveState
    styles: tuple[Picture, ...]
    device: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one picture: the file it was painted into, or ``problem``, why it was not.

    Attributes
    ----------
    number
        Which of the pictures, from 0 on.
    size
        Width and height of what was painted, in pixels.
    seconds
        Time of computing.
    is_numbered
        Whether the name was taken, so that the file has a number.
    """

    number: int
    target: Path | None = None
    problem: str = ""
    size: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    is_numbered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A picture and what it is painted to, uint8 (H, W, 3), small; None before the first step."""

    original_rgb: NDArray[np.uint8]
    painted_rgb: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True, eq=False)
class FolderStep:
    """How far a job is: ``part``, 0 to 1, of picture ``number``; its ``outcome`` at its end."""

    number: int
    total: int
    part: float
    preview: Preview | None
    outcome: Outcome | None = None

    @property
    def fraction(self) -> float:
        """How much of all is done, in 0..1."""
        return (self.number + self.part) / self.total


def target_beside(folder: Path) -> Path:
    """Return where the painted pictures of a folder go, unless somebody says otherwise."""
    return folder.with_name(f"{folder.name}-painted") if folder.name else folder / "painted"
