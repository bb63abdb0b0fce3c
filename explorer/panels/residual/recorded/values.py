"""The recorded run as the page shows it: what is drawn of it, and at which epoch it is read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from explorer.panels.residual.curves.values import (
    Curve,
    Ink,
    LayerLane,
    Mark,
    inks_of,
    log_ends,
    round_end,
)
from explorer.widgets.axis import Axis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.recording import RecordedRun, Recording
    from explorer.panels.residual.state import RecordedState

TRAINING, TEST, LOSS = "training", "test", "loss"
SERIES: Final[Mapping[str, tuple[str, ...]]] = {
    "both": (TRAINING, TEST),
    "training": (TRAINING,),
    "test": (TEST,),
    "loss": (LOSS,),
}
TITLES: Final[Mapping[str, str]] = {
    "both": "error, %, training dashed",
    "training": "training error, %",
    "test": "test error, %",
    "loss": "training loss, nats",
}
_FIELDS: Final = {TRAINING: "training_error", TEST: "test_error", LOSS: "loss"}
NEAR_AIR: Final = 1.1
ERROR_STEP, NEAR_STEP, LOSS_STEP, NEAR_LOSS_STEP = 10.0, 5.0, 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Pane:
    """One plot: a title for screen readers, and its curves."""

    name: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class RecordedView:
    """A recording, and what of it is wanted."""

    recording: Recording
    wanted: RecordedState

    @property
    def epoch(self) -> int:
        """The epoch that is looked at, counted from 1."""
        last = self.recording.epochs
        return min(self.wanted.epoch, last) or last

    @property
    def depths(self) -> tuple[int, ...]:
        """Depths that were recorded."""
        return tuple(sorted({run.depth for run in self.recording.runs}))

    @property
    def depth(self) -> int:
        """The depth that is drawn; 0 for all, and where the wanted one was not recorded."""
        return self.wanted.depth if self.wanted.depth in self.depths else 0

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        """What is drawn: the plain ones first, the deepest last."""
        wanted = (run for run in self.recording.runs if self.depth in (0, run.depth))
        return tuple(sorted(wanted, key=lambda run: (not run.is_plain, run.depth)))

    def panes(self) -> tuple[Pane, ...]:
        """Return the plots from left to right."""
        curves = curves_of(self)
        if self.wanted.together:
            return (Pane("Plain and residual networks", curves),)
        named = {run.name: run.is_plain for run in self.recording.runs}
        kinds = (("Plain networks", True), ("Residual networks", False))
        split = (
            Pane(name, tuple(one for one in curves if named[one.name] is is_plain))
            for name, is_plain in kinds
        )
        return tuple(pane for pane in split if pane.curves)

    def across(self) -> Axis:
        """Return the axis of epochs."""
        each = self.recording.runs[0].epochs[0].iteration
        return Axis(f"epoch, {each:,} iterations each", 0.0, float(self.recording.epochs))

    def up(self) -> Axis:
        """Return the axis of what is drawn: the same whichever networks are."""
        is_loss, near = self.wanted.what == "loss", self.wanted.near
        names = [_FIELDS[series] for series in SERIES[self.wanted.what]]
        runs = self.recording.runs
        if near:
            ends = [NEAR_AIR * getattr(run.last, name) for run in runs for name in names]
            end = round_end(ends, NEAR_LOSS_STEP if is_loss else NEAR_STEP)
        else:
            all_of = [getattr(one, name) for run in runs for one in run.epochs for name in names]
            end = round_end(all_of, LOSS_STEP if is_loss else ERROR_STEP)
        return Axis(TITLES[self.wanted.what], 0.0, end)

    def lanes(self, epoch: int) -> tuple[LayerLane, ...]:
        """Return the gradient norms of an epoch."""
        inks = _inks(self.recording)
        return tuple(
            LayerLane(run.name, run.epochs[epoch - 1].gradient_norms, inks[run.name])
            for run in self.runs
        )

    def gradient_ends(self) -> tuple[float, float]:
        """Return the ends of the axis of gradients: of all networks and epochs."""
        return log_ends(
            value
            for run in self.recording.runs
            for one in run.epochs
            for value in one.gradient_norms
        )

    def where(self, epoch: float) -> str:
        """Return a place of the training in words."""
        one = self.recording.runs[0].epochs[round(epoch) - 1]
        return f"epoch {one.epoch}, iteration {one.iteration:,}"


def curves_of(view: RecordedView) -> tuple[Curve, ...]:
    """Return the curves that are wanted."""
    inks = _inks(view.recording)
    return tuple(
        _curve(run, series, inks[run.name])
        for run in view.runs
        for series in SERIES[view.wanted.what]
    )


def drops_of(recording: Recording) -> tuple[Mark, ...]:
    """Return where the learning rate fell: after which epoch, and to what."""
    epochs = recording.runs[0].epochs
    return tuple(
        Mark(float(before.epoch), f"rate {after.rate:g}")
        for before, after in pairwise(epochs)
        if after.rate != before.rate
    )


def _curve(run: RecordedRun, series: str, ink: Ink) -> Curve:
    name = _FIELDS[series]
    return Curve(
        run.name,
        series,
        tuple(float(one.epoch) for one in run.epochs),
        tuple(getattr(one, name) for one in run.epochs),
        ink,
        series != TRAINING,
    )


def _inks(recording: Recording) -> Mapping[str, Ink]:
    return inks_of(run.name for run in recording.runs)
