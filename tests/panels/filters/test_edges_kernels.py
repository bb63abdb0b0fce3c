"""Kernels as values of the state."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.engine.filters import KERNELS
from explorer.panels.filters.edges import kernels
from explorer.panels.filters.state import EdgesState


def state(**changes: object) -> EdgesState:
    return replace(EdgesState(), **changes)


def test_every_kernel_of_the_issue_can_be_chosen() -> None:
    wanted = {
        "horizontal": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
        "sobel-vertical": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        "sobel-horizontal": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    }
    for name, rows in wanted.items():
        assert kernels.choose(state(), name)["kernel"] == tuple(map(tuple, rows))
    for name in ("prewitt-vertical", "scharr-vertical", "laplacian", "sharpen", "blur", "emboss"):
        assert kernels.choose(state(), name)["kernel_name"] == name
    for changes in (kernels.choose(state(), name) for name in kernels.TITLES):
        state(**changes)  # the state takes it


def test_choosing_custom_keeps_the_numbers() -> None:
    assert kernels.choose(state(), kernels.CUSTOM) == {"kernel_name": "custom"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sobel-vertical", "sobel-horizontal"),
        ("sobel-horizontal", "sobel-vertical"),
        ("horizontal", "vertical"),
        ("prewitt-horizontal", "prewitt-vertical"),
        ("scharr-vertical", "scharr-horizontal"),
    ],
)
def test_the_transpose_of_a_named_kernel_is_named(before: str, after: str) -> None:
    present = state(**kernels.choose(state(), before))
    changes = kernels.transpose(present)
    assert changes["kernel_name"] == after
    np.testing.assert_array_equal(np.array(changes["kernel"], np.float32), KERNELS[before].T)


def test_a_symmetric_kernel_has_itself_as_transpose() -> None:
    assert kernels.transpose(state(**kernels.choose(state(), "laplacian"))) == {}


def test_an_edited_kernel_is_custom_and_an_edit_back_is_named_again() -> None:
    values = KERNELS["sobel-vertical"].copy()
    values[1, 1] = 0.5
    changed = state(**kernels.take(state(), values))
    assert changed.kernel_name == "custom"
    assert changed.kernel[1][1] == 0.5
    assert kernels.take(changed, KERNELS["sobel-vertical"])["kernel_name"] == "sobel-vertical"
    assert kernels.take(state(), KERNELS["sobel-vertical"]) == {}


def test_growing_puts_zeros_around_and_shrinking_takes_the_rim_away() -> None:
    large = state(**kernels.resize(state(), 7))
    assert large.kernel_name == "custom"
    array = np.array(large.kernel)
    np.testing.assert_array_equal(array[2:5, 2:5], KERNELS["sobel-vertical"])
    assert np.abs(array).sum() == np.abs(KERNELS["sobel-vertical"]).sum()
    small = state(**kernels.resize(large, 3))
    assert small == replace(state(), kernel_name="sobel-vertical")


@pytest.mark.parametrize("size", [5, 7])
@pytest.mark.parametrize("name", ["blur", "gaussian-blur"])
def test_blurs_are_made_to_size_and_stay_means(name: str, size: int) -> None:
    blurred = state(**kernels.choose(state(), name))
    grown = replace(blurred, **kernels.resize(blurred, size))
    assert grown.kernel_name == name
    assert np.sum(grown.kernel) == pytest.approx(1)
    assert np.min(grown.kernel) > 0
    back = replace(grown, **kernels.resize(grown, 3))
    np.testing.assert_allclose(back.kernel, KERNELS[name], rtol=1e-6)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 180])
@pytest.mark.parametrize("size", [3, 5, 7])
def test_a_gabor_holds_hundredths_that_add_up_to_0(angle: int, size: int) -> None:
    present = state(**kernels.choose(state(gabor_angle_deg=angle), kernels.GABOR))
    present = state(**kernels.resize(present, size)) if size != 5 else present
    assert present.kernel_name == kernels.GABOR
    array = np.array(present.kernel)
    assert np.abs(array).max() == 1
    np.testing.assert_allclose(array, np.round(array, 2))
    assert array.sum() == pytest.approx(0, abs=1e-9)


def test_the_sliders_of_the_gabor_turn_and_stretch_it() -> None:
    upright = state(**kernels.choose(state(gabor_angle_deg=0), kernels.GABOR))
    lying = replace(upright, **kernels.tune_gabor(upright, angle_deg=90))
    assert lying.gabor_angle_deg == 90
    np.testing.assert_allclose(lying.kernel, np.rot90(upright.kernel), atol=0.011)
    broad = replace(upright, **kernels.tune_gabor(upright, wavelength_px=12))
    assert broad.gabor_wavelength_px == 12
    assert broad.kernel != upright.kernel
