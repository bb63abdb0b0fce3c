"""Paints single solids: cuboids with their slices and cells, boxes, plates, and ghosts of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.drawing.figure import Solid
    from explorer.widgets.drawing.inks import Faces, Inks
    from explorer.widgets.drawing.scene import Outlines

FINEST_SLICE_PX = 3.0
FINEST_CELL_PX = 3.6
MOST_CELLS = 64
_RADIUS = 5.0


def cosmetic(
    colour: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """Return a pen whose width does not grow with the zoom."""
    return _pen(colour.rgba(), width, style)


@lru_cache(256)
def _pen(rgba: int, width: float, style: Qt.PenStyle) -> QPen:
    pen = QPen(QColor.fromRgba(rgba), width, style)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def paint_solid(
    painter: QPainter, solid: Solid, faces: Outlines, inks: Inks, zoom: float, *, is_hovered: bool
) -> None:
    """Paint one solid in the drawing's units."""
    colours = inks.faces(solid.kind)
    if solid.state != "ok":
        _paint_ghost(painter, solid, faces, inks)
    elif solid.form == "box" or solid.depth == 0:
        _paint_box(painter, solid, faces, inks)
    else:
        _paint_cuboid(painter, solid, faces, colours, zoom)
    if is_hovered:
        painter.setPen(cosmetic(inks.text, 1.2))
        painter.setBrush(inks.theme.colour("text", 0.12))
        painter.drawPolygon(faces.outline)


def _paint_cuboid(
    painter: QPainter, solid: Solid, faces: Outlines, colours: Faces, zoom: float
) -> None:
    painter.setPen(cosmetic(colours.edge, 0.9))
    painter.setBrush(colours.side)
    painter.drawPolygon(faces.side)
    painter.setBrush(colours.top)
    painter.drawPolygon(faces.top)
    painter.setBrush(colours.shaded)
    painter.drawRect(faces.front)
    if solid.form == "volume":
        _paint_slices(painter, solid, colours, zoom)
        _paint_cells(painter, solid, colours, zoom)
    if solid.is_cut:
        _paint_break(painter, solid, colours)


def _paint_slices(painter: QPainter, solid: Solid, colours: Faces, zoom: float) -> None:
    """Paint one line for each channel over top and side, where they can be told apart."""
    channels = solid.shape[2] if solid.shape else 0
    if channels < 2 or solid.depth * zoom / channels < FINEST_SLICE_PX:
        return
    right, bottom = solid.x + solid.width, solid.y + solid.height
    lines = []
    for at in range(1, channels):
        dx, dy = solid.dx * at / channels, solid.dy * at / channels
        corner = QPointF(right + dx, solid.y - dy)
        lines.append(QLineF(QPointF(solid.x + dx, solid.y - dy), corner))
        lines.append(QLineF(corner, QPointF(right + dx, bottom - dy)))
    edge = QColor(colours.edge)
    edge.setAlphaF(0.55)
    painter.setPen(cosmetic(edge, 0.7))
    painter.drawLines(lines)


def _paint_cells(painter: QPainter, solid: Solid, colours: Faces, zoom: float) -> None:
    """Paint the map's rows and columns on the front, where they can be told apart."""
    rows, columns = solid.shape[:2] if solid.shape else (0, 0)
    if not 1 < max(rows, columns) <= MOST_CELLS:
        return
    if min(solid.height * zoom / rows, solid.width * zoom / columns) < FINEST_CELL_PX:
        return
    left, top = solid.x, solid.y
    right, bottom = left + solid.width, top + solid.height
    ys = (top + solid.height * at / rows for at in range(1, rows))
    xs = (left + solid.width * at / columns for at in range(1, columns))
    edge = QColor(colours.edge)
    edge.setAlphaF(0.35)
    painter.setPen(cosmetic(edge, 0.7))
    painter.drawLines([QLineF(left, y, right, y) for y in ys]
                      + [QLineF(x, top, x, bottom) for x in xs])  # fmt: skip


def _paint_break(painter: QPainter, solid: Solid, colours: Faces) -> None:
    """Paint the sign for a length that is cut short."""
    y, left, right = solid.y + solid.height / 2, solid.x, solid.x + solid.width + solid.dx
    zigzag = [QPointF(left + (right - left) * at / 4, y + (2.5 if at % 2 else -2.5))
              for at in range(5)]  # fmt: skip
    painter.setPen(cosmetic(colours.top, 3.0))
    painter.drawPolyline(QPolygonF(zigzag))
    painter.setPen(cosmetic(colours.edge, 1.0))
    for shift in (-1.6, 1.6):
        painter.drawPolyline(QPolygonF(zigzag).translated(0, shift))


def _paint_box(painter: QPainter, solid: Solid, faces: Outlines, inks: Inks) -> None:
    colours = inks.box(solid.kind)
    is_plate = solid.form == "plate"
    painter.setPen(cosmetic(colours.edge, 1.0))
    painter.setBrush(colours.plate if is_plate else colours.fill)
    radius = 2.5 if is_plate else _RADIUS
    painter.drawRoundedRect(faces.front, radius, radius)
    if not is_plate:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.strip)
        strip = QRectF(solid.x + 3, solid.y + 5, 3, solid.height - 10)
        painter.drawRoundedRect(strip, 1.5, 1.5)


def _paint_ghost(painter: QPainter, solid: Solid, faces: Outlines, inks: Inks) -> None:
    """Paint a layer that cannot be, or that the network does not reach."""
    broken = solid.state == "broken"
    colour = inks.bad if broken else inks.faint
    fill = QColor(colour)
    fill.setAlphaF(0.16 if broken else 0.07)
    style = Qt.PenStyle.DashLine if broken else Qt.PenStyle.DotLine
    painter.setPen(cosmetic(colour, 1.6 if broken else 1.0, style))
    painter.setBrush(fill)
    if not solid.depth:
        painter.drawRoundedRect(faces.front, _RADIUS, _RADIUS)
    else:
        painter.drawPolygon(faces.outline)
        corner = faces.front.topRight()
        inner = [QLineF(faces.front.topLeft(), corner), QLineF(corner, faces.front.bottomRight()),
                 QLineF(corner, corner + QPointF(solid.dx, -solid.dy))]  # fmt: skip
        painter.drawLines(inner)
