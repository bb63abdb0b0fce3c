"""Numbers layer by layer, on a logarithmic axis that stands still while they move."""

from __future__ import annotations

from math import isfinite, isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.panels.residual.curves.lane_chart import LaneChart, colour_of
from explorer.panels.residual.curves.readout import Readout, Row
from explorer.widgets import theme
from explorer.widgets.axis import Axis, Tick
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.curves.values import Ink, LayerLane
    from explorer.widgets.chart import Plane

ACROSS = "layer, from the first to the last"
DOT = 2.6
MARK = 4.0
STEPS = (1, 2, 5, 10, 20, 50)


class LayerAxis(Axis):
    """Layers, counted from 1: whole numbers alone."""

    __slots__ = ()

    def ticks(self, most: int = 8) -> tuple[Tick, ...]:
        """Return the first layer and round numbers of layers."""
        last = int(self.high)
        step = next((one for one in STEPS if last / one <= max(most, 2)), 100)
        places = [1, *range(step, last + 1, step)] if step > 1 else list(range(1, last + 1))
        return tuple(Tick(float(place), f"{place}") for place in places)


class LayerChart(LaneChart):
    """A line with a dot for each layer of each network.

    What is 0 stands as a triangle at the foot, what is infinite as one at the top; numbers beyond
    the axis stand at its ends.

    Parameters
    ----------
    name
        For screen readers.
    title
        What the numbers are.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        self._lanes: tuple[LayerLane, ...] = ()
        self._title = title
        super().__init__(name, _across(1), Axis(title, 0.1, 1.0, is_log=True), parent)

    def set_title(self, title: str) -> None:
        """Say what the numbers are."""
        self._title = title
        up = self.axes()[1]
        self.set_ends(up.low, up.high)

    def set_ends(self, low: float, high: float) -> None:
        """Fix the ends of the vertical axis, both above 0."""
        up = Axis(self._title, low, high, is_log=True, text=short_number)
        self.set_axes(self.axes()[0], up)

    def set_lanes(self, lanes: Sequence[LayerLane], layers: int = 0) -> None:
        """Show other numbers.

        Parameters
        ----------
        layers
            How many layers the axis has at least, so that it stands still from chart to chart.
        """
        self._lanes = tuple(lanes)
        most = max([layers, *(len(lane.values) for lane in lanes)], default=1)
        self.set_axes(_across(most), self.axes()[1])
        said = (f"{lane.name}: {_range_text(lane.values)}" for lane in self._lanes)
        self.setAccessibleDescription("; ".join(said) or "nothing yet")
        self.update()

    def lanes(self) -> tuple[LayerLane, ...]:
        """Return what is shown."""
        return self._lanes

    def legend(self) -> Sequence[tuple[str, Ink]]:
        """Return the networks."""
        return tuple((lane.name, lane.ink) for lane in self._lanes)

    def nearest(self, x: float) -> float:
        """Return the nearest layer."""
        return float(min(max(round(x), 1), int(self.axes()[0].high)))

    def readout(self, x: float) -> Readout | None:
        """Return the numbers of a layer."""
        layer = int(x)
        rows = tuple(Row(lane.name, lane.ink, (_text(lane.values, layer),)) for lane in self._lanes)
        return Readout(f"layer {layer}", ("",), rows)

    def paint_lines(self, painter: QPainter, plane: Plane) -> None:
        """Paint lane after lane."""
        for lane in self._lanes:
            _paint_lane(painter, plane, lane)


def _across(layers: int) -> Axis:
    return LayerAxis(ACROSS, 0.5, max(layers, 1) + 0.5)


def _paint_lane(painter: QPainter, plane: Plane, lane: LayerLane) -> None:
    present, colour = theme.current_theme(), colour_of(lane.ink)
    dot, edge = present.px(DOT * 10) / 10, present.px(MARK)
    line: list[QPointF] = []
    off: list[tuple[float, bool]] = []
    for layer, value in enumerate(lane.values, 1):
        if isfinite(value) and value > 0:
            share = min(max(plane.y.share(value), 0.0), 1.0)
            down = plane.room.bottom() - share * plane.room.height()
            line.append(QPointF(plane.across(layer), down))
        elif not isnan(value):
            off.append((plane.across(layer), value > 0))
    painter.setPen(QPen(colour, present.px(1.5)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(line))
    painter.setPen(QPen(colour, 2 * dot, c=Qt.PenCapStyle.RoundCap))
    painter.drawPoints(QPolygonF(line))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for x, is_infinite in off:
        _paint_triangle(painter, plane, x, edge, points_up=is_infinite)


def _paint_triangle(
    painter: QPainter, plane: Plane, x: float, size: float, *, points_up: bool
) -> None:
    room = plane.room
    tip = room.top() + 1 if points_up else room.bottom() - 1
    base = tip + 2 * size if points_up else tip - 2 * size
    corners = (QPointF(x, tip), QPointF(x - size, base), QPointF(x + size, base))
    painter.drawPolygon(QPolygonF(corners))


def _text(values: Sequence[float], layer: int) -> str:
    if not 1 <= layer <= len(values):
        return "–"
    value = values[layer - 1]
    if isnan(value):
        return "no number"
    return short_number(value) if isfinite(value) else "∞"


def _range_text(values: Sequence[float]) -> str:
    found = [value for value in values if isfinite(value)]
    if not found:
        return "no number"
    return f"{len(values)} layers, {short_number(min(found))} to {short_number(max(found))}"
