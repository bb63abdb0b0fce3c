"""The legend of a colour map: its colours between its ends, with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

BAR_WIDTH = 110
BAR_HEIGHT = 8


class ColourScale(QWidget):
    """One line: −2.6 ▇▇ 0 ▇▇ +2.6, or 0 ▇▇▇▇ 4.1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high, self._signed = 0.0, 1.0, False
        self._colours: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_range(0.0, 1.0, signed=False)

    def set_range(
        self,
        low: float,
        high: float,
        *,
        signed: bool,
        colours: tuple[int, ...] = (),
        kind: str = "",
    ) -> None:
        """Say the values of the ends; signed scales are centred on 0.

        Parameters
        ----------
        colours, kind
            Another colour table ``0xAARRGGBB`` than that of the scale's sign, and it in words.
        """
        self._low, self._high, self._signed, self._colours = low, high, signed, colours
        kind = kind or ("blue below 0, orange above" if signed else "viridis, dark to bright")
        self.setAccessibleName(f"Colours from {self._ends()[0]} to {self._ends()[1]}: {kind}")
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the bar and both numbers."""
        px = theme.current_theme().px
        return QSize(px(BAR_WIDTH) + 2 * self._text_width() + 2 * px(6), px(18))

    def minimumSizeHint(self) -> QSize:
        """Room for a shorter bar."""
        px = theme.current_theme().px
        return QSize(px(40) + 2 * self._text_width() + 2 * px(6), px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint numbers, bar and the mark of 0."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("muted"))
        text, gap = self._text_width(), present.px(6)
        low, high = self._ends()
        room = QRectF(self.rect())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            room.adjusted(0, 0, text - room.width(), 0), middle | Qt.AlignmentFlag.AlignRight, low
        )
        painter.drawText(
            room.adjusted(room.width() - text, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, high
        )
        height = present.px(BAR_HEIGHT)
        bar = QRectF(
            text + gap, (self.height() - height) / 2, room.width() - 2 * (text + gap), height
        )
        colours = self._colours or palette_colours(signed=self._signed)
        painter.drawImage(bar, gradient_image(colours))
        painter.setPen(QPen(present.colour("line"), 1))
        painter.drawRect(bar)
        if self._signed:
            painter.setPen(QPen(present.colour("text"), 1))
            centre, over = bar.center().x(), present.px(2)
            painter.drawLine(QLineF(centre, bar.top() - over, centre, bar.bottom() + over))

    def _ends(self) -> tuple[str, str]:
        low, high = short_number(self._low, 2), short_number(self._high, 2)
        return low, f"+{high}" if self._signed and self._high > 0 else high

    def _text_width(self) -> int:
        metrics = QFontMetrics(theme.current_theme().font("number-small"))
        return max(metrics.horizontalAdvance(text) for text in self._ends()) + 1


def gradient_image(colours: tuple[int, ...]) -> QImage:
    """Return a colour table as a line of pixels, to be stretched over a bar."""
    # The last colour stands for what is no number.
    image = QImage(len(colours) - 1, 1, QImage.Format.Format_RGB32)
    for x, colour in enumerate(colours[:-1]):
        image.setPixel(x, 0, colour)
    return image
