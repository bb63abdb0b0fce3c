"""The marks over a slice: the trained weights, the lowest point, the one that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

ARM = 4
DIAMOND = 10
RING = 7


def paint_centre(painter: QPainter, at: QPointF) -> None:
    """Paint the cross of the trained weights."""
    arm = theme.current_theme().px(ARM)

    def lines() -> None:
        painter.drawLine(QLineF(at.x() - arm, at.y() - arm, at.x() + arm, at.y() + arm))
        painter.drawLine(QLineF(at.x() - arm, at.y() + arm, at.x() + arm, at.y() - arm))

    _haloed(painter, "#ffffff", lines)


def paint_lowest(painter: QPainter, at: QPointF) -> None:
    """Paint the diamond of the lowest point."""
    size = theme.current_theme().px(DIAMOND)
    corners = (QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0))
    diamond = QPolygonF([at + corner for corner in corners])
    _haloed(painter, "#ffffff", lambda: painter.drawPolygon(diamond))


def paint_probe(painter: QPainter, at: QPointF) -> None:
    """Paint the ring of the point whose loss is read."""
    radius = theme.current_theme().px(RING)
    _haloed(painter, theme.PICTURE_WARM, lambda: painter.drawEllipse(at, radius, radius))


def _haloed(painter: QPainter, ink: str, draw: Callable[[], object]) -> None:
    """Draw in a colour over a dark edge, so that it is seen on every colour of the scale."""
    present = theme.current_theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.PICTURE_HALO, 4), (ink, 2)):
        pen = QPen(QColor(colour), present.px(width))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        draw()
