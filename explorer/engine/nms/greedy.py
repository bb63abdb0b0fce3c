"""Who suppresses whom: the greedy rule, settled on the few pairs that overlap enough."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.nms.field import between, conflicts, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.nms.field import Field

    Ints = NDArray[np.int64]

MOST_PAIRS: Final = 1 << 16
"""Pairs that are looked at in one go: half a megabyte an array, which a cache holds. Measured: the
fastest of the powers of two for thousands of boxes; what matters more, memory has a bound."""


def suppressors(field: Field, iou_threshold: float) -> Ints:
    """Return for each box, by rank, the rank of the box that suppresses it, -1 for a box kept.

    From the best box on, a box that nobody suppressed is kept, and suppresses those below it whose
    IoU with it is above the threshold. Who is suppressed suppresses nobody.
    """
    count = len(field.areas)
    by = array("q", [-1]) * count
    _Settlement(field, iou_threshold, by).settle(np.arange(count))
    return np.frombuffer(by, np.int64) if count else np.zeros(0, np.int64)


class _Settlement:
    """Works through ranks, best first, and notes in `by` who suppresses whom."""

    def __init__(self, field: Field, iou_threshold: float, by: array[int]) -> None:
        self._field, self._threshold, self._by = field, iou_threshold, by

    def settle(self, ranks: Ints) -> None:
        """Decide among boxes that nobody above them suppresses.

        Where they are too many pairs, the better half is settled first: what it keeps leaves
        fewer in the other.
        """
        candidates = within(self._field, ranks)
        if len(ranks) ** 2 <= MOST_PAIRS or candidates.total <= MOST_PAIRS:
            self._note(*candidates.meeting(self._field))
            return
        better, rest = ranks[: len(ranks) // 2], ranks[len(ranks) // 2 :]
        self.settle(better)
        self._strike(self._unsuppressed(better), rest)
        self.settle(self._unsuppressed(rest))

    def _strike(self, kept: Ints, rest: Ints) -> None:
        """Let boxes that are kept suppress boxes below all of them."""
        candidates = between(self._field, kept, rest)
        if sum(one.total for one in candidates) > MOST_PAIRS and len(kept) > 1:
            self._strike(kept[: len(kept) // 2], rest)
            self._strike(kept[len(kept) // 2 :], self._unsuppressed(rest))
            return
        a, b = zip(*(one.meeting(self._field) for one in candidates), strict=True)
        self._note(np.concatenate(a), np.concatenate(b))

    def _note(self, a: Ints, b: Ints) -> None:
        higher, lower = conflicts(self._field, a, b, self._threshold)
        if not len(higher):
            return
        by, lows = self._by, lower.tolist()
        starts = [0, *((higher[1:] != higher[:-1]).nonzero()[0] + 1).tolist()]
        for box, start, end in zip(
            higher.take(starts).tolist(), starts, [*starts[1:], len(lows)], strict=True
        ):
            if by[box] < 0:
                for low in lows[start:end]:
                    if by[low] < 0:
                        by[low] = box

    def _unsuppressed(self, ranks: Ints) -> Ints:
        return ranks[np.frombuffer(self._by, np.int64).take(ranks) < 0]
