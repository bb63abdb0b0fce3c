from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QSize

from explorer.engine.style import GradientShares
from explorer.panels.style.paint.history import History, bounds, thinned_curve
from explorer.panels.style.paint.lanes import Lane, at_or_before, beside, nearest, strip
from explorer.panels.style.paint.loss_paint import SHARE_NAMES, TERM_TOKENS, points_of, share_strip
from explorer.panels.style.paint.picture_room import best_columns
from explorer.panels.style.paint.step_axis import StepAxis
from explorer.panels.style.paint.words import differences
from explorer.panels.style.values import Losses
from explorer.widgets.theme import current_theme
from tests.panels.style.making import make_moment, make_plan

MOMENTS = [make_moment(index) for index in (0, 5, 10, 15, 40)]


@dataclass(frozen=True)
class Step:
    index: int

    def losses(self):
        by_content, by_style = (("relu2_2", 3.0),), (("relu1_1", 1.0), ("relu2_1", 2.0))
        return Losses(self.index, 10.0, 1.0, 0.04, 1.0, by_content, by_style, 0.0, 64)


# Columns of numbers


def test_terms_are_weighted_and_layers_are_not():
    history = History(make_plan(style_weight=200.0).config)
    history.follow([Step(0).losses()])
    assert history.columns("terms").tolist() == [[10.0, 1.0, 8.0, 1.0]]
    assert history.columns("style").tolist() == [[1.0, 2.0]]
    assert history.columns("content").tolist() == [[3.0]]


def test_columns_grow_and_keep_what_was_there():
    history = History(make_plan().config)
    losses = [Step(index).losses() for index in range(1000)]
    for count in (1, 200, 201, 1000):
        history.follow(losses[:count])
    assert history.count == 1000
    assert np.isfinite(history.columns("terms")).all()
    assert history.at("terms", 1000) is None


def test_a_loss_that_is_not_computed_is_no_number():
    history = History(make_plan(content_weight=0.0).config)
    history.follow([replace(Step(0).losses(), content_by_layer=())])
    assert np.isnan(history.columns("content")).all()


def test_a_layer_of_weight_0_leaves_the_others_their_numbers():
    layers = (("relu1_1", 0.0), ("relu2_1", 0.3))
    history = History(make_plan(style_layers=layers).config)
    history.follow([replace(Step(0).losses(), style_by_layer=(("relu2_1", 2.0),))])
    assert np.isnan(history.columns("style")[0, 0])
    assert history.columns("style")[0, 1] == 2.0


def test_many_curves_have_fewer_points_each():
    assert [points_of(curves) for curves in (0, 4, 5, 15, 30)] == [240, 240, 240, 80, 60]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=900), st.integers(8, 300))
@example([0.0] * 12 + [1.0, 0.0], 8)
def test_a_thinned_curve_has_its_ends_and_its_extremes(values, most):
    curve = np.array(values)
    places, left = thinned_curve(curve, most)
    assert len(places) <= most + 4  # the rest's extremes and both ends
    assert (np.diff(places) > 0).all()
    assert (curve[places] == left).all()
    assert {0, len(curve) - 1} <= set(places.tolist())
    assert left.min() == curve.min()
    assert left.max() == curve.max()


def test_the_axis_holds_all_positive_numbers_and_spans_so_many_decades():
    low, high = bounds([np.array([[3.0, 0.0], [np.nan, 500.0]])], 7)
    assert low <= 3 < 500 <= high
    low, high = bounds([np.array([[1e-12, 1e3]])], 7)
    assert high / low == pytest.approx(1e7)
    assert bounds([np.array([[0.0]])], 7) == (0.1, 1.0)


# Lanes


@pytest.mark.parametrize(("index", "found"), [(-3, 0), (2, 0), (3, 5), (12.4, 10), (99, 40)])
def test_the_nearest_moment(index, found):
    assert nearest(MOMENTS, index).index == found


@pytest.mark.parametrize(("index", "found"), [(0, 0), (9, 5), (10, 10), (39, 15), (99, 40)])
def test_the_moment_at_or_before_a_step(index, found):
    assert at_or_before(MOMENTS, index).index == found


def test_moments_beside_one_end_at_the_ends():
    assert beside(MOMENTS, 10, 1).index == 15
    assert beside(MOMENTS, 10, -10).index == 0
    assert beside(MOMENTS, 12, 1).index == 15  # one that is no longer kept stands for the last
    assert beside([], 3, 1) is None


@given(st.integers(1, 400), st.integers(20, 90))
def test_thumbnails_never_overlap_nor_leave_the_axis(count, thumb):
    moments = tuple(make_moment(index) for index in range(count))
    axis = StepAxis(60, 800, max(count - 1, 1))
    lane = Lane("A", 0, count, count, moments)
    lefts = [left for _, left in strip(lane, axis, thumb, 3)]
    assert lefts[0] == pytest.approx(60, abs=thumb)
    assert all(after - before >= thumb for before, after in pairwise(lefts))
    assert max(lefts) + thumb <= 800


# Shares of the gradient


def test_shares_are_stacked_until_the_next_moment(qapp):
    first = replace(make_moment(0), shares=GradientShares(0.5, 0.25, 0.25))
    second = replace(make_moment(10), shares=GradientShares(0.0, 1.0, 0.0))
    strip_rgba = share_strip([first, second], np.arange(20.0), 12.0, 4)
    content, style, variation = (current_theme().rgb(TERM_TOKENS[name]) for name in SHARE_NAMES)
    assert [tuple(pixel[:3]) for pixel in strip_rgba[:, 3]] == [content, content, style, variation]
    assert [tuple(pixel[:3]) for pixel in strip_rgba[:, 11]] == [style] * 4
    assert (strip_rgba[:, 13, 3] == 0).all()  # nothing is known of what is to come


# Words and room


def test_what_differs_is_said_with_both_values():
    before = make_plan().config
    after = replace(before, style_weight=2000.0, pooling="average", style_layers=())
    assert differences(before, after) == (
        "β 200 → 2,000, other style layers, pooling max → average"
    )
    assert differences(before, replace(before, seed=3)) == ""


@pytest.mark.parametrize(
    ("count", "room", "columns"),
    [(0, (400, 300), 1), (1, (400, 300), 1), (2, (800, 200), 2), (2, (300, 700), 1),
     (4, (700, 560), 2)],
)  # fmt: skip
def test_pictures_are_laid_out_where_they_become_largest(count, room, columns):
    assert best_columns(count, QSize(*room), 4 / 3, 20, 8) == columns
