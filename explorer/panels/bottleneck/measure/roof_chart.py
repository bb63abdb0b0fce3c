"""The roofline of this device, painted on two axes of ratios, with both variants under it."""

from __future__ import annotations

from math import atan2, degrees
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.panels.bottleneck.inks import VARIANTS
from explorer.panels.bottleneck.measure.roof import RoofPicture, picture_of
from explorer.widgets import theme
from explorer.widgets.chart import Chart, Plane
from explorer.widgets.label_places import Box, along, place_labels

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.measure.values import MeasureView
    from explorer.widgets.axis import Axis

POINT = 5.5
GAP = 9
INSET = 6
ROOF_AIR = 4
WAITING = (
    "The roof comes with the measurement: how fast this device multiplies, and how fast it copies"
)
TOOLTIP = (
    "The roof: no layer can be faster than the memory lets it (the slope) nor than the device "
    "multiplies (the flat part). Left of the ridge a layer waits for memory, right of it for "
    "multiplications. What stays in the caches may lie above the slope."
)


class RoofChart(Chart):
    """Before there is a measurement it shows where both variants will stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._picture: RoofPicture | None = None
        super().__init__("Roofline of this device", parent)
        self.setToolTip(TOOLTIP)

    def show_view(self, view: MeasureView) -> None:
        """Show a result, or theory alone."""
        self._picture = picture_of(view)
        self.setAccessibleDescription("; ".join(self.texts()))
        self.update()

    def picture(self) -> RoofPicture | None:
        """Return what is shown."""
        return self._picture

    def texts(self) -> tuple[str, ...]:
        """Return every text on the plane."""
        picture = self._picture
        if picture is None:
            return ()
        roof = (picture.peak_words, picture.slope_words, picture.ridge_words)
        marks = (f"{mark.title}: {mark.words}" for mark in picture.marks)
        return tuple(text for text in (*roof, *marks) if text)

    def axes(self) -> tuple[Axis, Axis]:
        """Return FLOPs/byte and FLOP/s."""
        picture = self._picture
        assert picture is not None
        return picture.x, picture.y

    def paintEvent(self, event: object) -> None:
        """Paint once there is something to show."""
        if self._picture is not None:
            super().paintEvent(event)  # type: ignore[arg-type]

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint the roof with its words, then the variants."""
        picture = self._picture
        assert picture is not None
        _paint_guides(painter, plane, picture)
        taken = self._paint_roof(painter, plane, picture) if picture.roofline else []
        self._paint_variants(painter, plane, picture, taken)
        if picture.roofline is None:
            _paint_waiting(painter, plane)

    def _paint_roof(self, painter: QPainter, plane: Plane, picture: RoofPicture) -> list[Box]:
        present, roof = theme.current_theme(), picture.roofline
        assert roof is not None
        corners = [plane.point(*corner) for corner in picture.line]
        painter.save()
        painter.setClipRect(plane.room)
        floor = [QPointF(corners[-1].x(), plane.room.bottom()),
                 QPointF(corners[0].x(), plane.room.bottom())]  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("accent-soft", 0.35))
        painter.drawPolygon(QPolygonF([*corners, *floor]))
        painter.setPen(QPen(present.colour("text"), present.px(2)))
        painter.drawPolyline(QPolygonF(corners))
        painter.restore()
        line = along([(one.x(), one.y()) for one in corners], present.px(ROOF_AIR))
        taken = [*line, _paint_peak(painter, plane, picture)]
        if len(corners) == 3:
            taken.append(_paint_ridge(painter, plane, picture))
            taken += _paint_slope(painter, plane, picture, corners[0], corners[1])
        return taken

    def _paint_variants(
        self, painter: QPainter, plane: Plane, picture: RoofPicture, taken: list[Box]
    ) -> None:
        present = theme.current_theme()
        room = plane.room
        points = []
        for mark, token in zip(picture.marks, VARIANTS, strict=True):
            speed = mark.speed or (plane.y.low * plane.y.high) ** 0.5
            points.append(plane.point(mark.intensity, speed))
            if mark.speed is not None:
                _paint_point(painter, points[-1], token)
        if picture.marks[0].speed is None:
            points = [QPointF(point.x(), room.bottom() - (index + 1) * present.px(46))
                      for index, point in enumerate(points)]  # fmt: skip
        self._paint_labels(painter, plane, picture, points, taken)

    def _paint_labels(
        self,
        painter: QPainter,
        plane: Plane,
        picture: RoofPicture,
        points: list[QPointF],
        taken: list[Box],
    ) -> None:
        present = theme.current_theme()
        title = QFontMetricsF(present.font("strong"))
        words = QFontMetricsF(present.font("number-small"))
        sizes = [
            (max(title.horizontalAdvance(mark.title), words.horizontalAdvance(mark.words)) + 2,
             title.height() + words.height())
            for mark in picture.marks
        ]  # fmt: skip
        room = _inside(plane.room, present.px(INSET))
        spots = [(point.x(), point.y()) for point in points]
        boxes = place_labels(spots, sizes, room, present.px(GAP), taken)
        for mark, box, token in zip(picture.marks, boxes, VARIANTS, strict=True):
            rect = QRectF(*box)
            _paint_ground(painter, rect)
            painter.setFont(present.font("strong"))
            painter.setPen(present.colour(token))
            painter.drawText(rect, Qt.AlignmentFlag.AlignTop, mark.title)
            painter.setFont(present.font("number-small"))
            painter.setPen(present.colour("text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignBottom, mark.words)


def _paint_guides(painter: QPainter, plane: Plane, picture: RoofPicture) -> None:
    """Draw each variant's intensity from top to bottom."""
    present, room = theme.current_theme(), plane.room
    for mark, token in zip(picture.marks, VARIANTS, strict=True):
        painter.setPen(QPen(present.colour(token, 0.7), 1, Qt.PenStyle.DashLine))
        x = plane.across(mark.intensity)
        painter.drawLine(QLineF(x, room.top(), x, room.bottom()))


def _paint_point(painter: QPainter, at: QPointF, token: str) -> None:
    present = theme.current_theme()
    radius = present.px(POINT)
    painter.setPen(QPen(present.colour("surface"), present.px(2)))
    painter.setBrush(present.colour(token))
    painter.drawEllipse(at, radius, radius)


def _paint_peak(painter: QPainter, plane: Plane, picture: RoofPicture) -> Box:
    """Write the peak above the flat roof, at its right end."""
    present = theme.current_theme()
    painter.setFont(present.font("number-small"))
    painter.setPen(present.colour("text"))
    metrics = QFontMetricsF(painter.font())
    wide, high = metrics.horizontalAdvance(picture.peak_words), metrics.height()
    end = plane.point(*picture.line[-1])
    rect = QRectF(end.x() - wide - present.px(INSET), end.y() - high - 3, wide + 1, high)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight, picture.peak_words)
    return Box(rect.x(), rect.y(), rect.width(), rect.height() + 6)


def _paint_ridge(painter: QPainter, plane: Plane, picture: RoofPicture) -> Box:
    """Draw the line down from the ridge, and write its intensity at the foot."""
    present, roof = theme.current_theme(), picture.roofline
    assert roof is not None
    at = plane.point(roof.ridge, roof.peak_flops)
    painter.setPen(QPen(present.colour("muted"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(at.x(), at.y(), at.x(), plane.room.bottom()))
    painter.setFont(present.font("number-small"))
    painter.setPen(present.colour("muted"))
    metrics = QFontMetricsF(painter.font())
    wide, high = metrics.horizontalAdvance(picture.ridge_words), metrics.height()
    gap = present.px(INSET)
    left = at.x() + gap if at.x() + gap + wide < plane.room.right() else at.x() - gap - wide
    rect = QRectF(left, plane.room.bottom() - high - gap, wide + 1, high)
    _paint_ground(painter, rect)
    painter.setPen(present.colour("muted"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft, picture.ridge_words)
    return Box(rect.x(), rect.y(), rect.width(), rect.height())


def _paint_slope(
    painter: QPainter, plane: Plane, picture: RoofPicture, low: QPointF, ridge: QPointF
) -> list[Box]:
    """Write the bandwidth along the slope, above it; return what it takes in small boxes."""
    present = theme.current_theme()
    seen = _seen_part(plane, low, ridge)
    painter.setFont(present.font("number-small"))
    metrics = QFontMetricsF(painter.font())
    wide, high = metrics.horizontalAdvance(picture.slope_words), metrics.height()
    if seen.length() < wide:
        return []
    middle = seen.pointAt(0.5)
    painter.save()
    painter.translate(middle)
    painter.rotate(degrees(atan2(seen.dy(), seen.dx())))
    painter.setPen(present.colour("text"))
    rect = QRectF(-wide / 2, -high - 3, wide + 1, high)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, picture.slope_words)
    painter.restore()
    ends = 0.5 * wide / seen.length()
    spots = [seen.pointAt(0.5 + part * ends) for part in (-1, -0.5, 0, 0.5, 1)]
    return [Box(spot.x() - high, spot.y() - high, 1.5 * high, 1.5 * high) for spot in spots]


def _seen_part(plane: Plane, low: QPointF, ridge: QPointF) -> QLineF:
    """Return the part of the slope above the floor of the plane."""
    floor = plane.room.bottom()
    if low.y() <= floor:
        return QLineF(low, ridge)
    share = (floor - ridge.y()) / (low.y() - ridge.y())
    return QLineF(ridge + (low - ridge) * share, ridge)


def _paint_waiting(painter: QPainter, plane: Plane) -> None:
    present = theme.current_theme()
    painter.setFont(present.font("label"))
    painter.setPen(present.colour("muted"))
    room = plane.room.adjusted(20, 20, -20, -plane.room.height() / 2)
    flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
    _paint_ground(painter, painter.boundingRect(room, flags, WAITING))
    painter.setPen(present.colour("muted"))
    painter.drawText(room, flags, WAITING)


def _paint_ground(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current_theme().colour("surface", 0.85))
    painter.drawRoundedRect(rect.adjusted(-3, -1, 3, 1), 3, 3)


def _inside(room: QRectF, inset: float) -> Box:
    return Box(room.x() + inset, room.y() + inset,
               room.width() - 2 * inset, room.height() - 2 * inset)  # fmt: skip
