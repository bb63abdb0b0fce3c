"""How faces, rings, letters and names are painted in a plane."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from explorer.widgets.detections.colours import ink_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.widgets.theme import Theme

DOT = 5.0
RING = 3.0
AIR = 4.0


@lru_cache(512)
def darkened(colour: str) -> QColor:
    """Return a colour's rim, which keeps light dots apart on a light ground."""
    return QColor(colour).darker(150)


def paint_dots(
    painter: QPainter,
    centres: Sequence[Sequence[float]],
    colours: Sequence[str],
    radius: float,
) -> None:
    """Paint faces as dots in their people's colours."""
    before = ""
    for (x, y), colour in zip(centres, colours, strict=True):
        if colour != before:
            painter.setPen(QPen(darkened(colour), 1))
            painter.setBrush(QColor(colour))
            before = colour
        painter.drawEllipse(QPointF(x, y), radius, radius)


def paint_ring(painter: QPainter, box: QRectF, colour: QColor, width: float) -> None:
    """Paint a ring around a face."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.drawRoundedRect(box, width, width)


def paint_letter(painter: QPainter, at: QPointF, letter: str, colour: QColor, show: Theme) -> None:
    """Paint a letter in a disc, at the upper right of a face."""
    radius = show.px(9)
    painter.setPen(QPen(show.colour("surface"), show.px(1.5)))
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)
    painter.setFont(show.font("strong"))
    painter.setPen(QColor(ink_on(colour.name())))
    room = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, letter)


def tag_size(text: str, show: Theme) -> tuple[float, float]:
    """Return width and height of a tag."""
    metrics = QFontMetricsF(show.font("number-small"))
    return metrics.horizontalAdvance(text) + 2 * show.px(AIR), metrics.height() + show.px(2)


def paint_tag(painter: QPainter, room: QRectF, text: str, token: str, show: Theme) -> None:
    """Paint words on a small plate."""
    painter.setPen(QPen(show.colour("line"), 1))
    painter.setBrush(show.colour("surface", 0.94))
    painter.drawRoundedRect(room, show.px(3), show.px(3))
    painter.setFont(show.font("number-small"))
    painter.setPen(show.colour(token))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
