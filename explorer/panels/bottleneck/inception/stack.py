"""The module's output as one volume, cut into what each branch gives: geometry without Qt.

The front face is height × width, the depth recedes to the upper right and is the channels, as in
the drawings of networks. The first branch is at the back, so that words beside the volume stand
in the order of the branches from top to bottom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from explorer.widgets.drawing.figure import OBLIQUE_X, OBLIQUE_Y

if TYPE_CHECKING:
    from collections.abc import Sequence

FACE_SHARE = 0.42
"""Of the height that there is: the front face's."""
FACE_ASPECT = 0.5
"""The face is seen from the side: so much narrower than high."""
THINNEST = 1.5


class Point(NamedTuple):
    """A point of the drawing."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Slab:
    """One branch's part of the depth.

    Attributes
    ----------
    front
        Upper left corner of the face that looks to the front.
    dx, dy
        How far the receding edges go to the right and up.
    label
        The middle of the line of words, and its left end.
    """

    channels: int
    front: Point
    width: float
    height: float
    dx: float
    dy: float
    label: Point

    @property
    def foot(self) -> Point:
        """The middle of the lower receding edge, from where a line leads to the words."""
        return Point(
            self.front.x + self.width + self.dx / 2, self.front.y + self.height - self.dy / 2
        )


def slabs(
    parts: Sequence[int],
    size: tuple[float, float],
    deepest: int,
    pitches: tuple[float, float],
) -> tuple[Slab, ...]:
    """Return the slabs in the order of the parts.

    Parameters
    ----------
    parts
        Channels of each branch.
    size
        Width and height of the room for the volume; words go to the right of it.
    deepest
        Channels for which the volume takes all of the room: of the largest that it is held
        against.
    pitches
        Least and largest distance between two lines of words.
    """
    wide, high = size
    face = high * FACE_SHARE
    across = face * FACE_ASPECT
    full = max(min((wide - across) / OBLIQUE_X, (high - face) / OBLIQUE_Y), 1.0)
    depths = [max(full * part / max(deepest, 1), THINNEST) for part in parts]
    # In front of a slab are the later branches.
    before = [sum(depths[index + 1 :]) for index in range(len(depths))]
    top = sum(depths) * OBLIQUE_Y
    feet = [top + face - (at + depth / 2) * OBLIQUE_Y
            for at, depth in zip(before, depths, strict=True)]  # fmt: skip
    lines = _lines(feet, high, pitches)
    return tuple(
        Slab(
            part,
            Point(at * OBLIQUE_X, top - at * OBLIQUE_Y),
            across,
            face,
            depth * OBLIQUE_X,
            depth * OBLIQUE_Y,
            Point(wide, line),
        )
        for part, at, depth, line in zip(parts, before, depths, lines, strict=True)
    )


def _lines(feet: Sequence[float], high: float, pitches: tuple[float, float]) -> list[float]:
    """Return where words go: below the feet, so that no line leads over the volume."""
    least, largest = pitches
    free = (high - least / 2 - feet[0]) / max(len(feet) - 1, 1)
    pitch = min(max(free, least), largest)
    return spread(feet, pitch, least / 2, high - least / 2)


def spread(wanted: Sequence[float], pitch: float, low: float, high: float) -> list[float]:
    """Return ascending positions near those that are wanted, no two closer than a pitch.

    They stay between ``low`` and ``high`` as far as all of them have room there.
    """
    placed: list[float] = []
    for one in wanted:
        placed.append(max(one, low, placed[-1] + pitch if placed else low))
    for index in range(len(placed) - 1, -1, -1):
        limit = high if index == len(placed) - 1 else placed[index + 1] - pitch
        placed[index] = min(placed[index], limit)
    return placed
