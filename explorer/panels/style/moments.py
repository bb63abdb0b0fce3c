"""Which moments of a painting are kept where memory is bounded."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from explorer.panels.style.values import Moment

Key = tuple[int, int]
"""A branch's number and a step's index: what a moment is, whatever memory is left of it."""

BUDGET_BYTES: Final = 512 * 2**20
MOST_MOMENTS: Final = 1200
"""What the moments of all branches may take together, and how many they may be."""


def key_of(moment: Moment) -> Key:
    """Return which moment this is."""
    return moment.branch, moment.index


def bytes_of(moments: Sequence[Moment]) -> int:
    """Return the memory of pictures and of what is needed to go on from them exactly."""
    return sum(
        one.rgb.nbytes + one.thumb.nbytes + (0 if one.planes is None else one.planes.planes.nbytes)
        for one in moments
    )


def lowest(moments: Sequence[Moment]) -> Moment | None:
    """Return the moment of the lowest loss at the last size: losses of two sizes do not compare."""
    if not moments:
        return None
    size = moments[-1].losses.size
    last = (one for one in moments if one.losses.size == size)
    return min(last, key=lambda one: one.losses.loss)


def thinned(
    moments: Sequence[Moment], level: int, every: int, held: Collection[Key]
) -> list[Moment]:
    """Return the moments of a branch that are left at a level of shortness.

    Parameters
    ----------
    level
        At 0 all are kept. At 1 all pictures are, but only those that are held can be gone on from
        exactly. At 2 every second picture is left, at 3 every fourth, and so on.
    every
        Steps between two pictures.
    held
        Those that stay whole at any level.
    """
    if level == 0:
        return list(moments)
    stride = max(every, 1) * stride_at(level)
    return [
        one if key_of(one) in held or one.planes is None else replace(one, planes=None)
        for one in moments
        if key_of(one) in held or one.index % stride == 0
    ]


def stride_at(level: int) -> int:
    """Return of how many pictures one is left at a level."""
    return 1 << max(0, level - 1)


def level_for(
    branches: Sequence[tuple[Sequence[Moment], int]],
    held: Collection[Key],
    budget: int,
    level: int,
) -> int:
    """Return the first level from ``level`` on that fits the budget; where none does, the last.

    ``branches`` are moments, each with the steps between two of them.
    """
    for candidate in count(level):
        left = [thinned(moments, candidate, every, held) for moments, every in branches]
        fits = sum(map(len, left)) <= MOST_MOMENTS and sum(map(bytes_of, left)) <= budget
        if fits or all(key_of(one) in held for moments in left for one in moments):
            return candidate
    raise AssertionError("unreachable: count() has no end")
