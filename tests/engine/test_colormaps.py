"""Colour maps: exact at their marks, even to the eye, safe for colour-blind ones, and total."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.colormaps import (
    LEAST_SPAN,
    NAN_RGB,
    NO_NUMBER_LEVEL,
    TOP_LEVEL,
    ZERO_LEVEL,
    direction_hue,
    diverging,
    palette_diverging,
    palette_viridis,
    palette_wheel,
    sequential,
    to_levels,
)
from explorer.engine.oklab import oklab_to_srgb, srgb_to_oklab

DARK, LIGHT = (0x14, 0x16, 0x1A), (0xF4, 0xF5, 0xF8)
BACKGROUNDS = pytest.mark.parametrize("background", [DARK, LIGHT], ids=["dark", "light"])

# Machado, Oliveira & Fernandes 2009, severity 1: what dichromats see, on linear RGB.
DICHROMATS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def seen_by(kind: str, rgb: np.ndarray) -> np.ndarray:
    unit = np.float64(rgb) / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(DICHROMATS[kind]), 0, 1)
    back = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.rint(back * 255)


@given(rgb=st.tuples(*[st.integers(0, 255)] * 3))
def test_oklab_round_trip(rgb: tuple[int, int, int]) -> None:
    assert tuple(oklab_to_srgb(srgb_to_oklab(rgb))) == rgb


def test_oklab_is_ottosson_s() -> None:
    assert np.allclose(srgb_to_oklab([255, 255, 255]), [1, 0, 0], atol=1e-4)
    assert np.allclose(srgb_to_oklab([255, 0, 0]), [0.62796, 0.22486, 0.12585], atol=1e-4)


@BACKGROUNDS
def test_zero_is_the_background_and_the_ends_are_blue_and_orange(
    background: tuple[int, int, int],
) -> None:
    zero, low, high = diverging([[0, -2, 2]], 2, background)[0]
    assert tuple(zero) == background
    assert low[2] > low[1] > low[0]
    assert high[0] > high[1] > high[2]
    assert np.array_equal(
        diverging([[-9, 9, np.inf, -np.inf]], 2, background)[0], [low, high, high, low]
    )


@BACKGROUNDS
def test_equal_steps_look_equal_on_both_sides(background: tuple[int, int, int]) -> None:
    lab = srgb_to_oklab(palette_diverging(background)[: TOP_LEVEL + 1])
    lightness = lab[:, 0]
    left, right = lightness[ZERO_LEVEL::-1], lightness[ZERO_LEVEL:]
    assert np.abs(left - right).max() < 0.015
    for arm in (lab[: ZERO_LEVEL + 1], lab[ZERO_LEVEL:]):
        steps = np.linalg.norm(np.diff(arm[::9], axis=0), axis=1)  # 9: less of the rounding
        assert steps.max() < 1.25 * steps.min()


@BACKGROUNDS
@pytest.mark.parametrize("kind", DICHROMATS)
def test_the_signs_differ_for_colour_blind_eyes(
    background: tuple[int, int, int], kind: str
) -> None:
    lab = srgb_to_oklab(seen_by(kind, palette_diverging(background)[: TOP_LEVEL + 1]))
    # 0.02 is about a just noticeable difference.
    assert np.linalg.norm(lab[0] - lab[TOP_LEVEL]) > 0.2
    assert np.linalg.norm(lab[ZERO_LEVEL // 2] - lab[-ZERO_LEVEL // 2]) > 0.08


def test_viridis() -> None:
    palette = palette_viridis((1, 2, 3))
    theirs = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_VIRIDIS)
    theirs = theirs[:, 0, ::-1]
    assert np.array_equal(palette[[0, TOP_LEVEL]], theirs[[0, 255]])
    assert np.abs(palette[:255].astype(int) - theirs[:255]).max() <= 4
    assert tuple(palette[NO_NUMBER_LEVEL]) == (1, 2, 3)
    assert (np.diff(srgb_to_oklab(palette[:255])[:, 0]) > -1e-3).all()
    found = sequential([[1, 3, 2, 0, 9]], 1, 3)[0]
    assert np.array_equal(found, palette_viridis()[[0, 254, 127, 0, 254]])


def test_palettes_are_shared_and_read_only() -> None:
    for palette in (palette_viridis(), palette_diverging(DARK), palette_wheel()):
        assert palette.shape == (256, 3)
        assert palette.dtype == np.uint8
        assert not palette.flags.writeable
    assert palette_diverging(DARK) is palette_diverging(DARK)
    assert tuple(palette_diverging(DARK)[NO_NUMBER_LEVEL]) == DARK


def test_the_wheel_closes_and_keeps_its_lightness() -> None:
    lab = srgb_to_oklab(palette_wheel())
    assert np.ptp(lab[:, 0]) < 0.01
    steps = np.linalg.norm(np.diff(np.vstack([lab, lab[:1]]), axis=0), axis=1)
    assert steps.max() < 0.01


def test_direction_is_hue_and_magnitude_brightness() -> None:
    angles = np.deg2rad([[0, 90, 180, -90, 360, -360 - 90, 45]])
    full = direction_hue(angles, np.ones_like(angles))
    wheel = palette_wheel()[[0, 64, 128, 192, 0, 192, 32]]
    assert np.array_equal(full[0], wheel)
    half = direction_hue(angles, np.full_like(angles, 5), limit=10)
    assert np.abs(half[0] - wheel / 2).max() <= 1
    assert direction_hue(angles, np.zeros_like(angles)).max() == 0
    assert np.array_equal(direction_hue(angles, np.full_like(angles, np.inf)), full)


def test_directions_without_a_number_are_black() -> None:
    found = direction_hue([[np.nan, 1, np.inf, 1]], [[1, np.nan, 1, 1]])[0]
    assert found[:3].max() == 0
    assert found[3].max() > 0


def test_nan_has_its_own_colour() -> None:
    assert tuple(diverging([[np.nan, 1]], 1, DARK)[0, 0]) == NAN_RGB
    assert tuple(sequential([[np.nan, 1]], 0, 1, nan_rgb=(9, 8, 7))[0, 0]) == (9, 8, 7)
    assert diverging([[np.nan, 1]], 1, DARK)[0, 1].tolist() == list(palette_diverging(DARK)[254])


@settings(deadline=None, max_examples=150)
@given(
    values=st.lists(st.floats(width=32), min_size=1, max_size=20),
    low=st.floats(-(2.0**99), 2.0**99, width=32),
    span=st.floats(0, 2.0**99, width=32),
)
def test_levels_are_the_rounded_position_on_the_scale(
    values: list[float], low: float, span: float
) -> None:
    high = float(np.float32(low + span))
    levels = to_levels([values], low, high)[0]
    for value, level in zip(values, levels, strict=True):
        if np.isnan(value):
            assert level == NO_NUMBER_LEVEL
        elif high - low < LEAST_SPAN:
            assert level == 0
        else:
            share = (min(max(value, low), high) - low) / (high - low)
            assert abs(int(level) - share * TOP_LEVEL) <= 0.51


def test_a_picture_that_is_zero_throughout_has_the_background() -> None:
    assert (diverging(np.zeros((3, 4)), 0, LIGHT) == LIGHT).all()
    assert (sequential(np.zeros((3, 4)), 0, 0) == palette_viridis()[0]).all()


@pytest.mark.parametrize(
    ("low", "high"), [(1, 0), (float("nan"), 1), (0, float("nan")), (0, float("inf"))]
)
def test_a_scale_without_ends_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="colour scale"):
        to_levels([[1]], low, high)


@pytest.mark.parametrize("shape", [(3,), (2, 2, 3), (0, 4)])
def test_only_maps_are_coloured(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="A map to colour"):
        sequential(np.zeros(shape), 0, 1)


def test_views_and_whole_numbers_are_taken() -> None:
    grid = np.arange(24).reshape(4, 6)
    assert np.array_equal(to_levels(grid[::2, ::-2], 0, 23), to_levels(grid, 0, 23)[::2, ::-2])
