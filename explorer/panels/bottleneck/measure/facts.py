"""What is measured, in numbers, and the tables that are saved; no Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.bottleneck.derivation import UNITS
from explorer.engine.bottleneck.unit_text import memory_text, times_text
from explorer.panels.bottleneck.counts import TIPS
from explorer.widgets.fact_grid import Fact
from explorer.widgets.numbers import big_text

if TYPE_CHECKING:
    from datetime import datetime

    from explorer.engine.bottleneck.measurement_values import Measurement, VariantTiming
    from explorer.panels.bottleneck.measure.values import MeasureRequest
    from explorer.panels.bottleneck.state import Counts

HEADER = (
    "variant", "batch", "precision", "device", "MACs a pass", "FLOPs a pass", "FLOPs per byte",
    "samples", "median s", "lower quartile s", "upper quartile s", "pictures per s", "FLOP per s",
    "share of the roof", "peak FLOP per s", "bandwidth bytes per s", "ridge FLOPs per byte",
    "theory ratio (MACs)", "clock ratio (medians)", "measured at",
)  # fmt: skip


def facts_of(request: MeasureRequest, counts: Counts) -> tuple[Fact, ...]:
    """Return what theory says of a pass, in MACs or FLOPs."""
    comparison = request.comparison
    spec = comparison.spec
    rows = [
        Fact("input", f"{spec.input.text}, {comparison.batch} at a time"),
        Fact("output", f"{spec.input.height}×{spec.input.width}×{spec.filters}"),
    ]
    for title, cost in zip(request.titles, comparison.variants, strict=True):
        moved, parameters = memory_text(cost.traffic), big_text(cost.params)
        rows += [
            Fact(title, ""),
            Fact(f"\u2003{UNITS[counts]} a pass", big_text(cost.total(counts)), TIPS[counts]),
            Fact("\u2003parameters", parameters, "Weights and biases"),
            Fact("\u2003moved at least", moved, "Each layer reads and writes its numbers once"),
            Fact("\u2003FLOPs/byte", times_text(cost.intensity), "Arithmetic intensity"),
        ]
    return tuple(rows)


def table_of(
    request: MeasureRequest, result: Measurement, measured_at: datetime
) -> list[tuple[object, ...]]:
    """Return the results as rows, a row for each variant."""
    roof = result.roofline
    shared = (
        roof.peak_flops, roof.bandwidth, roof.ridge, result.theory_ratio, result.clock_ratio,
        measured_at.isoformat(timespec="seconds"),
    )  # fmt: skip
    pairs = zip(request.titles, (result.direct, result.bottlenecked), strict=True)
    return [HEADER, *((title, *_row(timing, result), *shared) for title, timing in pairs)]


def samples_of(request: MeasureRequest, result: Measurement) -> list[tuple[object, ...]]:
    """Return every sample, a row for each turn, in seconds a pass."""
    turns = zip(result.direct.samples.seconds, result.bottlenecked.samples.seconds, strict=True)
    header = ("turn", *(f"{title}, s a pass" for title in request.titles))
    return [header, *((turn, *pair) for turn, pair in enumerate(turns, 1))]


def _row(timing: VariantTiming, result: Measurement) -> tuple[object, ...]:
    low, high = timing.samples.quartiles
    config = result.config
    return (
        config.batch, config.precision, result.device_name, timing.macs, timing.flops,
        timing.intensity, timing.samples.count, timing.median_s, low, high, timing.pictures_per_s,
        timing.flops_per_s, timing.point.share_of(result.roofline),
    )  # fmt: skip
