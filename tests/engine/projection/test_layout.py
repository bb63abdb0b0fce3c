"""The neighbour-preserving layout: its mathematics, and that neighbours stay neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.projection import (
    MOST_POINTS,
    LayoutOptions,
    LayoutStep,
    ProjectionError,
    neighbour_layout,
    pca,
)
from explorer.engine.projection.affinities import affinities, fitting_perplexity
from explorer.engine.projection.objective import Objective


def people(count: int, each: int, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    centres = np.repeat(generator.normal(size=(count, 64)), each, axis=0)
    return centres + 0.4 * generator.normal(size=centres.shape)


def kept(points: np.ndarray, placed: np.ndarray, k: int = 5) -> float:
    """The share of each point's k nearest neighbours that are so in the plane too."""

    def nearest(array: np.ndarray) -> np.ndarray:
        distances = np.square(array[:, None] - array).sum(-1)
        np.fill_diagonal(distances, np.inf)
        return np.argsort(distances, axis=1)[:, :k]

    pairs = zip(nearest(points), nearest(placed), strict=True)
    return float(np.mean([len(set(one) & set(other)) / k for one, other in pairs]))


def laid_out(points: np.ndarray, **options: float) -> list[LayoutStep]:
    return list(neighbour_layout(points, LayoutOptions(**options)))  # type: ignore[arg-type]


def test_neighbours_are_kept_better_than_by_pca_or_at_random() -> None:
    points = people(20, 6)
    placed = laid_out(points)[-1].coordinates
    random = np.random.default_rng(0).normal(size=(len(points), 2))
    assert kept(points, placed) > 0.75
    assert kept(points, placed) > 1.5 * kept(points, pca(points).coordinates)
    assert kept(points, placed) > 5 * kept(points, random)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 7, 12, 30, 90])
def test_few_points_settle(count: int) -> None:
    steps = laid_out(people(count, 1) if count < 5 else people(-(-count // 3), 3)[:count])
    assert all(np.isfinite(step.coordinates).all() for step in steps)
    assert np.abs(steps[-1].coordinates).max() < 100
    assert steps[-1].divergence <= steps[0].divergence + 1e-4
    late = [step.divergence for step in steps[300:]]
    assert max(late) - min(late) < 0.05


def test_steps_say_where_they_are_and_nothing_is_random() -> None:
    points = people(6, 4)
    one, other = laid_out(points, steps=20, early=5), laid_out(points, steps=20, early=5)
    assert [step.index for step in one] == list(range(21))
    assert [step.is_early for step in one] == [True] * 5 + [False] * 16
    assert one[5].fraction == 0.25
    assert one[0].coordinates.dtype == np.float32
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a.coordinates, b.coordinates)
    # A step's picture is its own: the next one does not change it.
    assert not np.array_equal(one[0].coordinates, one[1].coordinates)


def test_a_layout_can_be_given_up_and_returns_its_last_step() -> None:
    layout = neighbour_layout(people(4, 3))
    next(layout)
    layout.close()
    whole = neighbour_layout(people(4, 3), LayoutOptions(steps=2))
    last = [next(whole) for _ in range(3)][-1]
    with pytest.raises(StopIteration) as end:
        next(whole)
    assert end.value.value is last


@given(st.integers(2, 9), st.integers(0, 50), st.floats(1, 12))
@settings(deadline=None, max_examples=40)
def test_the_gradient_is_that_of_finite_differences(
    count: int, seed: int, exaggeration: float
) -> None:
    generator = np.random.default_rng(seed)
    joint = affinities(generator.normal(size=(count, 5)), fitting_perplexity(30, count))
    at = generator.normal(size=(count, 2))
    objective, other = Objective(joint), Objective(joint)
    objective.look(at)
    slope = objective.gradient(at, 1.0)
    for place in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-5
        rise = (other.look(at + step) - other.look(at - step)) / 2e-5
        assert slope[place] == pytest.approx(rise, abs=1e-7)
    # With exaggeration: 4 Σ (e p − q) w (y_i − y_j), by a plain loop.
    kernel = 1 / (1 + np.square(at[:, None] - at).sum(-1))
    np.fill_diagonal(kernel, 0)
    forces = (exaggeration * joint - kernel / kernel.sum()) * kernel
    plain = [4 * sum(forces[i, j] * (at[i] - at[j]) for j in range(count)) for i in range(count)]
    np.testing.assert_allclose(objective.gradient(at, exaggeration), plain, atol=1e-12)


@given(st.integers(2, 9), st.integers(0, 50))
@settings(deadline=None)
def test_the_divergence_is_that_of_its_definition(count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    joint = affinities(generator.normal(size=(count, 5)), fitting_perplexity(30, count))
    at = generator.normal(size=(count, 2))
    kernel = 1 / (1 + np.square(at[:, None] - at).sum(-1))
    np.fill_diagonal(kernel, 0)
    q, has = kernel / kernel.sum(), joint > 0
    expected = float((joint[has] * np.log(joint[has] / q[has])).sum())
    assert Objective(joint).look(at) == pytest.approx(expected, abs=1e-12)


@given(st.integers(7, 30), st.integers(0, 50), st.sampled_from([1e-6, 1.0, 1e6]))
@settings(deadline=None, max_examples=40)
def test_every_point_has_as_many_neighbours_as_was_asked(
    count: int, seed: int, scale: float
) -> None:
    points = scale * np.random.default_rng(seed).normal(size=(count, 4))
    perplexity = fitting_perplexity(5, count)
    joint = affinities(points, perplexity)
    assert joint.sum() == pytest.approx(1)
    np.testing.assert_array_equal(joint, joint.T)
    assert not joint.diagonal().any()
    from explorer.engine.projection.affinities import (
        _conditional,
        squared_matrix,
    )

    rows = _conditional(squared_matrix(points), np.log(perplexity))
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    np.testing.assert_allclose(np.exp(-(rows * logs).sum(1)), perplexity, rtol=1e-6)


def test_the_perplexity_is_lowered_for_few_points() -> None:
    assert fitting_perplexity(15, 173) == 15
    assert fitting_perplexity(15, 31) == 10
    assert [fitting_perplexity(15, count) for count in (2, 3, 4, 7)] == [1, 1.5, 2, 2]
    assert laid_out(people(10, 1), steps=1)[0].perplexity == 3


def test_points_that_are_one_and_a_single_point() -> None:
    together = laid_out(np.full((6, 3), 2.0))
    assert np.isfinite(together[-1].coordinates).all()
    alone = laid_out(np.ones((1, 3)), steps=3)
    assert len(alone) == 4
    np.testing.assert_allclose(alone[-1].coordinates, 0, atol=1e-6)
    assert alone[-1].divergence == 0


def test_the_same_photograph_twice_stays_together() -> None:
    points = people(8, 3)
    points[1] = points[0]
    placed = laid_out(points)[-1].coordinates
    widest = np.abs(placed).max()
    assert np.linalg.norm(placed[0] - placed[1]) < 0.1 * widest


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (np.zeros((0, 2)), "one at least"),
        (np.zeros((MOST_POINTS + 1, 2)), "looks at every pair"),
        ([[np.nan]], "not finite"),
    ],
)
def test_what_cannot_be_laid_out_is_said(points: object, words: str) -> None:
    with pytest.raises(ProjectionError, match=words):
        next(neighbour_layout(points))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options", [{"perplexity": 0.5}, {"steps": 0}, {"exaggeration": 0.5}, {"early": -1}]
)
def test_options_out_of_range(options: dict[str, float]) -> None:
    with pytest.raises(ProjectionError):
        LayoutOptions(**options)  # type: ignore[arg-type]
