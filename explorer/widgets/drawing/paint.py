"""Paints a figure through a view: what is in view only, and plain rectangles from far away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from explorer.widgets.drawing.figure import Frame, Room, Solid
from explorer.widgets.drawing.lines import paint_links, paint_mark
from explorer.widgets.drawing.marked import Look, paint_marked
from explorer.widgets.drawing.solids import cosmetic, paint_solid
from explorer.widgets.drawing.words import (
    paint_all_words,
    paint_caption,
    paint_plate_name,
)

if TYPE_CHECKING:
    from explorer.widgets.drawing.figure import Item
    from explorer.widgets.drawing.inks import Inks
    from explorer.widgets.drawing.scene import Scene
    from explorer.widgets.drawing.view import View

FAR = 0.12
CROWD = 600
"""Below this zoom, and with more solids in view, they are plain rectangles without words."""
_SHEET = 3.5


def paint_scene(
    painter: QPainter,
    scene: Scene,
    view: View,
    size: tuple[float, float],
    inks: Inks,
    look: Look,
) -> None:
    """Paint all that a window of this size shows."""
    seen = view.seen(*size)
    base = painter.transform()
    painter.setTransform(QTransform(view.zoom, 0, 0, view.zoom, view.x, view.y) * base)
    is_plain = view.zoom < FAR or scene.crowd(seen) > CROWD
    if is_plain:
        _paint_plain(painter, scene, seen, inks)
    else:
        _paint_near(painter, scene, seen, inks, view.zoom, look)
    painter.setTransform(base)
    if not is_plain:
        _paint_words(painter, scene, seen, view, inks)
    paint_marked(painter, scene, view, Room(0, 0, *size), inks, look)


def _paint_plain(painter: QPainter, scene: Scene, seen: Room, inks: Inks) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(cosmetic(inks.flow))
    painter.drawLines(scene.strokes(seen))
    painter.setPen(Qt.PenStyle.NoPen)
    for kind, rects in scene.blocks(seen).items():
        painter.setBrush(inks.faces(kind).front)
        painter.drawRects(rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _paint_near(
    painter: QPainter, scene: Scene, seen: Room, inks: Inks, zoom: float, look: Look
) -> None:
    for frame in scene.frames(seen):
        _paint_frame(painter, frame, inks, is_hovered=frame.place == look.hovered)
    painter.setOpacity(look.lines_alpha)
    paint_links(painter, scene.links(seen), inks)
    for mark in scene.marks(seen):
        paint_mark(painter, mark, inks)
    painter.setOpacity(1.0)
    for index, solid in scene.solids(seen, margin=2.0):
        hovered = solid.place == look.hovered
        paint_solid(painter, solid, scene.faces(index), inks, zoom, is_hovered=hovered)


def _paint_frame(painter: QPainter, frame: Frame, inks: Inks, *, is_hovered: bool) -> None:
    colour = inks.bad if frame.state == "broken" else inks.block
    if frame.state == "unreached":
        colour = inks.faint
    room = QRectF(*frame.bounds)
    fill, edge = QColor(colour), QColor(colour)
    edge.setAlphaF(0.9 if is_hovered else 0.5)
    sheets = 0 if frame.is_open else min(frame.repeat - 1, 2)
    for at in range(sheets, 0, -1):
        _paint_sheet(painter, room.translated(_SHEET * at, -_SHEET * at), inks, edge)
    fill.setAlphaF(0.12 if is_hovered else 0.06)
    dashes = frame.kind in ("side-head", "repeat") or frame.state != "ok"
    painter.setPen(cosmetic(edge, 1.2, Qt.PenStyle.DashLine if dashes else Qt.PenStyle.SolidLine))
    painter.setBrush(inks.ground if sheets else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(room, 8, 8)
    painter.setBrush(fill)
    painter.drawRoundedRect(room, 8, 8)


def _paint_sheet(painter: QPainter, room: QRectF, inks: Inks, edge: QColor) -> None:
    """Paint one of the copies that lie behind a folded block."""
    painter.setPen(cosmetic(edge, 1.0))
    painter.setBrush(inks.ground)
    painter.drawRoundedRect(room, 8, 8)


def _paint_words(painter: QPainter, scene: Scene, seen: Room, view: View, inks: Inks) -> None:
    items: list[Item] = list(scene.frames(seen))
    items += [solid for _, solid in scene.solids(seen, margin=60.0)]
    paint_all_words(painter, items, view, inks)
    for item in items:
        if isinstance(item, Solid) and item.form == "plate" and not item.depth:
            paint_plate_name(painter, item, view, inks)
    for caption in scene.figure.captions:
        if caption.room.meets(seen):
            paint_caption(painter, caption, view, inks)
