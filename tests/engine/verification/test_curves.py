"""The ROC curve and what sums it up: by hand, by brute force, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.verification import VerificationError, rates_at, roc, tau_for_false_accepts

# Few different values, so that ties abound.
DISTANCES = st.lists(st.integers(0, 12).map(lambda n: n / 8), min_size=1, max_size=30)
DTYPES = st.sampled_from([np.float32, np.float64])


def test_a_curve_worked_by_hand() -> None:
    # Of 3 · 3 pairs, 1 is before 2, 3, 5, and each 3 before 5: 5 in order, and 2 tie: 6 / 9.
    curve = roc([1, 3, 3], [2, 3, 5])
    assert curve.auc == pytest.approx(6 / 9)
    assert curve.tau.tolist() == [1, 2, 3, 5, np.inf]
    np.testing.assert_allclose(curve.false_accept_rate, [0, 0, 1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(curve.true_accept_rate, [0, 1 / 3, 1 / 3, 1, 1])
    # From 1/3 accepted, 2/3 rejected, to 2/3 and 0: a third of the way they are equal, at 4/9.
    assert curve.equal_error.rate == pytest.approx(4 / 9)


def test_distances_that_do_not_overlap_make_no_error() -> None:
    curve = roc([0.1, 0.2], [0.6, 0.9, 0.8])
    assert curve.auc == 1
    assert curve.equal_error.rate == 0
    assert curve.equal_error.tau == pytest.approx(0.4)
    assert (curve.equal_error.false_accept_rate, curve.equal_error.false_reject_rate) == (0, 0)


def test_distances_the_wrong_way_round() -> None:
    curve = roc([5, 6], [1, 2])
    assert (curve.auc, curve.equal_error.rate) == (0, 1)


def test_equal_distances_say_nothing() -> None:
    curve = roc([1, 1, 1], [1, 1])
    assert curve.auc == 0.5
    assert curve.equal_error.rate == pytest.approx(0.5)


@given(DISTANCES, DISTANCES)
def test_the_area_is_the_share_of_pairs_in_order(own: list[float], strange: list[float]) -> None:
    wins = sum((g < i) + 0.5 * (g == i) for g in own for i in strange)
    curve = roc(own, strange)
    assert curve.auc == pytest.approx(wins / len(own) / len(strange), abs=1e-12)
    area = np.trapezoid(curve.true_accept_rate, curve.false_accept_rate)
    assert curve.auc == pytest.approx(area, abs=1e-12)


@given(DISTANCES, DISTANCES, DTYPES)
def test_the_curve_goes_through_every_threshold(
    own: list[float], strange: list[float], dtype: type
) -> None:
    g, i = np.array(own, dtype), np.array(strange, dtype)
    curve = roc(g, i)
    for values in (curve.tau, curve.false_accept_rate, curve.true_accept_rate):
        assert np.all(np.diff(values) >= 0)
    assert (curve.false_accept_rate[0], curve.true_accept_rate[0]) == (0, 0)
    assert (curve.false_accept_rate[-1], curve.true_accept_rate[-1]) == (1, 1)
    for tau in [*own, *strange, 99.0]:
        far, tar = (g < tau), (i < tau)
        point = i[tar].size / i.size, g[far].size / g.size
        assert _on_the_curve(point, curve.false_accept_rate, curve.true_accept_rate)


def _on_the_curve(
    point: tuple[float, float], across: np.ndarray, up: np.ndarray, within: float = 1e-9
) -> bool:
    """Whether a point lies on one of the line's pieces."""
    (x, y), found = point, False
    for x0, x1, y0, y1 in zip(across[:-1], across[1:], up[:-1], up[1:], strict=True):
        on_line = abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) < within
        inside = x0 - within <= x <= x1 + within and y0 - within <= y <= y1 + within
        found = found or (on_line and inside)
    return found


