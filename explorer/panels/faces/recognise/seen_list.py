"""A list of who is seen, which may change thirty times a second: it keeps its height."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from explorer.panels.faces.recognise.seen_row import ROW, SeenRow, paint_row
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

ROWS_SHOWN = 3
SPOKEN_AT_MOST = 10
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SeenList(QAbstractScrollArea):
    """Rows under one another; the pointer or the arrow keys mark one."""

    rowPointed = Signal(int)  # −1: none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SeenRow, ...] = ()
        self._tau = 0.0
        self._empty = ""
        self._pointed: int | None = None
        self.setAccessibleName("Faces that are seen")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setToolTip(
            "Left: the face as it is seen, aligned. Beside it the nearest enrolled photograph.\n"
            "The bar is d, from 0 to 1; the line across it is τ. Point at a row: its box is marked"
        )
        theme.watch_theme(self._apply_metrics)

    def show_rows(self, rows: tuple[SeenRow, ...], tau: float, empty: str = "") -> None:
        """Show other rows, where the list stands; `empty` says why there are none."""
        is_longer = len(rows) != len(self._rows)
        self._rows, self._tau, self._empty = rows, tau, empty
        if is_longer:
            self._apply_range()
        spoken = ", ".join(f"{row.seen.title} {row.seen.numbers}" for row in rows[:SPOKEN_AT_MOST])
        self.setAccessibleDescription(spoken or empty)
        self.viewport().update()

    def rows(self) -> tuple[SeenRow, ...]:
        """Return what is shown."""
        return self._rows

    def empty_text(self) -> str:
        """Return what is said where there is no row."""
        return self._empty

    def set_pointed(self, row: int | None) -> None:
        """Mark a row; emits nothing."""
        if row != self._pointed:
            self._pointed = row
            self.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for a few rows, however many there are: nothing below moves."""
        return QSize(theme.current_theme().px(200), ROWS_SHOWN * self._height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the same height."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        if not self._rows:
            self._paint_empty(painter)
            return
        high, shift = self._height(), self.verticalScrollBar().value()
        first = shift // high
        last = min((shift + self.viewport().height()) // high + 1, len(self._rows))
        wide, present = self.viewport().width(), theme.current_theme()
        for row in range(first, last):
            room = QRectF(0, row * high - shift, wide, high)
            marked = row == self._pointed
            paint_row(painter, room, self._rows[row], self._tau, present, marked=marked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there are rows."""
        super().resizeEvent(event)
        self._apply_range()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer."""
        row = int(event.position().y() + self.verticalScrollBar().value()) // self._height()
        self._point(row if 0 <= row < len(self._rows) else None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Mark none when the pointer leaves."""
        if event.type() == event.Type.Leave:
            self._point(None)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark a row with the arrow keys, none with Escape."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._rows:
            start = -1 if self._pointed is None else self._pointed
            self._point(min(max(start + _STEPS[key], 0), len(self._rows) - 1))
        elif key == Qt.Key.Key_Escape and self._pointed is not None:
            self._point(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark none."""
        super().focusOutEvent(event)
        self._point(None)

    def _point(self, row: int | None) -> None:
        if row != self._pointed:
            self.set_pointed(row)
            self.rowPointed.emit(-1 if row is None else row)

    def _paint_empty(self, painter: QPainter) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("body"))
        painter.setPen(present.colour("muted"))
        room = QRectF(self.viewport().rect())
        room.setHeight(min(room.height(), self._height()))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(middle), self._empty)

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
