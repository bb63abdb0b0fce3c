"""What the drawing of the block is made of: lines, arrows, boxes, maps and frames."""

from __future__ import annotations

from math import atan2, cos, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from explorer.widgets import theme

if TYPE_CHECKING:
    from explorer.panels.residual.block.layout import Point, Rect, Step

THINNEST = 1.5
CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_line(painter: QPainter, points: tuple[Point, ...], pen: QPen) -> None:
    """Draw a line through points."""
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))


def paint_dot(painter: QPainter, centre: Point, thick: float) -> None:
    """Close the corner where the way around leaves the line."""
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(*centre), thick / 2 + 1, thick / 2 + 1)


def paint_head(painter: QPainter, start: Point, end: Point, size: float, token: str) -> None:
    """Paint the head of the arrow that ends a line."""
    paint_tip(painter, QPointF(*end), atan2(end.y - start.y, end.x - start.x), size, token)


def paint_tip(painter: QPainter, tip: QPointF, angle: float, size: float, token: str) -> None:
    """Paint the head of an arrow that points along an angle."""
    back = [angle + pi - 0.5, angle + pi + 0.5]
    sides = [tip + QPointF(size * cos(one), size * sin(one)) for one in back]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current_theme().colour(token))
    painter.drawPolygon(QPolygonF([tip, *sides]))


def paint_box(painter: QPainter, step: Step, present: theme.Theme, *, is_off: bool) -> None:
    """Paint a step with its words; ``is_off``: all its weights are 0."""
    rect, radius = qrect(step.rect), present.px(theme.CONTROL_RADIUS)
    painter.setPen(QPen(present.colour("warm" if is_off else "line"), present.px(THINNEST)))
    painter.setBrush(present.colour("raised"))
    if step.is_circle:
        painter.setPen(QPen(present.colour("accent"), present.px(THINNEST)))
        painter.drawEllipse(rect)
    else:
        painter.drawRoundedRect(rect, radius, radius)
    below = "all 0" if is_off else step.below
    painter.setPen(present.colour("text"))
    painter.setFont(present.font("label"))
    half = rect.height() / 2
    upper = rect.adjusted(0, 2, 0, -half + 2) if below else rect
    painter.drawText(upper, CENTRE, step.text)
    painter.setPen(present.colour("warm" if is_off else "muted"))
    painter.setFont(present.font("caption"))
    lower = rect.adjusted(-present.px(8), half - 2, present.px(8), -2)
    painter.drawText(lower, CENTRE, below)


def paint_ground(painter: QPainter, rects: tuple[Rect, ...]) -> None:
    """Hide the line behind tiles."""
    whole = QRectF()
    for rect in rects:
        whole = whole.united(qrect(rect))
    painter.fillRect(whole.adjusted(-2, -2, 2, 2), theme.current_theme().colour("surface"))


def paint_empty(painter: QPainter, rect: QRectF) -> None:
    """Paint a map that holds nothing: zeros that were put there."""
    present = theme.current_theme()
    pen = QPen(present.colour("faint"), 1)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setFont(present.font("number-small"))
    painter.setPen(present.colour("muted"))
    if QFontMetricsF(painter.font()).height() <= rect.height():
        painter.drawText(rect, CENTRE, "0")


def paint_image(painter: QPainter, image: QImage, rect: QRectF) -> None:
    """Paint a map: averaged where it is made smaller, with square pixels where enlarged."""
    ratio = painter.device().devicePixelRatioF()
    size = (rect.size() * ratio).toSize()
    if size.width() < image.width():
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(rect, image)


def paint_frame(painter: QPainter, rect: QRectF, token: str, width: float) -> None:
    """Frame a map."""
    present = theme.current_theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(present.colour(token), width * present.scale))
    painter.drawRoundedRect(rect, 2 * present.scale, 2 * present.scale)


def qrect(rect: Rect) -> QRectF:
    """Return a rectangle as Qt has it."""
    return QRectF(rect.left, rect.top, rect.width, rect.height)
