"""Accuracy against MACs: a point for each width, with what chance can do to it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.panels.bottleneck.inks import BOTTLENECKED, DIRECT
from explorer.panels.bottleneck.quality.values import ERRORS, QualityView, name_of
from explorer.widgets import theme
from explorer.widgets.axis import Axis, around
from explorer.widgets.chart import Chart, Plane
from explorer.widgets.label_places import Box, along, place_labels

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ACROSS = "MACs for one picture, the whole network"
UP = "accuracy on the test images"
AIR = 1.35
STEP = 0.05
POINT = 5
CAP = 4
GAP = 8
TOOLTIP = (
    "Filled: trained to the end. Hollow: in training, at its newest test. Diamond: the share of "
    "this epoch's training images named right so far. Bars are twice the binomial standard error: "
    "the chance that lies in which images test, not that in the seed."
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the chart; ``error`` is the half length of its bar, as a share."""

    label: str
    macs: int
    accuracy: float
    error: float
    is_direct: bool
    is_done: bool


def spots_of(view: QualityView) -> tuple[Spot, ...]:
    """Return what is painted as points: the trained widths, then the tested one in training."""
    done = [
        Spot(name_of(point.width), point.macs, point.accuracy, ERRORS * point.standard_error,
             point.width is None, is_done=True)
        for point in view.points
    ]  # fmt: skip
    current = view.current
    if current is not None and current.tested is not None:
        accuracy = current.tested
        error = ERRORS * sqrt(accuracy * (1 - accuracy) / view.shown.test_images)
        done.append(
            Spot(name_of(current.width), current.macs, accuracy, error,
                 current.width is None, is_done=False)
        )  # fmt: skip
    return tuple(done)


def accuracy_axis(view: QualityView) -> Axis:
    """Return the vertical axis: what was tested with its bars, in whole steps of 5 %."""
    spots = spots_of(view)
    low = min((spot.accuracy - spot.error for spot in spots), default=0.0)
    high = max((spot.accuracy + spot.error for spot in spots), default=1.0)
    low = max(0.0, STEP * (floor(low / STEP + 1e-9)))
    high = min(1.0, STEP * (ceil(high / STEP - 1e-9)))
    return Axis(UP, low, max(high, low + STEP), text=lambda share: f"{100 * share:.3g} %")


class AccuracyChart(Chart):
    """Before there is a point it shows where each width will stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._view: QualityView | None = None
        super().__init__("Accuracy against MACs", parent)
        self.setToolTip(TOOLTIP)

    def show_view(self, view: QualityView) -> None:
        """Show the points so far."""
        self._view = view
        said = (f"{spot.label}: {100 * spot.accuracy:.1f} %" for spot in spots_of(view))
        self.setAccessibleDescription(", ".join(said) or "nothing trained yet")
        self.update()

    def spots(self) -> tuple[Spot, ...]:
        """Return the points that are shown."""
        return () if self._view is None else spots_of(self._view)

    def axes(self) -> tuple[Axis, Axis]:
        """Return MACs and accuracy."""
        view = self._view
        assert view is not None
        ends = around([float(cost.macs) for cost in view.costs], AIR)
        return Axis(ACROSS, *ends, is_log=True), accuracy_axis(view)

    def paintEvent(self, event: object) -> None:
        """Paint once there is something to show."""
        if self._view is not None:
            super().paintEvent(event)  # type: ignore[arg-type]

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint where widths will stand, then the points with bars and names."""
        view = self._view
        assert view is not None
        spots = spots_of(view)
        self._paint_coming(painter, plane, view, spots)
        _paint_line(painter, plane, spots)
        for spot in spots:
            _paint_bar(painter, plane, spot)
        for spot in spots:
            _paint_spot(painter, plane, spot)
        _paint_labels(painter, plane, spots)
        _paint_training(painter, plane, view)

    def _paint_coming(
        self, painter: QPainter, plane: Plane, view: QualityView, spots: tuple[Spot, ...]
    ) -> None:
        """Mark at the foot the widths that have no point yet, each with its name."""
        present, room = theme.current_theme(), plane.room
        there = {spot.macs for spot in spots}
        painter.setFont(present.font("number-small"))
        high = painter.fontMetrics().height()
        taken = -1.0
        for cost in sorted(view.costs, key=lambda one: one.macs):
            if cost.macs in there:
                continue
            x = plane.across(cost.macs)
            token = DIRECT if cost.width is None else BOTTLENECKED
            painter.setPen(QPen(present.colour(token, 0.55), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, room.top(), x, room.bottom()))
            name = name_of(cost.width)
            wide = painter.fontMetrics().horizontalAdvance(name)
            rise = 2 if x - wide / 2 < taken else 1  # names that would meet stand above each other
            rect = QRectF(x - wide / 2 - 3, room.bottom() - rise * (high + 4), wide + 6, high)
            taken = rect.right() if rise == 1 else taken
            painter.fillRect(rect, present.colour("surface"))
            painter.setPen(present.colour(token))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)


