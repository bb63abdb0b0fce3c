"""The sentence on theory and clock, on made-up numbers."""

from __future__ import annotations

import re

import pytest

from explorer.engine.bottleneck.costs import LayerCost
from explorer.engine.bottleneck.explain import cause_of, excess_of, explain
from explorer.engine.bottleneck.measurement_values import (
    Measurement,
    MeasurementConfig,
    Samples,
    VariantTiming,
)
from explorer.engine.bottleneck.roofline import Roofline
from explorer.engine.bottleneck.variants import COURSE, BottleneckSpec
from explorer.engine.network import Network, Shape

DIRECT_FLOPS, BOTTLENECKED_FLOPS = 2 * 120_422_400, 2 * 12_443_648
WIDE = BottleneckSpec(Shape(28, 28, 512), f=3, filters=512, width=128)


def timing(network: Network, seconds: float | tuple[float, ...]) -> VariantTiming:
    layers = tuple(LayerCost(one) for one in network.report().leaves())
    samples = seconds if isinstance(seconds, tuple) else (seconds,) * 3
    return VariantTiming(network.name, layers, Samples(samples), 1)


def measured(
    direct: float | tuple[float, ...],
    bottlenecked: float | tuple[float, ...],
    *,
    peak: float = 100e9,
    bandwidth: float = 1000e9,
    overhead_s: float = 0.0,
    spec: BottleneckSpec = COURSE,
) -> Measurement:
    config = MeasurementConfig(spec.direct(), spec.bottlenecked())
    return Measurement(
        config, "cpu", "made up", 1, timing(spec.direct(), direct),
        timing(spec.bottlenecked(), bottlenecked), Roofline(peak, bandwidth), overhead_s,
    )  # fmt: skip


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and re.search(r"[.!?]\s", text) is None


def test_both_ratios_stand_in_it() -> None:
    text = explain(measured(5e-3, 1e-3))
    assert text.startswith(
        "Theory says 9.68 times fewer multiplications, the clock 5.00 times less time: "
    )
    assert is_one_sentence(text)


def test_a_bottleneck_that_loses() -> None:
    text = explain(measured(1e-3, 2e-3))
    assert "9.68 times fewer multiplications, the clock 2.00 times more time" in text


def test_no_difference_is_said_without_a_number() -> None:
    assert "the clock as much time:" in explain(measured(1e-3, 1e-3))


def test_the_clock_over_theory_is_the_ratio_of_rates() -> None:
    one = measured(4e-3, 1e-3)
    rates = one.bottlenecked.flops_per_s / one.direct.flops_per_s
    assert one.clock_ratio / one.theory_ratio == pytest.approx(rates)


def test_they_agree() -> None:
    one = measured(DIRECT_FLOPS / 50e9, BOTTLENECKED_FLOPS / 49e9)
    assert cause_of(one) == "agreement"
    assert "about the same rate, 50.0 GFLOP/s directly and 49.0 GFLOP/s behind" in explain(one)
    assert is_one_sentence(explain(one))


def test_starting_layers_is_named_where_it_takes_the_time() -> None:
    # At 50 GFLOP/s both, with 0.5 ms for each convolution that is started.
    one = measured(DIRECT_FLOPS / 50e9 + 5e-4, BOTTLENECKED_FLOPS / 50e9 + 1e-3, overhead_s=5e-4)
    excess = excess_of(one)
    assert excess.slow is one.bottlenecked
    assert excess.overhead == pytest.approx(1, abs=0.1)
    assert cause_of(one) == "overhead"
    text = explain(one)
    assert "starting the bottlenecked variant's 2 layers that multiply takes about 1.00 ms" in text
    assert is_one_sentence(text)


def test_memory_is_named_where_the_roof_explains_the_clock() -> None:
    # Each layer takes exactly what the roof allows.
    peak, bandwidth = 1000e9, 20e9
    seconds = [
        sum(max(one.flops / peak, one.traffic / bandwidth) for one in timing(network, 1.0).layers)
        for network in (COURSE.direct(), COURSE.bottlenecked())
    ]
    one = measured(*seconds, peak=peak, bandwidth=bandwidth)
    assert excess_of(one).memory == pytest.approx(1)
    assert cause_of(one) == "memory"
    text = explain(one)
    assert "the bottlenecked variant waits for memory, since its " in text
    assert "this device needs 50.0 to be kept busy" in text
    assert is_one_sentence(text)


def test_memory_is_not_named_where_caches_beat_it() -> None:
    # The same slow memory, but the clock is far ahead of it.
    one = measured(DIRECT_FLOPS / 600e9, BOTTLENECKED_FLOPS / 300e9, peak=1000e9, bandwidth=5e9)
    assert excess_of(one).memory <= 0
    assert cause_of(one) == "few-channels"


def test_few_channels() -> None:
    one = measured(DIRECT_FLOPS / 80e9, BOTTLENECKED_FLOPS / 20e9)
    assert cause_of(one) == "few-channels"
    text = explain(one)
    assert "only 16 channels on one side of a layer, the bottlenecked variant leaves" in text
    assert "20.0 % of the device's peak, against 80.0 % of the other variant" in text
    assert is_one_sentence(text)


def test_a_rate_above_the_peak_is_no_percentage() -> None:
    text = explain(measured(DIRECT_FLOPS / 300e9, BOTTLENECKED_FLOPS / 20e9))
    assert "reaches 20.0 GFLOP/s, against 300 GFLOP/s of the other variant" in text
    assert "%" not in text


def test_wide_layers_are_not_called_narrow() -> None:
    one = measured(1e-3, 1e-3, spec=WIDE, peak=100e12)
    assert cause_of(one) == "kernels"
    assert "neither memory nor starting layers" in explain(one)
    assert is_one_sentence(explain(one))


def test_the_direct_one_may_be_the_slow_one() -> None:
    one = measured(DIRECT_FLOPS / 10e9, BOTTLENECKED_FLOPS / 40e9)
    assert one.clock_ratio > one.theory_ratio
    assert cause_of(one) == "kernels"
    assert "suits the direct variant less" in explain(one)


def test_scattered_samples_give_no_reason() -> None:
    one = measured((1e-3, 4e-3, 9e-3, 2e-3), (1e-3, 1e-3, 1e-3, 5e-3))
    assert cause_of(one) == "noise"
    assert "the samples scatter too much" in explain(one)
    assert is_one_sentence(explain(one))


def test_the_ratio_s_quartiles_pair_what_ran_side_by_side() -> None:
    # The machine is twice as slow in the second turn: the ratio of a turn does not see it.
    one = measured((4e-3, 8e-3, 4e-3), (1e-3, 2e-3, 1e-3))
    assert one.clock_ratio_quartiles == (4, 4)


def test_points_and_throughput() -> None:
    one = measured(2e-3, 1e-3).direct
    assert one.flops_per_s == pytest.approx(DIRECT_FLOPS / 2e-3)
    assert one.pictures_per_s == pytest.approx(500)
    # (input + parameters + output) · 4 bytes; the ReLU is not counted.
    traffic = (28 * 28 * 192 + 153_632 + 28 * 28 * 32) * 4
    assert one.point.intensity == pytest.approx(DIRECT_FLOPS / traffic)
