"""Paints what leads from layer to layer: lines with round corners, arrow heads, sums and stacks."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from explorer.widgets.drawing.solids import cosmetic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPainter

    from explorer.widgets.drawing.figure import Link, Mark
    from explorer.widgets.drawing.inks import Inks

_CORNER = 7.0
_HEAD = 5.0
_WIDTHS = {"flow": 1.4, "branch": 1.4, "skip": 2.0}


class Line(NamedTuple):
    """A link made ready to be painted: its way, and its head."""

    link: Link
    path: QPainterPath
    head: QPolygonF | None


def line_of(link: Link) -> Line:
    """Make a link ready."""
    path = rounded(link.points, _HEAD * 0.7 if link.is_arrow else 0.0)
    return Line(link, path, _head(link) if link.is_arrow else None)


def paint_links(painter: QPainter, lines: Iterable[Line], inks: Inks) -> None:
    """Paint lines in the drawing's units, skip connections in the colour of blocks."""
    for link, path, head in lines:
        colour = _colour(link, inks)
        faint = link.state == "unreached"
        style = Qt.PenStyle.DotLine if faint else Qt.PenStyle.SolidLine
        painter.setPen(cosmetic(colour, _WIDTHS[link.kind], style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if head is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(head)


def rounded(points: tuple[tuple[float, float], ...], cut: float = 0.0) -> QPainterPath:
    """Return a line with round corners, ending so far before its last point."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(_CORNER, _length(before, corner) / 2, _length(corner, after) / 2)
        path.lineTo(_toward(corner, before, reach))
        path.quadTo(QPointF(*corner), _toward(corner, after, reach))
    path.lineTo(_toward(points[-1], points[-2], cut))
    return path


def _head(link: Link) -> QPolygonF:
    end, before = link.points[-1], link.points[-2]
    size = min(_HEAD, _length(before, end))
    back = _toward(end, before, size)
    across = QPointF(end[1] - back.y(), back.x() - end[0]) * 0.55
    return QPolygonF([QPointF(*end), back + across, back - across])


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _toward(a: tuple[float, float], b: tuple[float, float], reach: float) -> QPointF:
    """Return the point so far from a on the way to b."""
    share = reach / max(_length(a, b), 1e-9)
    return QPointF(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _colour(link: Link, inks: Inks) -> QColor:
    if link.state == "broken":
        return inks.bad
    if link.state == "unreached":
        return inks.faint
    return inks.block if link.kind == "skip" else inks.flow


def paint_mark(painter: QPainter, mark: Mark, inks: Inks) -> None:
    """Paint the sum of a residual block, or the stack of an inception module."""
    colour = {"ok": inks.block, "broken": inks.bad, "unreached": inks.faint}[mark.state]
    room = QRectF(mark.x, mark.y, mark.width, mark.height)
    painter.setPen(cosmetic(colour, 1.6))
    painter.setBrush(inks.ground)
    if mark.kind == "sum":
        painter.drawEllipse(room)
        middle, arm = room.center(), mark.width * 0.28
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
        return
    fill = QColor(colour)
    fill.setAlphaF(0.45)
    painter.setBrush(fill)
    painter.drawRoundedRect(room, 3, 3)
    painter.drawLines(_cuts(mark))


def _cuts(mark: Mark) -> list[QLineF]:
    """Return the lines between the parts of a stack, each as long as its channels."""
    total, done, lines = sum(mark.parts), 0, []
    for part in mark.parts[:-1]:
        done += part
        y = mark.y + mark.height * done / total
        lines.append(QLineF(mark.x, y, mark.x + mark.width, y))
    return lines
