"""The projection worked out by hand, and what covers what."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.engine.relief import HEIGHT, Projection, Viewpoint, paint_quads, quads

GREY = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def view(azimuth: float = 0, elevation: float = 30) -> Projection:
    return Projection(Viewpoint(azimuth, elevation), 300, 400)


def test_the_middle_is_the_middle() -> None:
    for azimuth in (0, 30, 200):
        assert view(azimuth)(0, 0, 0.5) == pytest.approx((150, 200))


def test_from_straight_above_it_is_a_map() -> None:
    seen = view(0, 90)
    scale = 300 / (2 * math.sqrt(2))
    assert seen.scale == pytest.approx(scale)
    assert seen(1, 1, 0) == pytest.approx((150 + scale, 200 - scale))
    assert seen(1, 1, 1) == pytest.approx(seen(1, 1, 0))


def test_from_the_side_what_is_away_is_higher_up_and_what_is_high_too() -> None:
    seen = view(0, 30)
    up = seen.scale * math.sin(math.radians(30))
    assert seen(0, 1, 0.5) == pytest.approx((150, 200 - up))
    assert seen(0, 0, 1)[1] == pytest.approx(
        200 - seen.scale * HEIGHT / 2 * math.cos(math.radians(30))
    )


def test_a_quarter_turn_brings_the_right_to_the_back() -> None:
    assert view(90)(1, 0, 0.5) == pytest.approx(view(0)(0, 1, 0.5))
    assert view(90).depth(1, 0) == pytest.approx(1)


@pytest.mark.parametrize("elevation", [5, 35, 90])
@pytest.mark.parametrize("azimuth", [0, 45, 130, -77])
def test_nothing_is_outside_the_picture(azimuth: float, elevation: float) -> None:
    seen = view(azimuth, elevation)
    corners = seen(*np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (0, 1)]).T)
    assert (corners >= -1e-9).all()
    assert (corners <= np.array([300, 400]) + 1e-9).all()


def test_quads_come_from_the_back_to_the_front_with_their_colours() -> None:
    heights = np.zeros((3, 3))
    heights[2] = 1  # at the back, seen from azimuth 0
    made = quads(heights, GREY, view())
    assert made.corners.shape == (4, 4, 2)
    middles = made.corners.mean(axis=1)
    assert (made.colours[:2] > made.colours[2:]).all()
    assert (middles[:2, 1] < middles[2:, 1]).all()


def test_what_is_in_front_covers_what_is_behind() -> None:
    heights = np.zeros((3, 3))
    heights[0] = 1  # a wall at the front
    seen = Projection(Viewpoint(0, 8), 300, 400)
    palette = np.array([[200, 0, 0], [0, 200, 0], [0, 0, 200]], np.uint8)
    picture = np.zeros((400, 300, 3), np.uint8)
    paint_quads(picture, quads(heights, palette, seen))
    across, down = seen(0.25, 0.5, 0).round().astype(int)  # a place behind the wall
    red, green, _ = picture[down, across]
    assert red == 0
    assert green > 60  # the wall's, half as high in the mean


def test_the_picture_is_painted_where_the_corners_are() -> None:
    seen = view(20, 40)
    picture = np.zeros((400, 300, 3), np.uint8)
    paint_quads(picture, quads(np.full((5, 5), 0.5), GREY, seen))
    painted = np.argwhere(picture.any(axis=2))[:, ::-1]
    corners = seen(np.array([-1, 1, 1, -1]), np.array([-1, -1, 1, 1]), 0.5)
    assert painted.min(axis=0) == pytest.approx(corners.min(axis=0), abs=2)
    assert painted.max(axis=0) == pytest.approx(corners.max(axis=0), abs=2)


def test_slopes_are_shaded_by_the_light_of_the_one_who_looks() -> None:
    x = np.linspace(0, 1, 5)
    to_left = quads(np.tile(x, (5, 1)), np.full((256, 3), 200, np.uint8), view())
    to_right = quads(np.tile(x[::-1], (5, 1)), np.full((256, 3), 200, np.uint8), view())
    turned = quads(np.tile(x, (5, 1)), np.full((256, 3), 200, np.uint8), view(180))
    assert to_left.colours.mean() > to_right.colours.mean() + 20
    assert turned.colours.mean() == pytest.approx(to_right.colours.mean(), abs=1)
