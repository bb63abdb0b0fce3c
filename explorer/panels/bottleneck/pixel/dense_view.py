"""z = W · x + b as coloured cells: the matrix, the pixel's vector, and what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.bottleneck.pixel.dense_layout import CAPTION, SIGN, DenseLayout
from explorer.panels.bottleneck.pixel.paint import (
    cell_image,
    fitted,
    limit_of,
    paint_frame,
    paint_outline,
    rect_of,
)
from explorer.widgets import theme
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.panels.bottleneck.pixel.dense_layout import Hit, Part
    from explorer.panels.bottleneck.pixel.values import Found

DIGITS = 3
MARGIN = 3
"""Room for frames that reach over the edge of a cell."""
SIGNS: dict[Part, str] = {"given": "·", "bias": "+", "sums": "=", "outcome": "→"}
LETTERS: dict[Part, str] = {"weights": "W", "given": "x", "bias": "b", "sums": "z", "outcome": "a"}
SPOKEN = "The matrix W, the pixel's vector x, and the result"
HINT = "Click a row to choose an output channel, a cell of x or W an input channel"


class DenseView(QWidget):
    """Paints the layer at one pixel; a click or the arrows choose channels."""

    channelChosen = Signal(int)
    givenChosen = Signal(int)
    hovered = Signal(object)  # Hit, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Found | None = None
        self._channel = self._given = 0
        self._hit: Hit | None = None
        self._pointer: QPointF | None = None
        self._images: dict[Part, QImage] = {}
        self._matrix_key: object = None
        self._scaled: tuple[object, QImage] | None = None
        self.limits: dict[Part, float] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(SPOKEN)
        self.setToolTip(HINT)
        theme.themeChanged.connect(self._on_theme_changed)

    def show_found(self, found: Found, channel: int, given: int) -> None:
        """Show a layer at a pixel; frame an output channel's row and an input channel's cell.

        What lies under a pointer that rests is another cell now: ``hovered`` says which.
        """
        self._found, self._channel, self._given = found, channel, given
        self._make_images()
        self._describe()
        if self._pointer is not None:
            self._hit = self._hit_at(self._pointer)
            self.hovered.emit(self._hit)
        self.update()

    @property
    def arrangement(self) -> DenseLayout | None:
        """Where the parts lie, from the upper left corner of what is painted."""
        found = self._found
        if found is None:
            return None
        margin = 2 * MARGIN
        return DenseLayout(
            found.channels,
            found.channels_in,
            self.width() - margin,
            self.height() - margin,
            not found.following.is_nothing,
            found.volume.bias is not None,
            theme.current_theme().scale,
        )

    def point(self, part: Part, row: int, column: int = 0) -> QPointF:
        """Return the middle of a cell, in the widget."""
        layout = self.arrangement
        assert layout is not None
        return rect_of(layout.cell(part, row, column)).center() + QPointF(MARGIN, MARGIN)

    def sizeHint(self) -> QSize:
        """Ask for a moderate size; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(420), px(240))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(300), px(130))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint parts, signs, captions and frames."""
        found, layout = self._found, self.arrangement
        if found is None or layout is None:
            return
        painter = QPainter(self)
        painter.translate(MARGIN, MARGIN)
        for part, area in layout.parts.items():
            rect = rect_of(area)
            painter.drawImage(rect.topLeft(), self._fitted(part, rect))
            paint_outline(painter, rect)
            self._paint_caption(painter, found, layout, part, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if layout.shows_numbers:
            self._paint_numbers(painter, found, layout)
        self._paint_frames(painter, layout)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Note the cell under the pointer."""
        self._pointer = event.position()
        self._hover(self._hit_at(self._pointer))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget it."""
        self._pointer = None
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row, the input channel, or both."""
        hit = self._hit_at(event.position())
        if hit is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        if hit.part != "given":
            self.channelChosen.emit(hit.row)
        if hit.part in ("given", "weights"):
            self.givenChosen.emit(hit.row if hit.part == "given" else hit.column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from row to row, and from input channel to input channel."""
        if self._found is None or not self._step(Qt.Key(event.key()), self._found):
            super().keyPressEvent(event)

    def _step(self, key: Qt.Key, found: Found) -> bool:
        """Choose what a key leads to; False where it leads nowhere."""
        last, last_given = found.channels - 1, found.channels_in - 1
        rows = {
            Qt.Key.Key_Up: self._channel - 1,
            Qt.Key.Key_Down: self._channel + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        columns = {Qt.Key.Key_Left: self._given - 1, Qt.Key.Key_Right: self._given + 1}
        if key in rows:
            self.channelChosen.emit(min(max(rows[key], 0), last))
        elif key in columns:
            self.givenChosen.emit(min(max(columns[key], 0), last_given))
        return key in rows or key in columns

    def _hit_at(self, position: QPointF) -> Hit | None:
        layout = self.arrangement
        return None if layout is None else layout.hit(position.x() - MARGIN, position.y() - MARGIN)

    def _hover(self, hit: Hit | None) -> None:
        if hit != self._hit:
            self._hit = hit
            self.hovered.emit(hit)
            self.update()

    def _make_images(self) -> None:
        found = self._found
        if found is None:
            return
        pixel, volume = found.pixel, found.volume
        shared = limit_of(found.sums, found.outcome, pixel.bias)
        self.limits |= {"given": limit_of(pixel.channels), "bias": shared, "sums": shared}
        self.limits["outcome"] = shared
        columns: dict[Part, NDArray[np.float32]] = {
            "given": pixel.channels, "bias": pixel.bias, "sums": found.sums,
            "outcome": found.outcome,
        }  # fmt: skip
        for part, column in columns.items():
            self._images[part] = cell_image(column[:, None], self.limits[part])
        key = (volume.network_title, volume.layer)
        if key != self._matrix_key:  # weights stay while pictures and pixels change
            self._matrix_key = key
            self.limits["weights"] = limit_of(pixel.weights)
            self._images["weights"] = cell_image(pixel.weights, self.limits["weights"])
            self._scaled = None

    def _fitted(self, part: Part, rect: QRectF) -> QImage:
        ratio = self.devicePixelRatioF()
        if part != "weights":
            return fitted(self._images[part], rect, ratio)
        key = (rect.size().toTuple(), ratio)
        if self._scaled is None or self._scaled[0] != key:
            self._scaled = key, fitted(self._images[part], rect, ratio)
        return self._scaled[1]

    def _paint_caption(
        self, painter: QPainter, found: Found, layout: DenseLayout, part: Part, rect: QRectF
    ) -> None:
        present = theme.current_theme()
        high, sign = CAPTION * layout.scale, SIGN * layout.scale
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        text = LETTERS[part]
        if part == "weights":
            text = f"W   {found.channels:,} × {found.channels_in:,}"
        elif part == "given":
            text = f"x {found.channels_in}"
        elif layout.shows_numbers and part == "outcome":
            text = _outcome_title(found)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(rect.left() - sign, 0, rect.width() + 2 * sign, high), centre, text)
        if part in SIGNS:
            painter.setFont(present.font("strong"))
            room = QRectF(rect.left() - sign, rect.top(), sign, rect.height())
            painter.drawText(room, centre, SIGNS[part])

    def _paint_numbers(self, painter: QPainter, found: Found, layout: DenseLayout) -> None:
        """Write the results into their cells, where a row is high enough."""
        present = theme.current_theme()
        font = present.font("number-small")
        painter.setFont(font)
        columns: dict[Part, NDArray[np.float32]] = {
            "bias": found.pixel.bias, "sums": found.sums, "outcome": found.outcome,
        }  # fmt: skip
        for part, values in columns.items():
            if part not in layout.parts:
                continue
            for row, value in enumerate(values.tolist()):
                rect = rect_of(layout.cell(part, row))
                painter.setPen(present.text_on(self._images[part].pixelColor(0, row)))
                text = _cell_text(value, QFontMetricsF(font), rect.width())
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_frames(self, painter: QPainter, layout: DenseLayout) -> None:
        paint_frame(painter, rect_of(layout.parts["given"]), "warm", 1.5)
        for part, area in layout.parts.items():
            if part == "given":
                continue
            cell = layout.cell(part, self._channel)
            row = QRectF(area.left, cell.top, area.width, cell.height)
            paint_frame(painter, row, "accent")
        paint_frame(painter, rect_of(layout.cell("given", self._given)), "accent", 1.5)
        paint_frame(
            painter, rect_of(layout.cell("weights", self._channel, self._given)), "accent", 1.5
        )
        if self._hit is not None:
            paint_frame(painter, rect_of(layout.cell(*self._hit)), "text", 1)

    def _describe(self) -> None:
        found = self._found
        if found is None:
            return
        value = short_number(float(found.sums[self._channel]))
        self.setAccessibleDescription(
            f"Output channel {self._channel} of {found.channels}: {value}. Input channel "
            f"{self._given} of {found.channels_in}: "
            f"{short_number(float(found.pixel.channels[self._given]))}. {HINT}"
        )

    def _on_theme_changed(self) -> None:
        self._matrix_key = None
        self._make_images()
        self.update()


def _outcome_title(found: Found) -> str:
    return {"relu": "a = ReLU", "relu6": "a = ReLU6", "": "a"}[found.following.activation]


def _cell_text(value: float, metrics: QFontMetricsF, width: float) -> str:
    """Return a number in as many digits as its cell has room for."""
    texts = (short_number(value, digits) for digits in (DIGITS, 2, 1))
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "")
