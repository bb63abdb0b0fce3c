"""What is read beside a pointer: names in their colours, and numbers in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.residual.curves.values import Ink

AIR = 8
COLUMN_GAP = 12
BESIDE = 10
"""Between the pointer and the box."""
RADIUS = 6


class Row(NamedTuple):
    """A name and its numbers as texts."""

    name: str
    ink: Ink
    numbers: tuple[str, ...]


class Readout(NamedTuple):
    """Where, what the columns are (none need a heading if there is one alone), and the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def paint_readout(painter: QPainter, room: QRectF, x: float, said: Readout) -> QRectF:
    """Paint a box in a room, at the right of a place or else at its left; return where it is."""
    present = theme.current_theme()
    words, numbers = _metrics("caption"), _metrics("number-small")
    high = max(words.height(), numbers.height())
    widths = _widths(said, words, numbers)
    air, gap, beside = present.px(AIR), present.px(COLUMN_GAP), present.px(BESIDE)
    wide = sum(widths) + gap * (len(widths) - 1)
    wide = max(wide, words.horizontalAdvance(said.title)) + 2 * air
    lines = len(said.rows) + 1 + (len(said.columns) > 1)
    left = x + beside if x + beside + wide <= room.right() else x - beside - wide
    box = QRectF(max(left, room.left()), room.top() + present.px(4), wide, lines * high + 2 * air)
    painter.setPen(QPen(present.colour("line"), 1))
    painter.setBrush(present.colour("raised", 0.95))
    painter.drawRoundedRect(box, present.px(RADIUS), present.px(RADIUS))
    _paint_lines(painter, box.adjusted(air, air, -air, -air), said, widths[1:], high)
    return box


def _paint_lines(
    painter: QPainter, room: QRectF, said: Readout, widths: Sequence[float], high: float
) -> None:
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    painter.setPen(present.colour("text"))
    line = QRectF(room.left(), room.top(), room.width(), high)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, said.title)
    if len(said.columns) > 1:
        line.translate(0, high)
        painter.setPen(present.colour("muted"))
        _paint_columns(painter, line, said.columns, widths)
    for row in said.rows:
        line.translate(0, high)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour(row.ink.token, max(row.ink.strength, 0.75)))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, row.name)
        painter.setFont(present.font("number-small"))
        painter.setPen(present.colour("text"))
        _paint_columns(painter, line, row.numbers, widths)


def _paint_columns(
    painter: QPainter, line: QRectF, texts: Sequence[str], widths: Sequence[float]
) -> None:
    right = line.right()
    for text, width in zip(reversed(texts), reversed(widths), strict=True):
        room = QRectF(QPointF(right - width, line.top()), QPointF(right, line.bottom()))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight, text)
        right -= width + theme.current_theme().px(COLUMN_GAP)


def _widths(said: Readout, words: QFontMetricsF, numbers: QFontMetricsF) -> list[float]:
    names = max((words.horizontalAdvance(row.name) for row in said.rows), default=0.0)
    widths = [names + 1]
    for place, column in enumerate(said.columns):
        texts = [numbers.horizontalAdvance(row.numbers[place]) for row in said.rows]
        heading = words.horizontalAdvance(column) if len(said.columns) > 1 else 0.0
        widths.append(max([heading, *texts]) + 1)
    return widths


def _metrics(role: str) -> QFontMetricsF:
    return QFontMetricsF(theme.current_theme().font(role))
