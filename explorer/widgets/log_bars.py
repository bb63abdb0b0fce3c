"""Counts of very different size as bars on one logarithmic scale, each with its exact number."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import superscript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

LINE_PX = 18
BAR_PX = 8
GAP_PX = 8
AXIS_PX = 16
DECADES_A_TICK = 3
SHORTEST_PX = 2


class Bar(NamedTuple):
    """A name, its count (at least 1), and the theme's colour of the bar."""

    name: str
    value: int
    token: str


class LogBars(QWidget):
    """Bars from 1 to the next power of ten above the largest count."""

    def __init__(self, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._count = rows
        self.setAccessibleName(name)
        self.setToolTip(f"{name}, on a logarithmic scale: each tick is 1,000 times the one before")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other counts."""
        self._bars = tuple(bars)
        self.setAccessibleDescription(", ".join(f"{bar.name} {bar.value:,}" for bar in bars))
        self.update()

    def bars(self) -> tuple[Bar, ...]:
        """Return what is shown."""
        return self._bars

    def decades(self) -> int:
        """Return how many powers of ten the scale spans."""
        largest = max((bar.value for bar in self._bars), default=1)
        return max(ceil(log10(max(largest, 1))), 1)

    def length(self, count: int) -> float:
        """Return which part of the scale a count takes: 0 for 1."""
        return log10(max(count, 1)) / self.decades()

    def sizeHint(self) -> QSize:
        """Room for all bars and the scale."""
        px = theme.current_theme().px
        return QSize(px(240), self._count * self._pitch() + px(AXIS_PX))

    def minimumSizeHint(self) -> QSize:
        """All bars, in whatever width."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ticks, bars and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_scale(painter)
        for row, bar in enumerate(self._bars[: self._count]):
            self._paint_bar(painter, row * self._pitch(), bar)

    def _paint_bar(self, painter: QPainter, top: int, bar: Bar) -> None:
        present = theme.current_theme()
        words = QRectF(0, top, self.width(), present.px(LINE_PX))
        painter.setPen(present.colour("text"))
        painter.setFont(present.font("caption"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, bar.name)
        painter.setFont(present.font("number-small"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, f"{bar.value:,}")
        wide = max(self.length(bar.value) * self.width(), present.px(SHORTEST_PX))
        room = QRectF(0, words.bottom(), wide, present.px(BAR_PX))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour(bar.token))
        radius = min(present.px(2), wide / 2)
        painter.drawRoundedRect(room, radius, radius)

    def _paint_scale(self, painter: QPainter) -> None:
        present = theme.current_theme()
        bottom = self.height() - present.px(AXIS_PX)
        painter.setFont(present.font("number-small"))
        for decade in range(0, self.decades() + 1, DECADES_A_TICK):
            x = decade / self.decades() * (self.width() - 1) + 0.5
            painter.setPen(QPen(present.colour("line"), 1))
            for row in range(self._count):
                top = row * self._pitch() + present.px(LINE_PX)
                painter.drawLine(QLineF(x, top, x, top + present.px(BAR_PX)))
            painter.setPen(present.colour("muted"))
            self._paint_tick(painter, x, bottom, decade)

    def _paint_tick(self, painter: QPainter, x: float, bottom: int, decade: int) -> None:
        text = "1" if decade == 0 else f"10{superscript(decade)}"
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = min(max(x - wide / 2, 0), self.width() - wide)
        room = QRectF(left, bottom, wide + 1, self.height() - bottom)
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, text)

    def _pitch(self) -> int:
        px = theme.current_theme().px
        return px(LINE_PX) + px(BAR_PX) + px(GAP_PX)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()
