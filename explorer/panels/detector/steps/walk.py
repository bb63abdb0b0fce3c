"""Greedy suppression as a walk: in which order which box is kept or dropped, and by whom.

Boxes are named by their *rank*: 0 has the largest score. The walk goes class by class (the class
of the best box first), as the course has it: "for every object class". Step 0 shows the sorted
boxes; then each kept box has a step of its own, and after it each box that it drops. Where it drops
more than `ALONE_AT_MOST`, all of them go in one step: nobody watches hundreds of like ones. The
last step shows what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ALONE_AT_MOST = 20
"""A box that drops more than so many drops them in a single step."""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that are compared with one another: those of a class, or all.

    Parameters
    ----------
    class_id
        None where boxes of all classes are compared.
    boxes, kept
        How many there are, and how many of them are left in the end.
    """

    class_id: int | None
    boxes: int
    kept: int


@dataclass(frozen=True, eq=False)
class NmsWalk:
    """Who decides about which box, at which step.

    Parameters
    ----------
    owner
        int64 (P,): for a kept box itself, for another the kept box that drops it.
    iou
        float64 (P,) with the owner; 0 for kept boxes.
    group_of
        int64 (P,): place of each box's group in `groups`.
    decided_at
        int64 (P,): the step at which the box is kept or dropped.
    order
        int64 (P,): ranks in the order in which they are decided about.
    """

    owner: NDArray[np.int64]
    iou: NDArray[np.float64]
    group_of: NDArray[np.int64]
    groups: tuple[Group, ...]
    decided_at: NDArray[np.int64]
    order: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owner)

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """Ranks of the kept boxes in the order of the walk."""
        return tuple(self.order[self.is_kept[self.order]].tolist())

    @cached_property
    def rows(self) -> dict[int, int]:
        """Place of each kept box in `kept`."""
        return {rank: row for row, rank in enumerate(self.kept)}

    @cached_property
    def is_kept(self) -> NDArray[np.bool_]:
        """Which boxes are kept, bool (P,)."""
        kept: NDArray[np.bool_] = self.owner == np.arange(len(self.owner))
        return kept

    @cached_property
    def last(self) -> int:
        """The step that shows what is left; 0 where there are no boxes."""
        return int(self.decided_at.max()) + 1 if len(self) else 0

    def at(self, step: int) -> NDArray[np.int64]:
        """Return the ranks that are decided about at a step: one, or many that go together."""
        decided = self.decided_at[self.order]
        first, end = np.searchsorted(decided, (step, step + 1))
        return self.order[first:end]

    def victims(self, rank: int) -> tuple[int, ...]:
        """Return the boxes that a kept one drops, best first."""
        found = np.flatnonzero(self.owner == rank)
        return tuple(found[found != rank].tolist())


def walk_of(
    suppressed_by: Sequence[int] | NDArray[np.int64],
    iou: Sequence[float] | NDArray[np.float64],
    class_ids: Sequence[int] | NDArray[np.int64] | None,
) -> NmsWalk:
    """Put the decisions of a trace in order.

    Parameters
    ----------
    suppressed_by
        For each rank the rank of the kept box that suppressed it, −1 where it was kept.
    iou
        With that box.
    class_ids
        Of each rank; None where boxes of all classes are compared.
    """
    by = np.asarray(suppressed_by, np.int64)
    ranks = np.arange(len(by))
    owner = np.where(by < 0, ranks, by)
    group_of, classes = _grouped(class_ids, len(by))
    # A class's best box decides when its turn comes, a kept box comes before those that it drops.
    order = np.lexsort((ranks, owner, group_of)).astype(np.int64)
    decided_at = np.zeros(len(by), np.int64)
    decided_at[order] = np.cumsum(_begins_step(owner, order))
    groups = tuple(
        Group(class_id, int(boxes.sum()), int((boxes & (owner == ranks)).sum()))
        for class_id, boxes in ((one, group_of == place) for place, one in enumerate(classes))
    )
    overlap = np.where(by < 0, 0.0, np.asarray(iou, np.float64))
    return NmsWalk(owner, overlap, group_of, groups, decided_at, order)


def _grouped(
    class_ids: Sequence[int] | NDArray[np.int64] | None, count: int
) -> tuple[NDArray[np.int64], list[int | None]]:
    """Return each box's group, and each group's class, the one with the best box first."""
    if class_ids is None:
        return np.zeros(count, np.int64), [None] if count else []
    classes, first, inverse = np.unique(
        np.asarray(class_ids, np.int64), return_index=True, return_inverse=True
    )
    turns = np.argsort(first)
    place = np.empty_like(turns)
    place[turns] = np.arange(len(turns))
    return place[inverse].astype(np.int64), [int(classes[turn]) for turn in turns]


def _begins_step(owner: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say for each box, in order, whether it begins a step or goes with the one before."""
    owners = owner[order]
    is_kept = owners == order
    goes_with_many = np.bincount(owner, minlength=len(owner))[owners] - 1 > ALONE_AT_MOST
    is_first_victim = np.zeros(len(order), bool)
    is_first_victim[1:] = is_kept[:-1] & ~is_kept[1:]
    result: NDArray[np.bool_] = is_kept | ~goes_with_many | is_first_victim
    return result
