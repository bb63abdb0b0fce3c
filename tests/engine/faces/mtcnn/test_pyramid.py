from __future__ import annotations

import itertools

import pytest

from explorer.engine.faces.mtcnn.pyramid import FACTOR, MARGIN, Level, pyramid


def test_levels_of_a_webcam() -> None:
    levels = pyramid(480, 640, 40, 0.5)
    assert levels[:2] == (Level(0.3, 145, 193, 0), Level(0.15, 73, 97, 0))
    assert [level.height for level in levels] == [145, 73, 37, 19, 10, 5]


def test_the_smallest_face_fills_a_window_and_the_largest_more_than_the_picture() -> None:
    for height, width, least in ((480, 640, 40), (1080, 1920, 20), (100, 90, 33)):
        levels = pyramid(height, width, least)
        assert levels[0].scale == 12 / least
        assert 12 / levels[-1].scale > min(height, width)
        for one, next_one in itertools.pairwise(levels):
            assert next_one.scale == pytest.approx(one.scale * FACTOR)


def test_every_level_holds_a_window() -> None:
    for side in range(1, 90):
        for level in pyramid(side, side, 12):
            assert min(level.height, level.width) + 2 * level.margin >= 12
            assert level.margin == (MARGIN if level.height < 12 else 0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (3, 3), (12, 640)])
def test_a_picture_too_small_for_the_smallest_face_has_no_levels(shape: tuple[int, int]) -> None:
    assert pyramid(*shape, 40) == ()
