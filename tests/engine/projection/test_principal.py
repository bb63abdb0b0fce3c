"""Principal components, and a plane that follows moving points."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.projection import PlaneFollower, ProjectionError, pca

SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 6))


def points(n: int, d: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d)) * np.arange(1, d + 1) + 3


def test_points_on_a_line_are_seen_along_it() -> None:
    found = pca([[0, 0], [3, 4], [6, 8]])
    np.testing.assert_allclose(found.axes[0], [0.6, 0.8])
    np.testing.assert_allclose(found.coordinates[:, 0], [-5, 0, 5], atol=1e-12)
    np.testing.assert_allclose(found.variances, [50 / 3, 0], atol=1e-12)
    np.testing.assert_allclose(found.explained, [1, 0], atol=1e-12)
    assert not found.axes[1].any()


@given(SHAPES, st.integers(1, 4), st.integers(0, 99))
@settings(deadline=None)
def test_variances_are_the_largest_eigenvalues(shape: tuple[int, int], k: int, seed: int) -> None:
    array = points(*shape, seed)
    found = pca(array, k)
    values = np.linalg.eigvalsh(np.cov(array.T, bias=True).reshape(shape[1], -1))[::-1][:k]
    expected = np.pad(values, (0, k - len(values)))
    np.testing.assert_allclose(found.variances, expected, atol=1e-9)
    np.testing.assert_allclose(found.coordinates.var(0), found.variances, atol=1e-9)
    np.testing.assert_allclose(found.place(array), found.coordinates, atol=1e-9)
    assert found.coordinates.shape == (shape[0], k)
    assert found.explained.sum() <= 1 + 1e-9
    axes = found.axes[np.any(found.axes != 0, axis=1)]
    np.testing.assert_allclose(axes @ axes.T, np.eye(len(axes)), atol=1e-9)


def test_the_same_points_turned_upside_down_give_the_same_axes() -> None:
    array = points(20, 5)
    found, mirrored = pca(array), pca(2 * array.mean(0) - array)
    np.testing.assert_allclose(found.axes, mirrored.axes)
    assert (found.axes[np.arange(2), np.abs(found.axes).argmax(1)] > 0).all()


def test_points_that_are_one_have_no_extent() -> None:
    found = pca(np.full((4, 3), 7.1))
    assert not found.coordinates.any()
    assert not found.explained.any()


@pytest.mark.parametrize(
    ("array", "k", "words"),
    [
        (np.zeros((0, 3)), 2, "one at least"),
        (np.zeros(3), 2, "one at least"),
        ([[1.0], [np.inf]], 2, "Point 1 has"),
        ([[1.0]], 0, "0 axes"),
    ],
)
def test_what_has_no_components_is_said(array: object, k: int, words: str) -> None:
    with pytest.raises(ProjectionError, match=words):
        pca(array, k)  # type: ignore[arg-type]


def test_the_plane_follows_without_a_jump_where_components_change_places() -> None:
    # The second and the third direction exchange their ranks while the points hardly move.
    base = np.random.default_rng(0).normal(size=(50, 3))
    frames = [base * [3, 1 + 0.002 * t, 1.1 - 0.002 * t] for t in range(100)]
    follower = PlaneFollower()
    seen = [follower.look(frame) for frame in frames]
    anew = [pca(frame) for frame in frames]

    def largest_move(looks: list) -> float:
        return max(
            float(np.abs(b.coordinates - a.coordinates).max()) for a, b in itertools.pairwise(looks)
        )

    assert largest_move(anew) > 1
    assert largest_move(seen) < 0.2


def test_the_plane_arrives_when_the_points_rest() -> None:
    follower = PlaneFollower()
    follower.look(points(40, 6, 0))
    rest = points(40, 6, 1)
    for _ in range(200):
        seen = follower.look(rest)
    assert seen.explained.sum() == pytest.approx(pca(rest).explained.sum(), abs=1e-6)
    np.testing.assert_allclose(seen.axes @ seen.axes.T, np.eye(2), atol=1e-9)


def test_a_plane_that_follows_points_into_one_point_stays() -> None:
    follower = PlaneFollower()
    before = follower.look(points(10, 4)).axes
    together = follower.look(np.zeros((10, 4)))
    np.testing.assert_array_equal(together.axes, before)
    assert not together.coordinates.any()
    assert follower.look(points(10, 4)).explained.sum() > 0.5
