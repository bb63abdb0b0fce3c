"""Cells that were said and come back a moment later, when others may have been said already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.widgets.cells import Cell


class Echoes:
    """Tells what was chosen elsewhere from what comes back of one's own."""

    def __init__(self) -> None:
        self._last: Cell | None = None
        self._sent: list[Cell] = []

    def expect(self, cell: Cell) -> None:
        """Note a cell that was said; one that changes nothing does not come back."""
        if cell != (self._sent[-1] if self._sent else self._last):
            self._sent.append(cell)

    def is_news(self, cell: Cell | None) -> bool:
        """Take a cell that comes in; return whether it was chosen elsewhere."""
        if cell == self._last:
            return False
        self._last = cell
        if cell in self._sent:
            # Those before it were overtaken.
            del self._sent[: self._sent.index(cell) + 1]
            return False
        self._sent.clear()
        return True

    def forget(self, cell: Cell | None) -> None:
        """Begin anew with a cell."""
        self._last = cell
        self._sent.clear()
