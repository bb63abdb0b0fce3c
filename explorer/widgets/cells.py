"""Cells of a map: keys that move from one to the next, and steps in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

Cell = tuple[int, int]
"""Row and column, counted from 0."""
Size = tuple[int, int]

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellKeys(QObject):
    """Takes arrows, Home and End from the pictures that it watches."""

    moved = Signal(int, int)  # rows, columns
    firstWanted = Signal()
    lastWanted = Signal()

    def watch(self, *views: QWidget) -> None:
        """Take the keys of these as well."""
        for view in views:
            view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn a key into what is wanted; leave all others."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        return self.take(Qt.Key(event.key())) or super().eventFilter(watched, event)

    def take(self, key: Qt.Key) -> bool:
        """Say what a key asks for; False where it asks for nothing."""
        if key in _MOVES:
            self.moved.emit(*_MOVES[key])
        elif key == Qt.Key.Key_Home:
            self.firstWanted.emit()
        elif key == Qt.Key.Key_End:
            self.lastWanted.emit()
        else:
            return False
        return True


def clamped(cell: Cell, size: Size) -> Cell:
    """Return the cell of (rows, columns) that is nearest to one it may not have."""
    return min(max(cell[0], 0), size[0] - 1), min(max(cell[1], 0), size[1] - 1)


def stepped(cell: Cell, steps: int, size: Size) -> Cell:
    """Return the cell that lies so many steps on, or back; a walk stops at either end."""
    rows, columns = size
    place = min(max(cell[0] * columns + cell[1] + steps, 0), rows * columns - 1)
    return divmod(place, columns)


def last_cell(size: Size) -> Cell:
    """Return where a walk ends."""
    return size[0] - 1, size[1] - 1


def moved(cell: Cell, rows: int, columns: int, size: Size) -> Cell:
    """Return the neighbour in a direction, within the map."""
    return clamped((cell[0] + rows, cell[1] + columns), size)
