"""Paints what is marked in a drawing: the choice, ×N, what is broken, where a drop would go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from explorer.widgets.drawing.figure import Frame, Room, Solid
from explorer.widgets.drawing.hit import badge_room
from explorer.widgets.drawing.scene import faces_of
from explorer.widgets.drawing.solids import cosmetic
from explorer.widgets.drawing.window_lines import paint_window
from explorer.widgets.drawing.words import (
    paint_badge,
    paint_callout,
    words_room,
)

if TYPE_CHECKING:
    from explorer.engine.network import Place
    from explorer.widgets.drawing.figure import Item, Slot
    from explorer.widgets.drawing.inks import Inks
    from explorer.widgets.drawing.scene import Scene
    from explorer.widgets.drawing.view import View

SMALLEST_BADGES = 0.12
"""Below this zoom ×N would cover what it belongs to."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is marked in a drawing: places, and the slot where something would be put in."""

    selected: Place | None = None
    hovered: Place | None = None
    slot: Slot | None = None
    lines_alpha: float = 1.0
    with_callouts: bool = True


def paint_marked(
    painter: QPainter, scene: Scene, view: View, window: Room, inks: Inks, look: Look
) -> None:
    """Paint what is chosen, why something is broken, and where a drop would go."""
    figure = scene.figure
    chosen = None if look.selected is None else figure.item(figure.shown(look.selected))
    if isinstance(chosen, Solid):
        paint_window(painter, figure, chosen, view, inks)
    if chosen is not None:
        _paint_choice(painter, chosen, view, inks)
    if view.zoom >= SMALLEST_BADGES:
        for item in scene.badged:
            paint_badge(painter, item, view.room(badge_room(item, view.zoom)), inks)
    if look.with_callouts:
        _paint_callouts(painter, scene, view, window, inks)
    if look.slot is not None:
        _paint_slot(painter, look.slot, view, inks)


def _paint_callouts(painter: QPainter, scene: Scene, view: View, window: Room, inks: Inks) -> None:
    """Say why a layer cannot be, beside it."""
    for item in scene.broken:
        room = view.room(item.bounds)
        if room.meets(window):
            about = Room(room.x, room.y - 3, room.width, room.height + 6)
            paint_callout(painter, item.reason, about, window, inks, is_bad=True)


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
