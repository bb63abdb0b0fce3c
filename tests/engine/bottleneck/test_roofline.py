"""The roof, and measured numbers as text."""

from __future__ import annotations

import pytest

from explorer.engine.bottleneck.roofline import Roofline, RoofPoint
from explorer.engine.bottleneck.unit_text import memory_text, rate_text, seconds_text, times_text


def test_the_roof_is_the_lower_of_two_limits() -> None:
    roof = Roofline(peak_flops=100e9, bandwidth=20e9)
    assert roof.ridge == 5
    assert roof.attainable(1) == 20e9
    assert roof.attainable(5) == roof.attainable(50) == 100e9
    rising = [roof.attainable(intensity) for intensity in (0.1, 1, 4, 6, 1000)]
    assert rising == sorted(rising)
    assert roof.is_memory_bound(4.9)
    assert not roof.is_memory_bound(5)


def test_waiting_is_what_memory_takes_longer() -> None:
    roof = Roofline(peak_flops=100e9, bandwidth=20e9)
    assert roof.waits_s(flops=100e9, traffic=40e9) == pytest.approx(1)
    assert roof.waits_s(flops=200e9, traffic=20e9) == 0


def test_a_point_knows_its_share_of_the_roof() -> None:
    roof = Roofline(100e9, 20e9)
    assert RoofPoint(2, 10e9).share_of(roof) == pytest.approx(0.25)
    assert RoofPoint(10, 50e9).share_of(roof) == pytest.approx(0.5)


@pytest.mark.parametrize("bad", [0, -1, float("inf"), float("nan")])
def test_a_roof_of_nothing_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="no measurement"):
        Roofline(bad, 1)
    with pytest.raises(ValueError, match="no measurement"):
        Roofline(1, bad)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rate_text(194.3e9), "194 GFLOP/s"),
        (rate_text(1.944e12), "1.94 TFLOP/s"),
        (rate_text(999.9e9), "1.00 TFLOP/s"),
        (rate_text(12.34e9, "B"), "12.3 GB/s"),
        (rate_text(5), "5.00 FLOP/s"),
        (rate_text(0), "0 FLOP/s"),
        (rate_text(1e20), "100,000 PFLOP/s"),
        (seconds_text(0.00155), "1.55 ms"),
        (seconds_text(8.98e-6), "8.98 µs"),
        (seconds_text(12.5), "12.5 s"),
        (memory_text(1536), "1.50 KiB"),
        (memory_text(1 << 30), "1.00 GiB"),
        (memory_text(1 << 60), "1,048,576 TiB"),
        (times_text(9.677), "9.68"),
        (times_text(9.999), "10.0"),
        (times_text(0.0123), "0.0123"),
        (times_text(1234.5), "1,234"),
    ],
)
def test_numbers_as_text(written: str, text: str) -> None:
    assert written == text
