"""The nearest rows are those of float64, whatever float32 makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.gallery import search
from explorer.engine.gallery.search import nearest
from explorer.engine.gallery.snapshot import GrowingBlock, Snapshot


def _snapshot(*matrices: np.ndarray) -> Snapshot:
    blocks, first = [], 1
    for matrix in matrices:
        ids = np.arange(first, first + len(matrix))
        growing = GrowingBlock(matrix.shape[1])
        growing.append(ids, ids % 7, matrix)
        blocks.append(growing.block())
        first += len(matrix)
    return Snapshot(
        matrices[0].shape[1], tuple(blocks), {person: str(person) for person in range(7)}
    )


def _by_hand(matrix: np.ndarray, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    rows, distances = [], []
    for query in queries:
        d = np.square(matrix.astype(np.float64) - query).sum(1)
        order = np.argsort(d, kind="stable")[:count]
        rows.append(order)
        distances.append(d[order])
    return np.array(rows), np.array(distances)


def _compare(matrices: list[np.ndarray], queries: np.ndarray, count: int) -> None:
    rows, distances = nearest(_snapshot(*matrices), queries, count)
    expected_rows, expected = _by_hand(np.concatenate(matrices), queries, count)
    np.testing.assert_allclose(distances, expected, rtol=1e-12)
    ties = np.isclose(distances, expected, rtol=1e-12, atol=0)
    assert np.array_equal(rows, expected_rows) or ties.all()


@pytest.mark.parametrize("query_count", [1, 6, 7, 70])
@pytest.mark.parametrize("count", [1, 5])
def test_thousands_of_rows_in_two_blocks(query_count: int, count: int) -> None:
    rng = np.random.default_rng(query_count)
    matrices = [rng.standard_normal((size, 128), dtype=np.float32) for size in (40_000, 3_000)]
    queries = rng.standard_normal((query_count, 128), dtype=np.float32)
    rows, distances = nearest(_snapshot(*matrices), queries, count)
    expected_rows, expected = _by_hand(np.concatenate(matrices), queries, count)
    assert np.array_equal(rows, expected_rows)
    np.testing.assert_allclose(distances, expected, rtol=1e-12)


@pytest.mark.parametrize("query_count", [2, 9])
def test_differences_that_float32_cannot_tell(query_count: int) -> None:
    """Far from the origin ‖b‖² − 2 a·b loses what the distances differ by."""
    rng = np.random.default_rng(5)
    centre = np.full(128, 1000, np.float32)
    matrix = centre + rng.standard_normal((5_000, 128), dtype=np.float32) * 0.01
    queries = (
        matrix[:query_count] + rng.standard_normal((query_count, 128), dtype=np.float32) * 1e-3
    )
    rows, distances = nearest(_snapshot(matrix), queries, 3)
    expected_rows, expected = _by_hand(matrix, queries, 3)
    assert np.array_equal(rows, expected_rows)
    np.testing.assert_allclose(distances, expected, rtol=1e-12)
    naive = np.square(matrix).sum(1) - 2 * matrix @ queries.T[:, :1].ravel()
    assert naive.argmin() != expected_rows[0, 0], "the case is too easy"


def test_equal_rows_come_in_the_order_of_enrolment() -> None:
    matrix = np.ones((9_000, 16), np.float32)
    rows, distances = nearest(_snapshot(matrix), np.zeros((1, 16), np.float32), 4)
    assert rows.tolist() == [[0, 1, 2, 3]]
    assert distances.tolist() == [[16.0] * 4]


def test_fewer_rows_than_asked_for() -> None:
    rows, distances = nearest(
        _snapshot(np.eye(3, dtype=np.float32)), np.eye(3, dtype=np.float32), 9
    )
    assert rows.shape == distances.shape == (3, 3)
    assert rows[:, 0].tolist() == [0, 1, 2]


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=3).filter(lambda sizes: sum(sizes) > 0),
    query_count=st.integers(1, 9),
    count=st.integers(1, 8),
    scale=st.sampled_from([1e-30, 1e-20, 1e-6, 1.0, 1e6]),
    levels=st.sampled_from([2, 5, 10_000]),
    step=st.sampled_from([3, 8]),
)
def test_small_cases(
    seed: int, sizes: list[int], query_count: int, count: int, scale: float, levels: int, step: int
) -> None:
    rng = np.random.default_rng(seed)

    def draw(rows: int) -> np.ndarray:
        return (rng.integers(-levels, levels + 1, (rows, 12)) / levels * scale).astype(np.float32)

    matrices = [draw(size) for size in sizes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_ROWS_OF_FEW", step)
        patch.setattr(search, "_ROWS_OF_MANY", step)
        _compare(matrices, draw(query_count), count)
