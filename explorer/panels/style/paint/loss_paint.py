"""How the plot of the losses is painted: grid, curves, shares, cursor and reading."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPolygonF

from explorer.panels.style.paint.history import TERMS, View, thinned_curve
from explorer.panels.style.paint.step_axis import GUTTER_PX
from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from explorer.panels.style.values import Moment
    from explorer.widgets.chart import Plane

Curves: TypeAlias = "tuple[int, int, tuple[str, ...], NDArray[np.float64]]"
"""Number of a branch, its first step, names of its curves, their values (steps, curves)."""

TERM_TOKENS: Final = dict(zip(TERMS, ("text", "negative", "positive", "muted"), strict=True))
LAYER_TOKENS: Final = (
    "accent", "warm", "good", "bad", "text", "muted", "positive", "negative",
)  # fmt: skip
SHARE_NAMES: Final = TERMS[1:]
DASHES: Final[tuple[tuple[float, ...], ...]] = ((), (5, 3), (1.5, 2), (6, 2, 1, 2), (9, 3), (3, 1))
WIDTH_PX: Final = 1.6
OVERLAP: Final = 0.7
ALL_POINTS, MOST_POINTS, LEAST_POINTS = 1200, 240, 60
"""Of all curves together, and of one: a point takes 1.5 µs."""
DECADE_PX: Final = 60
"""Less room than that for a decade has no lines between powers of ten."""
AIR_PX: Final = 5


def token_of(name: str, names: Sequence[str], view: View) -> str:
    """Return the colour of a curve."""
    if view == "terms":
        return TERM_TOKENS[name]
    return LAYER_TOKENS[names.index(name) % len(LAYER_TOKENS)]


def pen_of(token: str, number: int = 0) -> QPen:
    """Return the pen of a curve: the colour says which loss, the dashes which branch.

    It is a pixel wide: Qt takes a hundred times as long for a wider line that rises and falls.
    """
    present = theme.current_theme()
    pen = QPen(present.colour(token), 1)
    pen.setCosmetic(True)
    dashes = [length * WIDTH_PX * present.scale for length in DASHES[number % len(DASHES)]]
    if dashes:
        pen.setDashPattern(dashes)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def offsets(painter: QPainter) -> tuple[float, ...]:
    """Return how far lines of a pixel are moved down to make one that is as wide as is wanted."""
    ratio = painter.device().devicePixelRatioF()
    count = max(2, round(WIDTH_PX * theme.current_theme().scale * ratio))
    return tuple(OVERLAP * (place - (count - 1) / 2) / ratio for place in range(count))


def paint_grid(painter: QPainter, plane: Plane, foot: float) -> None:
    """Paint both axes with their numbers; those of the steps below ``foot``."""
    present, room = theme.current_theme(), plane.room
    painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
    painter.setFont(present.font("number-small"))
    high = painter.fontMetrics().height()
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    is_dense = room.height() < DECADE_PX * present.scale * log10(plane.y.high / plane.y.low)
    for tick in plane.y.ticks(max(2, int(room.height() / present.px(22)))):
        y = plane.down(tick.value)
        if is_dense and not tick.text:
            continue
        painter.setPen(QPen(present.colour("line", 0.9 if tick.text else 0.3), 1))
        painter.drawLine(QLineF(room.left(), y, room.right(), y))
        painter.setPen(present.colour("muted"))
        middle = min(max(y, room.top() + high / 4), room.bottom() - high / 4)
        words = QRectF(0, middle - high, room.left() - present.px(AIR_PX), 2 * high)
        painter.drawText(words, right, tick.text)
    for tick in plane.x.ticks(max(2, int(room.width() / present.px(72)))):
        x = plane.across(tick.value)
        painter.setPen(QPen(present.colour("line", 0.6), 1))
        painter.drawLine(QLineF(x, room.top(), x, room.bottom()))
        painter.setPen(present.colour("muted"))
        wide = painter.fontMetrics().horizontalAdvance(tick.text)
        left = min(x - wide / 2, room.right() + present.px(AIR_PX) - wide)
        painter.drawText(QPointF(left, foot + high * 0.8), tick.text)
    painter.setPen(present.colour("muted"))
    painter.setFont(present.font("caption"))
    painter.drawText(QPointF(present.px(4), foot + high * 0.8), "step")
    painter.setRenderHint(painter.RenderHint.Antialiasing)


def paint_curves(painter: QPainter, plane: Plane, curves: Sequence[Curves], view: View) -> None:
    """Paint all curves of all branches."""
    painter.save()
    painter.setClipRect(plane.room.adjusted(-1, -1, 1, 1))
    names = tuple(dict.fromkeys(name for _, _, own, _ in curves for name in own))
    most = points_of(sum(len(own) for _, _, own, _ in curves))
    for number, first, own, columns in curves:
        for place, name in reversed(list(enumerate(own))):
            painter.setPen(pen_of(token_of(name, names, view), number))
            _paint_curve(painter, plane, first, *thinned_curve(columns[:, place], most))
    painter.restore()


def points_of(curves: int) -> int:
    """Return how many points each of so many curves is painted with: many take less each."""
    return min(MOST_POINTS, max(LEAST_POINTS, ALL_POINTS // max(curves, 1)))


def _paint_curve(
    painter: QPainter,
    plane: Plane,
    first: int,
    places: NDArray[np.intp],
    values: NDArray[np.float64],
) -> None:
    """Paint a curve, broken where a loss is 0 or no number: there is no such place on the axis."""
    with np.errstate(divide="ignore", invalid="ignore"):
        heights = np.log10(values / plane.y.low) / np.log10(plane.y.high / plane.y.low)
    seen = np.isfinite(heights)
    room = plane.room
    xs = room.left() + (places + first) / plane.x.high * room.width()
    ys = room.bottom() - heights * room.height()
    for stretch in _stretches(seen):
        points = list(map(QPointF, xs[stretch].tolist(), ys[stretch].tolist()))
        line = QPolygonF(points if len(points) > 1 else [points[0], points[0] + QPointF(2, 0)])
        for down in offsets(painter):
            painter.drawPolyline(line.translated(0, down))


def _stretches(seen: NDArray[np.bool_]) -> list[slice]:
    """Return where values follow one another that are seen."""
    if seen.all():
        return [slice(0, len(seen))] if len(seen) else []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], seen, [False])))).tolist()
    return [slice(begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def paint_shares(
    painter: QPainter, plane: Plane, room: QRectF, name: str, moments: Sequence[Moment]
) -> None:
    """Paint the shares of the gradient, stacked, from each moment to the next."""
    present = theme.current_theme()
    known = [one for one in moments if one.shares is not None]
    if known:
        end = known[-1].index + present.px(6) / room.width() * plane.x.high
        columns = np.linspace(0, plane.x.high, round(room.width()))
        strip = share_strip(known, columns, min(end, plane.x.high), round(room.height()))
        painter.drawImage(room.topLeft(), qimage_from_rgb(strip))
    painter.setPen(present.colour("muted"))
    painter.setFont(present.font("caption"))
    words = QRectF(0, room.top(), present.px(GUTTER_PX - AIR_PX), room.height())
    painter.drawText(
        words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"∂J of {name}"
    )


def share_strip(
    moments: Sequence[Moment], columns: NDArray[np.float64], end: float, rows: int
) -> NDArray[np.uint8]:
    """Return the shares as a picture, uint8 (rows, columns, 4); clear where nothing is known.

    Parameters
    ----------
    moments
        With shares; each counts until the next.
    columns
        The step at each column of the picture.
    end
        How far the last one counts.
    """
    present = theme.current_theme()
    colours = [(*present.rgb(TERM_TOKENS[name]), 255) for name in SHARE_NAMES]
    palette = np.array([*colours, (0, 0, 0, 0)], np.uint8)
    steps = np.array([one.index for one in moments])
    shares = np.array(
        [(one.shares.content, one.shares.style) for one in moments if one.shares is not None]
    )
    places = np.searchsorted(steps, columns, side="right") - 1
    ends = np.cumsum(shares, 1)[np.maximum(places, 0)]
    heights = (np.arange(rows)[:, None] + 0.5) / rows
    term = (heights > ends[:, 0]).astype(int) + (heights > ends[:, 1])
    term[:, (places < 0) | (columns > end)] = len(colours)
    strip: NDArray[np.uint8] = palette[term]
    return strip


def paint_cursor(painter: QPainter, plane: Plane, index: int, token: str) -> None:
    """Paint the step that is looked at, through the plot and the shares."""
    present = theme.current_theme()
    x = plane.across(index)
    painter.setPen(QPen(present.colour(token), 1))
    painter.drawLine(QLineF(x, plane.room.top(), x, plane.room.bottom() + present.px(14)))


def paint_reading(
    painter: QPainter,
    plane: Plane,
    index: int,
    names: Sequence[str],
    reading: Sequence[tuple[str, Mapping[str, float]]],
    view: View,
) -> None:
    """Write the numbers of a step beside the pointer: a row each curve, a column each branch."""
    if not reading:
        return
    present = theme.current_theme()
    painter.setFont(present.font("number-small"))
    metrics = QFontMetricsF(painter.font())
    pad, row = present.px(6), metrics.height()
    names = names[: max(1, int((painter.viewport().height() - 2 * pad) / row) - 1)]
    first = max(metrics.horizontalAdvance(name) for name in (*names, f"step {index:,}"))
    wide = metrics.horizontalAdvance("−1.23e−10") + pad
    size = first + wide * len(reading) + 2 * pad, row * (len(names) + 1) + 2 * pad
    box = _beside(plane, index, *size)
    painter.setPen(QPen(present.colour("line"), 1))
    painter.setBrush(present.colour("raised", 0.96))
    painter.drawRoundedRect(box, present.px(5), present.px(5))
    left, top = box.left() + pad, box.top() + pad + metrics.ascent()
    painter.setPen(present.colour("muted"))
    painter.drawText(QPointF(left, top), f"step {index:,}")
    for column, (branch, _) in enumerate(reading):
        _right(painter, metrics, left + first + wide * (column + 1), top, branch)
    for place, name in enumerate(names):
        y = top + row * (place + 1)
        painter.setPen(present.colour(token_of(name, names, view)))
        painter.drawText(QPointF(left, y), name)
        painter.setPen(present.colour("text"))
        for column, (_, numbers) in enumerate(reading):
            end = left + first + wide * (column + 1)
            _right(painter, metrics, end, y, number_text(numbers.get(name)))


def _right(painter: QPainter, metrics: QFontMetricsF, x: float, y: float, text: str) -> None:
    painter.drawText(QPointF(x - metrics.horizontalAdvance(text), y), text)


def _beside(plane: Plane, index: int, width: float, height: float) -> QRectF:
    """Return a box beside a step, at the side where there is room, inside the widget."""
    gap = theme.current_theme().px(10)
    x = plane.across(index)
    left = x + gap if x + gap + width <= plane.room.right() else x - gap - width
    return QRectF(max(left, 0.0), plane.room.top(), width, height)


def number_text(value: float | None) -> str:
    """Return a loss to three digits; a dash where there is none."""
    return "–" if value is None or not np.isfinite(value) else short_number(value)
