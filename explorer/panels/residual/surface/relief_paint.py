"""What stands around a slice that is drawn as a surface: the axes of its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.engine.relief import quads
from explorer.panels.residual.surface.drawing import colours, frame_lines
from explorer.panels.residual.surface.map_paint import level_text, shares_of, tick_text
from explorer.widgets import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.relief import Projection
    from explorer.panels.residual.surface.drawing import Drawn

GAP = 4
OUT = 1.13
"""How far outside the square its numbers stand, in halves of a side."""
END = 0.84
"""Where along a side its ends' numbers stand: two of them meet at the near corner."""
CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


def margins() -> tuple[float, float, float, float]:
    """Return the room for numbers at the left, top, right and bottom of a surface."""
    metrics = QFontMetricsF(theme.current_theme().font("number-small"))
    wide, high = metrics.horizontalAdvance("10,000"), metrics.height()
    gap = theme.current_theme().px(GAP)
    return wide + 2 * gap, high, wide, high + gap


def paint_axes(painter: QPainter, corner: QPointF, view: Projection, span: float) -> None:
    """Write a and b with their ends at the two front sides of the square."""
    present = theme.current_theme()
    painter.setFont(present.font("number-small"))
    painter.setPen(present.colour("muted"))
    near = min(CORNERS, key=lambda one: float(view.depth(*one)))
    for along in (0, 1):
        for tick in (-1.0, 0.0, 1.0):
            at = [OUT * near[0], OUT * near[1]]
            at[along] = tick * END
            x, y = (corner + QPointF(*view(at[0], at[1], 0.0).tolist())).toTuple()
            text = "ab"[along] if tick == 0 else tick_text(tick * span)
            painter.drawText(
                QRectF(x - 40, y - 10, 80, 20), Qt.AlignmentFlag.AlignCenter, text
            )  # fmt: skip


def paint_scale(painter: QPainter, corner: QPointF, view: Projection, drawn: Drawn) -> None:
    """Draw the upright axis at the leftmost corner, with losses at it as far as there is room."""
    present = theme.current_theme()
    left, away = min(CORNERS, key=lambda one: float(view(one[0], one[1], 0.0)[0]))
    foot, top = (corner + QPointF(*view(left, away, high).tolist()) for high in (0.0, 1.0))
    painter.setPen(QPen(present.colour("line"), 1))
    painter.drawLine(QLineF(foot, top))
    painter.setFont(present.font("number-small"))
    high, gap = painter.fontMetrics().height(), present.px(GAP)
    last = foot.y() + high
    for level, share in zip(drawn.levels, shares_of(drawn), strict=True):
        y = foot.y() + share * (top.y() - foot.y())
        if last - y < high:
            continue
        last = y
        painter.setPen(QPen(present.colour("muted"), 1))
        painter.drawLine(QLineF(foot.x() - gap, y, foot.x(), y))
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        beside = QRectF(foot.x() - 2 * gap - 120, y - high / 2, 120, high)
        painter.drawText(beside, middle, level_text(level))


def paint_quads(
    painter: QPainter, corner: QPointF, view: Projection, shares: NDArray[np.float64]
) -> None:
    """Draw the surface as polygons, where they are to stay polygons: in an SVG."""
    present = theme.current_theme()
    painter.setPen(QPen(present.colour("line"), 1))
    for one, other in frame_lines():
        ends = view(*np.array([one, other]).T).tolist()
        painter.drawLine(QLineF(corner + QPointF(*ends[0]), corner + QPointF(*ends[1])))
    made = quads(np.nan_to_num(shares), colours(), view)
    for corners, colour in zip(made.corners.tolist(), made.colours.tolist(), strict=True):
        fill = QColor(*colour)
        painter.setPen(QPen(fill.darker(125), 0.4))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([corner + QPointF(*point) for point in corners]))
