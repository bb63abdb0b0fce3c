"""Steps of the walk over the cells of a response, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.cells import clamped

if TYPE_CHECKING:
    from explorer.panels.filters.state import Cell

Size = tuple[int, int]


def stepped(cell: Cell, steps: int, output: Size) -> Cell:
    """Return the cell that lies so many steps on, or back; a walk stops at either end."""
    rows, columns = output
    place = min(max(cell[0] * columns + cell[1] + steps, 0), rows * columns - 1)
    return divmod(place, columns)


def last_cell(output: Size) -> Cell:
    """Return where a walk ends."""
    return output[0] - 1, output[1] - 1


def moved(cell: Cell, rows: int, columns: int, output: Size) -> Cell:
    """Return the neighbour in a direction, within the response."""
    return clamped((cell[0] + rows, cell[1] + columns), output)
