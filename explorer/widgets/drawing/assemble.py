"""Builds the parts of a drawing from a network's outline, and puts them into rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network import Concat
from explorer.engine.network.buffers import INPUT as INPUT_NAME
from explorer.widgets.drawing.blocks import (
    InceptionBlock,
    Repeat,
    ResidualBlock,
    SideBlock,
)
from explorer.widgets.drawing.chain import Arc, Chain
from explorer.widgets.drawing.figure import Figure, Fold
from explorer.widgets.drawing.folding import folded
from explorer.widgets.drawing.outline import outline
from explorer.widgets.drawing.pieces import ALONE, Badge, Cluster, Sheet
from explorer.widgets.drawing.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.engine.network import Network, Place, Report
    from explorer.widgets.drawing.folding import Run
    from explorer.widgets.drawing.outline import Node
    from explorer.widgets.drawing.pieces import Piece, Style

MARGIN = 12.0


def drawn(
    network: Network,
    report: Report,
    style: Style,
    *,
    collapse: bool,
    expanded: frozenset[Place],
    legend: str,
    eagerness: float,
) -> Figure:
    """Return the drawing of a network in a style.

    Parameters
    ----------
    eagerness
        How many times larger the drawing has to get by breaking it into rows.
    """
    assembler = _Assembler(style, collapse, expanded)
    return finished(assembler.rows(outline(network, report)), legend, eagerness)


def finished(rows: Rows, legend: str, eagerness: float) -> Figure:
    """Put rows on a sheet."""
    sheet = Sheet()
    width, height = rows.put(sheet, MARGIN, eagerness)
    return Figure(
        width, height, tuple(sheet.solids), tuple(sheet.links), tuple(sheet.frames),
        tuple(sheet.marks), tuple(sheet.slots), tuple(sheet.folds), legend,
    )  # fmt: skip


class _Assembler:
    """Makes parts of nodes."""

    def __init__(self, style: Style, collapse: bool, expanded: frozenset[Place]) -> None:
        self._style = style
        self._collapse = collapse
        self._expanded = expanded

    def rows(self, nodes: Sequence[Node]) -> Rows:
        parts, folds = self._parts(nodes, compact=False)
        return Rows(parts, self._style, _arcs(nodes, parts), folds)

    def _chain(self, nodes: Sequence[Node], place: Place) -> Chain:
        parts, folds = self._parts(nodes, compact=True)
        return Chain(parts, self._style, place, arcs=_arcs(nodes, parts), folds=folds)

    def _parts(self, nodes: Sequence[Node], compact: bool) -> tuple[list[Piece], list[Fold]]:
        runs = folded(tuple(nodes), collapse=self._collapse, expanded=self._expanded)
        parts: list[Piece] = []
        loose: list[Node] = []
        for run in runs:
            if run.count == 1:
                loose += run.nodes
                continue
            parts += self._clusters(loose, compact)
            loose = []
            parts += self._repeated(run, compact)
        parts += self._clusters(loose, compact)
        folds = [Fold(run.nodes[0].place, run.period, run.count)
                 for run in runs if run.count > 1 and not run.is_open]  # fmt: skip
        return parts, folds

    def _repeated(self, run: Run, compact: bool) -> list[Piece]:
        badge = Badge(run.count, run.nodes[0].place, run.is_open)
        parts = self._clusters(run.nodes, compact, badge)
        if run.is_open or len(parts) == 1:
            return parts
        inside = self._clusters(run.nodes, compact)
        return [Repeat(Chain(inside, self._style, run.nodes[0].place[:-1]), badge)]

    def _clusters(self, nodes: Sequence[Node], compact: bool, badge: Badge = ALONE) -> list[Piece]:
        """Return parts for nodes in a row; the badge is on the first."""
        parts: list[Piece] = []
        for group in _grouped(nodes):
            node, mine = group[0], badge if not parts else ALONE
            if node.lanes:
                parts.append(self._block(node, compact, mine))
            else:
                parts.append(Cluster(tuple(group), self._style, compact, mine))
        return parts

    def _block(self, node: Node, compact: bool, badge: Badge) -> Piece:
        lanes = [self._chain(lane, (*node.place, at)) for at, lane in enumerate(node.lanes)]
        lines = self._style.frame_lines(compact)
        least = self._style.pitch(compact)
        if node.kind == "residual":
            return ResidualBlock(node, lanes[0], lanes[1], lines, least, badge)
        if node.kind == "side-head":
            return SideBlock(node, lanes[0], lines, least, badge)
        return InceptionBlock(node, lanes, lines, least, badge)


def _grouped(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield each volume with the plates after it, and each block."""
    group: list[Node] = []
    for node in nodes:
        joins = node.is_plate and group and not group[0].lanes
        if not joins and group:
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def _arcs(nodes: Sequence[Node], parts: Sequence[Piece]) -> list[Arc]:
    """Return which parts' outputs are stacked on later ones."""
    part_of = _part_of(nodes, parts)
    named = {node.layer.name: at for at, node in enumerate(nodes)
             if node.layer is not None and node.layer.name}  # fmt: skip
    arcs = []
    for at, node in enumerate(nodes):
        for source in node.layer.sources if isinstance(node.layer, Concat) else ():
            start = part_of[named[source]] if source in named else -1
            if (source in named or source == INPUT_NAME) and start < part_of[at]:
                arcs.append(Arc(max(start, 0) if nodes[0].layer is None else start, part_of[at]))
    return arcs


def _part_of(nodes: Sequence[Node], parts: Sequence[Piece]) -> list[int]:
    """Return for each node the part in which it is drawn."""
    has_input = bool(nodes) and nodes[0].layer is None
    part_of = [0] if has_input else []
    for at, part in enumerate(parts):
        part_of += [at] * part.span
    return part_of
