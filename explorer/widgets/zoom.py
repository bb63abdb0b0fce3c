"""Which part of a picture is seen, as a value, and where that puts the picture in its room."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize

from explorer.widgets.overlays import Placement

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

LARGEST_PIXEL = 96.0
SHARP_FROM = 4.0
"""From this many screen pixels to a pixel of the picture on, pixels are shown square."""
PAINTED_SHARP_FROM = 16.0
"""The same for small pictures that are looked at as pictures: only who zooms in wants pixels."""


@dataclass(frozen=True, slots=True)
class View:
    """Zoom relative to "fits", and what stands in the middle as a fraction of the picture.

    Two pictures of different size are at the same place with the same value.
    """

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


def fitted(room: QSize, image: QSize) -> float:
    """Return screen pixels to a pixel of the picture when all of it is to be seen."""
    return max(min(room.width() / image.width(), room.height() / image.height()), 1e-6)


def place(view: View, room: QSize, image: QSize, whole_of: float = 0.0) -> Placement:
    """Return where a view puts a picture.

    Parameters
    ----------
    whole_of
        When above 0, the device's pixel ratio: pixels then become whole device pixels where the
        picture fits, so that they are squares of one size.
    """
    scale = fitted(room, image) * view.zoom
    if whole_of and scale * whole_of >= 1:
        scale = math.floor(scale * whole_of) / whole_of
    left = _edge(view.x, room.width(), image.width() * scale)
    top = _edge(view.y, room.height(), image.height() * scale)
    return Placement(left, top, scale)


def zoomed_at(view: View, factor: float, about: QPointF, room: QSize, image: QSize) -> View:
    """Return the view after zooming so that the point under the pointer stays there."""
    fit = fitted(room, image)
    zoom = min(max(view.zoom * factor, 1.0), max(LARGEST_PIXEL / fit, 1.0))
    if zoom == 1.0:
        return View()
    before = place(view, room, image)
    # The picture's fraction under the pointer, then the centre that keeps it there.
    x = (about.x() - before.left) / (image.width() * before.scale)
    y = (about.y() - before.top) / (image.height() * before.scale)
    width, height = image.width() * fit * zoom, image.height() * fit * zoom
    return _within(
        View(zoom, x + (room.width() / 2 - about.x()) / width,
             y + (room.height() / 2 - about.y()) / height),
        room, width, height,
    )  # fmt: skip


def moved(view: View, step: QPointF, room: QSize, image: QSize) -> View:
    """Return the view after dragging the picture by a step in screen pixels."""
    scale = fitted(room, image) * view.zoom
    width, height = image.width() * scale, image.height() * scale
    dragged = View(view.zoom, view.x - step.x() / width, view.y - step.y() / height)
    return _within(dragged, room, width, height)


def visible_part(where: Placement, room: QSize, image: QSize) -> tuple[QRect, QRectF]:
    """Return the picture's pixels that are seen, and where they go on the screen."""
    left = max(0, math.floor(-where.left / where.scale))
    top = max(0, math.floor(-where.top / where.scale))
    right = min(image.width(), math.ceil((room.width() - where.left) / where.scale))
    bottom = min(image.height(), math.ceil((room.height() - where.top) / where.scale))
    source = QRect(left, top, max(right - left, 1), max(bottom - top, 1))
    target = where.rect(left, top, left + source.width(), top + source.height())
    return source, target


def _within(view: View, room: QSize, width: float, height: float) -> View:
    """Keep the picture's edges from leaving the room's edges while it is larger than the room."""
    return replace(
        view,
        x=_clamped(view.x, room.width() / width),
        y=_clamped(view.y, room.height() / height),
    )


def _clamped(centre: float, shown: float) -> float:
    if shown >= 1:
        return 0.5
    return min(max(centre, shown / 2), 1 - shown / 2)


def _edge(centre: float, room: float, length: float) -> float:
    if length <= room * (1 + 1e-9):
        return float(max(math.floor((room - length) / 2), 0))
    return room / 2 - centre * length
