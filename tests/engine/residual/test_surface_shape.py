"""Slices with gaps, their enlargement, and their one logarithmic scale."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.residual.surface_shape import (
    ABOVE,
    LEAST_LOSS,
    MOST_LOSS,
    common_range,
    enlarged,
    filled,
    log_share,
)
from explorer.engine.residual.surface_values import SurfaceConfig


def plane(points: int) -> np.ndarray:
    """Return a slice that is linear, so that filling it is exact inside the known points."""
    y, x = np.mgrid[0:points, 0:points]
    return 1.0 + 0.5 * x + 2 * y


def known(whole: np.ndarray, count: int) -> np.ndarray:
    """Return the first points in the order in which they are computed, the rest NaN."""
    made = np.full_like(whole, np.nan)
    for row, column in SurfaceConfig(len(whole)).order[:count]:
        made[row, column] = whole[row, column]
    return made


def test_a_whole_slice_stays_as_it_is() -> None:
    assert np.array_equal(filled(plane(21)), plane(21))


def test_with_the_middle_alone_all_is_as_the_middle() -> None:
    whole = plane(21)
    assert np.array_equal(filled(known(whole, 1)), np.full((21, 21), whole[10, 10]))


def test_between_the_points_of_a_coarse_grid_it_is_linear() -> None:
    whole = plane(21)
    made = filled(known(whole, 9))  # −8, 0 and 8 from the middle
    assert made[2:19, 2:19] == pytest.approx(whole[2:19, 2:19])
    assert made[0, 10] == pytest.approx(whole[2, 10])  # beyond them, as at them


def test_a_finer_grid_counts_once_it_is_whole_and_single_points_at_once() -> None:
    whole = plane(21) + np.random.default_rng(0).random((21, 21))
    some = known(whole, 12)
    made = filled(some)
    there = np.isfinite(some)
    assert np.array_equal(made[there], whole[there])
    assert made[~there] == pytest.approx(filled(known(whole, 9))[~there])


def test_an_infinite_loss_does_not_spoil_its_neighbours() -> None:
    whole = plane(21)
    whole[2, 2] = np.inf
    made = filled(known(whole, 9))
    assert not np.isnan(made).any()
    assert np.isinf(made[2, 2])
    assert made[10, 18] == whole[10, 18]


def test_nothing_known_is_nothing() -> None:
    assert np.isnan(filled(np.full((5, 5), np.nan))).all()


def test_an_enlarged_grid_has_its_corners_at_the_pictures() -> None:
    made = enlarged(np.array([[0.0, 1], [2, 3]]), 3, 5)
    assert made == pytest.approx(
        np.array([[0, 0.25, 0.5, 0.75, 1], [1, 1.25, 1.5, 1.75, 2], [2, 2.25, 2.5, 2.75, 3]])
    )


def test_one_scale_holds_all_that_is_finite() -> None:
    one, other = np.array([[0.2, np.inf]]), np.array([[7.0, np.nan]])
    assert common_range([one, other]) == (0.2, 7)
    far = np.full((3, 3), 1e6)
    assert common_range([far, np.full((3, 3), 0.2)]) == (0.2, 1e6)  # its middle is as high
    far[1, 1] = 0.5
    assert common_range([far]) == (0.5, MOST_LOSS)
    far[1, 1] = 5
    assert common_range([far]) == (5, ABOVE * 5)
    low, high = common_range([np.array([[0.0, 0.0]])])
    assert low == LEAST_LOSS
    assert high > low
    assert common_range([np.array([[np.nan]])]) == common_range([]) == (0.1, 10)


def test_the_scale_is_logarithmic_and_has_ends() -> None:
    shares = log_share([0.01, 0.1, 1, 10, np.inf], 0.1, 10)
    assert shares == pytest.approx([0, 0, 0.5, 1, 1])
    assert np.isnan(log_share([np.nan], 0.1, 10)).all()
