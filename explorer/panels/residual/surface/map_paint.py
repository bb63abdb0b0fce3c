"""What stands on and around a slice that is drawn as a map: axes, the words on its contours."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from explorer.panels.residual.surface.drawing import coloured, colours, in_picture, ink_at
from explorer.panels.residual.surface.places import label_spots
from explorer.widgets import theme
from explorer.widgets.label_places import Box
from explorer.widgets.numbers import format_number, short_number
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage

    from explorer.panels.residual.surface.drawing import Drawn

TICKS = (-1.0, -0.5, 0.0, 0.5, 1.0)
GAP = 4
AIR = 2


def margins() -> tuple[float, float, float, float]:
    """Return the room for numbers at the left, top, right and bottom of a map."""
    metrics = QFontMetricsF(theme.current_theme().font("number-small"))
    wide, high = metrics.horizontalAdvance("−0.50"), metrics.height()
    gap = theme.current_theme().px(GAP)
    return wide + 2 * gap, high / 2 + gap, wide / 2 + gap, high + 2 * gap


def paint_axes(painter: QPainter, room: QRectF, span: float) -> None:
    """Write a and b with their numbers around the map."""
    present = theme.current_theme()
    painter.setFont(present.font("number-small"))
    gap, high = present.px(GAP), painter.fontMetrics().height()
    for tick in TICKS:
        text = tick_text(tick * span)
        x = room.left() + (tick + 1) / 2 * room.width()
        y = room.bottom() - (tick + 1) / 2 * room.height()
        painter.setPen(QPen(present.colour("line"), 1))
        painter.drawLine(QLineF(x, room.bottom(), x, room.bottom() + gap))
        painter.drawLine(QLineF(room.left() - gap, y, room.left(), y))
        painter.setPen(present.colour("muted"))
        below = QRectF(x - 60, room.bottom() + gap, 120, high)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "a" if tick == 0 else text)
        beside = QRectF(room.left() - 2 * gap - 120, y - high / 2, 120, high)
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(beside, middle, "b" if tick == 0 else text)


def tick_text(value: float) -> str:
    """Return a number of an axis, with its sign."""
    text = short_number(value)
    return f"+{text}" if value > 0 else text


def ground_image(drawn: Drawn, index: int) -> QImage:
    """Return the map's colours without its contours."""
    width, height = drawn.request.size
    return qimage_from_rgb(coloured(drawn.shares[index], height, width))


def paint_lines(painter: QPainter, room: QRectF, drawn: Drawn, index: int) -> None:
    """Draw the contours as lines, where they are to stay lines: in an SVG."""
    points = len(drawn.shares[index])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for share, its in zip(shares_of(drawn), drawn.lines[index], strict=True):
        painter.setPen(QPen(QColor(*ink_at(share)), 1))
        for line in its:
            path = QPainterPath()
            for number, (x, y) in enumerate(
                in_picture(line, points, room.width() + 1, room.height() + 1).tolist()
            ):
                step = path.lineTo if number else path.moveTo
                step(room.left() + x, room.top() + y)
            painter.drawPath(path)


def paint_words(
    painter: QPainter, room: QRectF, drawn: Drawn, index: int, marks: Sequence[QPointF]
) -> None:
    """Write each level's loss on one of its lines, off the marks."""
    present = theme.current_theme()
    painter.setFont(present.font("number-small"))
    metrics, air = QFontMetricsF(painter.font()), present.px(AIR)
    texts = [level_text(level) for level in drawn.levels]
    sizes = [(metrics.horizontalAdvance(text) + 2 * air, metrics.height()) for text in texts]
    points, corner = len(drawn.shares[index]), np.array([room.left(), room.top()])
    lines = [
        [in_picture(line, points, room.width(), room.height()) + corner for line in its]
        for its in drawn.lines[index]
    ]
    box = Box(room.x(), room.y(), room.width(), room.height())
    side = present.px(20)
    taken = [Box(at.x() - side / 2, at.y() - side / 2, side, side) for at in marks]
    shares = shares_of(drawn)
    for level, place in label_spots(lines, sizes, box, taken):
        colour = colours()[round(shares[level] * (len(colours()) - 1))].tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*colour))
        painter.drawRoundedRect(QRectF(*place), 3, 3)
        painter.setPen(QColor(*ink_at(shares[level])))
        painter.drawText(QRectF(*place), Qt.AlignmentFlag.AlignCenter, texts[level])


def shares_of(drawn: Drawn) -> list[float]:
    """Return where each level lies on the scale, in 0..1."""
    from explorer.engine.residual.surface_shape import log_share

    return [float(log_share(level, drawn.low, drawn.high)) for level in drawn.levels]


def level_text(level: float) -> str:
    """Return a level's loss as it is written on its contour."""
    return f"{level:,.0f}" if level >= 100 else short_number(level)


def loss_text(loss: float) -> str:
    """Return a loss in nats, with as many digits as tell it apart; ∞ where it overflowed."""
    if isinf(loss):
        return "∞"
    if loss >= 1e6:
        return short_number(loss)
    return f"{loss:,.0f}" if loss >= 1000 else format_number(loss, 1 if loss >= 100 else 3)
