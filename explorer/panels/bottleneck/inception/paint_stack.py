"""Paints the module's output: a volume of four colours, with each branch's channels beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.panels.bottleneck.inception.branches import (
    BRANCH_TITLES,
    BRANCHES,
    branch_colour,
)
from explorer.panels.bottleneck.inception.stack import slabs
from explorer.widgets import theme
from explorer.widgets.drawing.inks import mixed
from explorer.widgets.fit_text import fit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor

    from explorer.panels.bottleneck.inception.stack import Slab

WORDS_WIDTH = 122
TITLE_HEIGHT = 36
GAP = 20
PITCH = 32
"""Two lines of words."""
WIDEST_PITCH = 46
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def paint_stack(
    painter: QPainter,
    room: QRectF,
    parts: Sequence[int],
    *,
    title: str,
    deepest: int,
) -> None:
    """Paint the volume with its words into a room, in the theme's colours."""
    present = theme.current_theme()
    px = present.px
    _paint_title(painter, room, title, sum(parts))
    body = room.adjusted(0, px(TITLE_HEIGHT), 0, 0)
    size = (body.width() - px(WORDS_WIDTH + GAP), body.height())
    painter.save()
    painter.translate(body.topLeft())
    found = slabs(parts, size, deepest, (px(PITCH), px(WIDEST_PITCH)))
    for key, slab in zip(BRANCHES, found, strict=True):  # from the back to the front
        _paint_slab(painter, slab, branch_colour(key))
    first = 1
    for key, slab in zip(BRANCHES, found, strict=True):
        _paint_words(painter, slab, key, first)
        first += slab.channels
    painter.restore()


def _paint_title(painter: QPainter, room: QRectF, title: str, channels: int) -> None:
    present = theme.current_theme()
    line = QRectF(room.left(), room.top(), room.width(), present.px(18))
    painter.setFont(present.font("strong"))
    painter.setPen(present.colour("text"))
    painter.drawText(line, MIDDLE, title)
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("muted"))
    words = f"stacked along the channels: {channels:,}"
    painter.drawText(line.translated(0, present.px(17)), MIDDLE, words)


def _paint_slab(painter: QPainter, slab: Slab, colour: QColor) -> None:
    """Paint front, top and side, as under a lamp from above."""
    present = theme.current_theme()
    white, black = present.on_picture("text"), present.on_picture("background")
    x, y = slab.front
    right, bottom, back = x + slab.width, y + slab.height, QPointF(slab.dx, -slab.dy)
    painter.setPen(QPen(mixed(colour, black, 0.5), 0.8))
    painter.setBrush(colour)
    painter.drawRect(QRectF(x, y, slab.width, slab.height))
    edges = ((QPointF(x, y), QPointF(right, y), mixed(colour, white, 0.3)),
             (QPointF(right, y), QPointF(right, bottom), mixed(colour, black, 0.25)))  # fmt: skip
    for start, end, shade in edges:
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([start, end, end + back, start + back]))


def _paint_words(painter: QPainter, slab: Slab, key: str, first: int) -> None:
    """Paint the branch's name and its channels, with a line that leads to its slab."""
    present = theme.current_theme()
    px = present.px
    foot, at = QPointF(*slab.foot), QPointF(*slab.label)
    turn = at + QPointF(px(4), 0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(branch_colour(key), 1.2))
    painter.drawPolyline(QPolygonF([foot, turn, at + QPointF(px(GAP) - px(6), 0)]))
    half = px(PITCH) / 2 - 1
    words = QRectF(at.x() + px(GAP), at.y() - half, px(WORDS_WIDTH), half)
    painter.setFont(present.font("label"))
    painter.setPen(present.colour("text"))
    painter.drawText(words, MIDDLE, BRANCH_TITLES[key])
    painter.setFont(present.font("number"))
    number = words.adjusted(px(40), 0, 0, 0)
    painter.drawText(number, MIDDLE, f"{slab.channels:,}")
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("muted"))
    numbers = f"{first:,} to {first + slab.channels - 1:,}"
    text = fit_text((f"channels {numbers}", numbers), painter.fontMetrics(), words.width())
    painter.drawText(words.translated(0, half), MIDDLE, text)
