"""Turned kernels and what the pair says of an edge's direction."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.filters import KERNELS, convolve, gabor, gradient
from explorer.engine.orientation import direction, magnitude, preferred_angle, quarter_turn

PAIRS = ("sobel", "prewitt", "scharr")


def ramp(angle_rad: float, side: int = 9) -> np.ndarray:
    """A picture that gets brighter towards an angle."""
    across = np.arange(side) - (side - 1) / 2
    return (across[None, :] * np.cos(angle_rad) - across[:, None] * np.sin(angle_rad)).astype(
        np.float32
    )


@pytest.mark.parametrize("pair", PAIRS)
def test_a_vertical_detector_turns_into_the_horizontal_one(pair: str) -> None:
    turned = quarter_turn(KERNELS[f"{pair}-vertical"])
    np.testing.assert_array_equal(turned, KERNELS[f"{pair}-horizontal"])


def test_a_volume_turns_slice_by_slice() -> None:
    volume = np.random.default_rng(0).normal(size=(3, 3, 3)).astype(np.float32)
    for channel in range(3):
        np.testing.assert_array_equal(
            quarter_turn(volume)[:, :, channel], quarter_turn(volume[:, :, channel])
        )


@pytest.mark.parametrize(
    ("name", "angle"),
    [("sobel-vertical", pi), ("sobel-horizontal", pi / 2), ("horizontal", pi / 2)],
)
def test_preferred_angles_of_the_course_kernels(name: str, angle: float) -> None:
    assert preferred_angle(KERNELS[name]) == pytest.approx(angle)


@pytest.mark.parametrize("name", ["laplacian", "blur", "gaussian-blur", "identity", "sharpen"])
def test_kernels_without_a_direction(name: str) -> None:
    assert preferred_angle(KERNELS[name]) is None


def test_a_kernel_of_zeros_has_no_direction() -> None:
    assert preferred_angle(np.zeros((5, 5), np.float32)) is None


@given(
    st.floats(-pi + 0.01, pi - 0.01),
    st.sampled_from([f"{p}-{o}" for p in PAIRS for o in ("vertical", "horizontal")]),
)
def test_the_direction_of_a_slope_is_found_from_either_kernel(angle: float, name: str) -> None:
    picture, kernel = ramp(angle), KERNELS[name]
    preferred = preferred_angle(kernel)
    assert preferred is not None
    response = convolve(picture, kernel, padding="valid")
    turned = convolve(picture, quarter_turn(kernel), padding="valid")
    found = direction(response, turned, preferred)
    wrapped = (found - angle + pi) % (2 * pi) - pi
    assert np.abs(wrapped).max() < 2e-3  # cv2.phase is good to about 0.1°
    assert -pi <= found.min() <= found.max() <= pi + 1e-3


@pytest.mark.parametrize("pair", PAIRS)
def test_magnitude_and_direction_agree_with_the_gradient(pair: str) -> None:
    picture = np.random.default_rng(1).random((20, 31), np.float32)
    kernel = KERNELS[f"{pair}-vertical"]
    response, turned = convolve(picture, kernel), convolve(picture, quarter_turn(kernel))
    expected = gradient(picture, pair)
    np.testing.assert_allclose(magnitude(response, turned), expected.magnitude, rtol=1e-5)
    found = direction(response, turned, preferred_angle(kernel) or 0.0)
    wrapped = (found - expected.angle + pi) % (2 * pi) - pi
    assert np.abs(wrapped).max() < 2e-3


@pytest.mark.parametrize("angle_deg", [0, 45, 90, 135])
def test_a_gabor_answers_to_the_direction_opposite_to_its_angle(angle_deg: int) -> None:
    preferred = preferred_angle(gabor(7, angle_deg, 6))
    assert preferred is not None
    assert (preferred - np.deg2rad(angle_deg)) % (2 * pi) == pytest.approx(pi, abs=1e-3)
