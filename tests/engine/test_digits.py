from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from explorer.engine.assets import ASSETS
from explorer.engine.digits import SIDE, find_digit
from explorer.engine.opencv import cv2


@pytest.fixture(scope="module")
def mnist() -> np.ndarray:
    return load_file(ASSETS / "datasets/mnist-test-1000.safetensors")["images"]


def as_rgb(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[:, :, None], 3, axis=2)


def drawn(digit: np.ndarray, enlarged: int, top: int, left: int) -> np.ndarray:
    """A digit on a black pad of 400 × 600."""
    pad = np.zeros((400, 600), np.uint8)
    large = cv2.resize(digit, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC)
    pad[top : top + large.shape[0], left : left + large.shape[1]] = large
    return as_rgb(pad)


def test_mnist_comes_out_as_it_went_in(mnist: np.ndarray) -> None:
    for digit in mnist[:200]:
        found = find_digit(as_rgb(digit))
        expected = np.pad(digit, 2) / np.float32(digit.max())
        assert np.abs(found.field - expected).max() <= 0.05  # what is fainter is no ink
        assert found.crop_xyxy == pytest.approx((-2, -2, 30, 30))
        assert not found.is_empty


@pytest.mark.parametrize(("enlarged", "top", "left"), [(10, 0, 0), (12, 60, 260), (3, 300, 500)])
def test_size_and_place_do_not_matter(
    mnist: np.ndarray, enlarged: int, top: int, left: int
) -> None:
    for digit in mnist[:20]:
        found = find_digit(drawn(digit, enlarged, top, left))
        expected = np.pad(digit, 2) / np.float32(255)
        assert np.abs(found.field - expected).mean() < 0.055  # one pixel off at the most
        x0, y0, x1, y1 = found.crop_xyxy
        # The field is the digit's 28 × 28 and a margin of 2, give or take a pixel of the field.
        expected_xyxy = (left - 2 * enlarged, top - 2 * enlarged)
        assert (x0, y0) == pytest.approx(expected_xyxy, abs=1.6 * enlarged)
        assert x1 - x0 == pytest.approx(32 * enlarged, rel=0.06)
        assert y1 - y0 == pytest.approx(x1 - x0)


def test_dark_on_light_is_read_as_light_on_dark(mnist: np.ndarray) -> None:
    for digit in mnist[:20]:
        white_on_black = find_digit(as_rgb(digit))
        black_on_white = find_digit(as_rgb(255 - digit))
        np.testing.assert_allclose(black_on_white.field, white_on_black.field, atol=0.01)


def test_grain_and_shade_of_paper_are_no_ink(mnist: np.ndarray) -> None:
    shade = np.linspace(-15, 15, 400)[:, None]
    grain = np.random.default_rng(0).normal(0, 4, (400, 600))
    ink = drawn(mnist[0], 10, 60, 160)[:, :, 0]
    sheet = as_rgb(np.clip(230 - 0.8 * ink + shade + grain, 0, 255).astype(np.uint8))
    found = find_digit(sheet)
    expected = np.pad(mnist[0], 2) / np.float32(255)
    assert np.abs(found.field - expected).mean() < 0.05


@pytest.mark.parametrize("level", [0, 127, 255])
def test_an_empty_pad_is_empty(level: int) -> None:
    found = find_digit(np.full((300, 500, 3), level, np.uint8))
    assert found.is_empty
    assert not found.field.any()
    assert found.crop_xyxy == (100, 0, 400, 300)


def test_one_dot_fills_the_field_it_is_centred_in() -> None:
    pad = np.zeros((100, 100, 3), np.uint8)
    pad[70, 20] = 255
    found = find_digit(pad)
    assert found.field.max() == 1
    assert np.argwhere(found.field == 1).mean(0) == pytest.approx([15.5, 15.5], abs=0.51)


def test_a_large_picture_has_its_crop_in_its_own_pixels(mnist: np.ndarray) -> None:
    small = drawn(mnist[0], 10, 60, 160)
    large = cv2.resize(small, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR)
    in_small, in_large = find_digit(small), find_digit(large)
    assert in_large.crop_xyxy == pytest.approx([4 * at for at in in_small.crop_xyxy], rel=0.05)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_any_picture_gives_a_field_in_range(height: int, width: int, seed: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    found = find_digit(rgb)
    assert found.field.shape == (SIDE, SIDE)
    assert found.field.dtype == np.float32
    assert found.field.min() >= 0
    assert found.field.max() == (0 if found.is_empty else 1)