def _token(spot: Spot) -> str:
    return DIRECT if spot.is_direct else BOTTLENECKED


def _paint_line(painter: QPainter, plane: Plane, spots: tuple[Spot, ...]) -> None:
    """Join the bottlenecks, from narrow to wide."""
    present = theme.current_theme()
    painter.setPen(QPen(present.colour(BOTTLENECKED, 0.5), present.px(1.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(_line(plane, spots)))


def _line(plane: Plane, spots: tuple[Spot, ...]) -> list[QPointF]:
    narrow = sorted((spot.macs, spot.accuracy) for spot in spots if not spot.is_direct)
    return [plane.point(*one) for one in narrow]


def _paint_bar(painter: QPainter, plane: Plane, spot: Spot) -> None:
    present = theme.current_theme()
    x, cap = plane.across(spot.macs), present.px(CAP)
    top, bottom = plane.down(spot.accuracy + spot.error), plane.down(spot.accuracy - spot.error)
    painter.setPen(QPen(present.colour(_token(spot)), present.px(1.5)))
    painter.drawLine(QLineF(x, top, x, bottom))
    for y in (top, bottom):
        painter.drawLine(QLineF(x - cap, y, x + cap, y))


def _paint_spot(painter: QPainter, plane: Plane, spot: Spot) -> None:
    present, radius = theme.current_theme(), theme.current_theme().px(POINT)
    colour = present.colour(_token(spot))
    painter.setPen(QPen(present.colour("surface") if spot.is_done else colour, present.px(2)))
    painter.setBrush(colour if spot.is_done else present.colour("surface"))
    painter.drawEllipse(plane.point(spot.macs, spot.accuracy), radius, radius)


def _paint_labels(painter: QPainter, plane: Plane, spots: tuple[Spot, ...]) -> None:
    """Write each width beside its point, off every bar."""
    present = theme.current_theme()
    painter.setFont(present.font("strong"))
    metrics = QFontMetricsF(painter.font())
    sizes = [(metrics.horizontalAdvance(spot.label) + 2, metrics.height()) for spot in spots]
    points = [plane.point(spot.macs, spot.accuracy) for spot in spots]
    bars = [_bar_box(plane, spot, present.px(CAP)) for spot in spots]
    room = Box(plane.room.x(), plane.room.y(), plane.room.width(), plane.room.height())
    spots_at = [(point.x(), point.y()) for point in points]
    line = along([(point.x(), point.y()) for point in _line(plane, spots)], 1)
    places = place_labels(spots_at, sizes, room, present.px(GAP), [*bars, *line])
    for spot, box in zip(spots, places, strict=True):
        painter.setPen(present.colour(_token(spot)))
        painter.drawText(QRectF(*box), Qt.AlignmentFlag.AlignCenter, spot.label)


def _bar_box(plane: Plane, spot: Spot, cap: float) -> Box:
    top = plane.down(spot.accuracy + spot.error)
    bottom = plane.down(spot.accuracy - spot.error)
    return Box(plane.across(spot.macs) - cap, top, 2 * cap, bottom - top)


def _paint_training(painter: QPainter, plane: Plane, view: QualityView) -> None:
    """Put the diamond of the width in training where its share of training images is."""
    current = view.current
    if current is None or not current.shares:
        return
    present = theme.current_theme()
    share = min(max(current.shares[-1], plane.y.low), plane.y.high)
    at, size = plane.point(current.macs, share), present.px(POINT)
    corners = (QPointF(0, -size), QPointF(size, 0), QPointF(0, size), QPointF(-size, 0))
    painter.setPen(QPen(present.colour("text"), present.px(1.5)))
    painter.setBrush(present.colour("surface"))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
