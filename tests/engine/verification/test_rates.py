"""Errors at τ, their intervals, histograms, and what so few pairs can show."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.verification import (
    Proportion,
    VerificationError,
    all_pairs,
    cautions,
    evidence,
    histograms,
    people_intervals,
    percent,
    rates_at,
)
from explorer.engine.verification.proportion import incomplete_beta

DISTANCES = st.lists(st.integers(0, 12).map(lambda n: n / 8), max_size=30)


def test_a_distance_of_exactly_tau_is_another_person() -> None:
    rates = rates_at([0.2, 0.5, 0.7], [0.4, 0.5, 0.9, 1.0], 0.5)
    assert rates.false_accepts == Proportion(1, 4)
    assert rates.false_rejects == Proportion(2, 3)
    assert rates.false_accept_rate == 0.25


def test_float32_distances_are_compared_with_the_tau_that_was_said() -> None:
    just_below = np.array([0.36], np.float32)  # 0.36000001430511475 in truth
    assert rates_at(just_below, just_below, 0.36).false_accepts.count == 0


@given(DISTANCES, DISTANCES, st.floats(0, 2), st.floats(0, 2))
def test_looser_accepts_more_and_rejects_fewer(
    own: list[float], strange: list[float], one: float, other: float
) -> None:
    strict, loose = (rates_at(own, strange, tau) for tau in sorted((one, other)))
    assert strict.false_accepts.count <= loose.false_accepts.count
    assert strict.false_rejects.count >= loose.false_rejects.count


def test_nothing_counted_is_no_rate() -> None:
    rates = rates_at([], [], 1.0)
    assert math.isnan(rates.false_accept_rate)
    assert rates.false_accepts.interval().low == 0
    assert rates.false_accepts.interval().high == 1


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Known values; the ends follow from (1 − p)ⁿ = 0.025.
        (10, 100, 0.0490046892, 0.1762225977),
        (0, 190, 0.0, 1 - 0.025 ** (1 / 190)),
        (190, 190, 0.025 ** (1 / 190), 1.0),
        (1, 1, 0.025, 1.0),
    ],
)
def test_intervals_that_are_known(count: int, total: int, low: float, high: float) -> None:
    interval = Proportion(count, total).interval()
    assert interval.low == pytest.approx(low, abs=1e-9)
    assert interval.high == pytest.approx(high, abs=1e-9)


def at_least(count: int, total: int, chance: float) -> float:
    """P(X ≥ count) for a binomial X, summed."""
    p = Fraction(chance)
    terms = (math.comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(count, total + 1))
    return float(sum(terms, Fraction(0)))


@given(st.integers(1, 30), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
@settings(max_examples=60, deadline=None)
def test_at_its_ends_the_count_is_just_possible(
    total: int, data: st.DataObject, confidence: float
) -> None:
    count = data.draw(st.integers(0, total))
    interval = Proportion(count, total).interval(confidence)
    assert interval.low <= count / total <= interval.high
    each = (1 - confidence) / 2
    if count:
        assert at_least(count, total, interval.low) == pytest.approx(each, rel=1e-8)
    if count < total:
        assert 1 - at_least(count + 1, total, interval.high) == pytest.approx(each, rel=1e-8)


@given(st.integers(1, 25), st.integers(1, 25), st.floats(0.001, 0.999))
@settings(max_examples=60, deadline=None)
def test_the_incomplete_beta_function_is_a_binomial_tail(a: int, b: int, x: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(at_least(a, a + b - 1, x), rel=1e-9)


def test_millions_of_pairs_have_an_interval() -> None:
    total = 12_500_000
    interval = Proportion(total // 2, total).interval()
    # The normal distribution's: 0.5 ± 1.96 √(0.25 / n)
    half = 1.959964 * math.sqrt(0.25 / total)
    assert interval.low == pytest.approx(0.5 - half, abs=half / 1000)
    assert interval.high == pytest.approx(0.5 + half, abs=half / 1000)


def test_an_interval_covers_at_least_as_often_as_it_says() -> None:
    total = 50
    intervals = [Proportion(count, total).interval() for count in range(total + 1)]
    for chance in (0.001, 0.01, 0.05, 0.2, 0.5):
        covered = sum(
            math.comb(total, k) * chance**k * (1 - chance) ** (total - k)
            for k, interval in enumerate(intervals)
            if interval.low <= chance <= interval.high
        )
        assert covered >= 0.95


def test_impossible_shares_and_confidences() -> None:
    with pytest.raises(VerificationError, match="3 of 2 is no share"):
        Proportion(3, 2)
    with pytest.raises(VerificationError, match="A confidence lies between 0 and 1"):
        Proportion(1, 2).interval(95)


def test_190_pairs_cannot_show_a_thousandth() -> None:
    said = evidence(190, 0.001)
    assert not said.is_enough
    assert said.least_rate == pytest.approx(3 / 190, rel=0.01)  # the rule of three
    assert said.pairs_needed == 2995
    assert said.text == (
        "190 impostor pairs cannot show a rate of 0.1 %: even with no error among them the true "
        "rate may be 1.6 %, with 95 % confidence. That takes 2,995 pairs without an error."
    )


@given(st.integers(1, 100_000), st.floats(1e-6, 0.5), st.floats(0.5, 0.999))
def test_enough_means_that_the_goal_is_reached(pairs: int, goal: float, sure: float) -> None:
    said = evidence(pairs, goal, sure)
    assert (1 - said.least_rate) ** pairs == pytest.approx(1 - sure, rel=1e-6)
    if abs(said.least_rate - goal) > 1e-9:
        assert said.is_enough == (said.least_rate < goal)


def test_enough_and_no_pairs_are_said_too() -> None:
    assert evidence(2995, 0.001).text.startswith("2,995 impostor pairs can show a rate of 0.1 %")
    assert evidence(1, 0.1).text.startswith("1 impostor pair cannot")
    assert evidence(0, 0.1, kind="genuine").text.startswith("There is no genuine pair")


@pytest.mark.parametrize(("pairs", "goal", "sure"), [(5, 0.0, 0.9), (5, 0.1, 1.0), (-1, 0.1, 0.9)])
def test_impossible_questions(pairs: int, goal: float, sure: float) -> None:
    with pytest.raises(VerificationError):
        evidence(pairs, goal, sure)


def test_a_small_gallery_is_warned_of() -> None:
    points = np.random.default_rng(0).normal(size=(20, 8))
    pairs = all_pairs(points, [0, 0, *range(1, 19)])
    said = cautions(rates_at(pairs.genuine, pairs.impostor, 0.36), pairs)
    assert "189 impostor pairs cannot show a rate of 0.1 %" in said[0]
    assert "The only genuine pair is 100 % of the false rejects" in said[1]
    assert "20 photographs of 19 people. They are not independent" in said[-1]
    strangers = all_pairs(points, range(20))
    said = cautions(rates_at(strangers.genuine, strangers.impostor, 0.36), strangers)
    assert "nobody has two photographs" in said[1]


def test_a_large_gallery_is_told_of_dependence_alone() -> None:
    points = np.random.default_rng(0).normal(size=(120, 8))
    pairs = all_pairs(points, np.arange(120) // 4)
    assert len(cautions(rates_at(pairs.genuine, pairs.impostor, 5), pairs)) == 1


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "0.1 %"), (0.0156, "1.6 %"), (0.24, "24 %"), (0.999, "99.9 %"),
     (1, "100 %"), (0.95, "95 %"), (0.00021, "0.021 %"), (0.5, "50 %")],
)  # fmt: skip
def test_per_cent(share: float, text: str) -> None:
    assert percent(share) == text


@given(DISTANCES, DISTANCES, st.integers(1, 20))
def test_histograms_hold_every_distance(own: list[float], strange: list[float], bins: int) -> None:
    found = histograms(own, strange, bins)
    assert len(found.edges) == bins + 1
    assert (found.genuine.sum(), found.impostor.sum()) == (len(own), len(strange))
    assert found.genuine_share.sum() == pytest.approx(1 if own else 0)


def test_bins_by_hand_and_what_lies_beyond() -> None:
    found = histograms([0, 0.49, 0.5, 7], np.array([1.0, 0.99], np.float32), bins=2, upper=1.0)
    assert found.edges.tolist() == [0, 0.5, 1]
    assert found.genuine.tolist() == [2, 2]
    assert found.impostor.tolist() == [0, 2]
    with pytest.raises(VerificationError, match="0 bins"):
        histograms([], [], bins=0)
    with pytest.raises(VerificationError, match="above 0 and finite"):
        histograms([], [], upper=0.0)


def people(count: int, each: int, spread: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), each)
    return generator.normal(size=(count, 8))[labels] + spread * generator.normal(
        size=(len(labels), 8)
    ), labels


def test_drawing_people_is_the_same_for_a_seed() -> None:
    pairs = all_pairs(*people(12, 4, 0.6))
    first = people_intervals(pairs, 5.0, seed=3)
    assert first == people_intervals(pairs, 5.0, seed=3)
    assert first != people_intervals(pairs, 5.0, seed=4)


def test_drawn_rates_by_brute_force() -> None:
    """The weighted counts are those of a gallery in which people stand twice, or not at all."""
    from explorer.engine.verification.bootstrap import _Accepts, _Rejects

    embeddings, labels = people(5, 3, 0.8)
    pairs, tau = all_pairs(embeddings, labels), 6.0
    drawn = np.array([[2, 0, 1, 1, 1], [0, 0, 3, 2, 0], [5, 0, 0, 0, 0]], np.float64)
    accepts, rejects = _Accepts(pairs, tau).rates(drawn), _Rejects(pairs, tau).rates(drawn)
    for row, far, frr in zip(drawn.astype(int), accepts, rejects, strict=True):
        copies = [(person, copy) for person in range(5) for copy in range(row[person])]
        strange = [
            float(((embeddings[i] - embeddings[j]) ** 2).sum())
            for at, (one, _) in enumerate(copies)
            for other, _ in copies[at + 1 :]
            if one != other
            for i in np.flatnonzero(labels == one)
            for j in np.flatnonzero(labels == other)
        ]
        own = [
            float(((embeddings[i] - embeddings[j]) ** 2).sum())
            for one, _ in copies
            for i in np.flatnonzero(labels == one)
            for j in np.flatnonzero(labels == one)
            if i < j
        ]
        expected = rates_at(own, strange, tau)
        assert far == pytest.approx(expected.false_accept_rate, nan_ok=True)
        assert frr == pytest.approx(expected.false_reject_rate, nan_ok=True)


def test_intervals_hold_the_rate_and_are_wider_than_for_separate_pairs() -> None:
    pairs = all_pairs(*people(15, 6, 0.7))
    tau = float(np.quantile(pairs.impostor, 0.1))
    rates = rates_at(pairs.genuine, pairs.impostor, tau)
    drawn = people_intervals(pairs, tau)
    assert drawn.false_accepts is not None
    assert drawn.false_accepts.low < rates.false_accept_rate < drawn.false_accepts.high
    separate = rates.false_accepts.interval()
    assert drawn.false_accepts.high - drawn.false_accepts.low > separate.high - separate.low


def test_draws_that_say_nothing_say_so() -> None:
    pairs = all_pairs(*people(6, 2, 0.0))
    drawn = people_intervals(pairs, 0.1)
    assert (drawn.false_accepts, drawn.false_rejects) == (None, None)
    two = all_pairs(*people(2, 2, 0.5))
    assert people_intervals(two, 1.0).false_accepts is None
    with pytest.raises(VerificationError, match="0 resamples"):
        people_intervals(pairs, 0.1, resamples=0)


def test_no_torch_is_imported() -> None:
    import subprocess
    import sys

    code = (
        "import sys, explorer.engine.verification, explorer.engine.projection; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
