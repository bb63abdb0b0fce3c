"""Two networks held side by side, as pairs of totals and rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.layers.pair_bars import LEFT, RIGHT, Pair
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport
    from explorer.engine.network.counts.compare import Comparison, Row, Total

TONES = {"equal": "muted", "changed": "text", "left": LEFT, "right": RIGHT}
WORDS = {"equal": "", "left": "only in {left}", "right": "only in {right}"}
LARGE = 999.5
"""A factor from here on is said without a decimal point."""

Cells = tuple[TableCell, ...]


def columns(left: str, right: str) -> tuple[TableColumn, ...]:
    """Return the headings for two networks of these names."""
    return (
        TableColumn(left, is_words=True),
        TableColumn("output"),
        TableColumn("parameters"),
        TableColumn("MACs"),
        TableColumn(right, is_words=True),
        TableColumn("output"),
        TableColumn("parameters"),
        TableColumn("MACs"),
        TableColumn("differs in", is_words=True),
    )


def pairs_of(comparison: Comparison, left: str, right: str) -> list[Pair]:
    """Return the totals that one of the two networks, of these names, has at all."""
    return [_pair(total, left, right) for total in comparison.totals if total.left or total.right]


def cells_of(comparison: Comparison, left: str, right: str) -> list[Cells]:
    """Return a row for each pair of layers of two networks of these names."""
    return [_cells(row, left, right) for row in comparison.rows]


def factor_text(factor: float) -> str:
    """Return how many times as many: 1.6 times, 988 times, 1,739 times."""
    return f"{factor:,.0f} times" if factor >= LARGE else f"{factor:.3g} times"


def _pair(total: Total, left: str, right: str) -> Pair:
    if total.left == total.right:
        return Pair(total.label, total.left, total.right, "equal")
    more = f"in {right if total.right > total.left else left}"
    if not total.ratio:
        return Pair(total.label, total.left, total.right, "all of them", more)
    factor = max(total.ratio, 1 / total.ratio)
    return Pair(total.label, total.left, total.right, f"{factor_text(factor)} as many", more)


def _cells(row: Row, left: str, right: str) -> Cells:
    tone = TONES[row.relation]
    said = WORDS.get(row.relation, ", ".join(row.differences)).format(left=left, right=right)
    return (
        *_side(row.left, row.depth, tone),
        *_side(row.right, row.depth, tone),
        TableCell(said, said, tone),
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
