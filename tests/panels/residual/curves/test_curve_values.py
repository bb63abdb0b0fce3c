"""Inks, ends of axes and lines are worked out without a window."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from explorer.panels.residual.curves.lines import Line, clipped, thinned
from explorer.panels.residual.curves.values import (
    FAINTEST,
    Curve,
    Ink,
    inks_of,
    log_ends,
    round_end,
)
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Plane

INK = Ink("accent")


def line_of(xs: list[float], ys: list[float]) -> Line:
    """Return a curve in a plane of 100 × 100 pixels, 0 to 10 across and 0 to 100 up."""
    curve = Curve("plain-20", "test", tuple(xs), tuple(ys), INK)
    plane = Plane(QRectF(0, 0, 100, 100), Axis("x", 0, 10), Axis("y", 0, 100))
    return Line(curve, plane)


def points_of(line: Line, until: float | None = None) -> list[list[tuple[float, float]]]:
    return [
        [(round(p.x(), 6), round(p.y(), 6)) for p in polygon] for polygon in line.polygons(until)
    ]


def test_the_colour_says_the_kind_and_the_strength_the_depth() -> None:
    inks = inks_of(["plain-20", "residual-20", "plain-56", "residual-56", "residual-32 (α = 0.5)"])
    assert inks["plain-20"].token == inks["plain-56"].token != inks["residual-56"].token
    assert inks["plain-20"].strength == inks["residual-20"].strength == FAINTEST
    assert inks["plain-56"].strength == 1
    assert FAINTEST < inks["residual-32 (α = 0.5)"].strength < 1


def test_networks_of_one_depth_have_all_of_their_colour() -> None:
    assert {ink.strength for ink in inks_of(["plain-8", "residual-8"]).values()} == {1.0}


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([0.009, 0.48], (0.001, 1)),
        ([0.01, 1.0], (0.01, 1)),
        ([0.5], (0.1, 1)),
        ([0.0, math.inf, math.nan], (0.1, 1)),
        ([1e-30, 1e30], (1e-30, 1e30)),
    ],
)
def test_a_logarithmic_axis_ends_at_powers_of_ten(
    values: list[float], ends: tuple[float, float]
) -> None:
    assert log_ends(values) == pytest.approx(ends)


def test_an_axis_ends_at_the_first_step_that_holds_all() -> None:
    assert round_end([85.1, 12.0], 10) == 90
    assert round_end([90.0, math.inf, math.nan], 10) == 90
    assert round_end([], 5) == 5


def test_a_curve_is_read_at_its_newest_point() -> None:
    curve = Curve("plain-20", "test", (1.0, 2.0, 3.0), (9.0, 8.0, 7.0), INK)
    assert [curve.at(x) for x in (0.5, 1.0, 2.9, 3.0, 99.0)] == [None, 9.0, 8.0, 7.0, 7.0]


def test_a_line_is_where_its_numbers_are() -> None:
    assert points_of(line_of([0, 5, 10], [0, 50, 100])) == [[(0, 100), (50, 50), (100, 0)]]


def test_a_line_grows_between_its_points() -> None:
    line = line_of([0, 4, 8], [0, 40, 0])
    assert points_of(line, 6.0) == [[(0, 100), (40, 60), (60, 80)]]
    assert points_of(line, 99.0) == points_of(line)
    head = line.head(6.0)
    assert head is not None
    assert (head.x(), head.y()) == pytest.approx((60, 80))


def test_a_line_that_has_not_begun_has_no_head() -> None:
    line = line_of([2, 4], [10, 20])
    assert line.head(1.0) is None
    assert points_of(line, 1.0) == []
    assert line_of([], []).head() is None


def test_a_line_breaks_where_there_is_no_number() -> None:
    line = line_of([0, 1, 2, 3, 4], [10, 20, math.nan, math.inf, 30])
    assert points_of(line) == [[(0, 90), (10, 80)], [(40, 70)]]
    assert line.head(2.5) is None


def test_a_line_ends_at_the_edge_of_its_plane() -> None:
    line = line_of([0, 2, 4], [150, 50, -50])
    assert points_of(line) == [[(10, 0), (20, 50), (30, 100)]]
    assert line.head(0.5) is None


def test_a_line_that_jumps_over_the_plane_crosses_it() -> None:
    xs, shares = clipped(np.array([0.0, 3.0]), np.array([-1.0, 2.0]))
    np.testing.assert_allclose(xs, [0, 1, 2, 3])
    np.testing.assert_allclose(shares, [np.nan, 0, 1, np.nan])


def test_thinning_keeps_ends_peaks_and_gaps() -> None:
    xs = np.arange(10_000.0)
    ys = np.sin(xs / 500)
    ys[4321], ys[6543] = 50, -50
    ys[7000:7200] = np.nan
    few_xs, few = thinned(xs, ys, 600)
    assert len(few_xs) <= 602
    assert (few_xs[0], few_xs[-1]) == (0, 9999)
    assert {50, -50} <= set(few[np.isfinite(few)])
    assert np.isnan(few).any()
    assert (np.diff(few_xs) > 0).all()


def test_a_short_curve_is_left_as_it_is() -> None:
    xs = np.arange(600.0)
    assert thinned(xs, xs, 600)[0] is xs
