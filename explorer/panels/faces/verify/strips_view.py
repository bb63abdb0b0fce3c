"""Two embeddings and their difference as rows of 128 cells, and the squares below as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.palettes import palette_colours
from explorer.widgets.qimages import qimage_from_indices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.panels.faces.verify.difference import Difference

CELLS: Final = 128
NAMES: Final = ("f(x₁)", "f(x₂)", "f(x₁) − f(x₂)")
SQUARES: Final = "its squares, Σ = d"
ROW: Final = 22
GAP: Final = 5
BARS: Final = 34
FEWEST_PX: Final = 2
LARGE_STEP: Final = 16
_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -LARGE_STEP,
    Qt.Key.Key_PageDown: LARGE_STEP,
    Qt.Key.Key_Home: -CELLS,
    Qt.Key.Key_End: CELLS,
}
TOOLTIP: Final = "Point at a cell, or press ← and →: its numbers stand below"


class StripsView(QWidget):
    """Paints what it is told; says which of the 128 numbers is pointed at."""

    pointed = Signal(int)  # its place, counted from 0; -1 for none

    def __init__(self) -> None:
        super().__init__()
        self._difference: Difference | None = None
        self._levels: list[NDArray[np.uint8]] = []
        self._place = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(TOOLTIP)
        self.setAccessibleName("Both embeddings, and their difference")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_difference(self, difference: Difference | None) -> None:
        """Paint two embeddings; None paints empty rows. What is pointed at stays."""
        self._difference = difference
        self._levels = [] if difference is None else _levels(difference)
        if difference is None:
            self._point(-1)
        self.update()

    @property
    def place(self) -> int:
        """What is pointed at; -1 for nothing."""
        return self._place

    def place_at(self, x: float) -> int:
        """Return the cell at a horizontal position; -1 beside the rows."""
        room = self.row_room(0)
        at = int((x - room.left()) // (room.width() / CELLS))
        return at if 0 <= at < CELLS and self._difference is not None else -1

    def row_room(self, row: int) -> QRectF:
        """Return where a row of cells is; 3 is that of the bars."""
        px = theme.current_theme().px
        left = self._names_width() + px(theme.MEDIUM)
        top = row * px(ROW + GAP)
        return QRectF(left, top, max(self.width() - left - 1, 1), px(BARS if row == 3 else ROW))

    def sizeHint(self) -> QSize:
        """Three rows, the bars, and the numbers of the largest."""
        return QSize(theme.current_theme().px(560), self._height())

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(theme.current_theme().px(200), self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, cells, bars, and what is pointed at."""
        painter = QPainter(self)
        self._paint_names(painter)
        for row in range(3):
            self._paint_row(painter, row)
        self._paint_bars(painter)
        if self._place >= 0:
            self._paint_pointed(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a cell."""
        self._point(self.place_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at none."""
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the cells; Escape ends it."""
        step = _STEPS.get(event.key())
        if event.key() == Qt.Key.Key_Escape and self._place >= 0:
            self._point(-1)
        elif step is None or self._difference is None:
            super().keyPressEvent(event)
        elif self._place < 0:
            self._point(self._difference.largest(1)[0])
        else:
            self._point(min(max(self._place + step, 0), CELLS - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def _point(self, place: int) -> None:
        if place != self._place:
            self._place = place
            self.pointed.emit(place)
            self.update()

    def _paint_names(self, painter: QPainter) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate((*NAMES, SQUARES)):
            room = self.row_room(row)
            painter.drawText(QRectF(0, room.top(), self._names_width(), room.height()), side, name)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        present, room = theme.current_theme(), self.row_room(row)
        if self._levels:
            colours = palette_colours(signed=True)
            painter.drawImage(room, qimage_from_indices(self._levels[row], colours))
        is_ringed = self.hasFocus() and row < 2
        painter.setPen(QPen(present.colour("accent" if is_ringed else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room)

    def _paint_bars(self, painter: QPainter) -> None:
        present, room = theme.current_theme(), self.row_room(3)
        painter.setPen(QPen(present.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if self._difference is None or not self._difference.d:
            return
        largest = self._difference.largest()
        for place, height in enumerate(_heights(self._difference)):
            bar = self._cell(place, room)
            bar.setTop(room.bottom() - height * room.height())
            painter.fillRect(bar, present.colour("warm" if place in largest else "muted"))
        self._paint_numbers(painter, largest)

    def _paint_numbers(self, painter: QPainter, largest: tuple[int, ...]) -> None:
        """Write below their bars which numbers are the largest, where there is room."""
        present, room = theme.current_theme(), self.row_room(3)
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("text"))
        metrics = QFontMetricsF(painter.font())
        taken: list[QRectF] = []
        for place in largest:
            text = str(place + 1)
            wide = metrics.horizontalAdvance(text)
            middle = self._cell(place, room).center().x()
            left = min(max(middle - wide / 2, room.left()), room.right() - wide)
            words = QRectF(left, room.bottom() + present.px(2), wide, metrics.height())
            if not any(words.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
                taken.append(words)

    def _paint_pointed(self, painter: QPainter) -> None:
        present = theme.current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(present.colour("text"), present.px(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row in range(4):
            around = present.px(1)
            cell = self._cell(self._place, self.row_room(row))
            painter.drawRect(cell.adjusted(-around, -around, around, around))

    def _cell(self, place: int, room: QRectF) -> QRectF:
        wide = room.width() / CELLS
        gap = min(1.0, wide / 4)
        corner = QPointF(room.left() + place * wide + gap / 2, room.top())
        return QRectF(corner.x(), corner.y(), wide - gap, room.height())

    def _names_width(self) -> float:
        metrics = QFontMetricsF(theme.current_theme().font("caption"))
        return max(metrics.horizontalAdvance(name) for name in (*NAMES, SQUARES)) + 2

    def _height(self) -> int:
        present = theme.current_theme()
        numbers = QFontMetricsF(present.font("number-small")).height()
        return round(3 * present.px(ROW + GAP) + present.px(BARS) + numbers + present.px(4))

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _levels(difference: Difference) -> list[NDArray[np.uint8]]:
    """Return the three rows as levels (1, 128) of one scale."""
    from explorer.engine.colormaps import to_levels

    limit = difference.limit or 1.0
    rows = (difference.first, difference.second, difference.difference)
    return [to_levels(row[None], -limit, limit) for row in rows]


def _heights(difference: Difference) -> list[float]:
    """Return the bars' heights, the largest 1."""
    heights: list[float] = (difference.squares / difference.squares.max()).tolist()
    return heights
