"""Where a network's parameters, MACs and activations are, as columns of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport, Place, Report
    from explorer.panels.layers.state import ViewState

NO_COLUMN = frozenset({"flatten", "dropout"})
"""They compute nothing and hold nothing: three bars of 0 would only take room."""


@dataclass(frozen=True, slots=True)
class Column:
    """A top-level layer: one bar in each strip."""

    place: Place
    title: str
    kind: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of bars: what they count, and their sum."""

    title: str
    total: int
    largest: int


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
    """Return the chart of a report, in the unit of cost that is chosen."""
    flops = view.counts == "flops"
    columns = tuple(_column(one, flops=flops) for one in report.layers if _is_shown(one))
    titles = ("parameters", "FLOPs" if flops else "MACs", "activations")
    strips = tuple(
        Strip(
            title,
            sum(column.values[index] for column in columns),
            max((column.values[index] for column in columns), default=0),
        )
        for index, title in enumerate(titles)
    )
    return Shares(columns, strips)


def _is_shown(one: LayerReport) -> bool:
    return one.layer.kind not in NO_COLUMN and one.layer.kind != "side-head"


def _column(one: LayerReport, *, flops: bool) -> Column:
    cost = one.flops if flops else one.macs
    return Column(one.place, one.title, one.layer.kind, (one.params, cost, one.activations))
