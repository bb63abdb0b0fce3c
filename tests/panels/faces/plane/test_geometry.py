"""Where points come to lie in a window: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.faces.plane.geometry import (
    LARGEST_ZOOM,
    Frame,
    Room,
    Sight,
    beside,
    fitted,
    frame_about_origin,
    frame_around,
    moved,
    nearest,
    scale_of,
    seen,
    zoomed,
)

ROOM = Room(400, 200, 20)


def test_a_frame_holds_all_points_and_lengths_are_alike_in_both_directions() -> None:
    points = np.array([[0.0, 0.0], [4.0, 1.0], [2.0, -1.0]])
    frame = frame_around(points)
    assert frame == Frame(2, 0, 2, 1)
    # 180 px for 2 across, 80 px for 1 down: the smaller of 90 and 80.
    assert scale_of(frame, ROOM) == 80
    pixels = seen(fitted(points, frame, ROOM), Sight(), ROOM)
    np.testing.assert_allclose(pixels, [[40, 100], [360, 20], [200, 180]])


def test_one_point_alone_stands_in_the_middle() -> None:
    points = np.array([[7.0, -3.0]])
    pixels = seen(fitted(points, frame_around(points), ROOM), Sight(), ROOM)
    np.testing.assert_allclose(pixels, [[200, 100]])
    assert frame_around(np.zeros((0, 2))) == Frame(0, 0, 1, 1)


def test_a_frame_about_the_origin_shows_that_points_fall_together() -> None:
    frame = frame_about_origin(1.0)
    apart, together = (
        fitted(scale * np.array([[1.0, 0.0], [-1.0, 0.0]]), frame, ROOM) for scale in (1.0, 0.1)
    )
    assert np.ptp(apart[:, 0]) == pytest.approx(160)
    assert np.ptp(together[:, 0]) == pytest.approx(16)


@pytest.mark.parametrize("at", [(200.0, 100.0), (310.0, 40.0), (0.0, 199.0)])
def test_what_is_under_the_pointer_stays_there_while_zooming(at: tuple[float, float]) -> None:
    sight = Sight()
    for _ in range(3):
        before = np.array(at) - seen(np.zeros((1, 2)), sight, ROOM)[0]
        closer = zoomed(sight, 1.5, at, ROOM)
        after = np.array(at) - seen(np.zeros((1, 2)), closer, ROOM)[0]
        np.testing.assert_allclose(after, before * closer.zoom / sight.zoom)
        sight = closer


def test_zooming_has_ends_and_out_is_all() -> None:
    assert zoomed(Sight(), 1e6, (200, 100), ROOM).zoom == LARGEST_ZOOM
    assert zoomed(Sight(4, 0.2, 0.1), 1e-3, (0, 0), ROOM) == Sight()


def test_dragging_moves_by_pixels_and_nobody_gets_lost() -> None:
    sight = moved(Sight(2), 30, -10, ROOM)
    np.testing.assert_allclose(seen(np.zeros((1, 2)), sight, ROOM), [[230, 90]])
    far = moved(Sight(2), -1e6, 1e6, ROOM)
    assert far == Sight(2, 0.5, -0.25)
    assert moved(Sight(), 50, 50, ROOM) == Sight()


def test_the_nearest_point_within_reach() -> None:
    pixels = np.array([[10.0, 10.0], [20.0, 10.0], [20.0, 10.0]])
    assert nearest(pixels, (12, 10), 5) == 0
    assert nearest(pixels, (19, 10), 5) == 2  # painted over the one below it
    assert nearest(pixels, (100, 100), 5) == -1
    assert nearest(np.zeros((0, 2)), (0, 0), 5) == -1


def test_arrows_lead_to_a_point_ahead() -> None:
    pixels = np.array([[0.0, 0.0], [10.0, 1.0], [4.0, 9.0], [-5.0, 0.0], [1.0, -30.0]])
    assert beside(pixels, 0, (1, 0)) == 1
    assert beside(pixels, 0, (-1, 0)) == 3
    assert beside(pixels, 0, (0, 1)) == 2
    assert beside(pixels, 0, (0, -1)) == 4
    assert beside(pixels, 4, (0, -1)) == 4  # nothing lies farther up
