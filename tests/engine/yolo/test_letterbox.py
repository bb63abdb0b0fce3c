from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.yolo.letterbox import GREY, Letterbox, letterbox_of

SIDES = st.integers(1, 5000)
PLACES = st.lists(st.floats(-0.5, 1.5, width=32), min_size=4, max_size=4)


@settings(max_examples=300, deadline=None)
@given(size=st.sampled_from([32, 320, 416, 608]), width=SIDES, height=SIDES, places=PLACES)
@example(416, 1, 1, [0, 0, 1, 1])
@example(416, 5000, 1, [0, 0, 1, 1])
@example(608, 1, 5000, [0.25, 0.5, 0.75, 1])
@example(608, 1920, 1080, [0.1, 0.2, 0.3, 0.4])
def test_a_box_comes_back_where_it_was(
    size: int, width: int, height: int, places: list[float]
) -> None:
    letterbox = Letterbox(size, (width, height))
    box = torch.tensor([places], dtype=torch.float64) * torch.tensor([width, height] * 2)
    there = letterbox.redo(box)
    assert torch.allclose(letterbox.undo(there), box, rtol=1e-12, atol=1e-9)
    in_float32 = letterbox.undo(letterbox.redo(box.float()))
    # A rounding step of the square's pixels, in pixels of the picture, for each operation.
    step = 2 * size * torch.finfo(torch.float32).eps / min(letterbox.scale)
    assert float((in_float32 - box.float()).abs().max()) <= 4 * step


@settings(max_examples=300, deadline=None)
@given(size=st.sampled_from([32, 416, 608]), width=SIDES, height=SIDES)
def test_the_picture_fills_the_square_in_one_direction_and_lies_in_the_middle(
    size: int, width: int, height: int
) -> None:
    letterbox = Letterbox(size, (width, height))
    wide, high = letterbox.scaled
    left, top = letterbox.corner
    assert max(wide, high) == size
    assert min(wide, high) >= 1
    assert 0 <= (size - wide) - 2 * left <= 1
    assert 0 <= (size - high) - 2 * top <= 1
    whole = torch.tensor([[0.0, 0.0, width, height]], dtype=torch.float64)
    corners = [left, top, left + wide, top + high]
    assert letterbox.redo(whole)[0].tolist() == pytest.approx(corners)
    assert abs(wide - size * width / max(width, height)) <= 1  # in proportion, to a pixel


@pytest.mark.parametrize(("height", "width"), [(30, 60), (60, 30), (1, 500), (500, 1), (7, 7)])
def test_bars_are_grey_and_the_picture_lies_between_them(height: int, width: int) -> None:
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0], rgb[..., 2] = 200, 10
    letterbox = letterbox_of(rgb, 64)
    square = letterbox.apply(rgb)
    (wide, high), (left, top) = letterbox.scaled, letterbox.corner
    inside = np.zeros((64, 64), bool)
    inside[top : top + high, left : left + wide] = True
    assert square.shape == (64, 64, 3)
    assert square.dtype == np.uint8
    assert (square[~inside] == GREY).all()
    assert (square[inside] == (200, 0, 10)).all()


def test_what_lies_at_a_point_lies_there_in_the_square() -> None:
    rgb = np.zeros((200, 400, 3), np.uint8)
    rgb[40:80, 100:200] = 255
    letterbox = letterbox_of(rgb, 320)
    square = letterbox.apply(rgb)
    rows, columns = np.nonzero(square[..., 0] == 255)
    box = torch.tensor([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]]).double()
    assert letterbox.undo(box)[0].tolist() == pytest.approx([100, 40, 200, 80], abs=1.3)


def test_a_mirrored_view_and_a_read_only_picture_are_taken() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (50, 80, 3), np.uint8)
    mirrored = rgb[:, ::-1]
    copy = mirrored.copy()
    copy.setflags(write=False)
    letterbox = letterbox_of(mirrored, 96)
    assert np.array_equal(letterbox.apply(mirrored), letterbox.apply(copy))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 1), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((1, 4, 4, 3), np.uint8),
        np.zeros((0, 4, 3), np.uint8),
        np.zeros((4, 0, 3), np.uint8),
        np.zeros((4, 4, 3), np.float32),
    ],
)
def test_what_is_not_a_picture_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ShapeError, match=r"A detector looks at uint8 \(H, W, 3\), not"):
        letterbox_of(array, 416)
