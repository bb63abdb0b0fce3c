"""Structural similarity against its formula worked out for one window."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.arithmetic import ShapeError
from explorer.engine.ssim import ssim


def grey(levels: np.ndarray) -> np.ndarray:
    return np.repeat(levels.astype(np.uint8)[..., None], 3, axis=2)


def test_the_same_picture_is_alike_by_1_and_noise_by_about_0():
    rng = np.random.default_rng(0)
    one, other = (rng.integers(0, 256, (64, 64, 3), np.uint8) for _ in range(2))
    assert ssim(one, one) == pytest.approx(1)
    assert abs(ssim(one, other)) < 0.1


def test_flat_pictures_are_compared_by_their_levels_alone():
    a, b = 100 / 255, 150 / 255
    expected = (2 * a * b + 0.01**2) / (a**2 + b**2 + 0.01**2)
    found = ssim(grey(np.full((20, 24), 100)), grey(np.full((20, 24), 150)))
    assert found == pytest.approx(expected, rel=1e-5)


def test_a_negative_is_unlike():
    rng = np.random.default_rng(1)
    levels = rng.integers(0, 256, (40, 40))
    assert ssim(grey(levels), grey(255 - levels)) < -0.5


def test_pictures_of_two_sizes_are_refused():
    with pytest.raises(ShapeError, match="cannot be compared"):
        ssim(grey(np.zeros((20, 20))), grey(np.zeros((20, 21))))
