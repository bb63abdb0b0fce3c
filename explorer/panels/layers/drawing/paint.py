"""Paints a figure through a view: what is in view only, and plain rectangles from far away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from explorer.panels.layers.drawing.figure import Frame, Room, Solid
from explorer.panels.layers.drawing.hit import badge_room
from explorer.panels.layers.drawing.lines import paint_links, paint_mark
from explorer.panels.layers.drawing.scene import faces_of
from explorer.panels.layers.drawing.solids import cosmetic, paint_solid
from explorer.panels.layers.drawing.window_lines import paint_window
from explorer.panels.layers.drawing.words import (
    has_words,
    paint_all_words,
    paint_badge,
    paint_callout,
    paint_plate_name,
    words_room,
)

if TYPE_CHECKING:
    from explorer.engine.network import Place
    from explorer.panels.layers.drawing.figure import Item, Slot
    from explorer.panels.layers.drawing.inks import Inks
    from explorer.panels.layers.drawing.scene import Scene
    from explorer.panels.layers.drawing.view import View

FAR = 0.12
CROWD = 600
"""Below this zoom, and with more solids in view, they are plain rectangles without words."""
_SHEET = 3.5


@dataclass(frozen=True, slots=True)
class Look:
    """What is marked in a drawing: places, and the slot where something would be put in."""

    selected: Place | None = None
    hovered: Place | None = None
    slot: Slot | None = None
    lines_alpha: float = 1.0
    with_callouts: bool = True


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
    _paint_marked(painter, scene, view, Room(0, 0, *size), inks, look)


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
        if item.group is not None:
            paint_badge(painter, item, view.room(badge_room(item, view.zoom)), inks)


def _paint_marked(
    painter: QPainter, scene: Scene, view: View, window: Room, inks: Inks, look: Look
) -> None:
    """Paint what is chosen, why something is broken, and where a drop would go."""
    figure = scene.figure
    if look.with_callouts:
        for item in figure.items:
            if item.state == "broken" and item.reason:
                _call_out(painter, item, view, window, inks, item.reason, is_bad=True)
    chosen = None if look.selected is None else figure.item(figure.shown(look.selected))
    if chosen is not None:
        if isinstance(chosen, Solid):
            paint_window(painter, figure, chosen, view, inks)
        _paint_choice(painter, chosen, view, inks)
        named = has_words(chosen, view, inks.theme)
        if not named and chosen.state != "broken" and look.with_callouts:
            text = f"{chosen.title} · {chosen.shape_text}" if chosen.shape_text else chosen.title
            _call_out(painter, chosen, view, window, inks, text, is_bad=False)
    if look.slot is not None:
        _paint_slot(painter, look.slot, view, inks)


def _call_out(
    painter: QPainter, item: Item, view: View, window: Room, inks: Inks, text: str, *,
    is_bad: bool,
) -> None:  # fmt: skip
    room = view.room(item.bounds)
    if not room.meets(window):
        return
    if not is_bad and item.label is not None:
        room = _around(room, view.room(item.label))
    paint_callout(painter, text, Room(room.x, room.y - 3, room.width, room.height + 6), window,
                  inks, is_bad=is_bad)  # fmt: skip


def _paint_choice(painter: QPainter, item: Item, view: View, inks: Inks) -> None:
    """Frame the chosen layer in the accent, its words included."""
    painter.setPen(cosmetic(inks.accent, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if isinstance(item, Solid) and item.form == "plate":
        outline = faces_of(item).outline
        painter.drawPolygon(QTransform(view.zoom, 0, 0, view.zoom, view.x, view.y).map(outline))
        return
    room = view.room(item.bounds)
    if isinstance(item, Frame) or item.form == "box":
        painter.drawRoundedRect(QRectF(*room).adjusted(-2, -2, 2, 2), 8, 8)
        return
    words = words_room(item, view, inks.theme)
    if words is not None:
        room = _around(room, words)
    painter.drawRoundedRect(QRectF(*room).adjusted(-4, -6, 4, 4), 7, 7)


def _around(first: Room, second: Room) -> Room:
    left, top = min(first.x, second.x), min(first.y, second.y)
    right, bottom = max(first.right, second.right), max(first.bottom, second.bottom)
    return Room(left, top, right - left, bottom - top)


def _paint_slot(painter: QPainter, slot: Slot, view: View, inks: Inks) -> None:
    """Paint a line where a layer would be put in, with a knob at each end."""
    x, top = view.to_screen(slot.x, slot.top)
    _, bottom = view.to_screen(slot.x, slot.bottom)
    painter.setPen(cosmetic(inks.accent, 2.5))
    painter.drawLine(QLineF(x, top, x, bottom))
    painter.setBrush(inks.accent)
    for y in (top, bottom):
        painter.drawEllipse(QRectF(x - 3, y - 3, 6, 6))
