"""Where the grids of a walk lie in their room: cells stay square, and whole pixels where seen."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.layers.walk.geometry import AxisWalk, Span, Walk

SMALLEST_CELL = 4
"""Below so many pixels a cell, no lines are drawn between cells, and a loupe stands beside."""
LARGEST_CELL = 30
LARGEST_OUTPUT_CELL = 16
"""Of an output that is drawn larger than the input's cells would have it."""
SMALLEST_OUTPUT = 64
INPUT_SHARE = 0.36
"""Of the width: a wide and low input takes no more of it."""
LEAST_OUTPUT = 0.75
"""Of its largest size: the output of a large input shrinks before the input does."""
SMALLEST_SIDE = 24
LOUPE_MARGIN = (2, 4)
"""At least and at most so many cells are seen on each side of the window."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid on the screen: cell (row, column) of its own numbering lies at a multiple of ``cell``.

    ``rows`` and ``columns`` are the numbers of its first cells and one past the last.
    """

    left: float
    top: float
    cell: float
    rows: Span
    columns: Span

    @property
    def width(self) -> float:
        """In pixels."""
        return self.cell * (self.columns[1] - self.columns[0])

    @property
    def height(self) -> float:
        """In pixels."""
        return self.cell * (self.rows[1] - self.rows[0])

    def x(self, column: float) -> float:
        """Return the left edge of a column."""
        return self.left + (column - self.columns[0]) * self.cell

    def y(self, row: float) -> float:
        """Return the upper edge of a row."""
        return self.top + (row - self.rows[0]) * self.cell

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the cell at a point; None outside."""
        row = self.rows[0] + floor((y - self.top) / self.cell)
        column = self.columns[0] + floor((x - self.left) / self.cell)
        inside = self.rows[0] <= row < self.rows[1] and self.columns[0] <= column < self.columns[1]
        return (row, column) if inside else None


@dataclass(frozen=True, slots=True)
class Plan:
    """The input's grid, a loupe of a large one, and the output's grid; captions go below.

    ``loupe`` lies where it is for the first window: `loupe_at` moves it along.
    """

    input: Grid
    output: Grid
    loupe: Grid | None = None

    @property
    def has_cells(self) -> bool:
        """Whether single cells of the input can be seen."""
        return self.loupe is None


def plan(
    walk: Walk,
    room: tuple[float, float],
    gap: float,
    captions: tuple[float, float, float] = (0, 0, 0),
    scale: float = 1.0,
) -> Plan:
    """Lay the grids of a walk out.

    Parameters
    ----------
    room
        Width and height, without the captions' line.
    gap
        Pixels between the grids.
    captions
        Widths of what is written below input, loupe and output.
    scale
        Of the theme: what is too small to be seen grows with it.
    """
    sizes = (_length(walk.rows.extent), _length(walk.columns.extent))
    largest = min(room[1] / sizes[0], LARGEST_CELL * scale)
    for cell in range(floor(largest), floor(SMALLEST_CELL * scale) - 1, -1):
        found = _beside(walk, room, gap, captions, cell, scale)
        if found is not None:
            return found
    return _with_loupe(walk, room, gap, captions, scale)


def plan_width(found: Plan, captions: tuple[float, float, float] = (0, 0, 0)) -> float:
    """Return the pixels from the left to the end of the output and its caption."""
    return found.output.left + max(found.output.width, captions[2])


def loupe_at(loupe: Grid, walk: Walk, row: int, column: int) -> Grid:
    """Return the loupe moved to the window of an output cell."""
    rows = _neighbourhood(walk.rows, row, _length(loupe.rows))
    columns = _neighbourhood(walk.columns, column, _length(loupe.columns))
    return Grid(loupe.left, loupe.top, loupe.cell, rows, columns)


def _beside(
    walk: Walk,
    room: tuple[float, float],
    gap: float,
    captions: tuple[float, float, float],
    cell: int,
    scale: float,
) -> Plan | None:
    """Return input and output at a size of the cells; None where they do not fit."""
    width = max(_length(walk.columns.extent) * cell, captions[0])
    left = room[0] - width - gap
    output_cell = _output_cell(walk, (left, room[1]), cell, scale)
    output_width = max(walk.columns.out * output_cell, captions[2])
    if output_width > left or walk.rows.out * output_cell > room[1]:
        return None
    spare = min(gap, (left - output_width) / 2)
    first = _grid(walk.rows.extent, walk.columns.extent, 0, cell, room[1])
    x = round(width + gap + spare)
    return Plan(first, _grid((0, walk.rows.out), (0, walk.columns.out), x, output_cell, room[1]))


def _with_loupe(
    walk: Walk,
    room: tuple[float, float],
    gap: float,
    captions: tuple[float, float, float],
    scale: float,
) -> Plan:
    """Return the grids as large as the room allows, all within squares of the same size."""
    side = max(room[1], INPUT_SHARE * room[0])
    while True:
        found, missing = _in_squares(walk, room, gap, captions, scale, side)
        if missing <= 0 or side <= SMALLEST_SIDE * scale:
            return found
        side -= 1 + missing // 4


def _in_squares(
    walk: Walk,
    room: tuple[float, float],
    gap: float,
    captions: tuple[float, float, float],
    scale: float,
    side: float,
) -> tuple[Plan, float]:
    """Return the grids within squares of a size, and how many pixels of width they lack."""
    rows, columns = walk.rows.extent, walk.columns.extent
    square = (side, min(side, room[1]))
    cell = min(square[1] / _length(rows), square[0] / _length(columns))
    first = _grid(rows, columns, 0, cell, room[1])
    x = max(first.width, captions[0]) + gap
    loupe = None
    if not walk.whole:
        loupe = _loupe(walk, x, square, room[1])
        x += max(loupe.width, captions[1]) + gap
    # No larger than the input: what shrinks should be seen to shrink.
    most = _fit(walk, (first.width, first.height), LARGEST_OUTPUT_CELL * scale)
    least = max(most * LEAST_OUTPUT * walk.columns.out, captions[2])
    free = max(room[0] - x, 1)
    output_cell = min(most, _fit(walk, (free, first.height), LARGEST_OUTPUT_CELL * scale))
    output = _grid((0, walk.rows.out), (0, walk.columns.out), round(x), output_cell, room[1])
    return Plan(first, output, loupe), least - free


def _loupe(walk: Walk, x: float, square: tuple[float, float], height: float) -> Grid:
    rows = _neighbourhood(walk.rows, 0, _loupe_size(walk.rows))
    columns = _neighbourhood(walk.columns, 0, _loupe_size(walk.columns))
    cell = min(square[0] / _length(columns), square[1] / _length(rows), LARGEST_CELL)
    return _grid(rows, columns, round(x), _whole(cell), height)


def _loupe_size(axis: AxisWalk) -> int:
    least, most = LOUPE_MARGIN
    return min(axis.span + 2 * min(max(axis.s, least), most), _length(axis.extent))


def _neighbourhood(axis: AxisWalk, index: int, size: int) -> Span:
    """Return the cells around a window, within the padded input."""
    start, end = axis.window(index)
    low, high = axis.extent
    first = min(max((start + end - size) // 2, low), high - size)
    return first, first + size


def _output_cell(walk: Walk, room: tuple[float, float], cell: float, scale: float) -> float:
    """Return the input's size of a cell, or a larger one where the output would be tiny."""
    enough = ceil(SMALLEST_OUTPUT * scale / max(walk.output))
    if cell >= enough:
        return cell
    return max(cell, _fit(walk, room, min(LARGEST_OUTPUT_CELL * scale, enough)))


def _fit(walk: Walk, room: tuple[float, float], most: float) -> float:
    return _whole(min(room[1] / walk.rows.out, room[0] / walk.columns.out, most))


def _whole(cell: float) -> float:
    """Return whole pixels where there is more than one: lines then are equally far apart."""
    return max(float(floor(cell)), 1.0) if cell >= SMALLEST_CELL else cell


def _grid(rows: Span, columns: Span, left: float, cell: float, height: float) -> Grid:
    top = max(0, floor((height - _length(rows) * cell) / 2))
    return Grid(left, top, cell, rows, columns)


def _length(span: Span) -> int:
    return span[1] - span[0]
