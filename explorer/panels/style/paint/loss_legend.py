"""Names, colours and numbers of the curves, in the line above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.style.paint.loss_paint import number_text, offsets, pen_of
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.style.paint.loss_chart import LossChart

LINE_PX: Final = 10
GAP_PX: Final = 10
NUMBER_WIDTH: Final = "99,999"
MORE: Final = "…"


class LossLegend(QWidget):
    """Follows a plot; what has no room is read at the pointer."""

    def __init__(self, chart: LossChart) -> None:
        super().__init__()
        self._chart = chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setToolTip(
            "The numbers of the step that is looked at, or pointed at, of the marked branch"
        )
        self.setAccessibleName("Losses of the step that is looked at")
        chart.legendChanged.connect(self._on_chart_legend_changed)

    def sizeHint(self) -> QSize:
        """A line of text."""
        present = theme.current_theme()
        high = QFontMetricsF(present.font("caption")).height()
        return QSize(present.px(120), round(high))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as many as have room, from the left."""
        painter, present = QPainter(self), theme.current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(present.font("caption"))
        metrics = QFontMetricsF(painter.font())
        least = metrics.horizontalAdvance(NUMBER_WIDTH)
        line, gap = present.px(LINE_PX), present.px(GAP_PX)
        middle = self.height() / 2
        base = middle + metrics.capHeight() / 2
        left = 0.0
        for name, token, value in self._chart.legend():
            number = number_text(value)
            named = metrics.horizontalAdvance(f"{name} ")
            wide = line + gap / 2 + named + max(metrics.horizontalAdvance(number), least)
            painter.setPen(present.colour("muted"))
            if left + wide > self.width():
                painter.drawText(QPointF(left, base), MORE)
                return
            painter.setPen(pen_of(token))
            for down in offsets(painter):
                painter.drawLine(QLineF(left, middle + down, left + line, middle + down))
            painter.setPen(present.colour("muted"))
            painter.drawText(QPointF(left + line + gap / 2, base), name)
            painter.setPen(present.colour("text"))
            painter.drawText(QPointF(left + line + gap / 2 + named, base), number)
            left += wide + gap

    def _on_chart_legend_changed(self) -> None:
        legend = self._chart.legend()
        self.setAccessibleDescription(
            ", ".join(f"{name} {number_text(value)}" for name, _, value in legend)
        )
        self.update()
