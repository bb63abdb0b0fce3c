"""The operations of an ONNX file as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.onnx_overview import OnnxNode, OnnxOverview

COLUMNS = (
    TableColumn("operation", "And which of its kind it is", is_words=True),
    TableColumn("name in the file", "Often a module path", is_words=True, stretches=True),
    TableColumn("output", "In the file's own order, mostly N × C × H × W"),
    TableColumn("weights", "Shapes of the stored tensors"),
    TableColumn("parameters", "Each stored tensor counts once, where it is read first"),
    TableColumn("MACs", "Multiplications of convolutions and dense layers"),
)
UNKNOWN = "?"

Row = tuple[TableCell, ...]


def onnx_cells(overview: OnnxOverview) -> list[Row]:
    """Return a row for each operation that the drawing shows, in the file's order."""
    return [_row(overview.nodes[index]) for index in overview.drawn()[0]]


def notes_of(overview: OnnxOverview) -> str:
    """Return what is special about this file's counts, and what is not shown."""
    hidden = len(overview.nodes) - len(overview.drawn()[0])
    plural = "node that only holds" if hidden == 1 else "nodes that only hold"
    words = f"{hidden:,} {plural} constants and sizes, or hand input on: not shown."
    return " ".join((*overview.notes, words) if hidden else overview.notes)


def onnx_csv(overview: OnnxOverview) -> list[list[str]]:
    """Return the same as texts, with a heading."""
    head = [column.title for column in COLUMNS]
    return [head, *([cell.text for cell in row] for row in onnx_cells(overview))]


def summary_of(overview: OnnxOverview) -> str:
    """Return a line about the file: its name, who wrote it, what goes in and what comes out."""
    inputs = ", ".join(f"{one.name} {_sides(one.shape)}" for one in overview.inputs)
    outputs = ", ".join(f"{one.name} {_sides(one.shape)}" for one in overview.outputs)
    written = f" · written by {overview.producer}" if overview.producer else ""
    opset = "" if overview.opset is None else f" · opset {overview.opset}"
    return f"{overview.name}{written}{opset} · {inputs} → {outputs}"


def _row(node: OnnxNode) -> Row:
    macs = UNKNOWN if node.macs is None else _count(node.macs)
    weights = ", ".join("×".join(map(str, shape)) for shape in node.weights)
    return (
        TableCell(node.title, node.index),
        TableCell(node.name, node.name, "muted"),
        TableCell(_shape(node), None if node.output is None else str(node.output)),
        TableCell(weights or "–", weights or None),
        TableCell(_count(node.params), node.params),
        TableCell(macs, node.macs),
    )


def _shape(node: OnnxNode) -> str:
    return _sides(node.output)


def _sides(sides: Sequence[int | str | None] | None) -> str:
    if sides is None:
        return UNKNOWN
    return "×".join(UNKNOWN if side is None else str(side) for side in sides) or "a number"


def _count(count: int) -> str:
    return f"{count:,}" if count else "–"
