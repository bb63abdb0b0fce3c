"""Where grids, words and picture lie on the card: all in a row where it is wide and low.

A row leaves the whole height to the grids. Where there is no width for it, the words go below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Size = tuple[float, float]
"""Width and height."""

GAP = 20
"""Between grids, words and picture."""
INNER_GAP = 8
"""Between the picture and its enlarged part, and between the grids and what is below them."""
CAPTION = 18
"""Of the height, below grids and pictures."""
ROW_WIDTH = 640
"""Below so many pixels at scale 1 nothing stands in a row."""
SIDES_IN_ROW = 3
"""A row has the words, and so many squares of its height: the grids and the picture."""
LEAST_PICTURE = 0.75
LEAST_INSET = 0.45
"""Of the height."""
MOST_PICTURE = 1.9
"""Of the height: the picture, and its enlarged part beside it."""
MOST_WORDS = 300
GRIDS_SHARE = 13 / 21
"""Of the width, where the words are below."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """One past the last column."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """One past the last row."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Needs:
    """What asks for room.

    Attributes
    ----------
    columns
        Sizes of the words as a column, from the narrowest to the widest.
    lines
        Height of the words below the grids.
    grids
        The width that the grids can use at a height, captions included.
    has_picture
        Whether there is a picture, or a place for it.
    """

    columns: tuple[Size, ...]
    lines: float
    grids: Callable[[float], float]
    has_picture: bool = True


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts lie; ``in_row``: the words are a column between grids and picture."""

    grids: Box
    words: Box
    picture: Box | None
    in_row: bool


def arrange(room: Size, needs: Needs, scale: float = 1.0) -> Places:
    """Place the parts in a room.

    Parameters
    ----------
    room
        Width and height in pixels.
    scale
        Of the theme.
    """
    column = _column(room, needs, scale)
    return _stacked(room, needs, scale) if column is None else _row(room, needs, column, scale)


def picture_boxes(room: Size, aspect: float, scale: float = 1.0) -> tuple[Box, Box | None]:
    """Return where a picture (width over height: ``aspect``) lies, and its enlarged part.

    The picture is as high as the room. Where too little is left beside it, it stands alone.
    """
    width, height = room
    gap = INNER_GAP * scale
    own = height * aspect
    beside = min(own, width - gap - LEAST_INSET * height)
    if beside < LEAST_PICTURE * min(own, width):
        return _box(0, 0, min(own, width), height), None
    inset = min(height, width - gap - beside)
    return _box(0, 0, beside, height), _box(round(beside + gap), 0, inset, height)


def _column(room: Size, needs: Needs, scale: float) -> Size | None:
    """Return the narrowest column that is not too high; None where no row has room."""
    width, height = room
    squares = SIDES_IN_ROW * (height - CAPTION * scale)
    for column in needs.columns:
        enough = max(ROW_WIDTH * scale, squares + column[0] + 2 * GAP * scale)
        if column[1] <= height and width >= enough:
            return column
    return None


def _row(room: Size, needs: Needs, column: Size, scale: float) -> Places:
    width, height = room
    gap = GAP * scale
    side = height - CAPTION * scale
    least, most = (LEAST_PICTURE, MOST_PICTURE) if needs.has_picture else (0.0, 0.0)
    between = 2 * gap if needs.has_picture else gap
    free = width - column[0] - between
    grids = min(needs.grids(height), free - least * side)
    picture = min(free - grids, most * side + INNER_GAP * scale) if needs.has_picture else 0.0
    words = column[0] + min(free - grids - picture, max(0.0, MOST_WORDS * scale - column[0]))
    # What nothing needs goes between the words and the picture, which ends at the card's edge.
    first = _box(0, 0, grids, height)
    second = _box(first.right + gap, 0, words, height)
    third = _box(width - picture, 0, picture, height) if needs.has_picture else None
    return Places(first, second, third, in_row=True)


def _stacked(room: Size, needs: Needs, scale: float) -> Places:
    width, height = room
    upper = max(height - needs.lines - INNER_GAP / 4 * scale, 1.0)
    words = _box(0, height - needs.lines, width, needs.lines)
    if not needs.has_picture:
        return Places(_box(0, 0, width, upper), words, None, in_row=False)
    grids = _box(0, 0, (width - GAP * scale) * GRIDS_SHARE, upper)
    left = grids.right + GAP * scale
    return Places(grids, words, _box(left, 0, width - left, upper), in_row=False)


def _box(left: float, top: float, width: float, height: float) -> Box:
    """Round, and stay within what was given."""
    return Box(round(left), round(top), max(int(width), 0), max(int(height), 0))
