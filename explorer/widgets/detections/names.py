"""The names of boxes on tabs of their colours."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from explorer.widgets.detections.colours import ink_on
from explorer.widgets.detections.rings import PREMULTIPLIED, faded
from explorer.widgets.detections.tabs import place_tabs
from explorer.widgets.label_places import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.widgets.detections.rings import Pixels
    from explorer.widgets.theme import Theme

_RADIUS: Final = 3.0
_SIDE: Final = 6.0
_AIR: Final = 4.0


class Named(NamedTuple):
    """A box on the screen (left, top, right, bottom) and its name."""

    box: tuple[float, ...]
    label: str
    colour: str
    opacity: float = 1.0


class Name(NamedTuple):
    """A name that has a place."""

    room: Box
    text: str
    colour: str
    opacity: float


def placed_names(names: Sequence[Named], room: QRectF, theme: Theme) -> list[Name]:
    """Return the names for which there is room, the first before all others."""
    seen = [(named, anchor) for named in names
            if (anchor := _seen(named.box, room)) is not None]  # fmt: skip
    forms = [_forms(named.label) for named, _ in seen]
    widths = [tuple(_width(text, theme) for text in texts) for texts in forms]
    window = Box(room.x(), room.y(), room.width(), room.height())
    tabs = place_tabs([anchor for _, anchor in seen], widths, _height(theme), window)
    return [
        Name(tab.box, texts[tab.text], named.colour, named.opacity)
        for tab, texts, (named, _) in zip(tabs, forms, seen, strict=True)
        if tab is not None
    ]


@lru_cache(1024)
def tab_pixels(text: str, colour: str, opacity: float, theme: Theme, ratio: float) -> Pixels:
    """Return a tab as premultiplied ARGB, for a device with so many pixels to one of Qt's.

    Scores come again from frame to frame: kept, a tab costs a fiftieth of what painting it does.
    """
    width, height = _width(text, theme), _height(theme)
    image = QImage(ceil(width * ratio), ceil(height * ratio), PREMULTIPLIED)
    image.fill(0)
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    _paint_tab(painter, QRectF(0, 0, width, height), text, theme.on_picture(colour), theme)
    painter.end()
    shape = image.height(), image.bytesPerLine() // 4
    return faded(np.frombuffer(image.constBits(), np.uint32).reshape(shape).copy(), opacity)


def _paint_tab(painter: QPainter, room: QRectF, text: str, fill: QColor, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(room, theme.px(_RADIUS), theme.px(_RADIUS))
    painter.setFont(theme.font("caption"))
    painter.setPen(QColor(ink_on(fill.name())))
    metrics = QFontMetricsF(theme.font("caption"))
    base = (room.height() + metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(theme.px(_SIDE), base), text)


def _seen(box: tuple[float, ...], room: QRectF) -> Box | None:
    """Return the part of a box that is in a room, None where there is none."""
    left, top = max(box[0], room.left()), max(box[1], room.top())
    right, bottom = min(box[2], room.right()), min(box[3], room.bottom())
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


@lru_cache(4096)
def _forms(label: str) -> tuple[str, ...]:
    """Return a name, and the name without its last word."""
    short = label.rpartition(" ")[0]
    return (label, short) if short else (label,)


@lru_cache(8192)
def _width(text: str, theme: Theme) -> int:
    advance = QFontMetricsF(theme.font("caption")).horizontalAdvance(text)
    return ceil(advance + 2 * theme.px(_SIDE))


@lru_cache(8)
def _height(theme: Theme) -> int:
    return ceil(QFontMetricsF(theme.font("caption")).height() + theme.px(_AIR))
