"""The entry that is looked at: its row and column over a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF
from PySide6.QtGui import QPen

from explorer.widgets.cell_overlays import CellFrame

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

LINE_ALPHA = 0.55


@dataclass(frozen=True, slots=True)
class Cross:
    """Lines along row and column, and a frame where they meet.

    Parameters
    ----------
    row, column
        Of the entry.
    side
        Pixels of the picture to an entry.
    count
        Rows, and as many columns.
    """

    row: int
    column: int
    side: int
    count: int

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw lines that leave the entry itself free."""
        x, y = (self.column + 0.5) * self.side, (self.row + 0.5) * self.side
        whole = self.count * self.side
        painter.setPen(QPen(theme.on_picture("warm", LINE_ALPHA), 1))
        painter.drawLines(
            [
                QLineF(place.point(0, y), place.point(x - self.side, y)),
                QLineF(place.point(x + self.side, y), place.point(whole, y)),
                QLineF(place.point(x, 0), place.point(x, y - self.side)),
                QLineF(place.point(x, y + self.side), place.point(x, whole)),
            ]
        )
        left, top = self.column * self.side, self.row * self.side
        CellFrame(left, top, left + self.side, top + self.side).paint(painter, place, theme)
