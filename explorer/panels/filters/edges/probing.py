"""One cell of the response taken apart, and where windows and cells lie on one another."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, pi
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.orientation import direction, preferred_angle, quarter_turn
from explorer.engine.probe import Probe, probe
from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding
    from explorer.panels.filters.edges.respond import Response
    from explorer.panels.filters.state import Cell

ROUNDING = 1e-5
"""Share of the products' magnitudes by which sums in another order may differ."""
ANGLE_ROUNDING_RAD = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the probe says of one cell.

    ``turned`` is the probe of the kernel turned by 90° where that is shown too. ``values`` are
    the numbers of the maps at this cell, in the maps' order, as the picture is coloured;
    ``responses`` the dot products there.
    """

    response: Response
    cell: Cell
    probe: Probe
    turned: Probe | None
    values: tuple[float, ...]
    responses: tuple[float, ...]

    @property
    def sums(self) -> tuple[float, ...]:
        """The probe's own sums, in the order of ``responses``."""
        if self.response.request.channels != "each":
            return (self.probe.total,)
        return (*map(float, self.probe.channel_totals), self.probe.total)

    def strength(self) -> float:
        """√(r² + r⊥²) of the whole cell; |r| where no turned kernel is shown."""
        across = 0.0 if self.turned is None else self.turned.total
        return hypot(self.probe.total, across)

    def outcome(self) -> float:
        """Return what the last map shows at this cell, worked out from the probe's sums."""
        request = self.response.request
        if request.shown == "absolute":
            totals = self.probe.channel_totals if request.channels == "each" else self.probe.total
            return float(np.abs(totals).sum())
        if self.turned is None:
            return self.probe.total
        preferred = preferred_angle(np.array(request.kernel, np.float32))
        if request.shown == "magnitude" or preferred is None:
            return self.strength()
        total, across = (np.full((1, 1), p.total, np.float32) for p in (self.probe, self.turned))
        return float(direction(total, across, preferred)[0, 0])

    def agrees(self) -> bool:
        """Whether sums and outcome are what the maps hold, up to the rounding of float32."""
        size = ROUNDING * (float(np.abs(self.probe.products).sum()) + 1e-30)
        pairs = zip(self.sums, self.responses, strict=True)
        if not all(abs(found - held) <= size for found, held in pairs):
            return False
        difference = abs(self.outcome() - self.values[-1])
        if self.shows_angle:
            turns = min(difference, 2 * pi - difference)
            return turns <= ANGLE_ROUNDING_RAD or not self.has_direction
        return difference <= 2 * size

    @property
    def has_direction(self) -> bool:
        """Whether more than rounding decides on the direction: False where all is even."""
        return self.strength() > 10 * ROUNDING * float(np.abs(self.probe.products).sum())

    @property
    def shows_angle(self) -> bool:
        """Whether the maps show directions."""
        answer = self.response.answer
        return answer is not None and answer.legend.colours == "hue"


def read(response: Response, cell: Cell) -> Reading | None:
    """Take the cell apart that is nearest to the one asked for; None without a response."""
    answer = response.answer
    if answer is None:
        return None
    row, column = clamped(cell, answer.sliding.output)
    request = response.request
    weights = request.weights()
    geometry = (request.stride, request.padding, request.border)
    found = probe(response.seen.values, weights, row, column, *geometry)
    crossed = answer.planes[0].turned is not None
    return Reading(
        response=response,
        cell=(row, column),
        probe=found,
        turned=probe(response.seen.values, quarter_turn(weights), row, column, *geometry)
        if crossed
        else None,
        values=tuple(float(plane.values[row, column]) for plane in answer.planes),
        responses=tuple(float(plane.response[row, column]) for plane in answer.planes),
    )


def cell_under(canvas_row: int, canvas_column: int, sliding: Sliding) -> Cell:
    """Return the output cell whose window is centred nearest to a pixel of the canvas.

    The canvas is the picture with its padding.
    """
    half = (sliding.kernel[0] - 1) / 2
    row = round((canvas_row - half) / sliding.stride)
    column = round((canvas_column - half) / sliding.stride)
    return clamped((row, column), sliding.output)


def centre_cell(sliding: Sliding) -> Cell:
    """Return the output's middle, where the probe stands before anyone chose a cell."""
    return sliding.output[0] // 2, sliding.output[1] // 2
