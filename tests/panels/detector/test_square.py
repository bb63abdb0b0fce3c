"""The picture in the network's square: where everything lies, to parts of a pixel."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.yolo import Letterbox
from explorer.engine.yolo.letterbox import GREY
from explorer.panels.detector.square import LARGEST, square_of, squared

PICTURES = [(640, 424), (424, 640), (773, 512), (416, 416), (100, 3), (3, 100)]


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("side", [416, 608])
def test_a_box_of_the_square_lies_at_the_same_share_of_what_is_shown(
    picture: tuple[int, int], side: int
) -> None:
    letterbox = Letterbox(side, picture)
    square = square_of(letterbox)
    left, top, right, bottom = square.rect
    assert min(left, top) >= 0
    assert (right, bottom) <= square.size
    assert bottom <= square.size[1]
    box = torch.tensor([[0.25, 0.5, 0.75, 1.0]]) * side
    placed = square.placed(letterbox.undo(box).numpy())[0]
    wanted = [left + 0.25 * (right - left), top + 0.5 * (bottom - top),
              left + 0.75 * (right - left), bottom]  # fmt: skip
    assert placed.tolist() == pytest.approx(wanted, abs=1e-2)


@pytest.mark.parametrize("picture", PICTURES)
def test_the_picture_is_whole_and_around_it_all_is_grey(picture: tuple[int, int]) -> None:
    width, height = picture
    rgb = np.random.default_rng(1).integers(0, 100, (height, width, 3), np.uint8)
    square = square_of(Letterbox(416, picture))
    shown = squared(rgb, square)
    (x, y), (wide, high) = square.corner, square.size
    assert shown.shape == (high, wide, 3)
    assert wide == pytest.approx(high, rel=0.05)  # the scaled sides are whole pixels
    assert np.array_equal(shown[y : y + height, x : x + width], rgb)
    bars = np.ones((high, wide), bool)
    bars[y : y + height, x : x + width] = False
    assert (shown[bars] == GREY).all()


def test_a_square_picture_is_not_copied() -> None:
    rgb = np.zeros((416, 416, 3), np.uint8)
    assert squared(rgb, square_of(Letterbox(416, (416, 416)))) is rgb


@pytest.mark.parametrize("picture", [(8000, 50), (50, 8000), (6000, 8000), (5000, 5000), (9000, 1)])
def test_what_is_shown_of_a_very_large_picture_is_no_larger_than_a_screen_needs(
    picture: tuple[int, int],
) -> None:
    letterbox = Letterbox(608, picture)
    square = square_of(letterbox)
    shown = squared(np.zeros((picture[1], picture[0], 3), np.uint8), square)
    assert shown.shape[:2] == square.size[::-1]
    assert max(square.size) <= LARGEST + 2
    (x, y), (wide, high) = square.corner, square.picture
    assert (shown[y : y + high, x : x + wide] == 0).all()
    assert np.count_nonzero(shown == 0) == wide * high * 3, "all around it is grey"
    left, top, right, bottom = square.rect
    box = square.placed(letterbox.undo(torch.tensor([[0.0, 0.0, 608.0, 608.0]])).numpy())[0]
    assert box.tolist() == pytest.approx([left, top, right, bottom], abs=0.05)
    whole = square.placed(np.array([[0, 0, *picture]], np.float32))[0]
    assert whole.tolist() == pytest.approx([x, y, x + wide, y + high], abs=1)
