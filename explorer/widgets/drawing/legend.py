"""The line below a drawing: which layer is marked, how lengths are drawn, what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt

from explorer.widgets import theme
from explorer.widgets.drawing.words import has_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from explorer.widgets.drawing.figure import Item
    from explorer.widgets.drawing.view import View

BETWEEN = 18
"""Pixels between two phrases at scale 1."""


class Phrase(NamedTuple):
    """Words of one tone of the theme; without room they are cut if they may be, or left out."""

    text: str
    tone: str = "muted"
    may_be_cut: bool = False


def caption_of(item: Item | None, view: View) -> str:
    """Return name and shape of a layer whose words cannot be read where it stands."""
    if item is None or item.state == "broken" or has_words(item, view, theme.current_theme()):
        return ""
    return named(item)


def named(item: Item) -> str:
    """Return name and shape of a layer."""
    return f"{item.title} · {item.shape_text}" if item.shape_text else item.title


def paint_legend(painter: QPainter, room: QRectF, phrases: Sequence[Phrase]) -> None:
    """Paint phrases one after another, as far as they have room."""
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    metrics = painter.fontMetrics()
    left = room.left()
    for phrase in phrases:
        if not phrase.text:
            continue
        free = room.right() - left
        wide = metrics.horizontalAdvance(phrase.text)
        if wide > free and not phrase.may_be_cut:
            continue
        text = metrics.elidedText(phrase.text, Qt.TextElideMode.ElideRight, int(free))
        painter.setPen(present.colour(phrase.tone))
        painter.drawText(
            QRectF(left, room.top(), free, room.height()), Qt.AlignmentFlag.AlignVCenter, text
        )
        left += wide + present.px(BETWEEN)
