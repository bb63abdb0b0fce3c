"""Where grids, words and picture lie on the card: side by side, or with the words below.

A row leaves the whole height to the grids, which is what a wide and low card needs; words below
leave them the whole width. The one is taken in which more can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Size = tuple[float, float]
"""Width and height."""

GAP = 20
"""Between grids, words and picture."""
INNER_GAP = 8
"""Between the picture and its enlarged part."""
LINES_GAP = 2
"""Above words that are below the grids."""
CAPTION = 18
"""Of the height, below grids and pictures."""
LEAST_PICTURE = 0.75
LEAST_INSET = 0.45
"""Of the height."""
LEAST_ALONE = 0.8
"""Of the width that grids want, for which the picture gives way."""
GRIDS_SHARE = 13 / 21
"""Of the width, where the words are below."""
PICTURE_WORTH = 0.5
INSET_WORTH = 0.25
"""Of a pixel of the grids."""


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


class Column(NamedTuple):
    """Words as a column: its size, and what it costs to leave words out, in pixels of the grids."""

    width: float
    height: float
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Needs:
    """What asks for room.

    Attributes
    ----------
    columns
        The words as columns; of equals the first is taken.
    lines
        Height of the words below the grids.
    grids
        The width that the grids can use at a height, captions included.
    side
        How large the input's grid gets in a room.
    aspect
        The picture's width over its height.
    needs_picture
        Whether the picture stays where grids shrink for it.
    """

    columns: tuple[Column, ...]
    lines: float
    grids: Callable[[float], float]
    side: Callable[[Size], float]
    aspect: float = 1.0
    needs_picture: bool = True


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
    found = _stacked(room, needs, scale)
    most = _worth(found, needs, scale)
    for column in reversed([one for one in needs.columns if one.height <= room[1]]):
        row = _row(room, needs, column, scale)
        worth = _worth(row, needs, scale) - column.cost * scale
        if worth >= most:
            found, most = row, worth
    return found


def picture_boxes(room: Size, aspect: float, scale: float = 1.0) -> tuple[Box, Box | None]:
    """Return where a picture (width over height: ``aspect``) lies, and its enlarged part.

    The picture is as high as the room. Where too little is left beside it, it stands alone.
    """
    width, height = room
    gap = INNER_GAP * scale
    alone = min(height * aspect, width)
    beside = min(alone, width - gap - LEAST_INSET * height)
    if beside < LEAST_PICTURE * alone:
        return _box(0, 0, alone, height), None
    inset = min(height, width - gap - beside)
    return _box(0, 0, beside, height), _box(beside + gap, 0, inset, height)


def _worth(places: Places, needs: Needs, scale: float) -> float:
    """Return how large things are seen: the grids first, then the picture, then its part."""
    worth = needs.side((places.grids.width, places.grids.height))
    if places.picture is not None and needs.needs_picture:
        room = (places.picture.width, places.picture.height - CAPTION * scale)
        picture, inset = picture_boxes(room, needs.aspect, scale)
        worth += PICTURE_WORTH * max(picture.width, picture.width / needs.aspect)
        worth += INSET_WORTH * (0 if inset is None else inset.width)
    return worth


def _row(room: Size, needs: Needs, column: Column, scale: float) -> Places:
    """Give the grids what they can use, the picture the rest; it ends at the card's edge."""
    width, height = room
    gap, side, words = GAP * scale, height - CAPTION * scale, column.width
    wanted, free = needs.grids(height), width - words - 2 * gap
    is_tight = wanted + side * needs.aspect > free
    # Without the picture the grids have to get about all that they want, or nothing is won.
    if not needs.needs_picture and is_tight and free + gap >= LEAST_ALONE * wanted:
        grids = _box(0, 0, min(wanted, free + gap), height)
        return Places(grids, _box(grids.right + gap, 0, words, height), None, in_row=True)
    grids = _box(0, 0, min(wanted, free - LEAST_PICTURE * side), height)
    pictures = picture_boxes((free - grids.width, side), needs.aspect, scale)
    used = (pictures[1] or pictures[0]).right
    return Places(
        grids, _box(grids.right + gap, 0, words, height),
        _box(width - used, 0, used, height), in_row=True,
    )  # fmt: skip


def _stacked(room: Size, needs: Needs, scale: float) -> Places:
    width, height = room
    gap = GAP * scale
    upper = max(height - needs.lines - LINES_GAP * scale, 1.0)
    grids = _box(0, 0, (width - gap) * GRIDS_SHARE, upper)
    picture = _box(grids.right + gap, 0, width - grids.right - gap, upper)
    words = _box(0, height - needs.lines, width, needs.lines)
    return Places(grids, words, picture, in_row=False)


def _box(left: float, top: float, width: float, height: float) -> Box:
    """Round, and stay within what was given."""
    return Box(round(left), round(top), max(int(width), 0), max(int(height), 0))
