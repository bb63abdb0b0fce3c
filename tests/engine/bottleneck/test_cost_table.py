"""The table's rows and their CSV."""

from __future__ import annotations

import csv
import io

from explorer.engine.bottleneck.cost_table import (
    COLUMNS,
    design_rows,
    inception_rows,
    to_csv,
    variant_rows,
)
from explorer.engine.bottleneck.inception import preset
from explorer.engine.bottleneck.inception_costs import compare_designs, design_cost
from explorer.engine.bottleneck.variants import COURSE, compare_variants


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_rows_of_the_course() -> None:
    head, *body = read(to_csv(variant_rows(compare_variants(COURSE))))
    assert head == list(COLUMNS)
    assert [row[1] for row in body] == ["5×5", "total", "1×1 bottleneck", "5×5", "total"]
    assert body[0] == [
        "5×5 directly", "5×5", "28×28×32", "5×5×192×32", "153632", "120422400", "240844800",
        "25088", "1316992", "182.875",
    ]  # fmt: skip
    assert body[-1] == [
        "1×1 to 16, then 5×5", "total", "28×28×32", "", "15920", "12443648", "24887296", "37632",
        "866496", "28.7218",
    ]  # fmt: skip


def test_layers_add_up_to_their_totals() -> None:
    rows = inception_rows(compare_designs(preset("3a")))
    for title in {row.variant for row in rows}:
        layers = [row for row in rows if row.variant == title and not row.is_total]
        (total,) = (row for row in rows if row.variant == title and row.is_total)
        for name in ("params", "macs", "flops", "activations", "traffic"):
            assert sum(getattr(row, name) for row in layers) == getattr(total, name)
        assert total.intensity == total.flops / total.traffic


def test_a_pooling_has_no_weights() -> None:
    rows = design_rows(design_cost(preset("3a").naive(), title="naive"))
    assert [row.layer for row in rows] == ["1×1", "3×3", "5×5", "pool", "total"]
    pooling = read(to_csv(rows))[4]
    assert pooling[2:7] == ["28×28×192", "", "0", "0", "0"]
    assert rows[-1].output == (28, 28, 416)