@given(DISTANCES, DISTANCES)
def test_every_corner_is_counted_right(own: list[float], strange: list[float]) -> None:
    curve = roc(own, strange)
    for tau, far, frr in zip(
        curve.tau, curve.false_accept_rate, curve.false_reject_rate, strict=True
    ):
        rates = rates_at(own, strange, tau)
        assert rates.false_accept_rate == pytest.approx(far)
        assert rates.false_reject_rate == pytest.approx(frr)


@given(DISTANCES, DISTANCES, DTYPES)
def test_the_equal_error_rate_by_brute_force(
    own: list[float], strange: list[float], dtype: type
) -> None:
    g, i = np.array(own, dtype), np.array(strange, dtype)
    found = roc(g, i).equal_error
    every = [rates_at(g, i, tau) for tau in [*sorted({*own, *strange}), 99.0]]
    gaps = [abs(one.false_accept_rate - one.false_reject_rate) for one in every]
    there = rates_at(g, i, found.tau)
    assert there.false_accept_rate == pytest.approx(found.false_accept_rate)
    assert there.false_reject_rate == pytest.approx(found.false_reject_rate)
    gap = abs(there.false_accept_rate - there.false_reject_rate)
    assert gap == pytest.approx(min(gaps), abs=1e-12)
    # The rate is where false accepts meet false rejects on the broken line through all points.
    far = np.array([one.false_accept_rate for one in every])
    frr = np.array([one.false_reject_rate for one in every])
    ahead = int(np.argmax(far >= frr - 1e-12))
    share = (frr - far)[ahead - 1] / ((frr - far)[ahead - 1] - (frr - far)[ahead])
    assert found.rate == pytest.approx(far[ahead - 1] + share * (far[ahead] - far[ahead - 1]))


@given(DISTANCES, DISTANCES, st.sampled_from([lambda d: 3 * d + 1, np.square, np.sqrt]))
@settings(deadline=None)
def test_only_the_order_of_the_distances_matters(
    own: list[float], strange: list[float], rising: object
) -> None:
    before = roc(own, strange)
    after = roc(rising(np.array(own)), rising(np.array(strange)))  # type: ignore[operator]
    assert after.auc == before.auc
    assert after.equal_error.rate == before.equal_error.rate


def test_many_impostors_leave_few_corners() -> None:
    generator = np.random.default_rng(0)
    curve = roc(generator.uniform(0, 0.7, 50), generator.uniform(0.2, 2, 100_000))
    assert len(curve.tau) <= 2 * 50 + 2


@given(DISTANCES, st.floats(0, 1))
def test_the_loosest_tau_for_a_rate(strange: list[float], rate: float) -> None:
    tau = tau_for_false_accepts(strange, rate)
    assert rates_at([], strange, tau).false_accept_rate <= rate + 1e-9
    looser = [value for value in strange if value > tau]
    if looser:
        assert rates_at([], strange, min(looser)).false_accepts.count > rate * len(strange) - 1e-9


def test_a_rate_that_is_a_whole_number_of_pairs_is_reached() -> None:
    strange = np.arange(100)
    for hundredth in range(101):
        tau = tau_for_false_accepts(strange, hundredth / 100)
        assert rates_at([], strange, tau).false_accepts.count == hundredth


@pytest.mark.parametrize(
    ("own", "strange", "words"),
    [
        ([], [1.0], "nobody has two photographs"),
        ([1.0], [], "all photographs show one person"),
        ([np.nan], [1.0], "genuine distance 0 is nan"),
        ([1.0], [2.0, -1.0], "impostor distance 1 is -1"),
        ([[1.0]], [2.0], "genuine distances are one row"),
    ],
)
def test_what_makes_no_curve_is_said(own: list, strange: list, words: str) -> None:
    with pytest.raises(VerificationError, match=words):
        roc(own, strange)


def test_no_tau_without_impostors_or_with_an_impossible_rate() -> None:
    with pytest.raises(VerificationError, match="Without an impostor pair"):
        tau_for_false_accepts([], 0.1)
    with pytest.raises(VerificationError, match="A rate lies in 0 to 1"):
        tau_for_false_accepts([1.0], 1.5)
