"""A row of the list of who is seen: the face, the enrolled one beside it, d against τ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from explorer.panels.faces.face_paint import paint_face
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

    from explorer.panels.faces.recognise.seen import Seen
    from explorer.widgets.theme import Theme

ROW = 62
THUMBNAIL = 46
EDGE = 6
BAR = 5
FARTHEST = 1.0
"""What the bar can show; embeddings of different people lie 0.5 to 1 apart."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenRow:
    """Somebody seen, and the thumbnail of the enrolled photograph nearest to the face."""

    seen: Seen
    thumbnail: QImage | None


def paint_row(
    painter: QPainter, room: QRectF, row: SeenRow, tau: float, present: Theme, *, marked: bool
) -> None:
    """Paint a row of the list."""
    px = present.px
    if marked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("hover"))
        painter.drawRoundedRect(room, px(6), px(6))
    side, top = px(THUMBNAIL), room.center().y() - px(THUMBNAIL) / 2
    chip = QRectF(room.left() + px(EDGE), top, side, side)
    paint_face(painter, chip, qimage_from_rgb(row.seen.chip), row.seen.colour, present)
    beside = chip.translated(side + px(EDGE), 0)
    paint_face(painter, beside, row.thumbnail, "", present)
    words = QRectF(room)
    words.setLeft(beside.right() + px(10))
    words.setRight(room.right() - px(EDGE))
    _paint_words(painter, words, row.seen, present)
    if row.seen.nearest is not None:
        bar = QRectF(words.left(), words.bottom() - px(13), words.width(), px(BAR))
        _paint_bar(painter, bar, row.seen, tau, present)


def _paint_words(painter: QPainter, room: QRectF, seen: Seen, present: Theme) -> None:
    px = present.px
    name = present.font("strong")
    painter.setFont(name)
    painter.setPen(present.colour("text" if seen.name else "muted"))
    height = QFontMetricsF(name).height()
    line = QRectF(room.left(), room.top() + px(5), room.width(), height)
    beside = ""
    if seen.name is None and seen.nearest is not None:
        beside = f"nearest: {seen.nearest.name}"
    words = painter.fontMetrics().elidedText(
        seen.title, Qt.TextElideMode.ElideRight, int(room.width())
    )
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(line, left, words)
    used = painter.fontMetrics().horizontalAdvance(words) + px(8)
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("muted"))
    rest = line.adjusted(used, 0, 0, 0)
    text = painter.fontMetrics().elidedText(
        beside, Qt.TextElideMode.ElideRight, int(max(rest.width(), 0))
    )
    painter.drawText(rest, left, text)
    painter.setFont(present.font("number-small"))
    painter.drawText(line.translated(0, height + px(1)), left, seen.numbers or "nobody to compare")


def _paint_bar(painter: QPainter, room: QRectF, seen: Seen, tau: float, present: Theme) -> None:
    """Paint d as a bar from 0 on, and τ as a line across it."""
    assert seen.nearest is not None
    radius = room.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour("line"))
    painter.drawRoundedRect(room, radius, radius)
    filled = QRectF(room)
    filled.setWidth(room.width() * min(seen.nearest.distance / FARTHEST, 1.0))
    painter.setBrush(present.colour("good" if seen.nearest.distance < tau else "warm"))
    painter.drawRoundedRect(filled, radius, radius)
    x = room.left() + room.width() * min(tau / FARTHEST, 1.0)
    reach = present.px(4)
    painter.setPen(QPen(present.colour("text"), present.px(2)))
    painter.drawLine(QPointF(x, room.top() - reach), QPointF(x, room.bottom() + reach))
