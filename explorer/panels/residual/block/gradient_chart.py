"""How much of a gradient arrives at x, against α."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.block.values import GradientFound

DOT = 3
TOOLTIP = (
    "The length of ∂L/∂x, given a ∂L/∂y of length 1 in a fixed direction at y: what comes "
    "through the two layers, what comes around them, and their sum"
)
WAITING = "The gradient appears here"
INKS = ("warm", "accent", "text")
WIDTHS = (1.5, 1.5, 3.0)
NAMES = ("through F", "around", "together")


class GradientChart(Chart):
    """Three curves over α, and a dot on each at the present one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._found: GradientFound | None = None
        super().__init__("Gradient at x against α", parent)
        self.setToolTip(TOOLTIP)

    def show_found(self, found: GradientFound) -> None:
        """Show the curves of a block."""
        self._found = found
        texts = (f"{name} {value:.3g}" for name, value in zip(NAMES, found.now, strict=True))
        self.setAccessibleDescription(f"at α = {found.alpha:.2f}: {', '.join(texts)}")
        self.update()

    def found(self) -> GradientFound | None:
        """Return what is shown."""
        return self._found

    def axes(self) -> tuple[Axis, Axis]:
        """Return α, and lengths from 0 up."""
        found = self._found
        largest = 1.0 if found is None else max(1.0, *found.now, *map(max, self._curves(found)))
        return (
            Axis("α", 0, 1, text=lambda alpha: f"{alpha:.3g}"),
            Axis("‖∂L/∂x‖", 0, 1.08 * largest, text=lambda length: f"{length:.3g}"),
        )

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint the curves, where α is, and what the curves are called."""
        found, present = self._found, theme.current_theme()
        if found is None:
            painter.setPen(present.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(plane.room, flags, WAITING)
            return
        x = plane.across(found.alpha)
        painter.setPen(QPen(present.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, plane.room.top(), x, plane.room.bottom()))
        # The sum is below the others, and thicker: it may lie on one of them.
        drawn = list(zip(self._curves(found), found.now, INKS, WIDTHS, strict=True))
        for values, now, ink, width in reversed(drawn):
            points = [plane.point(*one) for one in zip(found.curve.alphas, values, strict=True)]
            painter.setPen(QPen(present.colour(ink), present.px(width)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setPen(QPen(present.colour("surface"), 1))
            painter.setBrush(present.colour(ink))
            radius = present.px(DOT + width / 2)
            painter.drawEllipse(plane.point(found.alpha, now), radius, radius)
        self._paint_names(painter)

    def _paint_names(self, painter: QPainter) -> None:
        """Name the curves in their colours, in the line above the plane."""
        present, right = theme.current_theme(), float(self.width())
        painter.setFont(present.font("caption"))
        metrics = QFontMetricsF(painter.font())
        for name, ink in zip(reversed(NAMES), reversed(INKS), strict=True):
            wide = metrics.horizontalAdvance(name)
            painter.setPen(present.colour(ink))
            painter.drawText(QRectF(right - wide, 0, wide + 1, metrics.height()), name)
            right -= wide + present.px(10)

    @staticmethod
    def _curves(found: GradientFound) -> tuple[Sequence[float], ...]:
        return found.curve.through, found.curve.around, found.curve.total
