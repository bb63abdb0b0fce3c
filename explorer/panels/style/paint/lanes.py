"""The branches of a painting as lanes, one below the other, and where their moments lie."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.style.branch import Branch
    from explorer.panels.style.paint.step_axis import StepAxis
    from explorer.panels.style.values import Moment


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """A branch: the steps it was painted from and to, how far it will go, and its moments.

    ``parent`` is the number of the branch that it was forked from, None for the first.
    ``best`` is the step of the lowest loss.
    """

    name: str
    first: int
    index: int
    end: int
    moments: tuple[Moment, ...]
    parent: int | None = None
    best: int | None = None
    is_over: bool = False


def lanes_of(branches: Sequence[Branch]) -> tuple[Lane, ...]:
    """Return a lane for each branch."""
    return tuple(_lane(branch) for branch in branches)


def _lane(branch: Branch) -> Lane:
    best, state = branch.best(), branch.state()
    return Lane(
        branch.name,
        branch.plan.config.first_index,
        branch.index,
        branch.plan.config.steps,
        tuple(branch.moments),
        None if branch.origin is None else branch.origin.branch,
        None if best is None else best.index,
        state is not None and state.is_end,
    )


def nearest(moments: Sequence[Moment], index: float) -> Moment | None:
    """Return the moment whose step is nearest."""
    if not moments:
        return None
    after = bisect_left(moments, index, key=lambda one: one.index)
    beside = moments[max(after - 1, 0) : after + 1]
    return min(beside, key=lambda one: abs(one.index - index))


def at_or_before(moments: Sequence[Moment], index: int) -> Moment | None:
    """Return the last moment that is not after a step; the first where all are."""
    if not moments:
        return None
    after = bisect_left(moments, index + 1, key=lambda one: one.index)
    return moments[max(after - 1, 0)]


def beside(moments: Sequence[Moment], index: int, by: int) -> Moment | None:
    """Return the moment so many before or after a step's, no further than the ends."""
    if not moments:
        return None
    here = at_or_before(moments, index)
    place = next(number for number, one in enumerate(moments) if one is here)
    return moments[min(max(place + by, 0), len(moments) - 1)]


def strip(lane: Lane, axis: StepAxis, thumb: float, gap: float) -> list[tuple[Moment, float]]:
    """Return the moments that have room for a thumbnail, and where the left edges of those are.

    From left to right, each as soon as the one before leaves room; none is cut off at the right.
    """
    placed: list[tuple[Moment, float]] = []
    free = axis.left
    for moment in lane.moments:
        left = thumb_left(moment.index, axis, thumb)
        if left >= free - 0.5:
            placed.append((moment, left))
            free = left + thumb + gap
    return placed


def thumb_left(index: int, axis: StepAxis, thumb: float) -> float:
    """Return where a thumbnail begins: at its step, unless it would leave the axis."""
    return min(axis.x(index), axis.right - thumb)
