"""Sketches of what happens to single numbers: curves, scores, connections, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from explorer.panels.layers.walk.stills.functions import CURVES, softmax
from explorer.panels.layers.walk.stills.pen import CAPTION, LEFT, RIGHT, Pen
from explorer.widgets.numbers import format_number, short_number

if TYPE_CHECKING:
    from explorer.panels.layers.walk.stills.sketch import Crossed, Curve, Fan, Scores

REACH = {"relu6": (-3.0, 9.0)}
ORDINARY_REACH = (-4.0, 4.0)
SAMPLES = 241
MOST_DOTS = 15
GOLDEN = 0.6180339887
"""Multiples of it, less their whole part, are spread evenly: a pattern that looks drawn by lot."""


def paint_curve(pen: Pen, room: QRectF, sketch: Curve) -> None:
    """Draw a function over its axes."""
    function, (low, high) = CURVES[sketch.function], REACH.get(sketch.function, ORDINARY_REACH)
    xs = [low + (high - low) * index / (SAMPLES - 1) for index in range(SAMPLES)]
    ys = [function(x) for x in xs]
    bottom, top = min(*ys, -0.5), max(*ys, 1.0)
    margin = 0.12 * (top - bottom)
    bottom, top = bottom - margin, top + margin
    area = room.adjusted(pen.theme.px(30), pen.theme.px(4), -pen.theme.px(8), -pen.theme.px(18))

    def at(x: float, y: float) -> QPointF:
        return QPointF(
            area.left() + (x - low) / (high - low) * area.width(),
            area.bottom() - (y - bottom) / (top - bottom) * area.height(),
        )

    pen.line("line")
    for x in (low, low / 2, 0.0, high / 2, high):
        pen.painter.drawLine(QLineF(at(x, bottom), at(x, top)))
    for y in _levels(bottom, top):
        pen.line("line")
        pen.painter.drawLine(QLineF(at(low, y), at(high, y)))
        level = QRectF(room.left(), at(0, y).y() - 8, pen.theme.px(26), 16)
        pen.text(level, short_number(y), align=RIGHT, role="number-small")
    for x in (low, 0.0, high):
        label = QRectF(at(x, 0).x() - 30, area.bottom() + pen.theme.px(2), 60, pen.theme.px(16))
        shift = pen.theme.px(6)
        pen.text(label.translated(-shift if x == high else 0, 0), short_number(x),
                 role="number-small")  # fmt: skip
    pen.line("muted")
    pen.painter.drawLine(QLineF(at(low, 0), at(high, 0)))
    pen.painter.drawLine(QLineF(at(0, bottom), at(0, top)))
    pen.line("accent", 2.5)
    pen.painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(xs, ys, strict=True)]))


def _levels(bottom: float, top: float) -> list[float]:
    """Return one to five whole numbers to write at the vertical axis."""
    step = 1 if top - bottom < 4 else 2
    return [float(y) for y in range(-6, 11, step) if bottom <= y <= top]


def paint_scores(pen: Pen, room: QRectF, sketch: Scores) -> None:
    """Draw scores as bars at the left, and the shares that softmax makes of them at the right."""
    shares = softmax(sketch.values)
    half = (room.width() - pen.theme.px(40)) / 2
    caption = pen.theme.px(CAPTION)
    left = QRectF(room.left(), room.top(), half, room.height() - caption)
    right = left.translated(half + pen.theme.px(40), 0)
    _bars(pen, left, sketch.values, "muted", decimals=1)
    _bars(pen, right, shares, "accent", decimals=2)
    middle = room.top() + left.height() / 2
    pen.arrow([QPointF(left.right() + 8, middle), QPointF(right.left() - 8, middle)])
    pen.text(QRectF(left.left(), left.bottom(), half, caption), "scores z")
    pen.text(QRectF(right.left(), left.bottom(), half, caption), "shares, together 1")


def _bars(pen: Pen, room: QRectF, values: tuple[float, ...], token: str, *, decimals: int) -> None:
    number = pen.theme.px(38)
    low, high = min(*values, 0.0), max(values)
    height = room.height() / len(values)
    zero = room.left() + number - low / (high - low) * (room.width() - number)
    for index, value in enumerate(values):
        top = room.top() + index * height
        end = zero + value / (high - low) * (room.width() - number)
        pen.fill(token, 0.8)
        bar = QRectF(min(zero, end), top + height * 0.2, abs(end - zero), height * 0.6)
        pen.painter.drawRoundedRect(bar, 2, 2)
        text = QRectF(room.left(), top, number - pen.theme.px(6), height)
        pen.text(text, format_number(value, decimals), "text", RIGHT, "number-small")
    pen.line("line")
    pen.painter.drawLine(QLineF(zero, room.top(), zero, room.bottom()))


def paint_fan(pen: Pen, room: QRectF, sketch: Fan) -> None:
    """Draw a dense layer's connections, and beside it those of a convolution."""
    gap = pen.theme.px(36)
    width = (room.width() - gap) / 2
    left = QRectF(room.left(), room.top(), width, room.height())
    _connections(pen, left, sketch.inputs, sketch.outputs, reach=None)
    right = left.translated(width + gap, 0)
    _connections(pen, right, sketch.of, None, reach=1)
    caption = QRectF(0, room.bottom() - pen.theme.px(CAPTION), width, pen.theme.px(CAPTION))
    one = f"here: one output reads {sketch.inputs:,}"
    other = f"{sketch.window_title}: {sketch.window:,} of {sketch.of:,}"
    pen.text(caption.translated(left.left(), 0), one)
    pen.text(caption.translated(right.left(), 0), other)


