"""The layers' gradients and activations over a training: which pictures there are, and each."""

from __future__ import annotations

from bisect import bisect_left
from math import isfinite
from typing import TYPE_CHECKING, Final, Literal

from explorer.panels.residual.curves.values import LayerLane, inks_of, log_ends

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.engine.residual.steps import LaneRecord
    from explorer.panels.residual.curves.values import Ink
    from explorer.panels.residual.training_log import LaneLog, TrainingLog

Measure = Literal["gradients", "variances"]
TITLES: Final[Mapping[Measure, str]] = {
    "gradients": "gradient norm ‖∂L/∂W‖ of each layer",
    "variances": "variance of a[l], what each layer hands on",
}


class Movie:
    """Looks at each record once: the ends of the axes grow with the training, and never shrink."""

    def __init__(self, log: TrainingLog) -> None:
        self.log = log
        self.inks: Mapping[str, Ink] = inks_of(lane.name for lane in log.lanes)
        self.layers = max(lane.depth for lane in log.config.lanes)
        self._iterations: list[int] = []
        self._seen = [0] * len(log.lanes)
        self._ends: dict[Measure, tuple[float, float] | None] = {
            "gradients": None,
            "variances": None,
        }

    def iterations(self) -> Sequence[int]:
        """Return the recorded iterations, those of the network that got the furthest."""
        longest = max(self.log.lanes, key=lambda lane: len(lane.records)).records
        self._iterations.extend(one.iteration for one in longest[len(self._iterations) :])
        return self._iterations

    def place(self, iteration: int) -> int:
        """Return the picture of an iteration, counted from 1; 0 asks for the newest."""
        found = self.iterations()
        if not iteration or not found:
            return len(found)
        return min(bisect_left(found, iteration) + 1, len(found))

    def records(self, place: int) -> tuple[tuple[LaneLog, LaneRecord], ...]:
        """Return what was recorded in a picture; of a lost network, what came last."""
        found = self.iterations()
        if not 1 <= place <= len(found):
            return ()
        iteration = found[place - 1]
        return tuple((lane, _at(lane, iteration)) for lane in self.log.lanes if lane.records)

    def lanes(self, place: int, measure: Measure) -> tuple[LayerLane, ...]:
        """Return what is drawn in a picture."""
        return tuple(
            LayerLane(lane.name, numbers_of(record, measure), self.inks[lane.name])
            for lane, record in self.records(place)
        )

    def ends(self, measure: Measure) -> tuple[float, float]:
        """Return the ends of the axis: whole powers of ten around all that was recorded so far."""
        for number, lane in enumerate(self.log.lanes):
            for record in lane.records[self._seen[number] :]:
                self._widen("gradients", record.gradient_norms)
                self._widen("variances", record.activation_variances)
            self._seen[number] = len(lane.records)
        return log_ends(self._ends[measure] or ())

    def _widen(self, measure: Measure, numbers: Sequence[float]) -> None:
        found = [value for value in numbers if isfinite(value) and value > 0]
        if found:
            ends = self._ends[measure] or (found[0], found[0])
            self._ends[measure] = min(ends[0], *found), max(ends[1], *found)


def numbers_of(record: LaneRecord, measure: Measure) -> tuple[float, ...]:
    """Return one of the two things that were measured layer by layer."""
    return record.gradient_norms if measure == "gradients" else record.activation_variances


def _at(lane: LaneLog, iteration: int) -> LaneRecord:
    """Return the newest record up to an iteration, or the first there is."""
    index = bisect_left(lane.records, iteration + 1, key=lambda record: record.iteration)
    return lane.records[max(index - 1, 0)]
