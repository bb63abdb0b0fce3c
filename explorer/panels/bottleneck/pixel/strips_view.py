"""One output channel's sum as three strips: its weights, the pixel's channels, their products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.bottleneck.pixel.paint import (
    cell_image,
    fitted,
    limit_of,
    paint_frame,
    paint_outline,
)
from explorer.widgets import theme
from explorer.widgets.numbers import format_number, short_number, signed_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QMouseEvent, QPaintEvent

    from explorer.panels.bottleneck.pixel.values import Found

ROW, GAP = 18, 3
NAMES = 46
RESULT = 84
NUMBERS_FROM = 34
HINT = "Weights, channels and their products; click one to choose its input channel"


class StripsView(QWidget):
    """Three rows of C cells under one another, and their sum at the right."""

    givenChosen = Signal(int)
    hovered = Signal(object)  # an input channel, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._channel = self._given = 0
        self._hovered: int | None = None
        self._pointer: float | None = None
        self._rows: list[NDArray[np.float32]] = []
        self._images: list[QImage] = []
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Products of one output channel")
        self.setToolTip(HINT)
        theme.watch_theme(self._on_theme_changed)

    def show_sum(self, found: Found, channel: int, given: int) -> None:
        """Show the products of an output channel; ``hovered`` says what a pointer rests on."""
        self._found, self._channel, self._given = found, channel, given
        pixel = found.pixel
        self._rows = [pixel.weights[channel], pixel.channels, pixel.products[channel]]
        self._make_images()
        self.setAccessibleDescription(f"They add up to {self._total()}")
        if self._pointer is not None:
            self._hovered = self.column_at(self._pointer)
            self.hovered.emit(self._hovered)
        self.update()

    def column_at(self, x: float) -> int | None:
        """Return the input channel at a place across."""
        room = self._room
        if self._found is None or not room.left() <= x < room.right():
            return None
        return int((x - room.left()) / room.width() * self._found.channels_in)

    def point(self, given: int) -> QPointF:
        """Return the middle of an input channel's product, in the widget."""
        assert self._found is not None
        room, px = self._room, theme.current_theme().px
        across = room.left() + (given + 0.5) * room.width() / self._found.channels_in
        return QPointF(across, px(2 * (ROW + GAP) + ROW // 2))

    def sizeHint(self) -> QSize:
        """Room for three rows."""
        px = theme.current_theme().px
        return QSize(px(400), px(3 * ROW + 2 * GAP) + 2)

    def minimumSizeHint(self) -> QSize:
        """Shrink in width alone."""
        return QSize(theme.current_theme().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, their names, the sum, and frames."""
        if self._found is None:
            return
        present, painter = theme.current_theme(), QPainter(self)
        names = (f"w{_subscript(self._channel)}", "x", "w · x")
        for index, name in enumerate(names):
            rect = self._row_rect(index)
            painter.drawImage(
                rect.topLeft(), fitted(self._images[index], rect, self.devicePixelRatioF())
            )
            paint_outline(painter, rect)
            painter.setFont(present.font("caption"))
            painter.setPen(present.colour("muted"))
            left = QRectF(0, rect.top(), rect.left() - present.px(6), rect.height())
            painter.drawText(left, _RIGHT, name)
            self._paint_numbers(painter, index, rect)
        self._paint_total(painter, present)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_column(painter, self._given, "accent")
        if self._hovered is not None:
            self._paint_column(painter, self._hovered, "text")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Note the input channel under the pointer."""
        self._pointer = event.position().x()
        self._hover(self.column_at(self._pointer))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget it."""
        self._pointer = None
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the input channel."""
        column = self.column_at(event.position().x())
        if column is not None and event.button() == Qt.MouseButton.LeftButton:
            self.givenChosen.emit(column)

    @property
    def _room(self) -> QRectF:
        px = theme.current_theme().px
        width = max(self.width() - px(NAMES + RESULT), 1)
        return QRectF(px(NAMES), 1, width, self.height() - 2)

    def _row_rect(self, index: int) -> QRectF:
        px, room = theme.current_theme().px, self._room
        return QRectF(room.left(), 1 + index * px(ROW + GAP), room.width(), px(ROW))

    def _paint_numbers(self, painter: QPainter, index: int, rect: QRectF) -> None:
        """Write the numbers into the cells where all of them fit."""
        present, values = theme.current_theme(), self._rows[index].tolist()
        width = rect.width() / len(values)
        if width < present.px(NUMBERS_FROM):
            return
        font = present.font("number-small")
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for column, value in enumerate(values):
            text = _cell_text(value, metrics, width - present.px(6))
            painter.setPen(present.text_on(self._images[index].pixelColor(column, 0)))
            cell = QRectF(rect.left() + column * width, rect.top(), width, rect.height())
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_total(self, painter: QPainter, present: theme.Theme) -> None:
        rect = self._row_rect(2)
        room = QRectF(rect.right() + present.px(8), rect.top(), present.px(RESULT), rect.height())
        painter.setFont(present.font("number"))
        painter.setPen(present.colour("text"))
        painter.drawText(room, _LEFT, f"Σ {self._total()}")

    def _paint_column(self, painter: QPainter, given: int, token: str) -> None:
        room, first = self._room, self._row_rect(0)
        width = room.width() / max(len(self._rows[0]), 1)
        bottom = self._row_rect(2).bottom()
        column = QRectF(room.left() + given * width, first.top(), width, bottom - first.top())
        paint_frame(painter, column, token, 1.5)

    def _total(self) -> str:
        return signed_number(float(self._rows[2].sum()), 3)

    def _hover(self, column: int | None) -> None:
        if column != self._hovered:
            self._hovered = column
            self.hovered.emit(column)
            self.update()

    def _make_images(self) -> None:
        if self._found is None:
            return
        weights_limit = limit_of(self._found.pixel.weights)
        limits = (weights_limit, limit_of(self._rows[1]), limit_of(self._rows[2]))
        self._images = [
            cell_image(row[None], limit) for row, limit in zip(self._rows, limits, strict=True)
        ]

    def _on_theme_changed(self) -> None:
        self._make_images()
        self.updateGeometry()
        self.update()


def _cell_text(value: float, metrics: QFontMetricsF, width: float) -> str:
    """Return a number in as many digits as its cell has room for, at least to a hundredth."""
    texts = [short_number(value, digits) for digits in (3, 2, 1)]
    fits = (text for text in texts if metrics.horizontalAdvance(text) <= width)
    return next(fits, format_number(value, 2 if abs(value) < 1 else 0))


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _subscript(number: int) -> str:
    return str(number).translate(_SUBSCRIPTS)
