"""A network as nodes and edges for the languages of flowcharts, repeated blocks drawn once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from explorer.engine.network.buffers import INPUT
from explorer.engine.network.layers import Concat, Inception, Layer, Residual, SideHead
from explorer.engine.network.text.source_repeats import Run, runs
from explorer.engine.network.text.source_text import one_line
from explorer.engine.network.titles import ACTIVATION_TITLES, title

if TYPE_CHECKING:
    from collections.abc import Hashable

    from explorer.engine.network.network import Network
    from explorer.engine.network.report import LayerReport

EdgeKind = Literal["flow", "skip", "side"]
_FEWEST_SAVED = 4
"""Nodes, for a repeated group of plain layers to be drawn once."""


@dataclass(frozen=True, slots=True)
class Node:
    """A layer; ``lines`` are its name, what it is, and the shape that it returns."""

    key: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A volume that goes from one node to another; ``skip`` passes layers by."""

    start: str
    end: str
    kind: EdgeKind = "flow"


@dataclass(slots=True)
class Group:
    """Nodes that belong together: a block, or layers that repeat."""

    key: str
    title: str
    parts: list[Node | Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All nodes, in their groups, and all edges."""

    root: Group
    edges: tuple[Edge, ...]


def drawn(network: Network) -> Drawing:
    """Return a network as nodes and edges.

    Raises
    ------
    LayerError
        A layer does not fit; see `Network.report`.
    """
    report = network.report()
    pen = _Pen()
    root = Group("g0", one_line(network.name))
    name = (root.title,) if root.title else ()
    start = pen.node(root, (*name, "input", network.input.text))
    pen.chain(report.layers, start, root)
    return Drawing(root, tuple(pen.edges))


class _Pen:
    """Draws chains and blocks, and numbers what it draws."""

    def __init__(self) -> None:
        self.edges: list[Edge] = []
        self._nodes = 0
        self._groups = 0

    def node(self, group: Group, lines: tuple[str, ...]) -> str:
        key = f"n{self._nodes}"
        self._nodes += 1
        group.parts.append(Node(key, lines))
        return key

    def _group(self, outer: Group, heading: str) -> Group:
        self._groups += 1
        inner = Group(f"g{self._groups}", heading)
        outer.parts.append(inner)
        return inner

    def chain(
        self,
        reports: tuple[LayerReport, ...],
        start: str,
        group: Group,
        kind: EdgeKind = "flow",
    ) -> tuple[str, EdgeKind]:
        """Draw layers; return the last node, and of which kind the edge from there is."""
        known = {INPUT: start}
        keeps = {name for one in reports for name in getattr(one.layer, "sources", ())}
        keys = [_key(one) for one in reports]
        for run in runs(keys, lambda run: _is_worth(run, reports, keeps)):
            inner = group
            if run.times > 1 and run.period > 1:
                inner = self._group(group, f"×{run.times}")
            for one in reports[run.start : run.start + run.period]:
                count = run.times if run.period == 1 else 1
                is_drawn_once = run.times > 1
                end = self._layer(one, start, inner, kind, known, (count, is_drawn_once))
                kind = "flow" if end != start else kind
                start = end
                known[one.layer.name] = start
        return start, kind

    def _layer(
        self,
        one: LayerReport,
        start: str,
        group: Group,
        kind: EdgeKind,
        known: dict[str, str],
        repeated: tuple[int, bool],
    ) -> str:
        count, is_drawn_once = repeated
        heading = _heading(one.layer, count, is_drawn_once)
        if isinstance(one.layer, Residual | Inception | SideHead):
            inner = self._group(group, ", ".join(heading))
            if isinstance(one.layer, SideHead):
                self.chain(one.branch(0), start, inner, "side")
                return start
            return self._joined(one, one.layer, start, inner, kind)
        key = self.node(group, (*heading, one.output.text))
        self.edges.append(Edge(start, key, kind))
        if isinstance(one.layer, Concat):
            self.edges += [Edge(known[source], key, "skip") for source in one.layer.sources]
        return key

    def _joined(
        self,
        one: LayerReport,
        layer: Residual | Inception,
        start: str,
        group: Group,
        kind: EdgeKind,
    ) -> str:
        """Draw the branches of a block and the node in which they meet."""
        is_sum = isinstance(layer, Residual)
        ends = []
        for index in range(len(layer.branches)):
            first: EdgeKind = "skip" if is_sum and index == 1 else kind
            end, last = self.chain(one.branch(index), start, group, first)
            ends.append((end, "skip" if first == "skip" else last))
        meeting = _sum_title(layer) if isinstance(layer, Residual) else "stack"
        key = self.node(group, (meeting, one.output.text))
        self.edges += [Edge(end, key, _kind(last)) for end, last in ends]
        return key


def _kind(kind: str) -> EdgeKind:
    return "skip" if kind == "skip" else "side" if kind == "side" else "flow"


def _sum_title(layer: Residual) -> str:
    return "add" if layer.after == "none" else f"add, then {ACTIVATION_TITLES[layer.after]}"


def _heading(layer: Layer, count: int, is_drawn_once: bool) -> tuple[str, ...]:
    """Return the name and the title; what stands for several layers has the name of none."""
    name = "" if is_drawn_once else one_line(layer.name)
    words = one_line(title(layer)) + (f" ×{count}" if count > 1 else "")
    return (name, words) if name and name != words else (words,)


def _is_worth(run: Run, reports: tuple[LayerReport, ...], keeps: set[str]) -> bool:
    """Return whether a run is drawn once: nothing in it may be stacked on something else."""
    layers = [one.layer for one in reports[run.start : run.start + run.period * run.times]]
    if any(layer.name in keeps or isinstance(layer, Concat) for layer in layers):
        return False
    return run.saved >= _FEWEST_SAVED or (run.period == 1 and bool(layers[0].branches))


def _key(one: LayerReport) -> Hashable:
    return (_nameless(one.layer), one.input, one.output)


def _nameless(layer: Layer) -> Layer:
    """Return a layer without names, except where a concatenation asks for them."""
    if any(isinstance(inner, Concat) for branch in layer.branches for inner in branch):
        return replace(layer, name="")
    if layer.branches:
        branches = tuple(tuple(map(_nameless, branch)) for branch in layer.branches)
        layer = layer.with_branches(branches)
    return replace(layer, name="")
