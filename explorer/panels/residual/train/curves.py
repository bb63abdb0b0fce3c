"""The curves of a training: what is drawn over its epochs, and on which axes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from explorer.panels.residual.curves.values import Curve, Mark, inks_of, log_ends, round_end
from explorer.widgets.axis import Axis
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


def curves_of(log: TrainingLog, what: What) -> tuple[Curve, ...]:
    """Return the curves, those of tests last, so that they lie on top."""
    inks = inks_of(lane.name for lane in log.lanes)
    if what == "loss":
        return tuple(
            Curve(lane.name, LOSS, *_recorded(log, lane, "loss"), inks[lane.name])
            for lane in log.lanes
        )
    training = tuple(
        Curve(lane.name, TRAINING, *_recorded(log, lane, "training_error"), inks[lane.name], False)
        for lane in log.lanes
    )
    tests = tuple(
        Curve(lane.name, TEST, *_tested(log, lane), inks[lane.name]) for lane in log.lanes
    )
    return (*training, *tests)


def axes_of(log: TrainingLog, what: What) -> tuple[Axis, Axis]:
    """Return the axis of epochs, whole from the beginning, and that of what is drawn."""
    each = f"{log.per_epoch:,} iterations each" if log.per_epoch > 1 else "an iteration each"
    across = Axis(f"epoch, {each}", 0.0, float(log.config.epochs), text=short_number)
    title = TITLES[what]
    if what == "error":
        return across, Axis(title, 0.0, round_end(_errors(log), ERROR_STEP))
    losses = [record.loss for lane in log.lanes for record in lane.records]
    if max(losses, default=0.0) > HIGHEST_LOSS:
        return across, Axis(title, *log_ends(losses), is_log=True, text=short_number)
    return across, Axis(title, 0.0, round_end(losses, LOSS_STEP))


def marks_of(log: TrainingLog) -> tuple[Mark, ...]:
    """Return where the learning rate fell, and where a network was lost."""
    records = max((lane.records for lane in log.lanes), key=len, default=[])
    falls = tuple(
        Mark(before.iteration / log.per_epoch, f"rate {after.rate:g}")
        for before, after in pairwise(records)
        if after.rate != before.rate
    )
    lost: dict[int, list[str]] = {}
    for one in log.diverged:
        lost.setdefault(one.iteration, []).append(one.lane)
    gone = tuple(
        Mark(iteration / log.per_epoch, f"{' and '.join(names)} diverged")
        for iteration, names in lost.items()
    )
    return (*falls, *gone)


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


def _recorded(
    log: TrainingLog, lane: LaneLog, field: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    xs = tuple(record.iteration / log.per_epoch for record in lane.records)
    return xs, tuple(getattr(record, field) for record in lane.records)


def _tested(log: TrainingLog, lane: LaneLog) -> tuple[tuple[float, ...], tuple[float, ...]]:
    xs = tuple(test.iteration / log.per_epoch for test in lane.tests)
    return xs, tuple(test.test_error for test in lane.tests)


def _errors(log: TrainingLog) -> Sequence[float]:
    return [
        *(record.training_error for lane in log.lanes for record in lane.records),
        *(test.test_error for lane in log.lanes for test in lane.tests),
    ]
