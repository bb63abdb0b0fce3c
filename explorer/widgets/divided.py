"""Two sides of one picture, with a line between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPolygonF

from explorer.widgets.seen import seen_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.overlays import Overlay, Placement
    from explorer.widgets.theme import Theme

HANDLE_PX: Final = 15.0
_NAME_AIR: Final = (8.0, 4.0)


@dataclass(frozen=True, slots=True)
class DividedOverlay:
    """Left of a line some overlays are drawn, right of it others.

    Parameters
    ----------
    left, right
        What is drawn on either side.
    picture
        Width and height of the picture.
    share
        Where the line is, from 0 to 1 of what is seen of the picture.
    names
        Of both sides, written at the lower edge.
    is_active
        Whether the line is dragged, pointed at, or has the keyboard.
    """

    left: tuple[Overlay, ...]
    right: tuple[Overlay, ...]
    picture: tuple[int, int]
    share: float = 0.5
    names: tuple[str, str] = ("", "")
    is_active: bool = False

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw both sides, each cut at the line, then the line and its handle."""
        room = seen_of(painter, place, self.picture).picture
        if room.isEmpty():
            return
        x = line_at(room, self.share)
        window = QRectF(painter.viewport())
        left, right = QRectF(window), QRectF(window)
        left.setRight(x)
        right.setLeft(x)
        for side, overlays in ((left, self.left), (right, self.right)):
            if side.width() > 0:
                _paint_side(painter, side, overlays, place, theme)
        self._paint_names(painter, room, x, theme)
        _paint_line(painter, room, x, theme, self.is_active)

    def _paint_names(self, painter: QPainter, room: QRectF, x: float, theme: Theme) -> None:
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        side, air = (theme.px(length) for length in _NAME_AIR)
        gap = theme.px(8)
        high = metrics.height() + 2 * air
        top = room.bottom() - high - gap
        painter.setFont(font)
        for index, name in enumerate(self.names):
            wide = metrics.horizontalAdvance(name) + 2 * side
            free = x - room.left() if index == 0 else room.right() - x
            if not name or wide + 2 * gap > free:
                continue
            left = x - gap - wide if index == 0 else x + gap
            tab = QRectF(left, top, wide, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.on_picture("background", 0.78))
            painter.drawRoundedRect(tab, theme.px(4), theme.px(4))
            painter.setPen(theme.on_picture("text"))
            painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, name)


def line_at(room: QRectF, share: float) -> float:
    """Return where the line is: at a share of what is seen of the picture."""
    return room.left() + min(max(share, 0.0), 1.0) * room.width()


def _paint_side(
    painter: QPainter,
    side: QRectF,
    overlays: tuple[Overlay, ...],
    place: Placement,
    theme: Theme,
) -> None:
    for overlay in overlays:
        painter.save()
        painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
        overlay.paint(painter, place, theme)
        painter.restore()


def _paint_line(painter: QPainter, room: QRectF, x: float, theme: Theme, is_active: bool) -> None:
    line = QLineF(x, room.top(), x, room.bottom())
    ink = theme.on_picture("accent" if is_active else "text")
    for colour, width in ((theme.on_picture("background", 0.55), 4.0), (ink, 2.0)):
        painter.setPen(QPen(colour, width * theme.scale))
        painter.drawLine(line)
    middle = QPointF(x, room.center().y())
    radius = HANDLE_PX * theme.scale
    painter.setPen(QPen(theme.on_picture("background", 0.55), 2 * theme.scale))
    painter.setBrush(ink)
    painter.drawEllipse(middle, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text_on(ink))
    for sign in (-1, 1):
        near, far, high = (length * theme.scale for length in (3.5, 8.5, 4.5))
        painter.drawPolygon(
            QPolygonF([middle + QPointF(sign * far, 0), middle + QPointF(sign * near, -high),
                       middle + QPointF(sign * near, high)])
        )  # fmt: skip
