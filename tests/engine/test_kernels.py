"""The kernel table: the course's numbers, and what each kernel answers to."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.kernels import (
    KERNEL_INFOS,
    KERNEL_TITLES,
    KERNELS,
    gabor,
    response_range,
)

EDGES = ("", "sobel-", "prewitt-", "scharr-")


def test_the_course_numbers() -> None:
    assert KERNELS["horizontal"].tolist() == [[1, 1, 1], [0, 0, 0], [-1, -1, -1]]
    assert KERNELS["sobel-vertical"].tolist() == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]


@pytest.mark.parametrize("family", EDGES)
def test_pairs_are_transposes(family: str) -> None:
    assert np.array_equal(KERNELS[f"{family}vertical"].T, KERNELS[f"{family}horizontal"])


def test_sobel_and_scharr_are_opencv_derivatives_with_the_course_sign() -> None:
    dot = np.zeros((5, 5), np.float32)
    dot[2, 2] = 1
    flipped = np.s_[3:0:-1, 3:0:-1]  # the answer to a dot is the kernel, turned by 180°
    assert np.array_equal(-cv2.Sobel(dot, -1, 1, 0)[flipped], KERNELS["sobel-vertical"])
    assert np.array_equal(-cv2.Scharr(dot, -1, 0, 1)[flipped], KERNELS["scharr-horizontal"])


@pytest.mark.parametrize("key", KERNELS)
def test_each_kernel_is_named_explained_and_read_only(key: str) -> None:
    info, values = KERNEL_INFOS[key], KERNELS[key]
    assert info.key == key
    assert info.title == KERNEL_TITLES[key] != ""
    assert info.explanation.endswith(".")
    assert values.dtype == np.float32
    assert values.shape == (3, 3)
    with pytest.raises(ValueError, match="read-only"):
        values[0, 0] = 7


@pytest.mark.parametrize("key", KERNELS)
def test_detectors_ignore_a_flat_picture_and_the_others_keep_it(key: str) -> None:
    flat = float(KERNELS[key].astype(np.float64).sum())
    is_detector = key.endswith(("vertical", "horizontal")) or key == "laplacian"
    assert flat == pytest.approx(0 if is_detector else 1, abs=1e-6)


def test_gabor_at_0_degrees_is_positive_where_the_left_is_brighter() -> None:
    step = np.zeros((21, 21))
    step[:, :10] = 1
    assert (gabor(21, 0, 8) * step).sum() > 0.3
    assert abs((gabor(21, 90, 8) * step).sum()) < 1e-6
    assert (gabor(21, 90, 8) * step.T).sum() < -0.3  # 90° points up: the bottom is positive


@settings(deadline=None, max_examples=30)
@given(
    size=st.integers(3, 31),
    angle=st.floats(-360, 360),
    wavelength=st.floats(2, 20),
    phase=st.floats(0, 180),
)
def test_gabor_is_opencv_s_less_its_mean(
    size: int, angle: float, wavelength: float, phase: float
) -> None:
    size = size // 2 * 2 + 1  # OpenCV makes odd kernels only
    sigma = wavelength / 2
    theirs = cv2.getGaborKernel(
        (size, size), sigma, np.deg2rad(-angle), wavelength, 0.5, np.deg2rad(phase)
    )[::-1, ::-1]  # stored turned by 180°, with rows running down
    theirs = theirs - theirs.mean()
    ours = gabor(size, angle, wavelength, sigma, 0.5, phase)
    assert abs(float(ours.sum())) < 1e-4
    scale = theirs[theirs > 0].sum()
    if scale > 1e-3:
        assert ours[ours > 0].sum() == pytest.approx(1, abs=1e-4)
        assert np.allclose(ours, theirs / scale, atol=1e-5)


@pytest.mark.parametrize(
    "arguments", [(0, 0, 5), (5, 0, 0), (5, 0, 5, -1), (5, float("nan"), 5), (5, 0, 5, 1, 0)]
)
def test_gabor_refuses_what_has_no_meaning(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ShapeError, match="Gabor"):
        gabor(*arguments)  # type: ignore[arg-type]


def test_gabor_of_one_cell_is_zero() -> None:
    assert gabor(1, 0, 4).tolist() == [[0]]


def test_response_range() -> None:
    assert response_range(KERNELS["sobel-vertical"]) == (-4, 4)
    assert response_range(KERNELS["sharpen"], 0, 255) == (-4 * 255, 5 * 255)
    assert response_range(KERNELS["identity"], -1, 2) == (-1, 2)
