"""Two networks held side by side, as pairs of totals and rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.layers.pair_bars import Pair
from explorer.widgets.data_table import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport
    from explorer.engine.network.counts.compare import Comparison, Row, Total

TONES = {"equal": "muted", "changed": "text", "left": "accent", "right": "warm"}
WORDS = {"equal": "", "left": "only left", "right": "only right"}

Cells = tuple[TableCell, ...]


def columns(left: str, right: str) -> tuple[TableColumn, ...]:
    """Return the headings for two networks of these names."""
    return (
        TableColumn(left, is_words=True, stretches=True),
        TableColumn("output"),
        TableColumn("parameters"),
        TableColumn("MACs"),
        TableColumn(right, is_words=True, stretches=True),
        TableColumn("output"),
        TableColumn("parameters"),
        TableColumn("MACs"),
        TableColumn("differs in", is_words=True),
    )


def pairs_of(comparison: Comparison) -> list[Pair]:
    """Return the totals that one of the two networks has at all."""
    return [_pair(total) for total in comparison.totals if total.left or total.right]


def cells_of(comparison: Comparison) -> list[Cells]:
    """Return a row for each pair of layers."""
    return [_cells(row) for row in comparison.rows]


def _pair(total: Total) -> Pair:
    if total.left == total.right:
        ratio = "equal"
    elif total.ratio:
        is_more = total.ratio > 1
        factor = total.ratio if is_more else 1 / total.ratio
        ratio = f"{factor:.3g}× {'at the right' if is_more else 'at the left'}"
    else:
        ratio = "–"
    return Pair(total.label, total.left, total.right, ratio)


def _cells(row: Row) -> Cells:
    tone = TONES[row.relation]
    said = WORDS.get(row.relation, ", ".join(row.differences))
    return (
        *_side(row.left, row.depth, tone),
        *_side(row.right, row.depth, tone),
        TableCell(said, said, "warm" if row.relation == "changed" else tone),
    )


def _side(one: LayerReport | None, depth: int, tone: str) -> Cells:
    if one is None:
        return (TableCell("", tone=tone), TableCell(""), TableCell(""), TableCell(""))
    return (
        TableCell(one.title, one.title, tone, indent=depth),
        TableCell(one.output.text, one.output.size, tone),
        TableCell(f"{one.params:,}" if one.params else "–", one.params, tone),
        TableCell(f"{one.macs:,}" if one.macs else "–", one.macs, tone),
    )
