"""How values are spread: bars between edges, over an axis of round numbers."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

HEIGHT = 120
AXIS = 20
TICKS = 6


class Histogram(QWidget):
    """Counts on a logarithmic scale, as most values of a feature map are near 0.

    It is painted and not plotted: a live page shows it thirty times a second.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._heights: list[float] = []
        self._edges: list[float] = []
        self._mean: float | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_counts(
        self, counts: NDArray[np.integer], edges: NDArray[np.floating], mean: float | None = None
    ) -> None:
        """Show counts (N,) between edges (N + 1,), and the mean as a line."""
        import numpy as np

        heights = np.log10(1.0 + counts)
        self._heights = (heights / max(float(heights.max()), 1.0)).tolist()
        self._edges = edges.tolist()
        self._mean = mean
        low, high = short_number(self._edges[0]), short_number(self._edges[-1])
        text = f"{self._name}: {int(counts.sum()):,} values from {low} to {high}"
        middle = "" if mean is None else f", mean {short_number(mean)}"
        self.setAccessibleDescription(text + middle)
        self.setToolTip(f"{text}{middle}; heights are logarithms of counts")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a low strip."""
        return QSize(200, theme.current_theme().px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, axis and mean."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), present.colour("surface"))
        if not self._heights:
            return
        margin = present.px(4)
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -present.px(AXIS))
        self._paint_bars(painter, room, present)
        self._paint_axis(painter, room, present)
        if self._mean is not None and self._edges[0] <= self._mean <= self._edges[-1]:
            painter.setPen(QPen(present.colour("warm"), present.px(2)))
            x = self._x(self._mean, room)
            painter.drawLine(QLineF(x, room.top(), x, room.bottom()))

    def _paint_bars(self, painter: QPainter, room: QRectF, present: theme.Theme) -> None:
        outline = [QPointF(room.left(), room.bottom())]
        for height, left, right in zip(
            self._heights, self._edges[:-1], self._edges[1:], strict=True
        ):
            y = room.bottom() - height * room.height()
            outline += [QPointF(self._x(left, room), y), QPointF(self._x(right, room), y)]
        outline.append(QPointF(room.right(), room.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("accent", 0.85))
        painter.drawPolygon(QPolygonF(outline))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_axis(self, painter: QPainter, room: QRectF, present: theme.Theme) -> None:
        line = QPen(present.colour("line"), 1)
        painter.setPen(line)
        painter.drawLine(QLineF(room.bottomLeft(), room.bottomRight()))
        painter.setFont(present.font("number-small"))
        metrics = painter.fontMetrics()
        for tick in round_ticks(self._edges[0], self._edges[-1], TICKS):
            x, text = self._x(tick, room), short_number(tick)
            painter.setPen(line)
            painter.drawLine(QLineF(x, room.bottom(), x, room.bottom() + present.px(4)))
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2, 0.0), self.width() - wide)
            painter.setPen(present.colour("muted"))
            painter.drawText(QPointF(left, self.height() - present.px(4)), text)

    def _x(self, value: float, room: QRectF) -> float:
        low, high = self._edges[0], self._edges[-1]
        return room.left() + (value - low) / (high - low) * room.width()

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def round_ticks(low: float, high: float, at_most: int) -> list[float]:
    """Return numbers of low..high that are 1, 2 or 5 times a power of ten apart."""
    least = (high - low) / at_most
    if not least > 0:
        return []
    power = 10.0 ** floor(log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [0.0 if index == 0 else index * step for index in range(first, last + 1)]
