"""The graph of an ONNX file as a figure: a box a node, skip connections in lanes of their own."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

from explorer.engine.layered import Spacing, lay_out
from explorer.widgets.drawing.figure import EMPTY, Figure, Link, Room, Solid

if TYPE_CHECKING:
    from explorer.engine.layered import DrawnNode, LayeredDrawing
    from explorer.engine.onnx_overview import OnnxNode, OnnxOverview

WIDTH, HEIGHT = 84.0, 36.0
MARGIN = 14.0
ASPECT = 3.4
"""Width to height of the room for which rows are made."""
SHORTEST_ROW = 8
_SPACING = Spacing(gap=26.0, lane=12.0, channel=7.0, row=22.0)
_KINDS = {
    "Conv": "conv", "ConvTranspose": "conv", "QLinearConv": "conv", "ConvInteger": "conv",
    "Gemm": "dense", "MatMul": "dense", "QGemm": "dense",
    "MaxPool": "pool", "AveragePool": "pool", "LpPool": "pool",
    "GlobalAveragePool": "global-pool", "GlobalMaxPool": "global-pool",
    "BatchNormalization": "batch-norm", "LayerNormalization": "batch-norm",
    "InstanceNormalization": "batch-norm", "GroupNormalization": "batch-norm",
    "LRN": "local-response-norm", "Dropout": "dropout", "Concat": "concat", "Add": "residual",
    "Sum": "residual", "Flatten": "flatten", "Reshape": "flatten", "Transpose": "flatten",
    "Squeeze": "flatten", "Unsqueeze": "flatten", "Identity": "flatten",
}  # fmt: skip


def onnx_figure(overview: OnnxOverview) -> Figure:
    """Return the drawing of a file; the place of a node is (its index,).

    Nodes that only provide constants and sizes, or hand their input on, are left out.
    """
    shown, edges = overview.drawn()
    if not shown:
        return EMPTY
    drawing = lay_out(edges, [(WIDTH, HEIGHT)] * len(shown), wrap=_row_length(edges),
                      spacing=_SPACING)  # fmt: skip
    solids = tuple(
        _solid(overview.nodes[index], box) for index, box in zip(shown, drawing.nodes, strict=True)
    )
    return Figure(
        drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN, solids, _links(drawing),
        is_network=False,
    )  # fmt: skip


def _row_length(edges: tuple[tuple[int, ...], ...]) -> int | None:
    """Return how many ranks make a row, so that all of them fill the room; None for one row."""
    ranks: list[int] = []
    for before in edges:
        ranks.append(1 + max((ranks[at] for at in before), default=-1))
    count = max(ranks) + 1
    across = len(edges) / count
    high = across * (HEIGHT + _SPACING.lane) + _SPACING.row
    length = ceil(sqrt(count * ASPECT * high / (WIDTH + _SPACING.gap)))
    return None if length >= count or count <= SHORTEST_ROW else length


def _solid(node: OnnxNode, box: DrawnNode) -> Solid:
    left, top = box.x - box.width / 2 + MARGIN, box.y - box.height / 2 + MARGIN
    return Solid(
        (node.index,), _KINDS.get(node.op, "activation"), "box", left, top, box.width, box.height,
        titles=(node.title, node.op), shapes=_shapes(node), note=_note(node),
        label=Room(left, top, box.width, box.height), lines=0,
    )  # fmt: skip


def _shapes(node: OnnxNode) -> tuple[str, ...]:
    """Return the output's shape as the course writes it: (N, C, H, W) as H×W×C."""
    if not node.output:
        return ()
    sides = ["?" if side is None else str(side) for side in node.output]
    if len(sides) == 4:
        _, channels, height, width = sides
        squared = (f"{height}²×{channels}",) if height == width else ()
        return (f"{height}×{width}×{channels}", *squared, channels)
    return ("×".join(sides[1:] or sides), sides[-1])


def _note(node: OnnxNode) -> str:
    parts = [node.name] if node.name else []
    if node.params:
        parts.append(f"{node.params:,} parameters")
    if node.macs:
        parts.append(f"{node.macs:,} MACs")
    return " · ".join(parts)


def _links(drawing: LayeredDrawing) -> tuple[Link, ...]:
    return tuple(
        Link(tuple((x + MARGIN, y + MARGIN) for x, y in line.points),
             "skip" if _is_skip(drawing, line.start, line.end, line.is_detour) else "flow")
        for line in drawing.lines
    )  # fmt: skip


def _is_skip(drawing: LayeredDrawing, start: int, end: int, is_detour: bool) -> bool:
    """Whether a line goes round others; one that only turns to the next row does not."""
    return is_detour and drawing.nodes[end].rank - drawing.nodes[start].rank > 1
