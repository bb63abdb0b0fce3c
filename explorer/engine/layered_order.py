"""Where the nodes of a directed acyclic graph stand: in which rank, and in which lane.

A rank is how far along the flow a node stands; each edge leads to a later one (longest-path
layering: Di Battista, Eades, Tamassia and Tollis, "Graph Drawing", 1999, section 9.1). A lane is a
track along the flow. A chain of nodes, each the most important follower of the one before, stays in
one lane, so that it is drawn as a straight line. Chains get lanes by first fit in the order of
their first rank, the left-edge algorithm (Hashimoto and Stevens, 1971), which takes as few as
possible. All of it takes O((nodes + edges) · log nodes).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REACH = 8
"""How many ranks a line may run on in the lane of its node; a longer one gets a thin lane."""


class LayeredError(ExplorerError, ValueError):
    """A graph that cannot be drawn in ranks; the text says where it fails."""


@dataclass(frozen=True, slots=True)
class Order:
    """Ranks and lanes of nodes 0, 1, ….

    Attributes
    ----------
    before
        The predecessors of each node, each once.
    ranks
        From 0; each node's is greater than those of its predecessors.
    lanes
        0 for the main chain, 1, 2, … on one side of it and −1, −2, … on the other. No two nodes
        have both rank and lane in common.
    reach
        Up to which rank a node's lane is free for the lines that leave it.
    """

    before: tuple[tuple[int, ...], ...]
    ranks: tuple[int, ...]
    lanes: tuple[int, ...]
    reach: tuple[int, ...]


def order_of(edges: Sequence[Sequence[int]], row: int | None = None) -> Order:
    """Put nodes into ranks and lanes.

    Parameters
    ----------
    edges
        The predecessors of each node.
    row
        After how many ranks a new row begins: no line runs on in a lane over that.

    Raises
    ------
    LayeredError
        If an edge comes from a node that does not exist, or edges go in a circle.
    """
    before = tuple(tuple(dict.fromkeys(some)) for some in edges)
    after = _reversed(before)
    sequence = _topological(before, after)
    ranks = _ranks(before, after, sequence)
    follower = _followers(before, after, sequence, ranks)
    lanes, reach = _lanes(after, ranks, follower, row or len(before) + 1)
    return Order(before, tuple(ranks), tuple(lanes), tuple(reach))


def _reversed(before: Sequence[Sequence[int]]) -> list[list[int]]:
    after: list[list[int]] = [[] for _ in before]
    for node, some in enumerate(before):
        for other in some:
            if not 0 <= other < len(before):
                raise LayeredError(
                    f"Node {node} follows node {other}, but there are only {len(before)} nodes."
                )
            after[other].append(node)
    return after


def _topological(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> list[int]:
    """Return the nodes so that each comes after its predecessors (Kahn, 1962)."""
    missing = [len(some) for some in before]
    sequence = [node for node, count in enumerate(missing) if not count]
    for node in sequence:  # grows on the way
        for other in after[node]:
            missing[other] -= 1
            if not missing[other]:
                sequence.append(other)
    if len(sequence) < len(before):
        stuck = next(node for node, count in enumerate(missing) if count)
        raise LayeredError(
            f"The edges go in a circle, at or before node {stuck}: ranks need a graph without one."
        )
    return sequence


def _ranks(
    before: Sequence[Sequence[int]], after: Sequence[Sequence[int]], sequence: Sequence[int]
) -> list[int]:
    """Return the length of the longest path to each node; a beginning stands beside its reader."""
    ranks = [0] * len(before)
    for node in sequence:
        ranks[node] = max((ranks[other] + 1 for other in before[node]), default=0)
    for node, some in enumerate(before):
        if not some and after[node]:
            ranks[node] = min(ranks[other] for other in after[node]) - 1
    return ranks


def _followers(
    before: Sequence[Sequence[int]],
    after: Sequence[Sequence[int]],
    sequence: Sequence[int],
    ranks: Sequence[int],
) -> list[int | None]:
    """Return which node goes on in the lane of each: the one with most still to come."""
    depth = [0] * len(before)
    for node in reversed(sequence):
        depth[node] = max((depth[other] + 1 for other in after[node]), default=0)
    heir = [max(some, key=lambda one: (depth[one], -one), default=None) for some in after]
    follower: list[int | None] = [None] * len(before)
    for node, some in enumerate(before):
        near = (
            other for other in some if heir[other] == node and ranks[node] - ranks[other] <= REACH
        )
        best = max(near, key=lambda one: (ranks[one], -one), default=None)
        if best is not None:
            follower[best] = node
    return follower


def _lanes(
    after: Sequence[Sequence[int]],
    ranks: Sequence[int],
    follower: Sequence[int | None],
    row: int,
) -> tuple[list[int], list[int]]:
    heads = set(range(len(ranks))) - {node for node in follower if node is not None}
    chains = []
    for head in heads:
        chain = [head]
        while (node := follower[chain[-1]]) is not None:
            chain.append(node)
        chains.append(chain)
    reach = _reach(after, ranks, follower, row)
    chains.sort(key=lambda chain: (ranks[chain[0]], -len(chain), chain[0]))
    tracks = first_fit((ranks[chain[0]], reach[chain[-1]]) for chain in chains)
    lanes = [0] * len(ranks)
    for chain, track in zip(chains, tracks, strict=True):
        for node in chain:
            lanes[node] = (track + 1) // 2 * (1 if track % 2 else -1)
    return lanes, reach


def _reach(
    after: Sequence[Sequence[int]],
    ranks: Sequence[int],
    follower: Sequence[int | None],
    row: int,
) -> list[int]:
    """Return the last rank before those that a node's lines lead to straight, in its own lane."""
    reach = list(ranks)
    for node, some in enumerate(after):
        last = min(ranks[node] + REACH, (ranks[node] // row + 1) * row - 1)
        goal = follower[node]
        ends = some if goal is None else [goal]
        reach[node] = max(
            (ranks[end] - 1 for end in ends if ranks[end] <= last), default=reach[node]
        )
    return reach


def first_fit(intervals: Iterable[tuple[int, int]]) -> list[int]:
    """Give each interval the lowest track that is free over it.

    Parameters
    ----------
    intervals
        (first, last), both belonging to it, in the order of ``first``.
    """
    tracks: list[int] = []
    free: list[int] = []
    busy: list[tuple[int, int]] = []
    for first, last in intervals:
        while busy and busy[0][0] < first:
            heappush(free, heappop(busy)[1])
        track = heappop(free) if free else len(busy)
        heappush(busy, (last, track))
        tracks.append(track)
    return tracks
