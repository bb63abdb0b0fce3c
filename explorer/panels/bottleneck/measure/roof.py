"""The picture of a roofline as numbers: its axes, its line, and the words at its marks; no Qt.

Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore
architectures", Communications of the ACM 52(4), 2009, figure 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.unit_text import rate_text, times_text
from explorer.widgets.axis import Axis, around

if TYPE_CHECKING:
    from explorer.engine.bottleneck.roofline import Roofline, RoofPoint
    from explorer.panels.bottleneck.measure.values import MeasureView

ACROSS = "arithmetic intensity, FLOPs/byte"
UP = "speed, FLOP/s"
AIR_X, AIR_Y = 4.0, 3.0
"""Factors of room around what is shown."""
USUAL_SPEEDS = (1e8, 1e12)
"""In FLOP/s; the vertical axis before anything was measured."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One variant: where it lies, and its words; ``speed`` is None before it was measured."""

    intensity: float
    speed: float | None
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class RoofPicture:
    """What the chart paints."""

    x: Axis
    y: Axis
    roofline: Roofline | None
    marks: tuple[Mark, Mark]

    @property
    def line(self) -> tuple[tuple[float, float], ...]:
        """The corners of the roof from one end of the axis to the other."""
        roof = self.roofline
        if roof is None:
            return ()
        ends = [self.x.low, self.x.high]
        if self.x.low < roof.ridge < self.x.high:
            ends.insert(1, roof.ridge)
        return tuple((intensity, roof.attainable(intensity)) for intensity in ends)

    @property
    def slope_words(self) -> str:
        """What is written along the slope."""
        roof = self.roofline
        return "" if roof is None else f"memory: {rate_text(roof.bandwidth, 'B')}"

    @property
    def peak_words(self) -> str:
        """What is written at the flat roof."""
        roof = self.roofline
        return "" if roof is None else f"peak: {rate_text(roof.peak_flops)}"

    @property
    def ridge_words(self) -> str:
        """What is written at the ridge."""
        roof = self.roofline
        return "" if roof is None else f"ridge: {times_text(roof.ridge)} FLOPs/byte"


def picture_of(view: MeasureView) -> RoofPicture:
    """Return the picture of a result, or of what theory alone says before there is one."""
    result = view.result
    costs = view.shown.comparison.variants
    intensities = [cost.intensity for cost in costs]
    if result is None:
        marks = tuple(
            Mark(one, None, title, f"{times_text(one)} FLOPs/byte")
            for one, title in zip(intensities, view.shown.titles, strict=True)
        )
        x = Axis(ACROSS, *around(intensities, AIR_X), is_log=True)
        return RoofPicture(x, Axis(UP, *USUAL_SPEEDS, is_log=True), None, (marks[0], marks[1]))
    roof = result.roofline
    points = (result.direct.point, result.bottlenecked.point)
    marks = tuple(
        Mark(point.intensity, point.flops_per_s, title, _words(point, roof))
        for point, title in zip(points, view.shown.titles, strict=True)
    )
    low, high = around([*intensities, roof.ridge], AIR_X)
    speeds = [point.flops_per_s for point in points]
    y = Axis(UP, *around([*speeds, roof.peak_flops, roof.attainable(low * 2)], AIR_Y), is_log=True)
    return RoofPicture(Axis(ACROSS, low, high, is_log=True), y, roof, (marks[0], marks[1]))


def _words(point: RoofPoint, roof: Roofline) -> str:
    share = 100 * point.share_of(roof)
    return f"{rate_text(point.flops_per_s)}, {times_text(share)} % of the roof"
