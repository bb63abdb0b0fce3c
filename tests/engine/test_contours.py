"""Marching squares against lines that were worked out by hand, and against a circle."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.arithmetic import ShapeError
from explorer.engine.contours import contours, nice_levels


def lines(heights: object, level: float) -> list[list[tuple[float, float]]]:
    return [[tuple(point) for point in line.tolist()] for line in contours(heights, level)]


def ends(line: list[tuple[float, float]]) -> set[tuple[float, float]]:
    return {line[0], line[-1]}


def test_one_corner_is_cut_off_where_the_height_is_the_level() -> None:
    (line,) = lines([[4, 0], [0, 0]], 1)
    assert ends(line) == {(0.75, 0), (0, 0.75)}


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([[2, 2], [0, 0]], {(0, 0.5), (1, 0.5)}),
        ([[0, 2], [0, 2]], {(0.5, 0), (0.5, 1)}),
        ([[0, 0], [0, 4]], {(1, 0.25), (0.25, 1)}),
        ([[2, 2], [0, 2]], {(0, 0.5), (0.5, 1)}),
        ([[0, 2], [2, 2]], {(0.5, 0), (0, 0.5)}),
    ],
)
def test_a_cell_is_crossed_once(
    heights: list[list[float]], expected: set[tuple[float, float]]
) -> None:
    (line,) = lines(heights, 1)
    assert len(line) == 2
    assert ends(line) == expected


def test_a_saddle_is_decided_by_its_middle() -> None:
    # The mean is 1.5: above the level, so the high corners are joined and the low ones cut off.
    joined = [ends(line) for line in lines([[3, 0], [0, 3]], 1)]
    third = pytest.approx(2 / 3)
    assert len(joined) == 2
    assert sorted(min(one) for one in joined)[0] == (0, pytest.approx(2 / 3))
    assert any(
        (third, 0) in one and (1, pytest.approx(1 / 3)) in one for one in map(sorted, joined)
    )
    # The mean is below the level: the high corners are cut off.
    cut = [sorted(ends(line)) for line in lines([[3, 0], [0, 3]], 2)]
    assert sorted(cut) == [
        [(0, pytest.approx(1 / 3)), (pytest.approx(1 / 3), 0)],
        [(pytest.approx(2 / 3), 1), (1, pytest.approx(2 / 3))],
    ]


def test_a_peak_is_a_closed_line() -> None:
    (line,) = lines([[0, 0, 0], [0, 2, 0], [0, 0, 0]], 1)
    assert line[0] == line[-1]
    assert set(line) == {(1, 0.5), (1.5, 1), (1, 1.5), (0.5, 1)}


def test_a_line_goes_through_many_cells_in_order() -> None:
    (line,) = lines([[0, 0, 0, 0], [2, 2, 2, 2], [9, 9, 9, 9]], 1)
    assert sorted(line) == [(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5)]
    assert line in (sorted(line), sorted(line)[::-1])


def test_two_hills_are_two_lines_and_a_level_at_a_point_is_above() -> None:
    row = [[0, 0, 0, 0, 0], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert len(lines(row, 0.5)) == 2
    assert len(lines(row, 1)) == 2  # as small as a point
    assert lines(row, 1.001) == []


def test_circles_are_round() -> None:
    y, x = np.mgrid[-1:1:41j, -1:1:41j]
    (line,) = contours(x**2 + y**2, 0.25)
    radii = np.hypot(*((line - 20) / 20).T)
    assert np.abs(radii - 0.5).max() < 2e-3
    assert (line[0] == line[-1]).all()


def test_unknown_and_infinite_corners_have_no_line() -> None:
    heights = np.array([[0, 2.0, 0], [0, 2, 0]])
    whole = lines(heights, 1)
    heights[0, 2] = np.nan
    assert len(whole) == 2
    assert lines(heights, 1) == [line for line in whole if line[0][0] < 1]
    heights[0, 0] = np.inf
    assert lines(heights, 1) == []


def test_no_line_where_all_is_on_one_side() -> None:
    assert contours(np.ones((4, 4)), 1) == []
    assert contours(np.ones((4, 4)), 2) == []


@pytest.mark.parametrize("heights", [np.ones(4), np.ones((1, 4)), np.ones((2, 2, 2))])
def test_what_is_no_grid_is_refused(heights: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="2 × 2"):
        contours(heights, 0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.3, 40, (0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0)),
        (0.02, 900, (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)),
        (2.25, 2.31, (2.26, 2.28, 2.3)),
        (5, 5, ()),
    ],
)
def test_levels_are_round(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert nice_levels(low, high, 13) == pytest.approx(expected)


def test_there_are_never_more_levels_than_asked_for() -> None:
    for high in (1.5, 3, 1e2, 1e7, 1e20, 1e80):
        levels = nice_levels(1e-3, high, 9)
        assert 3 <= len(levels) <= 9
        assert all(1e-3 < level < high for level in levels)
        assert list(levels) == sorted(levels)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (2, 1)])
def test_levels_need_two_positive_numbers(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="two positive numbers"):
        nice_levels(low, high)
