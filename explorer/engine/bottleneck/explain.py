"""One sentence on why the clock does not say what the count of multiplications says.

Theory's ratio is that of the MACs, the clock's that of the seconds. They differ exactly as far as
the two variants multiply at different rates: clock/theory = FLOP/s bottlenecked / FLOP/s direct.
So the sentence is about the variant with the lower rate. Its excess are the seconds beyond those
that it would take at the other's rate; starting layers and waiting for memory account for parts
of it that can be computed from what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.bottleneck.unit_text import rate_text, seconds_text, times_text

if TYPE_CHECKING:
    from explorer.engine.bottleneck.measurement_values import Measurement, VariantTiming
    from explorer.engine.bottleneck.roofline import Roofline

Cause = Literal["noise", "agreement", "overhead", "memory", "few-channels", "kernels"]

AGREES = 0.1
"""Ratios that differ by less are the same."""
NOISE = 2.0
"""The upper quartile of the clock's ratio over the lower one: from here on nothing can be said."""
ACCOUNTS = 1 / 3
"""Of the excess: a cause that accounts for less is not the one to name."""
FEW_CHANNELS = 64
"""Fewer leave the vector or matrix units of common devices without enough equal work."""


@dataclass(frozen=True, slots=True)
class Excess:
    """The seconds of the slower-multiplying variant beyond what the other's rate would take.

    ``overhead`` and ``memory`` are the shares of them that starting layers and waiting for memory
    account for; below 0 where the other variant suffers more.
    """

    slow: VariantTiming
    fast: VariantTiming
    seconds: float
    overhead: float
    memory: float


def excess_of(measurement: Measurement) -> Excess:
    """Return what makes one variant multiply at a lower rate than the other."""
    pair = (measurement.direct, measurement.bottlenecked)
    slow, fast = sorted(pair, key=lambda one: one.flops_per_s)
    scale = slow.macs / fast.macs
    seconds = slow.median_s - fast.median_s * scale
    if seconds <= 0:  # the same rate
        return Excess(slow, fast, 0.0, 0.0, 0.0)
    starts = measurement.overhead_s * (slow.multiplying - fast.multiplying * scale)
    waits = _waits_s(slow, measurement.roofline) - _waits_s(fast, measurement.roofline) * scale
    return Excess(slow, fast, seconds, starts / seconds, waits / seconds)


def cause_of(measurement: Measurement) -> Cause:
    """Return what the sentence is about."""
    low, high = measurement.clock_ratio_quartiles
    if high > NOISE * low:
        return "noise"
    theory, clock = measurement.theory_ratio, measurement.clock_ratio
    if max(theory, clock) <= (1 + AGREES) * min(theory, clock):
        return "agreement"
    excess = excess_of(measurement)
    if max(excess.overhead, excess.memory) >= ACCOUNTS:
        return "overhead" if excess.overhead >= excess.memory else "memory"
    slow, fast = excess.slow, excess.fast
    if slow.narrowest < FEW_CHANNELS and slow.narrowest < fast.narrowest:
        return "few-channels"
    return "kernels"


def explain(measurement: Measurement) -> str:
    """Return one sentence that says how theory and clock differ here, and why."""
    because = {
        "noise": _noise,
        "agreement": _agreement,
        "overhead": _overhead,
        "memory": _memory,
        "few-channels": _few_channels,
        "kernels": _kernels,
    }[cause_of(measurement)]
    return f"{_what_differs(measurement)}{because(measurement)}."


def _what_differs(measurement: Measurement) -> str:
    theory = _times(measurement.theory_ratio, "fewer", "as many")
    clock = _times(measurement.clock_ratio, "less", "as much")
    return f"Theory says {theory} multiplications, the clock {clock} time: "


def _times(ratio: float, less: str, same: str) -> str:
    times = times_text(max(ratio, 1 / ratio))
    if times == times_text(1):
        return same
    return f"{times} times {less if ratio >= 1 else 'more'}"


def _noise(measurement: Measurement) -> str:
    low, high = (times_text(one) for one in measurement.clock_ratio_quartiles)
    return (
        f"the samples scatter too much to say why, half of the turns have a ratio outside "
        f"{low} to {high}, as when something else keeps the device busy"
    )


def _agreement(measurement: Measurement) -> str:
    direct, bottlenecked = measurement.direct, measurement.bottlenecked
    return (
        f"they agree, because both variants multiply at about the same rate, "
        f"{rate_text(direct.flops_per_s)} directly and {rate_text(bottlenecked.flops_per_s)} "
        f"behind the bottleneck"
    )


def _overhead(measurement: Measurement) -> str:
    excess = excess_of(measurement)
    count = excess.slow.multiplying
    starts_s = min(count * measurement.overhead_s, excess.slow.median_s)
    return (
        f"merely starting {_the(excess.slow, measurement)}'s {_layers(count)} takes about "
        f"{seconds_text(starts_s)} of its "
        f"{seconds_text(excess.slow.median_s)}, however little there is to multiply"
    )


def _memory(measurement: Measurement) -> str:
    excess, roofline = excess_of(measurement), measurement.roofline
    layer = max(excess.slow.layers, key=lambda one: roofline.waits_s(one.flops, one.traffic))
    return (
        f"{_the(excess.slow, measurement)} waits for memory, since its {layer.name} does "
        f"{times_text(layer.intensity)} FLOPs for each byte it moves, "
        f"and this device needs {times_text(roofline.ridge)} to be kept busy"
    )


def _few_channels(measurement: Measurement) -> str:
    excess = excess_of(measurement)
    return (
        f"with only {excess.slow.narrowest} channels on one side of a layer, "
        f"{_the(excess.slow, measurement)} leaves arithmetic units idle and reaches "
        f"{_shares(excess, measurement.roofline)}"
    )


def _kernels(measurement: Measurement) -> str:
    excess = excess_of(measurement)
    return (
        f"neither memory nor starting layers accounts for it, the library's code just suits "
        f"{_the(excess.slow, measurement)} less, which reaches "
        f"{_shares(excess, measurement.roofline)}"
    )


def _shares(excess: Excess, roofline: Roofline) -> str:
    slow, fast = excess.slow.flops_per_s, excess.fast.flops_per_s
    if fast > roofline.peak_flops:  # better than any product of matrices: no share of a peak
        return f"{rate_text(slow)}, against {rate_text(fast)} of the other variant"
    slow_share, fast_share = (_percent(one / roofline.peak_flops) for one in (slow, fast))
    return f"{slow_share} of the device's peak, against {fast_share} of the other variant"


def _the(variant: VariantTiming, measurement: Measurement) -> str:
    return "the direct variant" if variant is measurement.direct else "the bottlenecked variant"


def _layers(count: int) -> str:
    return "one layer that multiplies" if count == 1 else f"{count} layers that multiply"


def _percent(share: float) -> str:
    return f"{times_text(100 * share)} %"


def _waits_s(variant: VariantTiming, roofline: Roofline) -> float:
    """Return the seconds of waiting for memory; none where the clock shows that caches help.

    A variant faster than its own roof does not fetch its numbers from memory.
    """
    waits = sum(roofline.waits_s(one.flops, one.traffic) for one in variant.layers)
    least = sum(
        max(one.flops / roofline.peak_flops, one.traffic / roofline.bandwidth)
        for one in variant.layers
    )
    return waits if least <= variant.median_s * (1 + AGREES) else 0.0
