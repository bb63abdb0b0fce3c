"""The table of all layers of all forms."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.cost_table import inception_rows
from explorer.engine.bottleneck.derivation import UNITS
from explorer.panels.bottleneck.counts import TIPS
from explorer.widgets.numbers import big_text, bytes_text, format_number
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.bottleneck.cost_table import CostRow
    from explorer.engine.bottleneck.inception_costs import InceptionComparison
    from explorer.panels.bottleneck.state import Counts

NOTHING = "–"
Cells = tuple[TableCell, ...]


def columns(counts: Counts) -> tuple[TableColumn, ...]:
    """Return the headings, in the unit of cost that is chosen."""
    return (
        TableColumn("layer", is_words=True),
        TableColumn("output", "Height × width × channels"),
        TableColumn("weights", "f × f × channels in × filters"),
        TableColumn("parameters", "Weights and biases"),
        TableColumn(UNITS[counts], TIPS[counts]),
        TableColumn("activations", "Numbers that are written"),
        TableColumn("traffic", "Bytes: input, parameters and output, once each, in float32"),
        TableColumn("FLOPs/byte", "Arithmetic intensity"),
    )


def cells(comparison: InceptionComparison, counts: Counts) -> list[Cells]:
    """Return each form's layers and total under a line with its name."""
    rows: list[Cells] = []
    width = len(columns(counts))
    for variant, layers in groupby(inception_rows(comparison), lambda row: row.variant):
        heading = TableCell(variant, variant, "accent", spans=True)
        rows.append((heading, *(TableCell("") for _ in range(width - 1))))
        rows += [_cells(one, counts) for one in layers]
    return rows


def _cells(row: CostRow, counts: Counts) -> Cells:
    cost = row.flops if counts == "flops" else row.macs
    tone = "text" if row.is_total else "muted"
    return (
        TableCell(row.layer, row.layer, tone, indent=1),
        TableCell(row.output.text, row.output.size, tone),
        TableCell("×".join(map(str, row.weights)) or NOTHING, None, tone),
        _count(row.params, tone),
        _count(cost, tone),
        _count(row.activations, tone),
        TableCell(bytes_text(row.traffic), row.traffic, tone, f"{row.traffic:,} bytes"),
        TableCell(format_number(row.intensity, 2) if cost else NOTHING, row.intensity, tone),
    )


def _count(value: int, tone: str) -> TableCell:
    return TableCell(big_text(value) if value else NOTHING, value, tone)
