from __future__ import annotations

import pytest

from explorer.services.rates import RateMeter


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def meter(clock):
    return RateMeter(clock)


def test_a_steady_rate_is_told_exactly(clock, meter):
    for _ in range(50):
        clock.now_s += 0.04
        meter.shown(clock.now_s - 0.03)
    rates = meter.rates(dropped=3)
    assert rates.fps == pytest.approx(25)
    assert rates.latency_ms == pytest.approx(30)
    assert rates.dropped == 3


def test_the_rate_falls_when_nothing_comes(clock, meter):
    for _ in range(10):
        clock.now_s += 0.1
        meter.shown(None)
    clock.now_s += 1.1
    assert 0 < meter.rates().fps < 6
    clock.now_s += 5
    assert meter.rates().fps == 0


def test_latency_is_the_median_of_recent_frames_only(clock, meter):
    for latency_s in [5.0] * 100 + [0.02] * 16 + [9.0] * 14:
        clock.now_s += 10
        meter.shown(clock.now_s - latency_s)
    assert meter.rates().latency_ms == pytest.approx(20)


def test_a_frame_from_before_the_start_says_nothing_of_latency(clock, meter):
    meter.shown(clock.now_s - 60)
    assert meter.rates().latency_ms is None


def test_restart_forgets(clock, meter):
    for _ in range(5):
        clock.now_s += 0.1
        meter.shown(clock.now_s)
    meter.restart()
    assert meter.rates().fps == 0
    assert meter.rates().latency_ms is None
