"""Two boxes over a picture: what they share is hatched, what they cover together outlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainterPath, QPen

from explorer.widgets.detections.boxes import BoxesOverlay

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.detections.iou_pair import IouPair
    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

_OUTLINE: Final = 7.0
_HATCH_PX: Final = 7.0
_TINT: Final = 0.16


@dataclass(frozen=True, slots=True)
class IouOverlay:
    """A, B, A ∩ B and A ∪ B.

    Parameters
    ----------
    picture
        Width and height of the picture.
    """

    pair: IouPair
    picture: tuple[int, int]

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the union's outline, the boxes, and the hatch."""
        first, second = (place.rect(*box) for box in (self.pair.first, self.pair.second))
        union = _path(first).united(_path(second))
        painter.fillPath(union, theme.on_picture("text", _TINT))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (
            (theme.on_picture("background", 0.55), _OUTLINE + 2),
            (theme.on_picture("text", 0.9), _OUTLINE),
        ):
            pen = QPen(colour, width * theme.scale)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(union)
        _hatch(painter, first.intersected(second), theme)
        boxes = np.array([self.pair.first, self.pair.second])
        BoxesOverlay(boxes, self.picture, self.pair.colours, self.pair.names).paint(
            painter, place, theme
        )


def _hatch(painter: QPainter, room: QRectF, theme: Theme) -> None:
    """Draw slanted lines, at the same distance at every scale, over a rectangle."""
    if room.isEmpty():
        return
    painter.save()
    painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
    painter.fillRect(room, QBrush(theme.on_picture("background", 0.35)))
    step = _HATCH_PX * theme.scale
    path = QPainterPath()
    for index in range(int((room.width() + room.height()) / step) + 1):
        x = room.left() + index * step
        path.moveTo(x, room.top())
        path.lineTo(x - room.height(), room.bottom())
    painter.setPen(QPen(theme.on_picture("text", 0.85), 1.4 * theme.scale))
    painter.drawPath(path)
    painter.restore()


def _path(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(rect)
    return path
