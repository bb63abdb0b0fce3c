"""The geometry of a layered drawing: ranks become columns, lanes tracks, and rows lie in a stack.

Here ``u`` runs along the flow and ``v`` across it, whichever way the drawing is turned. Between two
columns there is a gap: first the risers that leave the column on the left, then room for lines to
bend, then the drops that come to the column on the right. So every piece of a line is in a gap, in
a lane without a box, or outside of all boxes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from explorer.engine.layered_order import first_fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.layered_lines import Lines
    from explorer.engine.layered_order import Order

Point = tuple[float, float]

PORT = 0.25
"""How far beside the middle long lines leave and reach a box, in parts of its extent across."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances of a drawing, in the unit of the boxes.

    Attributes
    ----------
    gap
        Between the boxes of two ranks, for lines to bend in.
    lane
        Between the boxes of two lanes.
    channel
        Between two lines that run side by side.
    row
        Between two rows.
    """

    gap: float = 40.0
    lane: float = 16.0
    channel: float = 8.0
    row: float = 32.0


@dataclass(slots=True)
class Column:
    """Where the boxes of a rank begin and end along the flow."""

    start: float
    end: float


@dataclass(slots=True)
class Place:
    """Where everything is.

    Attributes
    ----------
    columns
        By rank.
    v
        The middle of each node across the flow.
    tops
        By rank: where its uppermost box begins.
    returns
        Of each node whose lines leave its row: (u at the right, v under the row, u at the left).
    """

    order: Order
    lines: Lines
    sizes: Sequence[Point]
    spacing: Spacing
    columns: list[Column] = field(default_factory=list)
    v: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    returns: dict[int, tuple[float, float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, order: Order, lines: Lines, sizes: Sequence[Point], spacing: Spacing) -> Place:
        """Find a place for every box and line; ``sizes`` are (along, across) the flow."""
        place = cls(order, lines, sizes, spacing)
        place._set_columns()
        place._set_rows()
        return place

    def box(self, node: int) -> tuple[Point, Point]:
        """Return the beginning and the end of a node's box: (u, v), (u, v)."""
        v, across = self.v[node], self.sizes[node][1]
        return (self._left(node), v - across / 2), (self._right(node), v + across / 2)

    def line(self, start: int, end: int) -> list[Point]:
        """Return the corners of an edge's line, from box to box."""
        is_detour = (start, end) in self.lines.detours
        return self._detour(start, end) if is_detour else self._straight(start, end)

    def _straight(self, start: int, end: int) -> list[Point]:
        """Return a line that keeps its node's lane up to the gap before its end."""
        ranks, lines, channel = self.order.ranks, self.lines, self.spacing.channel
        before, after = ranks[end] - 1, ranks[end]
        bend = self.columns[before].end + lines.counts[before][0] * channel
        arrival = self.columns[after].start - lines.counts[after][1] * channel
        v, w = self.v[start], self.v[end]
        points = [(self._right(start), v), (bend, v), (arrival, w), (self._left(end), w)]
        return points if v != w else [points[0], points[-1]]

    def _detour(self, start: int, end: int) -> list[Point]:
        """Return a line that goes round the boxes between, and back where its row is full."""
        here = self.lines.row(self.order.ranks[start])
        there = self.lines.row(self.order.ranks[end])
        points = self._rise(start, here)
        if here != there:
            right, under, left = self.returns[start]
            v = points[-1][1]
            points += [(right, v), (right, under), (left, under)]
            points.append((left, self._entry(start, end, there)))
        return points + self._fall(start, end, there)

    def _rise(self, start: int, row: int) -> list[Point]:
        u, v = self._right(start), self.v[start]
        segment = self.lines.segments.get((start, row))
        if segment is None:
            return [(u, v)]
        port = self._port(start)
        rank = self.order.ranks[start]
        riser = self.columns[rank].end + (self.lines.risers[start] + 1) * self.spacing.channel
        return [(u, port), (riser, port), (riser, segment.v)]

    def _entry(self, start: int, end: int, row: int) -> float:
        """Return where a line comes into the row of its end; from afar, not in the middle."""
        rank = self.order.ranks[end]
        if rank > self.lines.ranks(row)[0]:
            return self.lines.segments[start, row].v
        return self.v[end] if self.order.ranks[start] == rank - 1 else self._port(end)

    def _fall(self, start: int, end: int, row: int) -> list[Point]:
        u, rank = self._left(end), self.order.ranks[end]
        entry = self._entry(start, end, row)
        if rank == self.lines.ranks(row)[0]:
            return [(u, entry)]
        port = self._port(end)
        drop = self.columns[rank].start - (self.lines.drops[end] + 1) * self.spacing.channel
        return [(drop, entry), (drop, port), (u, port)]

    def _left(self, node: int) -> float:
        column = self.columns[self.order.ranks[node]]
        return (column.start + column.end - self.sizes[node][0]) / 2

    def _right(self, node: int) -> float:
        column = self.columns[self.order.ranks[node]]
        return (column.start + column.end + self.sizes[node][0]) / 2

    def _port(self, node: int) -> float:
        """Return where long lines leave or reach a box."""
        return self.v[node] - PORT * self.sizes[node][1]

    def _set_columns(self) -> None:
        """Lay the ranks of each row side by side, with gaps as wide as their lines need."""
        widest = [0.0] * len(self.lines.counts)
        for node, rank in enumerate(self.order.ranks):
            widest[rank] = max(widest[rank], self.sizes[node][0])
        u = 0.0
        for rank, ((risers, drops), along) in enumerate(
            zip(self.lines.counts, widest, strict=True)
        ):
            u = u + drops * self.spacing.channel if rank % self.lines.length else 0.0
            self.columns.append(Column(u, u + along))
            u += along + risers * self.spacing.channel + self.spacing.gap

    def _set_rows(self) -> None:
        """Stack the rows, each with its lanes, its thin lanes above, and room for returns below."""
        self.v = [0.0] * len(self.sizes)
        self.tops = [inf] * len(self.columns)
        rows: dict[int, list[int]] = {}
        for node, rank in enumerate(self.order.ranks):
            rows.setdefault(self.lines.row(rank), []).append(node)
        top = 0.0
        for row, nodes in sorted(rows.items()):
            bottom = self._set_lanes(nodes)
            self._set_tops(nodes)
            highest = self._set_segments(row)
            self._move(row, nodes, top - highest)
            under = bottom + top - highest
            top = under + self.spacing.row + self._set_returns(nodes, under)
        self._set_left()

    def _set_lanes(self, nodes: list[int]) -> float:
        """Lay the lanes of a row side by side from 0; return where the last one ends."""
        extents: dict[int, float] = {}
        for node in nodes:
            lane = self.order.lanes[node]
            extents[lane] = max(extents.get(lane, 0.0), self.sizes[node][1])
        middle: dict[int, float] = {}
        v = -self.spacing.lane
        for lane, extent in sorted(extents.items()):
            middle[lane] = v + self.spacing.lane + extent / 2
            v += self.spacing.lane + extent
        for node in nodes:
            self.v[node] = middle[self.order.lanes[node]]
        return v

    def _set_tops(self, nodes: list[int]) -> None:
        """Find the uppermost box or straight line at each rank of a row."""
        for node in nodes:
            rank, tops = self.order.ranks[node], self.tops
            tops[rank] = min(tops[rank], self.v[node] - self.sizes[node][1] / 2)
            for passed in range(rank + 1, self.order.reach[node] + 1):
                tops[passed] = min(tops[passed], self.v[node])

    def _set_segments(self, row: int) -> float:
        """Lay the thin lanes of a row above the boxes they pass; return where the row begins."""
        highest = 0.0
        for group in self.lines.groups.get(row, ()):
            last = max(one.last for one in group)
            top = min(self.tops[group[0].first : last + 1]) - self.spacing.lane / 2
            for one in group:
                one.v = top - (one.level + 1) * self.spacing.channel
                highest = min(highest, one.v)
        return highest

    def _move(self, row: int, nodes: list[int], distance: float) -> None:
        for node in nodes:
            self.v[node] += distance
        for group in self.lines.groups.get(row, ()):
            for one in group:
                one.v += distance

    def _set_returns(self, nodes: list[int], under: float) -> float:
        """Give each line that leaves a row its way round; return how much room they take."""
        leaving = [node for node in nodes if node in self.lines.leaving]
        ends = {
            node: self._rise(node, self.lines.row(self.order.ranks[node]))[-1][1]
            for node in leaving
        }
        right = self._right_of(nodes) + self.spacing.row / 2
        for index, node in enumerate(sorted(leaving, key=lambda one: -ends[one])):
            along = (index + 1) * self.spacing.channel
            self.returns[node] = (right + along, under + self.spacing.row / 2 + along, 0.0)
        return len(leaving) * self.spacing.channel

    def _right_of(self, nodes: list[int]) -> float:
        return self.columns[max(self.order.ranks[node] for node in nodes)].end

    def _set_left(self) -> None:
        """Put the lines that come back beside one another, left of all rows."""
        rows = (self.lines.row(self.order.ranks[node]) + 1 for node in self.returns)
        tracks = first_fit(
            (row, self.lines.leaving[node]) for row, node in zip(rows, self.returns, strict=True)
        )
        for node, track in zip(self.returns, tracks, strict=True):
            right, under, _ = self.returns[node]
            left = -self.spacing.row / 2 - (track + 1) * self.spacing.channel
            self.returns[node] = (right, under, left)
