"""Find what stands several times in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

LONGEST_PERIOD = 24


class Run(NamedTuple):
    """From ``start`` on, ``period`` things that stand ``times`` times in a row."""

    start: int
    period: int
    times: int

    @property
    def saved(self) -> int:
        """How many things need not be written."""
        return self.period * (self.times - 1)


def runs(keys: Sequence[Hashable], is_worth: Callable[[Run], bool]) -> list[Run]:
    """Cut a sequence into runs, from left to right, each the one that saves most.

    What is in no run that is worth it becomes a run of one thing, once.
    """
    numbers: dict[Hashable, int] = {}
    ids = [numbers.setdefault(key, len(numbers)) for key in keys]
    found: list[Run] = []
    start = 0
    while start < len(ids):
        best = _best_at(ids, start, is_worth)
        found.append(best)
        start += best.period * best.times
    return found


def _best_at(ids: list[int], start: int, is_worth: Callable[[Run], bool]) -> Run:
    best = Run(start, 1, 1)
    for period in range(1, min(LONGEST_PERIOD, (len(ids) - start) // 2) + 1):
        run = Run(start, period, _count(ids, start, period))
        if run.saved > best.saved and is_worth(run):
            best = run
    return best


def _count(ids: list[int], start: int, period: int) -> int:
    first = ids[start : start + period]
    count, at = 1, start + period
    while ids[at : at + period] == first:
        count, at = count + 1, at + period
    return count
