"""Ratios, not seconds: ours and a peer take turns in one run, so the machine's mood cancels out."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: two callables that do the work once, and the ratio to reach.

    ``ours`` and ``peer`` may return the elapsed milliseconds that they measured themselves;
    what returns None is timed from outside.
    """

    name: str
    ours: Callable[[], float | None]
    peer: Callable[[], float | None]
    goal: float
    sense: Literal["at most", "at least"] = "at most"
    repeats: int = 9
    warm_ups: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians in milliseconds, the ratio ours/peer and the quartiles of the ratios of pairs."""

    row: Row
    ours_ms: float
    peer_ms: float
    ratio: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the median ratio reaches the goal."""
        if self.row.sense == "at most":
            return self.ratio <= self.row.goal
        return self.ratio >= self.row.goal


def measure(row: Row) -> Outcome:
    """Run both sides in turn and compare."""
    for _ in range(row.warm_ups):
        row.ours()
        row.peer()
    pairs = [(_timed(row.ours), _timed(row.peer)) for _ in range(row.repeats)]
    ours_ms = statistics.median(ours for ours, _ in pairs)
    peer_ms = statistics.median(peer for _, peer in pairs)
    low, _, high = statistics.quantiles([ours / peer for ours, peer in pairs], n=4)
    return Outcome(row, ours_ms, peer_ms, ours_ms / peer_ms, low, high)


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Markdown lines, one outcome a row."""
    yield "| what | ours, ms | peer, ms | ratio | quartiles | goal | |"
    yield "|---|---:|---:|---:|---|---|---|"
    for o in outcomes:
        yield (
            f"| {o.row.name} | {o.ours_ms:.1f} | {o.peer_ms:.1f} | {o.ratio:.2f} "
            f"| {o.low:.2f}–{o.high:.2f} | {o.row.sense} {o.row.goal:.2f} "
            f"| {'met' if o.met else 'MISSED'} |"
        )


def _timed(call: Callable[[], float | None]) -> float:
    start = time.perf_counter()
    measured_ms = call()
    elapsed_ms = (time.perf_counter() - start) * 1e3
    return elapsed_ms if measured_ms is None else measured_ms
