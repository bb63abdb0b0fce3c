"""How a face is painted everywhere in the panel: a square with round corners, perhaps ringed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

from explorer.widgets.icons import icon_pixmap

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

    from explorer.widgets.theme import Theme


def paint_face(
    painter: QPainter, room: QRectF, image: QImage | None, ring: str, present: Theme
) -> None:
    """Paint a square face with round corners; where there is none, a figure that stands for it."""
    radius = present.px(5)
    shape = QPainterPath()
    shape.addRoundedRect(room, radius, radius)
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(room, present.colour("raised"))
    if image is not None:
        painter.drawImage(room, image)
    else:
        side = present.px(20)
        ratio = painter.device().devicePixelRatioF()
        figure = icon_pixmap("user-round", "faint", side, ratio)
        painter.drawPixmap(room.center() - QPointF(side / 2, side / 2), figure)
    painter.restore()
    if ring:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(present.colour(ring), present.px(2)))
        painter.drawRoundedRect(room, radius, radius)
