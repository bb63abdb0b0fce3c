"""What the page shows of a measurement, without a page: axes, roof, lanes, tables."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from explorer.engine.bottleneck.measurement_values import Samples
from explorer.panels.bottleneck.measure.facts import facts_of, samples_of, table_of
from explorer.panels.bottleneck.measure.lanes import (
    lane_texts,
    rate_words,
    rises,
    spread_text,
    time_axis,
)
from explorer.panels.bottleneck.measure.roof import picture_of
from explorer.panels.bottleneck.measure.values import MeasureRequest, MeasureView, request_of
from explorer.panels.bottleneck.state import BottleneckState, MeasureState
from tests.panels.bottleneck.measure_fakes import BOTTLENECKED_S, DIRECT_S, ROOF, measurement


@pytest.fixture
def request_8() -> MeasureRequest:
    return request_of(BottleneckState(), "cpu")


def test_the_request_is_the_courses_example(request_8: MeasureRequest) -> None:
    assert request_8.theory_ratio == pytest.approx(120_422_400 / 12_443_648)
    assert request_8.titles == ("5×5 directly", "1×1 to 16, then 5×5")
    assert request_8.text == (
        "28×28×192 to 32 channels by 5×5, bottleneck 16, batch 8, float32 on cpu"
    )
    assert request_8.config.batch == 8


def test_a_short_measurement_is_of_the_same_thing(request_8: MeasureRequest) -> None:
    short = request_of(BottleneckState(), "cpu", short=True)
    assert short.config.repeats < request_8.config.repeats
    assert short.is_like(request_8)


@pytest.mark.parametrize(
    "other",
    [
        request_of(BottleneckState(measure=MeasureState(batch=4)), "cpu"),
        request_of(BottleneckState(measure=MeasureState(dtype="bfloat16")), "cpu"),
        request_of(BottleneckState(), "cuda"),
    ],
)
def test_other_settings_are_another_thing(request_8: MeasureRequest, other: MeasureRequest) -> None:
    assert not other.is_like(request_8)


def test_words_above_a_lane_get_shorter_and_keep_the_median() -> None:
    texts = lane_texts(Samples(DIRECT_S), 8, 1_926_758_400)
    assert list(map(len, texts)) == sorted(map(len, texts), reverse=True)
    assert all(text.startswith("median 30.5 ms") and "FLOP/s" in text for text in texts)
    assert lane_texts(None, 8, 1) == ("not measured yet",)


def test_facts_are_those_of_the_batch(request_8: MeasureRequest) -> None:
    values = [fact.value for fact in facts_of(request_8, "macs")]
    assert f"{8 * 120_422_400:,}" in values
    assert f"{8 * 12_443_648:,}" in values
    assert {"153,632", "15,920"} <= set(values)


def test_facts_are_in_the_unit_that_is_chosen(request_8: MeasureRequest) -> None:
    facts = {fact.name.strip(): fact.value for fact in facts_of(request_8, "flops")}
    assert facts["FLOPs a pass"] == f"{2 * 8 * 12_443_648:,}"
    assert "MACs a pass" not in facts


def test_before_a_measurement_there_is_theory_alone(request_8: MeasureRequest) -> None:
    view = MeasureView(request_8, request_8)
    assert view.clock_ratio is None
    assert not view.is_stale
    picture = picture_of(view)
    assert picture.roofline is None
    assert picture.line == ()
    intensities = [cost.intensity for cost in request_8.comparison.variants]
    assert [mark.intensity for mark in picture.marks] == intensities
    assert all(picture.x.holds(one) for one in intensities)


def test_the_roof_has_its_corners_and_both_points(request_8: MeasureRequest) -> None:
    result = measurement(request_8)
    picture = picture_of(MeasureView(request_8, request_8, result=result))
    low, ridge, high = picture.line
    assert ridge == (10.0, 200e9)
    assert low[1] == pytest.approx(20e9 * low[0])
    assert high[1] == 200e9
    assert picture.peak_words == "peak: 200 GFLOP/s"
    assert picture.slope_words == "memory: 20.0 GB/s"
    assert picture.ridge_words == "ridge: 10.0 FLOPs/byte"
    for mark, timing in zip(picture.marks, (result.direct, result.bottlenecked), strict=True):
        assert (mark.intensity, mark.speed) == (timing.intensity, timing.flops_per_s)
        assert picture.x.holds(mark.intensity)
        assert picture.y.holds(timing.flops_per_s)
    # 2 · 8 · 120,422,400 FLOPs in a median of 30.5 ms; right of the ridge the roof is the peak.
    speed = 2 * 8 * 120_422_400 / 0.0305
    assert f"{100 * speed / ROOF.peak_flops:.1f} % of the roof" in picture.marks[0].words


def test_stray_samples_do_not_stretch_the_lanes() -> None:
    usual = (0.010,) * 9
    axis = time_axis([Samples((*usual, 0.5)), Samples((0.001,) * 10)])
    assert axis.low == 0
    assert 0.010 < axis.high < 0.03
    assert axis.holds(0.010)
    assert not axis.holds(0.5)
    assert time_axis([None, None]).ticks()[0].text == ""


def test_neighbours_stand_apart_in_their_lane() -> None:
    heights = rises(40)
    assert all(0 <= one < 1 for one in heights)
    assert min(abs(one - other) for one, other in pairwise(heights)) > 0.3


def test_samples_in_words() -> None:
    samples = Samples((0.010, 0.014, 0.012, 0.016))
    assert spread_text(samples) == ("median 13.0 ms · half of 4 between 11.5 ms and 14.5 ms")
    assert rate_words(samples, 8, 23_000_000) == "615 pictures/s · 1.77 GFLOP/s"
    assert spread_text(None) == "not measured yet"


def test_tables_have_a_row_for_each_variant_and_each_turn(request_8: MeasureRequest) -> None:
    result = measurement(request_8)
    header, direct, bottlenecked = table_of(request_8, result, datetime(2026, 11, 27, 14, 30))
    rows = [dict(zip(header, row, strict=True)) for row in (direct, bottlenecked)]
    assert [row["MACs a pass"] for row in rows] == [8 * 120_422_400, 8 * 12_443_648]
    assert rows[0]["median s"] == pytest.approx(0.0305)
    assert rows[1]["clock ratio (medians)"] == pytest.approx(0.0305 / 0.010)
    assert rows[1]["measured at"] == "2026-11-27T14:30:00"
    _, *turns = samples_of(request_8, result)
    pairs = zip(DIRECT_S, BOTTLENECKED_S, strict=True)
    assert turns == [(turn, *pair) for turn, pair in enumerate(pairs, 1)]
