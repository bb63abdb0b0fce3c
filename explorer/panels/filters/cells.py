"""Keys that move a probe from cell to cell while a picture has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

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
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.moved.emit(*_MOVES[key])
        elif key == Qt.Key.Key_Home:
            self.firstWanted.emit()
        elif key == Qt.Key.Key_End:
            self.lastWanted.emit()
        else:
            return super().eventFilter(watched, event)
        return True


def clamped(cell: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Return the cell of (rows, columns) that is nearest to one it may not have."""
    return min(max(cell[0], 0), size[0] - 1), min(max(cell[1], 0), size[1] - 1)
