"""What is to be seen at one step of the walk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.panels.detector.steps.walk import ALONE_AT_MOST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.steps.walk import NmsWalk

Kind = Literal["sorted", "keep", "drop", "done"]


class BoxState(IntEnum):
    """What has become of a box."""

    WAITING = 0
    ELSEWHERE = 1  # waiting too, in a class whose turn has not come
    AT_WORK = 2  # kept, and dropping others now
    KEPT = 3
    GOING = 4  # dropped at this step
    GONE = 5


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One step.

    Parameters
    ----------
    states
        int8 (P,): a `BoxState` for each rank.
    at_work
        The kept box of this step, None at the first and the last step.
    going
        Those that it drops at this step, best first.
    killed
        How many it has dropped, those of this step included.
    group
        Place of the group whose turn it is; None at the first and the last step.
    """

    step: int
    kind: Kind
    states: NDArray[np.int8]
    at_work: int | None = None
    going: tuple[int, ...] = ()
    killed: int = 0
    group: int | None = None


def moment_at(walk: NmsWalk, step: int) -> Moment:
    """Return what step ``step`` shows; a step beyond the last is the last."""
    step = min(step, walk.last)
    states = np.full(len(walk), BoxState.WAITING, np.int8)
    if step == 0:
        return Moment(0, "sorted", states)
    decided = walk.decided_at < step
    states[decided & walk.is_kept] = BoxState.KEPT
    states[decided & ~walk.is_kept] = BoxState.GONE
    now = walk.at(step)
    if not len(now):
        return Moment(step, "done", states)
    owner = int(walk.owner[now[0]])
    group = int(walk.group_of[owner])
    states[(states == BoxState.WAITING) & (walk.group_of != group)] = BoxState.ELSEWHERE
    states[now] = BoxState.GOING
    states[owner] = BoxState.AT_WORK
    if int(now[0]) == owner:
        return Moment(step, "keep", states, owner, group=group)
    killed = int(np.count_nonzero((walk.owner == owner) & (walk.decided_at <= step))) - 1
    return Moment(step, "drop", states, owner, tuple(now.tolist()), killed, group)


def same_place(
    before: NmsWalk,
    step: int,
    numbers_before: NDArray[np.int64],
    after: NmsWalk,
    numbers_after: NDArray[np.int64],
) -> int:
    """Return the step of another walk that is most like this one: thresholds were moved.

    The kept box stays at work, if it still is one, and so does the box that it drops. Where it is
    dropped itself now, that step is shown; where it no longer passes, the number of the step stays.

    Parameters
    ----------
    numbers_before, numbers_after
        What the boxes of each walk are called in both, by rank.
    """
    moment = moment_at(before, step)
    if moment.kind == "done":
        return after.last
    if moment.at_work is None:
        return 0
    rank = rank_of(int(numbers_before[moment.at_work]), numbers_after)
    if rank is None:
        return min(step, after.last)
    for victim in moment.going[:1]:
        found = rank_of(int(numbers_before[victim]), numbers_after)
        if found is not None and after.owner[found] == rank != found:
            return int(after.decided_at[found])
    return int(after.decided_at[rank])


def rank_of(number: int, numbers: NDArray[np.int64]) -> int | None:
    """Return the rank of a prediction, or None if it does not pass."""
    found = np.flatnonzero(numbers == number)
    return int(found[0]) if len(found) else None


def telling_step(walk: NmsWalk) -> int:
    """Return a step that shows the idea: a box that is dropped after another one was, if any is."""
    victims = np.bincount(walk.owner, minlength=len(walk)) - 1
    for rank in walk.kept:
        if victims[rank] >= 2:
            return int(walk.decided_at[rank]) + (1 if victims[rank] > ALONE_AT_MOST else 2)
    dropped = walk.decided_at[~walk.is_kept]
    return int(dropped.min()) if len(dropped) else min(1, walk.last)


def next_kept(walk: NmsWalk, step: int, way: int) -> int:
    """Return the step of the next box that is kept (``way`` 1), or of the one before (−1)."""
    kept = np.sort(walk.decided_at[walk.is_kept])
    later, earlier = kept[kept > step], kept[kept < step]
    if way > 0:
        return int(later[0]) if len(later) else walk.last
    return int(earlier[-1]) if len(earlier) else 0
