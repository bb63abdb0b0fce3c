"""A list of boxes that may change thirty times a second: it keeps its place, and marks one row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

ROW = 24
ROWS_SHOWN = 5
SWATCH = 11
NOTE_EMS = 14
"""Room for the words at the right, in widths of a digit."""
SPOKEN_AT_MOST = 20
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A box: its class's colour and name, its score, and what it did to others."""

    colour: str
    name: str
    score: str
    note: str = ""


class KeptList(QAbstractScrollArea):
    """Rows under one another; the pointer or the arrow keys mark one."""

    rowPointed = Signal(int)  # −1: none

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ListRow, ...] = ()
        self._pointed: int | None = None
        self._empty = ""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setToolTip("Point at a box, or press ↑ and ↓: it is marked on the picture")
        theme.watch_theme(self._apply_metrics)

    def show_rows(self, rows: tuple[ListRow, ...], empty: str = "") -> None:
        """Show other rows, where the list stands; `empty` says why there are none."""
        if rows == self._rows and empty == self._empty:
            return
        is_longer = len(rows) != len(self._rows)
        self._rows, self._empty = rows, empty
        if is_longer:
            self._apply_range()
        spoken = ", ".join(f"{row.name} {row.score}" for row in rows[:SPOKEN_AT_MOST])
        more = ", …" if len(rows) > SPOKEN_AT_MOST else ""
        self.setAccessibleDescription(f"{spoken}{more}" if rows else empty)
        self.viewport().update()

    def rows(self) -> tuple[ListRow, ...]:
        """Return what is shown."""
        return self._rows

    def set_pointed(self, row: int | None) -> None:
        """Mark a row and bring it into view; emits nothing."""
        if row == self._pointed:
            return
        self._pointed = row
        if row is not None:
            self._reveal(row)
        self.viewport().update()

    def pointed(self) -> int | None:
        """Return the row that is marked."""
        return self._pointed

    def row_at(self, y: float) -> int | None:
        """Return the row at a height of the viewport."""
        row = int(y + self.verticalScrollBar().value()) // self._height()
        return row if 0 <= row < len(self._rows) else None

    def sizeHint(self) -> QSize:
        """Ask for a few rows, however many there are: nothing below moves."""
        return QSize(theme.current_theme().px(200), ROWS_SHOWN * self._height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the same height."""
        return self.sizeHint()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            self._paint_empty(painter)
            return
        high, shift = self._height(), self.verticalScrollBar().value()
        first = shift // high
        last = min((shift + self.viewport().height()) // high + 1, len(self._rows))
        wide = self.viewport().width()
        for row in range(first, last):
            self._paint_row(painter, QRectF(0, row * high - shift, wide, high), row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there are rows."""
        super().resizeEvent(event)
        self._apply_range()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer."""
        self._point(self.row_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the rows; Escape marks none."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._rows:
            start = -1 if self._pointed is None else self._pointed
            self._point(min(max(start + _STEPS[key], 0), len(self._rows) - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._rows:
            self._point(0 if key == Qt.Key.Key_Home else len(self._rows) - 1)
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._point(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark none."""
        super().focusOutEvent(event)
        self._point(None)
        self.viewport().update()

    # Inside

    def _point(self, row: int | None) -> None:
        if row != self._pointed:
            self.set_pointed(row)
            self.rowPointed.emit(-1 if row is None else row)

    def _reveal(self, row: int) -> None:
        bar, high = self.verticalScrollBar(), self._height()
        top, room = row * high, self.viewport().height()
        bar.setValue(min(max(bar.value(), top + high - room), top))

    def _paint_row(self, painter: QPainter, room: QRectF, row: int) -> None:
        present, shown = theme.current_theme(), self._rows[row]
        px = present.px
        if row == self._pointed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("hover"))
            painter.drawRoundedRect(room, px(4), px(4))
        side = px(SWATCH)
        swatch = QRectF(room.left() + px(4), room.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour(shown.colour))
        painter.drawRoundedRect(swatch, px(3), px(3))
        self._paint_words(painter, room.adjusted(side + px(14), 0, -px(6), 0), shown)

    def _paint_words(self, painter: QPainter, room: QRectF, shown: ListRow) -> None:
        present = theme.current_theme()
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        numbers = present.font("number")
        digit = QFontMetricsF(numbers).horizontalAdvance("0")
        painter.setFont(numbers)
        painter.setPen(present.colour("muted"))
        painter.drawText(room, middle | right, shown.note)
        painter.setPen(present.colour("text"))
        score = room.adjusted(0, 0, -digit * NOTE_EMS, 0)
        painter.drawText(score, middle | right, shown.score)
        painter.setFont(present.font("body"))
        name = score.adjusted(0, 0, -digit * (len(shown.score) + 1), 0)
        words = painter.fontMetrics().elidedText(
            shown.name, Qt.TextElideMode.ElideRight, int(name.width())
        )
        painter.drawText(name, middle, words)

    def _paint_empty(self, painter: QPainter) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("body"))
        painter.setPen(present.colour("muted"))
        top_left = QPointF(present.px(4), 0)
        room = QRectF(top_left, QPointF(self.viewport().width(), self._height()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._empty)

    def _height(self) -> int:
        return theme.current_theme().px(ROW)

    def _apply_range(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(len(self._rows) * self._height() - room, 0))
        bar.setSingleStep(self._height())
        bar.setPageStep(max(room, 1))

    def _apply_metrics(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._apply_range()
        self.viewport().update()
