"""The one scale of both slices: colours from the lowest loss to the highest, logarithmic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.residual.surface.map_paint import level_text, loss_text, shares_of
from explorer.widgets import theme
from explorer.widgets.colour_scale import gradient_image
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.residual.surface.drawing import Drawn

BAR = 10
GAP = 4
NAME = "loss in nats, logarithmic"
CUT = "; what is higher is drawn as the upper end"


class ScaleBar(QWidget):
    """A bar as wide as there is room, with the levels of the contours under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: Drawn | None = None
        self.setAccessibleName("The colours of both slices")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show the scale of what is drawn; None for none."""
        self._drawn = drawn
        text = ""
        if drawn is not None:
            text = f"viridis, from {loss_text(drawn.low)} to {loss_text(drawn.high)}: {NAME}"
            text += CUT if drawn.is_cut else ""
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line of numbers under the bar."""
        present = theme.current_theme()
        high = QFontMetricsF(present.font("number-small")).height()
        return QSize(present.px(300), round(present.px(BAR) + 2 * present.px(GAP) + high))

    def paint(self, painter: QPainter) -> None:
        """Paint name, bar and numbers."""
        drawn, present = self._drawn, theme.current_theme()
        if drawn is None:
            return
        painter.setFont(present.font("caption"))
        wide = painter.fontMetrics().horizontalAdvance(NAME) + present.px(theme.SMALL)
        metrics = QFontMetricsF(present.font("number-small"))
        ends = max(metrics.horizontalAdvance(text) for text in _ends(drawn))
        high, gap = present.px(BAR), present.px(GAP)
        bar = QRectF(wide + ends / 2, gap / 2, self.width() - wide - ends - 2, high)
        painter.setPen(present.colour("muted"))
        painter.drawText(
            QRectF(0, bar.top() - gap, wide, high + 2 * gap), Qt.AlignmentFlag.AlignVCenter, NAME
        )
        painter.drawImage(bar, gradient_image(palette_colours(signed=False)))
        painter.setPen(QPen(present.colour("line"), 1))
        painter.drawRect(bar)
        self._paint_numbers(painter, bar, drawn)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scale, once there is one."""
        self.paint(QPainter(self))

    def _paint_numbers(self, painter: QPainter, bar: QRectF, drawn: Drawn) -> None:
        """Write the ends, then the levels that leave room."""
        present = theme.current_theme()
        painter.setFont(present.font("number-small"))
        metrics, gap = QFontMetricsF(painter.font()), present.px(GAP)
        ends = list(zip((0.0, 1.0), _ends(drawn), strict=True))
        levels = [
            (share, level_text(level))
            for level, share in zip(drawn.levels, shares_of(drawn), strict=True)
        ]
        taken: list[tuple[float, float]] = []
        for share, text in (*ends, *levels):
            x, wide = bar.left() + share * bar.width(), metrics.horizontalAdvance(text) + 2 * gap
            left, right = x - wide / 2, x + wide / 2
            if any(left < other and start < right for start, other in taken):
                continue
            taken.append((left, right))
            painter.setPen(QPen(present.colour("muted"), 1))
            painter.drawLine(QLineF(x, bar.bottom(), x, bar.bottom() + gap))
            below = QRectF(left, bar.bottom() + gap, wide, metrics.height())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _ends(drawn: Drawn) -> tuple[str, str]:
    high = level_text(drawn.high)
    return level_text(drawn.low), f"≥ {high}" if drawn.is_cut else high
