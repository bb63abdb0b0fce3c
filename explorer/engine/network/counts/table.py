"""The table of all layers as data: raw values to sort by, and texts to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network.counts.savings import savings
from explorer.engine.network.shape import Shape

if TYPE_CHECKING:
    from explorer.engine.network.errors import Place
    from explorer.engine.network.report import LayerReport, Report

Value = str | int | float | tuple[int, ...] | None
NOTHING = "–"
MOST_DECIMALS = 1000
"""From so many times on, a factor is shown without decimals."""
INSIDE = " › "
"""Between the numbers of a place; a point or a stroke would be read as a date by spreadsheets."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading, a sentence, and whether it holds numbers."""

    key: str
    title: str
    tip: str
    is_number: bool = True


COLUMNS = (
    Column("place", "place", "Which layer, counted from 1; in a block: block › branch › layer.",
           is_number=False),
    Column("layer", "layer", "The layer's name, or what it is.", is_number=False),
    Column("output", "output", "Height × width × channels."),
    Column("weights", "weights", "Their shape: (f, f, c_prev, c) of a convolution."),
    Column("biases", "biases", "Their shape: (1, 1, 1, c) of a convolution."),
    Column("params", "parameters", "Trained numbers; of a block, all in it."),
    Column("macs", "MACs", "Multiplications of convolutions and dense layers, without biases."),
    Column("activations", "activations", "Numbers that are written; of a block, all in it."),
    Column("field", "receptive field", "Pixels of the input that one output cell depends on."),
    Column("stride", "effective stride", "Pixels of the input between neighbouring cells."),
    Column("sharing", "saved by sharing",
           "How many times fewer weights, because all places use the same."),
    Column("sparsity", "saved by sparse connections",
           "How many times fewer weights, because an output sees one window."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A layer; ``values`` and ``texts`` have the order of the columns."""

    report: LayerReport
    values: tuple[Value, ...]
    texts: tuple[str, ...]


def columns() -> tuple[Column, ...]:
    """Return the columns in their order."""
    return COLUMNS


def rows(report: Report) -> tuple[Row, ...]:
    """Return a row for each layer, those in a block after it.

    A block's parameters, MACs and activations are those of its layers, so a sum over all rows
    would have them twice; `totals` has the right ones.
    """
    return tuple(_row(one) for one in report.walk())


def totals(report: Report) -> dict[str, int]:
    """Return what a row of totals has, by the columns' keys; side heads are left out."""
    return {
        "params": report.params,
        "macs": report.macs,
        "activations": report.activations,
    }


def place_text(place: Place) -> str:
    """Return a place as people count: 6 › 1 › 3 is layer 3 of the first branch of block 6."""
    return INSIDE.join(str(index + 1) for index in place)


def _row(one: LayerReport) -> Row:
    saved = savings(one)
    values: tuple[Value, ...] = (
        one.place, one.title, one.output, one.weights, one.biases,
        one.params, one.macs, one.activations, one.receptive_field, one.effective_stride,
        None if saved is None else saved.by_sharing,
        None if saved is None else saved.by_sparsity,
    )  # fmt: skip
    texts = (place_text(one.place), *(text_of(value) for value in values[1:]))
    return Row(one, values, texts)


def text_of(value: Value) -> str:
    """Return a value as it is shown: 1,516, 28×28×6, 784×, or a dash where there is none."""
    if value is None or value == ():
        return NOTHING
    if isinstance(value, str):
        return value
    if isinstance(value, Shape):
        return value.text
    if isinstance(value, tuple):
        return "×".join(map(str, value))
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}×" if value >= MOST_DECIMALS else f"{value:,.4g}×"
