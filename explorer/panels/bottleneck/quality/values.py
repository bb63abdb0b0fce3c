"""What a sweep is asked for by the page, and how far it is, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.quality_values import FULL, QUICK, QualityConfig, quality_network

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from datetime import datetime

    from explorer.engine.bottleneck.quality_values import (
        QualityPoint,
        QualityResult,
        QualityStep,
        Width,
    )
    from explorer.panels.bottleneck.state import BottleneckState

EFFORTS = {"quick": QUICK, "full": FULL}
ERRORS = 2
"""Standard errors that are drawn and written: about 95 of 100 such intervals hold the truth."""


@dataclass(frozen=True, slots=True)
class WidthCost:
    """What a width costs before it is trained: MACs for one picture, and parameters."""

    width: Width
    macs: int
    params: int


@dataclass(frozen=True, slots=True)
class Learning:
    """One width's training so far.

    ``shares``: after each batch, the share of its epoch's training images named right. ``tests``:
    after each epoch, (batches so far, accuracy on the test images).
    """

    width: Width
    macs: int
    shares: tuple[float, ...]
    tests: tuple[tuple[int, float], ...]

    @property
    def tested(self) -> float | None:
        """The newest accuracy on the test images."""
        return self.tests[-1][1] if self.tests else None


@dataclass(frozen=True, slots=True)
class QualityView:
    """What is on the screen.

    Attributes
    ----------
    costs
        All widths in the order of training.
    shown
        What the points are of: of what runs or ran last, else of what the controls ask for.
    points
        The widths that are trained to the end.
    learning
        The widths of this sweep so far, the last of them perhaps under way.
    """

    costs: tuple[WidthCost, ...]
    present: QualityConfig
    shown: QualityConfig
    points: tuple[QualityPoint, ...] = ()
    learning: tuple[Learning, ...] = ()
    is_running: bool = False
    ended_at: datetime | None = None

    @property
    def current(self) -> Learning | None:
        """The width that is being trained; None once it has its point."""
        if not self.learning or len(self.points) == len(self.learning):
            return None
        return self.learning[-1]

    @property
    def is_whole(self) -> bool:
        """Whether every width has its point."""
        return len(self.points) == len(self.shown.widths)

    @property
    def is_stale(self) -> bool:
        """Whether the points are of other settings than the controls say."""
        return bool(self.learning) and self.shown != self.present


def config_of(state: BottleneckState, device: str | None) -> QualityConfig:
    """Return what the state asks for."""
    return replace(EFFORTS[state.quality.effort], seed=state.quality.seed, device=device)


def run(config: QualityConfig) -> Generator[QualityStep, None, QualityResult]:
    """Train, in a worker's thread: torch is imported there."""
    from explorer.engine.bottleneck.quality import train_widths

    return train_widths(config)


@lru_cache(maxsize=8)
def costs_of(widths: tuple[Width, ...]) -> tuple[WidthCost, ...]:
    """Count the networks of a sweep."""
    reports = ((width, quality_network(width).report()) for width in widths)
    return tuple(WidthCost(width, report.macs, report.params) for width, report in reports)


def points_of(steps: Sequence[QualityStep]) -> tuple[QualityPoint, ...]:
    """Return the points among steps."""
    return tuple(step.point for step in steps if step.point is not None)


def learning_of(steps: Sequence[QualityStep]) -> tuple[Learning, ...]:
    """Return each width's training so far, in order."""
    parts: dict[Width, list[QualityStep]] = {}
    for step in steps:
        parts.setdefault(step.width, []).append(step)
    return tuple(_learning(part) for part in parts.values())


def _learning(part: Sequence[QualityStep]) -> Learning:
    tests = tuple(
        (count, step.test_accuracy)
        for count, step in enumerate(part, 1)
        if step.test_accuracy is not None
    )
    shares = tuple(step.train_accuracy for step in part)
    return Learning(part[0].width, part[0].macs, shares, tests)


def name_of(width: Width) -> str:
    """Return a width as its point is called."""
    return "direct" if width is None else str(width)
