"""The costs as a table: a row for each layer and each total, and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.bottleneck.costs import LayerCost, PartCost
    from explorer.engine.bottleneck.inception_costs import DesignCost, InceptionComparison
    from explorer.engine.bottleneck.variants import VariantComparison
    from explorer.engine.network.shape import Shape

COLUMNS = (
    "variant", "layer", "output", "weights", "parameters", "MACs", "FLOPs", "activations",
    "traffic (bytes)", "intensity (FLOPs/byte)",
)  # fmt: skip
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class CostRow:
    """One layer of one variant, or the variant's total, in the order of `COLUMNS`.

    ``weights`` is a shape, empty in a total and for pooling.
    """

    variant: str
    layer: str
    output: Shape
    weights: tuple[int, ...]
    params: int
    macs: int
    flops: int
    activations: int
    traffic: int
    intensity: float
    is_total: bool = False


def variant_rows(comparison: VariantComparison) -> tuple[CostRow, ...]:
    """Return each variant's layers and its total."""
    return _rows((one.title, one.output, one) for one in comparison.variants)


def inception_rows(comparison: InceptionComparison) -> tuple[CostRow, ...]:
    """Return the layers and the total of a design, and of the forms it is compared with."""
    return design_rows(*comparison.all)


def design_rows(*costs: DesignCost) -> tuple[CostRow, ...]:
    """Return the layers and the total of each module."""
    return _rows((one.title, one.output, one.whole) for one in costs)


def to_csv(rows: Iterable[CostRow]) -> str:
    """Return rows as CSV: numbers without separators, empty where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return text.getvalue()


def _rows(variants: Iterable[tuple[str, Shape, PartCost]]) -> tuple[CostRow, ...]:
    rows: list[CostRow] = []
    for title, output, part in variants:
        rows += [_row(title, one.name, one.output, one.weights, one) for one in part.layers]
        rows.append(_row(title, TOTAL, output, (), part, is_total=True))
    return tuple(rows)


def _row(
    variant: str,
    layer: str,
    output: Shape,
    weights: tuple[int, ...],
    cost: LayerCost | PartCost,
    *,
    is_total: bool = False,
) -> CostRow:
    return CostRow(
        variant, layer, output, weights, cost.params, cost.macs, cost.flops, cost.activations,
        cost.traffic, cost.intensity, is_total,
    )  # fmt: skip


def _cells(row: CostRow) -> tuple[str | int, ...]:
    return (
        row.variant, row.layer, "×".join(map(str, row.output)), "×".join(map(str, row.weights)),
        row.params, row.macs, row.flops, row.activations, row.traffic, f"{row.intensity:.6g}",
    )  # fmt: skip
