"""Which lines of a layered drawing run straight, and which take a way of their own beside it.

A line to the next rank, or one that its node's lane is free for, is straight. Any other leaves its
node by a riser in the gap behind it, runs in a thin lane beside the boxes, and comes to its end by
a drop in the gap before that. All long lines of a node share one thin lane and all that come to a
node one drop, so that their number is at most that of the nodes. Where ranks are wrapped into rows,
a line leaves its row at the right, goes back in the space under it, and enters at the left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.engine.layered_order import first_fit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.layered_order import Order

Key = tuple[int, int]
"""A node and the row in which it has a thin lane."""


@dataclass(slots=True)
class Segment:
    """The part of a node's thin lane in one row: beside the ranks ``first`` to ``last``.

    ``level`` counts outwards from the boxes; ``v`` is where it lies across the flow, once known.
    """

    first: int
    last: int
    level: int = 0
    v: float = 0.0


@dataclass(slots=True)
class Lines:
    """How the lines of a drawing run.

    Attributes
    ----------
    length
        Ranks in a row.
    detours
        Pairs of nodes whose line goes round others, or to another row; all others are straight.
    segments
        Thin lanes.
    groups
        By row, its thin lanes, those that touch one another together.
    risers, drops
        By node, which one in its gap it is.
    counts
        By rank: (risers in the gap after it, drops in the gap before it).
    leaving
        Nodes with lines to later rows, and the last of these.
    """

    length: int
    detours: set[tuple[int, int]] = field(default_factory=set)
    segments: dict[Key, Segment] = field(default_factory=dict)
    groups: dict[int, list[list[Segment]]] = field(default_factory=dict)
    risers: dict[int, int] = field(default_factory=dict)
    drops: dict[int, int] = field(default_factory=dict)
    counts: list[list[int]] = field(default_factory=list)
    leaving: dict[int, int] = field(default_factory=dict)

    def row(self, rank: int) -> int:
        """Return the row of a rank."""
        return rank // self.length

    def ranks(self, row: int) -> tuple[int, int]:
        """Return the first and the last rank of a row."""
        return row * self.length, (row + 1) * self.length - 1


def lines_of(order: Order, length: int) -> Lines:
    """Find out which lines of a graph are long, and give these their lanes.

    Parameters
    ----------
    length
        Ranks in a row.
    """
    ranks = order.ranks
    lines = Lines(length, counts=[[0, 0] for _ in range(max(ranks, default=-1) + 1)])
    for end, some in enumerate(order.before):
        for start in some:
            same = lines.row(ranks[start]) == lines.row(ranks[end])
            if not same or ranks[end] - 1 > order.reach[start]:
                lines.detours.add((start, end))
                _add_detour(lines, start, end, ranks)
    rows: dict[int, list[Segment]] = {}
    for (_, row), segment in lines.segments.items():
        rows.setdefault(row, []).append(segment)
    for row, segments in rows.items():
        lines.groups[row] = list(
            _touching(sorted(segments, key=lambda one: (one.first, -one.last)))
        )
        for group in lines.groups[row]:
            _set_levels(group)
    return lines


def _add_detour(lines: Lines, start: int, end: int, ranks: tuple[int, ...]) -> None:
    here, there = lines.row(ranks[start]), lines.row(ranks[end])
    if here == there:
        _widen(lines, (start, here), ranks[start] + 1, ranks[end] - 1)
    else:
        lines.leaving[start] = max(there, lines.leaving.get(start, 0))
        _widen(lines, (start, here), ranks[start] + 1, lines.ranks(here)[1])
        _widen(lines, (start, there), lines.ranks(there)[0], ranks[end] - 1)
    if (start, here) in lines.segments and start not in lines.risers:
        lines.risers[start] = lines.counts[ranks[start]][0]
        lines.counts[ranks[start]][0] += 1
    if ranks[end] > lines.ranks(there)[0] and end not in lines.drops:
        lines.drops[end] = lines.counts[ranks[end]][1]
        lines.counts[ranks[end]][1] += 1


def _widen(lines: Lines, key: Key, first: int, last: int) -> None:
    """Let a node's thin lane cover some ranks; none at the very end or beginning of a row."""
    if first <= last:
        segment = lines.segments.setdefault(key, Segment(first, last))
        segment.last = max(segment.last, last)


def _set_levels(group: list[Segment]) -> None:
    """Lay lanes that touch beside one another; what begins first lies outermost."""
    tracks = first_fit((one.first - 1, one.last) for one in group)
    outermost = max(tracks)
    for one, track in zip(group, tracks, strict=True):
        one.level = outermost - track


def _touching(segments: list[Segment]) -> Iterator[list[Segment]]:
    """Split segments in the order of their beginnings where two in a row share no gap."""
    group: list[Segment] = []
    last = 0
    for one in segments:
        if group and one.first - 1 > last:
            yield group
            group = []
        last = max(last, one.last) if group else one.last
        group.append(one)
    if group:
        yield group
