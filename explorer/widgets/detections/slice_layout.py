"""Where the block of an output and its groups of numbers stand, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.widgets.detections.output_slice import BOX_NUMBERS
from explorer.widgets.drawing.figure import OBLIQUE_X, OBLIQUE_Y, Room, Solid

if TYPE_CHECKING:
    from explorer.widgets.detections.output_slice import OutputSlice

BLOCK_SIDE: Final = 156.0
BLOCK_DEPTH: Final = 100.0
BESIDE_FROM: Final = 560.0
"""From this width on, at scale 1, the groups stand beside the block, and below it otherwise."""
NUMBER: Final = (46.0, 33.0)
CLASS_HEIGHT: Final = 15.0
CLASS_WIDTH: Final = (7.0, 42.0)
TITLE: Final = 17.0
GROUP_AIR: Final = 6.0
GROUP_GAP: Final = 6.0
CAPTION: Final = 22.0
LEGEND: Final = 16.0
GAP: Final = 26.0
EDGE: Final = 2.0


class NumberCell(NamedTuple):
    """A number of the column: which anchor's, which of the group, and where."""

    anchor: int
    number: int
    room: Room


@dataclass(frozen=True, slots=True)
class SliceLayout:
    """The block, the chosen column in it, the groups and their cells.

    ``column`` is the chosen cell on the front face; ``slabs`` are the depths at which one anchor's
    channels end and the next one's begin, from 0 at the front.
    """

    block: Solid
    column: Room
    slabs: tuple[float, ...]
    caption: Room
    legend: Room
    groups: tuple[Room, ...]
    cells: tuple[NumberCell, ...]
    width: float
    height: float
    is_beside: bool

    def cell_at(self, x: float, y: float) -> NumberCell | None:
        """Return the number under a point."""
        return next((cell for cell in self.cells if cell.room.holds(x, y)), None)

    def anchor_at(self, x: float, y: float) -> int | None:
        """Return the group under a point."""
        return next((at for at, room in enumerate(self.groups) if room.holds(x, y)), None)


def laid_out(value: OutputSlice, width: float, scale: float) -> SliceLayout:
    """Return the layout for a width; its height is what it needs."""
    is_beside = width >= BESIDE_FROM * scale
    block = _block(value, scale)
    bounds = block.bounds
    wide = bounds.width if is_beside else width - 2 * EDGE * scale
    caption = Room(EDGE * scale, bounds.bottom + 6 * scale, wide, CAPTION * scale)
    legend = Room(caption.x, caption.bottom + 2 * scale, bounds.width, LEGEND * scale)
    left = bounds.right + GAP * scale if is_beside else 0.0
    top = 0.0 if is_beside else legend.bottom + 8 * scale
    groups, cells = _groups(value, Room(left, top, width - left, 0.0), scale)
    height = max(legend.bottom, groups[-1].bottom if groups else 0.0)
    return SliceLayout(block, _column(value, block), _slabs(value, block), caption, legend,
                       groups, cells, width, height, is_beside)  # fmt: skip


def _block(value: OutputSlice, scale: float) -> Solid:
    rows, columns = value.size
    side = BLOCK_SIDE * scale / max(rows, columns)
    depth = BLOCK_DEPTH * scale
    left, top = EDGE * scale, EDGE * scale + depth * OBLIQUE_Y
    shape = rows, columns, value.depth
    return Solid((0,), "conv", "volume", left, top, side * columns, side * rows, depth, shape=shape)


def _column(value: OutputSlice, block: Solid) -> Room:
    rows, columns = value.size
    wide, high = block.width / columns, block.height / rows
    row, column = value.cell
    return Room(block.x + column * wide, block.y + row * high, wide, high)


def _slabs(value: OutputSlice, block: Solid) -> tuple[float, ...]:
    return tuple(block.depth * at / value.anchors for at in range(value.anchors + 1))


def shifted(depth: float) -> tuple[float, float]:
    """Return how far a depth lies to the right and below the front face."""
    return depth * OBLIQUE_X, -depth * OBLIQUE_Y


def _groups(
    value: OutputSlice, room: Room, scale: float
) -> tuple[tuple[Room, ...], tuple[NumberCell, ...]]:
    groups: list[Room] = []
    cells: list[NumberCell] = []
    y = room.y
    for anchor in range(value.anchors):
        air = GROUP_AIR * scale
        inside = Room(room.x + air, y + TITLE * scale + air / 2, room.width - 2 * air, 0.0)
        made = _cells(value, anchor, inside, scale)
        bottom = max(cell.room.bottom for cell in made) + air
        groups.append(Room(room.x, y, room.width, bottom - y))
        cells += made
        y = bottom + GROUP_GAP * scale
    return tuple(groups), tuple(cells)


def _cells(value: OutputSlice, anchor: int, room: Room, scale: float) -> list[NumberCell]:
    """Return the five numbers side by side, and the classes after or below them."""
    wide, high = NUMBER[0] * scale, NUMBER[1] * scale
    wide = min(wide, room.width / len(BOX_NUMBERS))
    cells = [
        NumberCell(anchor, number, Room(room.x + at * wide, room.y, wide, high))
        for at, number in enumerate(value.order)
    ]
    gap = 8 * scale
    used = wide * len(BOX_NUMBERS)
    least, most = CLASS_WIDTH[0] * scale, CLASS_WIDTH[1] * scale
    free = room.width - used - gap
    if value.classes * most <= free:  # so few that each has room for its number
        start = Room(room.x + used + gap, room.y, free, high)
        return cells + _class_cells(value, anchor, start, most, high)
    high = CLASS_HEIGHT * scale
    start = Room(room.x, room.y + NUMBER[1] * scale + 3 * scale, room.width, high)
    lines = max(1, -(-int(value.classes * least) // max(int(room.width), 1)))
    columns = max(-(-value.classes // lines), 1)
    return cells + _class_cells(value, anchor, start, room.width / columns, high)


def _class_cells(
    value: OutputSlice, anchor: int, room: Room, wide: float, high: float
) -> list[NumberCell]:
    columns = max(int((room.width + 0.5) // wide), 1)
    return [
        NumberCell(
            anchor,
            len(BOX_NUMBERS) + at,
            Room(room.x + at % columns * wide, room.y + at // columns * high, wide, high),
        )
        for at in range(value.classes)
    ]
