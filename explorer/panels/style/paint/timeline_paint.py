"""How a lane of the timeline is painted: a line of steps, marks on it, thumbnails above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen, QPixmap, QPolygonF

from explorer.panels.style.moments import key_of
from explorer.panels.style.paint.lanes import strip, thumb_left
from explorer.panels.style.paint.step_axis import GUTTER_PX
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.panels.style.moments import Key
    from explorer.panels.style.paint.lanes import Lane
    from explorer.panels.style.paint.step_axis import StepAxis
    from explorer.panels.style.values import Moment

RAIL_PX: Final = 10
"""The line of steps, below the thumbnails."""
GAP_PX: Final = 3
MOST_ASPECT, LEAST_ASPECT = 1.8, 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is marked: the moment on the screen, the pinned one, the one under the pointer."""

    shown: Moment | None = None
    pinned: Moment | None = None
    hovered: Moment | None = None
    follows: bool = True


class Thumbs:
    """Thumbnails at the size in which they are painted."""

    def __init__(self) -> None:
        self._made: dict[tuple[Key, QSize], QPixmap] = {}

    def of(self, moment: Moment, size: QSize, ratio: float) -> QPixmap:
        """Return a moment's picture, filling a size; scaled once."""
        key = (key_of(moment), size * ratio)
        if key not in self._made:
            fill = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            smooth = Qt.TransformationMode.SmoothTransformation
            image = qimage_from_rgb(moment.thumb).scaled(size * ratio, fill, smooth)
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self._made[key] = pixmap
        return self._made[key]

    def keep(self, lanes: tuple[Lane, ...]) -> None:
        """Forget the moments that are no longer there, now and then."""
        kept = sum(len(lane.moments) for lane in lanes)
        if len(self._made) > 2 * kept + 64:
            self.clear()

    def clear(self) -> None:
        """Forget all."""
        self._made = {}


def paint_lane(
    painter: QPainter,
    lanes: tuple[Lane, ...],
    number: int,
    axis: StepAxis,
    height: float,
    thumbs: Thumbs,
    look: Look,
) -> None:
    """Paint a branch: its name, its line of steps, and the thumbnails that have room."""
    lane, top = lanes[number], number * height
    rail = top + height - theme.current_theme().px(RAIL_PX) / 2
    _paint_name(painter, lane, top, height, is_shown=_is_in(look.shown, number))
    if lane.parent is not None:
        _paint_stem(painter, axis.x(lane.first), (lane.parent + 1) * height, rail)
    _paint_rail(painter, lane, axis, rail)
    size = thumb_size(lane, height)
    gap = theme.current_theme().px(GAP_PX)
    for moment, left in strip(lane, axis, size.width(), gap):
        _paint_thumb(painter, moment, QPointF(left, top + 1), size, thumbs)
    for marked, token in (
        (look.hovered, "text"), (look.pinned, "warm"), (look.shown, "accent"),
    ):  # fmt: skip
        if marked is not None and marked.branch == number:
            corner = QPointF(thumb_left(marked.index, axis, size.width()), top + 1)
            _paint_thumb(painter, marked, corner, size, thumbs, token)
            _paint_playhead(painter, axis.x(marked.index), corner.y() + size.height(), rail, token)
    if lane.best is not None:
        _paint_best(painter, axis.x(lane.best), rail)


def thumb_size(lane: Lane, height: float) -> QSize:
    """Return how large thumbnails are in a lane: as high as it is, as wide as the picture asks."""
    px = theme.current_theme().px
    high = max(round(height) - px(RAIL_PX) - 2, 1)
    if not lane.moments:
        return QSize(high, high)
    rows, columns = lane.moments[0].thumb.shape[:2]
    aspect = min(max(columns / rows, LEAST_ASPECT), MOST_ASPECT)
    return QSize(max(round(high * aspect), 1), high)


def _paint_name(
    painter: QPainter, lane: Lane, top: float, height: float, *, is_shown: bool
) -> None:
    """Write the name on a disc, and how far it is."""
    present = theme.current_theme()
    side = present.px(20)
    middle = (height - present.px(RAIL_PX)) / 2
    disc = QRectF(0, top + middle - side / 2, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour("accent" if is_shown else "raised"))
    painter.drawEllipse(disc)
    painter.setPen(present.colour("on-accent" if is_shown else "text"))
    painter.setFont(present.font("strong"))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, lane.name)
    painter.setPen(present.colour("muted"))
    painter.setFont(present.font("number-small"))
    words = QRectF(disc.right(), disc.top(), present.px(GUTTER_PX) - disc.right(), side)
    words.adjust(0, 0, -present.px(4), 0)
    painter.drawText(
        words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(lane.index)
    )


def _paint_stem(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """Paint the line by which a lane hangs on the moment that it was forked from."""
    present = theme.current_theme()
    top -= present.px(RAIL_PX) / 2
    painter.setPen(QPen(present.colour("accent"), present.px(1.5)))
    painter.drawLine(QLineF(x, top, x, bottom))
    painter.setBrush(present.colour("accent"))
    painter.drawEllipse(QPointF(x, top), present.px(2.5), present.px(2.5))


def _paint_rail(painter: QPainter, lane: Lane, axis: StepAxis, y: float) -> None:
    """Paint what is done as a line, what is to come as a dashed one, and a mark each moment."""
    present = theme.current_theme()
    first, now, end = (axis.x(index) for index in (lane.first, lane.index, lane.end))
    if not lane.is_over:
        painter.setPen(QPen(present.colour("line"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(now, y, end, y))
    painter.setPen(QPen(present.colour("muted"), present.px(1.5)))
    painter.drawLine(QLineF(first, y, now, y))
    half = present.px(2.5)
    painter.setPen(QPen(present.colour("muted"), 1))
    places = {round(axis.x(one.index)) for one in lane.moments}  # a mark a pixel at most
    painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
    painter.drawLines([QLineF(x, y - half, x, y + half) for x in places])
    painter.setRenderHint(painter.RenderHint.Antialiasing)


def _paint_thumb(
    painter: QPainter,
    moment: Moment,
    corner: QPointF,
    size: QSize,
    thumbs: Thumbs,
    token: str = "",
) -> None:
    pixmap = thumbs.of(moment, size, painter.device().devicePixelRatioF())
    target = QRectF(corner, size.toSizeF())
    pixels = size.toSizeF() * pixmap.devicePixelRatio()
    cut = QRectF((pixmap.width() - pixels.width()) / 2, (pixmap.height() - pixels.height()) / 2,
                 pixels.width(), pixels.height())  # fmt: skip
    painter.drawPixmap(target, pixmap, cut)
    if token:
        present = theme.current_theme()
        width = present.px(2)
        painter.setPen(QPen(present.colour(token), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRect(target.adjusted(inset, inset, -inset, -inset))


def _paint_playhead(painter: QPainter, x: float, top: float, rail: float, token: str) -> None:
    present = theme.current_theme()
    painter.setPen(QPen(present.colour(token), present.px(2)))
    painter.drawLine(QLineF(x, top, x, rail + present.px(4)))


def _paint_best(painter: QPainter, x: float, rail: float) -> None:
    """Mark the lowest loss with a triangle that points down."""
    present = theme.current_theme()
    half, high = present.px(4), present.px(6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour("good"))
    top = rail - high / 2
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, top + high)])
    )


def _is_in(moment: Moment | None, number: int) -> bool:
    return moment is not None and moment.branch == number