def _connections(
    pen: Pen, room: QRectF, inputs: int, outputs: int | None, reach: int | None
) -> None:
    """Draw dots in two columns; an output reads all inputs, or those around it."""
    body = room.adjusted(0, pen.theme.px(CAPTION), 0, -pen.theme.px(CAPTION + 4))
    side = pen.theme.px(18)
    ends = (body.left() + side, body.right() - side)
    sources = _dots(body, ends[0], min(inputs, MOST_DOTS))
    targets = _dots(body, ends[1], min(outputs or MOST_DOTS - 2, MOST_DOTS - 2))
    middle = len(targets) // 2
    for index, target in enumerate(targets):
        chosen = index == middle
        pen.line("accent" if chosen else "faint", 1.4 if chosen else 0.8, 0.9 if chosen else 0.28)
        for place, source in enumerate(sources):
            if reach is None or abs(place - index - 1) <= reach:
                pen.painter.drawLine(QLineF(source, target))
    for dots, token in ((sources, "muted"), (targets, "muted"), ([targets[middle]], "warm")):
        pen.fill(token)
        for dot in dots:
            pen.painter.drawEllipse(dot, pen.theme.px(3), pen.theme.px(3))
    head = QRectF(room.left(), room.top(), room.width(), pen.theme.px(CAPTION))
    pen.text(head, f"{inputs:,} in", align=LEFT)
    pen.text(head, "outputs" if outputs is None else f"{outputs:,} out", align=RIGHT)


def _dots(body: QRectF, x: float, count: int) -> list[QPointF]:
    step = body.height() / max(count, 1)
    return [QPointF(x, body.top() + (index + 0.5) * step) for index in range(count)]


def paint_crossed(pen: Pen, room: QRectF, sketch: Crossed) -> None:
    """Draw numbers as cells; those that are dropped are empty and crossed out."""
    cell = max(pen.theme.px(14), int(min(room.height() / 6, room.width() / 16)))
    rows, columns = max(1, int(room.height() // cell)), max(1, int(room.width() // cell))
    left = room.left() + (room.width() - columns * cell) / 2
    top = room.top() + (room.height() - rows * cell) / 2
    for index in range(rows * columns):
        row, column = divmod(index, columns)
        box = QRectF(left + column * cell, top + row * cell, cell, cell).adjusted(2, 2, -2, -2)
        if ((index + 1) * GOLDEN + row * 0.37) % 1 < sketch.share:
            pen.line("faint", 1)
            pen.painter.drawRect(box)
            pen.painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
            pen.painter.drawLine(QLineF(box.topRight(), box.bottomLeft()))
        else:
            pen.fill("accent", 0.75)
            pen.painter.drawRect(box)
