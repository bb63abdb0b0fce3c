"""Where samples lie in their lane, and what is said of them; no Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.bottleneck.unit_text import rate_text, seconds_text
from explorer.widgets.axis import Axis
from explorer.widgets.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.bottleneck.measurement_values import Samples

GOLDEN = 0.6180339887498949
BEYOND = 2.0
"""Samples later than this many times the slower variant's upper quartile stand at the edge."""
AIR = 1.06


def time_axis(samples: Sequence[Samples | None]) -> Axis:
    """Return the axis that both lanes share: from 0 to a little more than nearly all samples."""
    there = [one for one in samples if one is not None]
    if not there:
        return Axis("", 0.0, 1.0, text=lambda _value: "")
    largest = max(max(one.seconds) for one in there)
    usual = max(one.quartiles[1] for one in there)
    return Axis("seconds a pass", 0.0, AIR * min(largest, BEYOND * usual), text=_tick_text)


def rises(count: int) -> list[float]:
    """Return where in the lane's height each sample stands, 0 to 1: neighbours far apart."""
    return [(index * GOLDEN) % 1.0 for index in range(count)]


def spread_text(samples: Samples | None) -> str:
    """Say the median and where the middle half lies."""
    if samples is None:
        return "not measured yet"
    low, high = samples.quartiles
    return (
        f"median {seconds_text(samples.median)} · half of {samples.count} between "
        f"{seconds_text(low)} and {seconds_text(high)}"
    )


def rate_words(samples: Samples | None, batch: int, flops: int) -> str:
    """Say the throughput, in pictures and in FLOPs, from what was sampled so far."""
    if samples is None:
        return ""
    pictures = batch / samples.median
    text = f"{pictures:,.0f}" if pictures >= 100 else format_number(pictures, 1)
    return f"{text} pictures/s · {rate_text(flops / samples.median)}"


def lane_texts(samples: Samples | None, batch: int, flops: int) -> tuple[str, ...]:
    """Return what is said above a lane, in full and ever shorter."""
    if samples is None:
        return (spread_text(samples),)
    median, rates = f"median {seconds_text(samples.median)}", rate_words(samples, batch, flops)
    speed = rate_text(flops / samples.median)
    return f"{spread_text(samples)} · {rates}", f"{median} · {rates}", f"{median} · {speed}"


def _tick_text(seconds: float) -> str:
    return "0" if seconds <= 0 else f"{_plain(seconds)}"


def _plain(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size * (1 - 1e-9):
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds / 1e-9:.4g} ns"
