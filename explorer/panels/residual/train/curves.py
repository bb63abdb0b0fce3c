"""The curves of a training: what is drawn over its epochs, and on which axes."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from explorer.panels.residual.curves.values import Curve, Mark, inks_of, log_ends, round_end
from explorer.panels.residual.train.series import Series
from explorer.widgets.axis import Axis
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from explorer.panels.residual.training_log import LaneLog, TrainingLog

What = Literal["error", "loss"]
TEST, TRAINING, LOSS = "test", "training", "loss"
TITLES: Final[Mapping[What, str]] = {
    "error": "error, %: test bold, training dashed",
    "loss": "training loss, nats",
}
ERROR_STEP, LOSS_STEP = 10.0, 0.5
HIGHEST_LOSS: Final = 20.0
"""Where losses go beyond, the axis is one of ratios."""


class Curves:
    """Looks at each record once, however long the training is."""

    def __init__(self, log: TrainingLog) -> None:
        self.log = log
        self._inks = inks_of(lane.name for lane in log.lanes)
        self._series = {lane.name: Series() for lane in log.lanes}
        self._seen = dict.fromkeys(self._series, 0)

    def drawn(self, what: What) -> tuple[Curve, ...]:
        """Return the curves, those of tests last, so that they lie on top."""
        self._look()
        if what == "loss":
            return tuple(self._curve(lane, LOSS) for lane in self.log.lanes)
        learnt = (self._curve(lane, TRAINING) for lane in self.log.lanes)
        return (*learnt, *(self._curve(lane, TEST) for lane in self.log.lanes))

    def axes(self, what: What) -> tuple[Axis, Axis]:
        """Return the axis of epochs, whole from the beginning, and that of what is drawn."""
        self._look()
        log, series = self.log, self._series.values()
        each = f"{log.per_epoch:,} iterations each" if log.per_epoch > 1 else "an iteration each"
        across = Axis(f"epoch, {each}", 0.0, float(log.config.epochs), text=short_number)
        title = TITLES[what]
        if what == "error":
            tests = [test.test_error for lane in log.lanes for test in lane.tests]
            errors = [*tests, *(one.highest_error for one in series)]
            return across, Axis(title, 0.0, round_end(errors, ERROR_STEP))
        highest = [one.highest_loss for one in series]
        if max(highest) > HIGHEST_LOSS:
            ends = log_ends([*highest, *(one.lowest_loss for one in series)])
            return across, Axis(title, *ends, is_log=True, text=short_number)
        return across, Axis(title, 0.0, round_end(highest, LOSS_STEP))

    def _look(self) -> None:
        for lane in self.log.lanes:
            for record in lane.records[self._seen[lane.name] :]:
                self._series[lane.name].add(record)
            self._seen[lane.name] = len(lane.records)

    def _curve(self, lane: LaneLog, series: str) -> Curve:
        ink, per_epoch = self._inks[lane.name], self.log.per_epoch
        if series == TEST:
            xs = tuple(test.iteration / per_epoch for test in lane.tests)
            return Curve(lane.name, TEST, xs, tuple(one.test_error for one in lane.tests), ink)
        own = self._series[lane.name]
        xs = tuple(iteration / per_epoch for iteration in own.iterations)
        ys = tuple(own.losses if series == LOSS else own.errors)
        return Curve(lane.name, series, xs, ys, ink, series != TRAINING)


def empty_axes(what: What, epochs: int) -> tuple[Axis, Axis]:
    """Return the axes of a training that has not begun."""
    across = Axis("epoch", 0.0, float(epochs), text=short_number)
    return across, Axis(TITLES[what], 0.0, 100.0 if what == "error" else 5 * LOSS_STEP)


def marks_of(log: TrainingLog) -> tuple[Mark, ...]:
    """Return where the learning rate fell, and where a network was lost."""
    lost: dict[int, list[str]] = {}
    for one in log.diverged:
        lost.setdefault(one.iteration, []).append(one.lane)
    gone = tuple(
        Mark(iteration / log.per_epoch, f"{' and '.join(names)} diverged")
        for iteration, names in lost.items()
    )
    return (*_falls(log), *gone)


def where_of(log: TrainingLog) -> Callable[[float], str]:
    """Return how a place of the training is written: iteration and epoch."""
    per_epoch = log.per_epoch

    def where(x: float) -> str:
        iteration = round(x * per_epoch)
        return f"iteration {iteration:,}, epoch {max(iteration - 1, 0) // per_epoch + 1}"

    return where


def text_of(what: What) -> Callable[[float], str]:
    """Return how a value is written where it is read."""
    return (lambda value: f"{value:.2f}") if what == "error" else (lambda value: f"{value:.4g}")


def _is_lower(rate: Callable[[int], float], than: float, iteration: int) -> bool:
    return rate(iteration) < than


def _falls(log: TrainingLog) -> Iterator[Mark]:
    """Yield where the rate fell so far: after which iteration, and to what."""
    rate = partial(log.config.rate, total=log.total)
    place, last = 0, log.iteration
    while place < last:
        before = rate(place)
        place = bisect_left(range(last), True, lo=place, key=partial(_is_lower, rate, before))
        if place < last:
            yield Mark(place / log.per_epoch, f"rate {rate(place):g}")
