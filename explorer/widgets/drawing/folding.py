"""Equal layers in a row, which are drawn once with ×N.

A group folds if its layers are equal, names aside, and its output has the shape of its input: then
every copy has the same shapes. The first block of a ResNet stage, which projects, stays apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.engine.network import Concat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.network import Layer, Place
    from explorer.widgets.drawing.outline import Node

LONGEST_PERIOD = 8
_NEVER = frozenset({"concat", "side-head"})


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Layers that are drawn once for ``count`` copies in a row, or one that stands alone.

    ``is_open``: all copies are in ``nodes``, as the user wants to see them.
    """

    nodes: tuple[Node, ...]
    count: int = 1
    is_open: bool = False

    @property
    def period(self) -> int:
        """How many layers are repeated."""
        return len(self.nodes) // self.count if self.is_open else len(self.nodes)


def folded(
    nodes: tuple[Node, ...], *, collapse: bool, expanded: frozenset[Place]
) -> tuple[Run, ...]:
    """Return the runs of a sequence; without ``collapse``, each node for itself."""
    if not collapse:
        return tuple(Run((node,)) for node in nodes)
    stacked = _stacked_names(nodes)
    keys = [_key(node, stacked) for node in nodes]
    runs: list[Run] = []
    at = 0
    while at < len(nodes):
        period, count = _repetition(nodes, keys, at)
        if count == 1:
            runs.append(Run((nodes[at],)))
        elif nodes[at].place in expanded:
            runs.append(Run(nodes[at : at + period * count], count, is_open=True))
        else:
            runs.append(Run(nodes[at : at + period], count))
        at += period * count
    return tuple(runs)


def nameless(layer: Layer) -> Layer:
    """Return a layer, and those in it, without the names that users gave."""
    branches = layer.branches
    plain = tuple(tuple(nameless(inner) for inner in branch) for branch in branches)
    if plain != branches:
        layer = layer.with_branches(plain)
    return replace(layer, name="") if layer.name else layer


def _stacked_names(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the names that concatenations of a sequence ask for: a line leads to each."""
    return frozenset(
        name for node in nodes if isinstance(node.layer, Concat) for name in node.layer.sources
    )


def _key(node: Node, stacked: frozenset[str]) -> Layer | None:
    """Return what has to be equal in a repetition; None for a layer that is drawn itself."""
    layer = node.layer
    if layer is None or node.report is None or layer.name in stacked:
        return None
    return None if layer.kind in _NEVER else nameless(layer)


def _repetition(nodes: Sequence[Node], keys: Sequence[Layer | None], at: int) -> tuple[int, int]:
    """Return (period, count) of the longest repetition from a node on; (1, 1) for none."""
    best = (1, 1)
    if keys[at] is None or nodes[at].is_plate:
        return best
    for period in range(1, min(LONGEST_PERIOD, (len(nodes) - at) // 2) + 1):
        if keys[at] != keys[at + period]:
            continue
        count = _count(nodes, keys, at, period)
        if count > 1 and period * count > best[0] * best[1]:
            best = (period, count)
    return best


def _count(nodes: Sequence[Node], keys: Sequence[Layer | None], at: int, period: int) -> int:
    first = nodes[at : at + period]
    if not _closes(first):
        return 1
    count, start = 1, at + period
    while start + period <= len(nodes) and all(
        keys[at + step] is not None and keys[start + step] == keys[at + step]
        for step in range(period)
    ):
        count, start = count + 1, start + period
    return count


def _closes(nodes: Sequence[Node]) -> bool:
    """Whether a group returns the shape that it is given."""
    before, after = nodes[0].report, nodes[-1].report
    return before is not None and after is not None and before.input == after.output
