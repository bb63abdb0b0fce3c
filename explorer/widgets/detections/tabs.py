"""Where the names of boxes stand: on their box, inside the room, and never over one another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from explorer.widgets.label_places import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Tab(NamedTuple):
    """A name's place; ``text`` says which of its lengths fits there, 0 being the first."""

    box: Box
    text: int


def place_tabs(
    anchors: Sequence[Box], widths: Sequence[Sequence[float]], height: float, room: Box
) -> list[Tab | None]:
    """Return a place for the name of each box, or None where there is none.

    The first box is served first. A name stands above its box, at the left; where that is taken
    or outside, further along the edge, then inside, below, or beside it. Where the full name
    fits nowhere its shorter forms are tried.

    Parameters
    ----------
    anchors
        The boxes, as far as they are seen; a name touches its own.
    widths
        Of each name's forms, the fullest first.
    height
        Of every name.
    room
        What no name leaves.
    """
    taken = _Taken(height)
    return [
        _place(anchor, forms, height, room, taken)
        for anchor, forms in zip(anchors, widths, strict=True)
    ]


def _place(
    anchor: Box, forms: Sequence[float], height: float, room: Box, taken: _Taken
) -> Tab | None:
    for text, width in enumerate(forms):
        for x, last, y in _stretches(anchor, width, height, room):
            free = taken.free_from(x, last, y, width)
            if free is not None:
                box = Box(free, y, width, height)
                taken.add(box)
                return Tab(box, text)
    return None


def _stretches(
    anchor: Box, width: float, height: float, room: Box
) -> Iterator[tuple[float, float, float]]:
    """Yield first x, last x and y of lines along which a name may be moved, the best first."""
    right, bottom = anchor.x + anchor.width, anchor.y + anchor.height
    lowest, furthest = room.y + room.height - height, room.x + room.width - width
    if furthest < room.x:
        return
    along = min(max(anchor.x, room.x), furthest)
    end = min(max(along, right - width), furthest)
    for y in (anchor.y - height, anchor.y, bottom, bottom - height):
        if room.y <= y <= lowest:
            yield along, end, y
    beside = min(max(anchor.y, room.y), lowest)
    if room.y <= lowest:
        for x in (right, anchor.x - width):
            if room.x <= x <= furthest:
                yield x, x, beside


class _Taken:
    """The places that are taken, in rows as high as a name, so that few have to be looked at."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._rows: defaultdict[int, list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        """Take a place."""
        row = int(box.y // self._height)
        self._rows[row].append(box)
        self._rows[row + 1].append(box)

    def free_from(self, x: float, last: float, y: float, width: float) -> float | None:
        """Return the first x, at most ``last``, where a name meets none."""
        row, bottom = int(y // self._height), y + self._height
        near = [
            (box.x, box.x + box.width)
            for box in self._rows[row] + self._rows[row + 1]
            if box.y < bottom and y < box.y + box.height
        ]
        for left, right in sorted(near):
            if left < x + width and x < right:
                x = right
        return x if x <= last else None
