"""Where a network's parameters, MACs, activations and memory are, as columns of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network.counts.memory import layer_memory, training_memory
from explorer.engine.network.counts.trunk import trunk
from explorer.widgets.numbers import big_text, bytes_text

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport, Place, Report
    from explorer.panels.layers.state import ViewState

NO_COLUMN = frozenset({"flatten", "dropout"})
"""They compute nothing and hold nothing: three bars of 0 would only take room."""
FEW = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A layer: one bar in each strip."""

    place: Place
    title: str
    kind: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of bars: what they count, the network's total, and the largest of them."""

    title: str
    total: int
    largest: int
    is_bytes: bool = False

    def text(self, count: int) -> str:
        """Return a count in the strip's unit."""
        return bytes_text(count) if self.is_bytes else big_text(count)


@dataclass(frozen=True, slots=True)
class Shares:
    """Columns and strips; a column's values are in the order of the strips."""

    columns: tuple[Column, ...]
    strips: tuple[Strip, ...]

    def share(self, column: int, strip: int) -> float:
        """Return a bar's share of its strip's total, 0 to 1."""
        total = self.strips[strip].total
        return self.columns[column].values[strip] / total if total else 0.0


def shares_of(report: Report, view: ViewState) -> Shares:
    """Return the chart of a report: in the unit of cost, the batch and the optimiser chosen."""
    flops = view.counts == "flops"
    columns = tuple(_column(one, view) for one in _shown(report))
    totals = {
        "parameters": report.params,
        "FLOPs" if flops else "MACs": report.flops if flops else report.macs,
        "activations": report.activations,
        "training memory": training_memory(report, view.batch, view.optimiser).total,
    }
    largest = [max(values) for values in zip(*(one.values for one in columns), strict=True)]
    strips = tuple(
        Strip(title, total, largest[index] if largest else 0, title == "training memory")
        for index, (title, total) in enumerate(totals.items())
    )
    return Shares(columns, strips)


def _shown(report: Report) -> list[LayerReport]:
    """Return the top-level layers; of a network that is hardly more than a block, those inside."""
    shown = [one for one in report.layers if _is_shown(one)]
    if len(shown) > FEW:
        return shown
    inside = trunk(report.layers)
    return [one for one in inside if _is_shown(one) and not one.layer.branches]


def _is_shown(one: LayerReport) -> bool:
    return one.layer.kind not in NO_COLUMN and one.layer.kind != "side-head"


def _column(one: LayerReport, view: ViewState) -> Column:
    cost = one.flops if view.counts == "flops" else one.macs
    memory = layer_memory(one, view.batch, view.optimiser)
    values = (one.params, cost, one.activations, memory)
    return Column(one.place, one.title, one.layer.kind, values)
