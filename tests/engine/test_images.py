"""Conversions between colour orders, layouts and number ranges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.images import (
    bgr_to_rgb,
    centre_crop,
    fit_within,
    from_tensor,
    from_unit,
    luminance,
    resize,
    resize_fast,
    to_tensor,
    to_unit,
)


def picture(height: int = 30, width: int = 40, seed: int = 0) -> np.ndarray:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    rgb.setflags(write=False)  # as a camera's frame
    return rgb


def test_every_value_survives_the_round_trip() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(to_unit(values), np.float32(values) / np.float32(255))
    assert np.array_equal(from_unit(to_unit(values)), values)
    assert from_unit(np.array([[-3.0, np.nan, 9.0]])).tolist() == [[0, 0, 255]]


def test_luminance_is_rec_601_without_rounding_to_8_bits() -> None:
    rgb = picture()
    found = luminance(rgb)
    assert found.dtype == np.float32
    assert np.allclose(found, rgb @ np.array([0.299, 0.587, 0.114]) / 255, atol=1e-6)
    assert np.abs(found * 255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).max() <= 0.51


def test_tensors() -> None:
    rgb = picture()
    x = to_tensor(rgb)
    assert x.shape == (1, 3, 30, 40)
    assert x.dtype == torch.float32
    assert x.is_contiguous()
    assert float(x[0, 1, 7, 9]) == pytest.approx(rgb[7, 9, 1] / 255)
    assert np.array_equal(from_tensor(x), rgb)
    assert np.array_equal(from_tensor(x[0].double().requires_grad_()), rgb)
    for bad in (x[:, :2], torch.cat([x, x]), x[0, 0]):
        with pytest.raises(ShapeError, match="picture's tensor"):
            from_tensor(bad)


def test_bgr_to_rgb_copies() -> None:
    rgb = picture()
    assert np.array_equal(bgr_to_rgb(rgb), rgb[:, :, ::-1])


@settings(deadline=None, max_examples=40)
@given(height=st.integers(1, 90), width=st.integers(1, 90), side=st.integers(1, 100))
def test_fit_within_keeps_the_proportions_and_never_enlarges(
    height: int, width: int, side: int
) -> None:
    rgb = picture(height, width)
    small = fit_within(rgb, side)
    rows, columns = small.shape[:2]
    if max(height, width) <= side:
        assert small is rgb
    else:
        assert max(rows, columns) == side
        assert abs(rows / height - columns / width) <= 1 / min(height, width) + 1e-9


def test_resize_takes_the_mean_of_an_area_and_answers_in_rows_and_columns() -> None:
    rgb = np.zeros((4, 8, 3), np.uint8)
    rgb[:, ::2] = 200
    assert resize(rgb, 2, 4).tolist() == [[[100] * 3] * 4] * 2
    assert resize(rgb, 9, 3).shape == (9, 3, 3)
    same = resize(rgb, 4, 8)
    assert np.array_equal(same, rgb)
    assert same is not rgb
    with pytest.raises(ShapeError, match="not 0 × 4"):
        resize(rgb, 0, 4)


def test_centre_crop() -> None:
    rgb = picture(5, 8)
    assert np.array_equal(centre_crop(rgb, 3, 4), rgb[1:4, 2:6])
    with pytest.raises(ShapeError, match="6 × 4 cannot be cut out of 5 × 8"):
        centre_crop(rgb, 6, 4)


def test_what_is_no_8_bit_picture_is_refused() -> None:
    for bad in (np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8), np.zeros(4, np.uint8)):
        with pytest.raises(ShapeError, match="uint8"):
            to_unit(bad)


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (50, 61), (99, 120), (100, 121), (300, 20)])
def test_fast_resizing_gives_about_the_same_picture(size: tuple[int, int]) -> None:
    rows, columns = np.mgrid[0:100, 0:121]
    rgb = np.stack([rows * 2, columns * 2, (rows + columns)], -1).astype(np.uint8)
    fast = resize_fast(rgb, *size)
    assert fast.shape == (*size, 3)
    assert fast.dtype == np.uint8
    due = resize(rgb, *size).astype(int)
    assert np.abs(fast.astype(int) - due).mean() < 4
