"""The table of all layers as cells; built in the worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.network.counts import table
from explorer.engine.network.report import FLOPS_PER_MAC
from explorer.panels.layers.marks import differing_text, mark_of
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.network import LayerError, Network, Place, Report
    from explorer.engine.network.built.check import CheckReport

SHOWN = (
    "layer", "output", "weights", "biases", "params", "macs", "field", "activations", "stride",
    "sharing", "sparsity",
)  # fmt: skip
"""The columns from left to right, the most asked for first. A file has the place besides: here
the order and the indent say it."""
NOT_REACHED = "not reached"
INDENTED = "layer"
SHORT = {
    "field": "field r",
    "stride": "stride j",
    "sharing": "by sharing",
    "sparsity": "by sparsity",
}
"""Headings that would be wider than what stands below them."""

Cells = tuple[TableCell, ...]


def table_columns(*, flops: bool) -> tuple[TableColumn, ...]:
    """Return the headings, in the unit of cost that is chosen."""
    return tuple(
        TableColumn("FLOPs" if flops and column.key == "macs"
                    else SHORT.get(column.key, column.title),
                    column.tip, not column.is_number)
        for _, column in _shown()
    )  # fmt: skip


def table_cells(
    network: Network, report: Report, *, flops: bool
) -> tuple[list[Place], list[Cells]]:
    """Return the places of the rows and their cells; layers that do not fit come last."""
    shown = [(index, column.key) for index, column in _shown()]
    places, cells = [], []
    for row in table.rows(report):
        places.append(row.report.place)
        cells.append(tuple(_cell(row, index, key, flops=flops) for index, key in shown))
    for index in range(len(report.layers), len(network.layers)):
        places.append((index,))
        cells.append(_unreached(network, index, report.problem, len(shown)))
    return places, cells


def checked_cells(
    places: list[Place], cells: list[Cells], check: CheckReport | None, *, flops: bool
) -> list[Cells]:
    """Return the cells with what differs from the built module in red, both values in it."""
    differences = () if check is None else check.differences
    rows = {place: row for row, place in enumerate(places)}
    marked = list(cells)
    for one in differences:
        if one.place in rows and one.quantity in SHOWN:
            row, column = rows[one.place], SHOWN.index(one.quantity)
            factor = FLOPS_PER_MAC if flops and one.quantity == "macs" else 1
            found = replace(
                marked[row][column], text=differing_text(one, factor), tone="bad",
                tip=mark_of(one)[2],
            )  # fmt: skip
            marked[row] = (*marked[row][:column], found, *marked[row][column + 1 :])
    return marked


def _shown() -> list[tuple[int, table.Column]]:
    """Return the columns in the order of the screen, each with its index in a row."""
    found = {column.key: (index, column) for index, column in enumerate(table.columns())}
    return [found[key] for key in SHOWN]


def _cell(row: table.Row, index: int, key: str, *, flops: bool) -> TableCell:
    value, text = row.values[index], row.texts[index]
    if key == "macs" and flops:
        value = row.report.flops
        text = table.text_of(value)
    if value in (0, ()):
        text = table.NOTHING
    is_block = bool(row.report.layer.branches)
    return TableCell(
        text,
        _sortable(value),
        "muted"
        if text == table.NOTHING or (is_block and key not in (INDENTED, "output"))
        else "text",
        indent=row.report.depth if key == INDENTED else 0,
    )


def _sortable(value: table.Value) -> object:
    """Return what sorts as the eye expects: volumes by their size."""
    if isinstance(value, tuple):
        product = 1
        for side in value:
            product *= side
        return product if value else None
    return value


def _unreached(network: Network, index: int, problem: LayerError | None, count: int) -> Cells:
    from explorer.engine.network import title

    layer = network.layers[index]
    is_broken = problem is not None and problem.place[:1] == (index,)
    said = str(problem) if is_broken else NOT_REACHED
    tone = "bad" if is_broken else "muted"
    name = TableCell(layer.name or title(layer), layer.name or title(layer), tone)
    blank = [TableCell("") for _ in range(count - 2)]
    return (name, TableCell(said if not is_broken else "does not fit", None, tone, said), *blank)
