"""Mosaics: every tile is its channel, scaled and placed as said, whatever the maps hold."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.colormaps import NO_NUMBER_LEVEL, TOP_LEVEL, ZERO_LEVEL
from explorer.engine.mosaic import Mosaic, mosaic


def square(found: Mosaic, position: int) -> np.ndarray:
    top, left = found.corner(position)
    return found.indices[top : top + found.tile_px, left : left + found.tile_px]


def tile(found: Mosaic, position: int) -> np.ndarray:
    top, left, height, width = found.tile_box
    return square(found, position)[top : top + height, left : left + width]


def expected_levels(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return (np.clip(values, low, high) - low) / (high - low) * TOP_LEVEL


@settings(deadline=None, max_examples=80)
@given(
    seed=st.integers(0, 2**32 - 1),
    channels=st.integers(1, 12),
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    tile_px=st.integers(1, 20),
    columns=st.one_of(st.none(), st.integers(1, 14)),
    gap_px=st.integers(0, 3),
    scale=st.sampled_from(["shared", "own"]),
    signed=st.booleans(),
    last=st.booleans(),
)
def test_every_tile_is_its_channel(
    seed: int,
    channels: int,
    height: int,
    width: int,
    tile_px: int,
    columns: int | None,
    gap_px: int,
    scale: Any,
    signed: bool,
    last: bool,
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((channels, height, width)).astype(np.float32)
    maps = torch.from_numpy(values if signed else np.abs(values))[None]
    maps = maps.to(memory_format=torch.channels_last) if last else maps
    order = rng.permutation(channels)[: int(rng.integers(1, channels + 1))]
    found = mosaic(maps, tile_px, columns, gap_px, order, scale, signed)

    pitch = tile_px + gap_px
    assert found.pitch == pitch
    assert found.indices.shape == (found.rows * pitch, found.columns * pitch)
    assert found.indices.dtype == np.uint8
    assert found.channels.tolist() == order.tolist()
    assert found.rows * found.columns >= len(order) > (found.rows - 1) * found.columns
    top, left, tall, wide = found.tile_box
    assert max(tall, wide) == tile_px
    assert abs(tall * width - wide * height) <= max(height, width) * 0.5 + 1e-9 or 1 in (tall, wide)

    shown = maps[0]
    if height > tall or width > wide:
        # torch's adaptive pooling takes whole cells only: cv2's areas are exact, as ours.
        planes = [
            cv2.resize(p, (min(wide, width), min(tall, height)), interpolation=cv2.INTER_AREA)
            for p in shown.contiguous().numpy()
        ]
        shown = torch.from_numpy(np.stack(planes))
    shown = F.interpolate(shown[None], (tall, wide), mode="nearest")[0]
    kept = shown.numpy()[order]
    for position in range(len(order)):
        low, high = float(found.lows[position]), float(found.highs[position])
        if scale == "shared" or (height, width) == (1, 1):
            assert (low, high) == (found.low, found.high)
        if signed:
            assert low == -high
        around = np.full((tile_px, tile_px), NO_NUMBER_LEVEL)
        inside = tile(found, position)
        if high - low > 1e-4:
            assert np.abs(inside - expected_levels(kept[position], low, high)).max() <= 0.55
            assert inside.max() <= TOP_LEVEL
        around[top : top + tall, left : left + wide] = inside
        assert np.array_equal(square(found, position), around)
    if scale == "shared":
        assert found.high == pytest.approx(np.abs(kept).max() if signed else kept.max(), rel=1e-4)


def test_by_hand() -> None:
    maps = torch.tensor([[[0.0, 1.0], [2.0, 3.0]], [[4.0, 4.0], [4.0, 4.0]]])
    found = mosaic(maps, tile_px=4, columns=1, gap_px=1)
    assert not found.signed
    assert (found.low, found.high) == (0, 4)
    levels = [round(v * TOP_LEVEL / 4) for v in range(4)]
    assert tile(found, 0)[::2, ::2].tolist() == [levels[:2], levels[2:]]
    assert tile(found, 0)[0].tolist() == [levels[0]] * 2 + [levels[1]] * 2
    assert (tile(found, 1) == TOP_LEVEL).all()
    assert (found.indices[4] == NO_NUMBER_LEVEL).all()
    assert (found.indices[:, 4] == NO_NUMBER_LEVEL).all()


def test_areas_that_are_no_whole_cells_are_averaged_by_their_shares() -> None:
    maps = torch.tensor([[[1.0, 2.0, 6.0]]]).expand(1, 3, 3)
    found = mosaic(maps, tile_px=2, scale="shared")
    assert found.low == pytest.approx((1 + 0.5 * 2) / 1.5)
    assert found.high == pytest.approx((0.5 * 2 + 6) / 1.5)


def test_oblong_maps_keep_their_proportions_in_the_middle_of_the_square() -> None:
    found = mosaic(torch.rand(3, 20, 80), tile_px=40)
    assert found.tile_box == (15, 0, 10, 40)
    assert found.map_size == (20, 80)
    assert (square(found, 0)[:15] == NO_NUMBER_LEVEL).all()
    assert mosaic(torch.rand(3, 500, 1), tile_px=40).tile_box == (0, 19, 40, 1)


def test_signs_are_noticed() -> None:
    assert not mosaic(torch.tensor([[[0.0, 3.0]]])).signed
    found = mosaic(torch.tensor([[[-1.0, 3.0]]]))
    assert found.signed
    assert (found.low, found.high) == (-3, 3)
    assert not mosaic(torch.tensor([[[-1.0, 3.0]]]), signed=False).signed
    zero = mosaic(torch.zeros(1, 1, 2), signed=True)
    assert set(np.unique(tile(zero, 0))) == {ZERO_LEVEL}


@pytest.mark.parametrize("scale", ["shared", "own"])
@pytest.mark.parametrize("value", [0.0, 3.3, 1e-8, 4.2e6])
def test_a_constant_layer_shows_no_noise(scale: Any, value: float) -> None:
    found = mosaic(torch.full((2, 113, 97), value), scale=scale)
    assert {int(tile(found, i)[0, 0]) for i in (0, 1)} == {0}
    assert len(np.unique(tile(found, 0))) == 1


def test_own_scales_show_each_map_from_its_lowest_to_its_highest() -> None:
    maps = torch.tensor([[[0.0, 1.0]], [[100.0, 300.0]], [[7.0, 7.0]]])
    found = mosaic(maps, tile_px=2, scale="own")
    levels = [[int(v) for v in tile(found, i)[0]] for i in range(3)]
    assert levels == [[0, TOP_LEVEL], [0, TOP_LEVEL], [0, 0]]
    assert found.lows.tolist() == [0, 100, 7]
    assert found.highs.tolist() == [1, 300, 7]
    dead = mosaic(torch.stack([torch.zeros(1, 2), torch.tensor([[-1.0, 1.0]])]), scale="own")
    assert set(np.unique(tile(dead, 0))) == {ZERO_LEVEL}


@pytest.mark.parametrize("scale", ["shared", "own"])
def test_a_dense_layer_is_single_cells_on_one_scale(scale: Any) -> None:
    found = mosaic(torch.arange(1000.0)[None], tile_px=8, columns=40, scale=scale)
    assert found.rows == 25
    levels = [int(square(found, i)[0, 0]) for i in range(1000)]
    assert (levels[0], levels[-1]) == (0, TOP_LEVEL)
    assert levels == sorted(levels)
    assert (square(found, 5) == levels[5]).all()


@pytest.mark.parametrize("scale", ["shared", "own"])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("size", [20, 100])
def test_what_is_no_number_stays_where_it_is(scale: Any, last: bool, size: int) -> None:
    values = torch.rand(3, size, size) + 1
    values[1, size // 2, size // 2] = float("nan")
    values[2, 0, 0] = float("inf")
    clean = mosaic(values[:1], tile_px=10)
    maps = values[None].to(memory_format=torch.channels_last) if last else values
    found = mosaic(maps, tile_px=10, scale=scale)
    assert (tile(found, 1) == NO_NUMBER_LEVEL).sum() == 1
    assert tile(found, 1)[5, 5] == NO_NUMBER_LEVEL
    assert tile(found, 2)[0, 0] == TOP_LEVEL
    assert (tile(found, 2) == NO_NUMBER_LEVEL).sum() == 0
    assert np.isfinite([found.lows, found.highs]).all()
    if scale == "own":
        assert np.array_equal(tile(found, 0), tile(clean, 0))


def test_nothing_but_nan() -> None:
    for scale in ("shared", "own"):
        found = mosaic(torch.full((2, 60, 60), float("nan")), scale=scale)  # type: ignore[arg-type]
        assert (found.indices == NO_NUMBER_LEVEL).all()
        assert (found.low, found.high) == (0, 0)


def test_half_precision_inference_and_gradient_tensors() -> None:
    maps = torch.rand(4, 60, 60)
    expected = mosaic(maps).indices
    with torch.inference_mode():
        inside = maps.clone()
        assert np.array_equal(mosaic(inside).indices, expected)
    inside[0, 0, 0].item()
    assert np.array_equal(mosaic(inside).indices, expected)
    assert np.array_equal(mosaic(maps.clone().requires_grad_()).indices, expected)
    difference = mosaic(maps.half()).indices.astype(int) - expected
    assert np.abs(difference).max() <= 1
    broken = inside.clone()
    with torch.inference_mode():
        broken = inside * 1
        broken[0, 0, 0] = float("nan")
    assert (mosaic(broken, tile_px=9).indices[:9, :9] == NO_NUMBER_LEVEL).sum() == 1


@pytest.mark.parametrize(("low", "high", "signed"), [(-2.0, 2.0, True), (0.0, 4.0, False)])
def test_a_scale_that_is_given(low: float, high: float, signed: bool) -> None:
    maps = torch.tensor([[[1.0, -3.0]], [[0.0, 9.0]]])
    found = mosaic(maps, tile_px=2, ends=(low, high))
    assert found.signed is signed
    assert (found.low, found.high) == (low, high)
    expected = expected_levels(maps.numpy(), low, high)
    for position in range(2):
        np.testing.assert_allclose(tile(found, position), expected[position], atol=0.51)


def test_pixels_lead_back_to_tiles() -> None:
    found = mosaic(torch.rand(7, 9, 9), tile_px=5, gap_px=2, columns=3)
    for position in range(7):
        row, column = found.corner(position)
        assert found.position_at(row, column) == position
        assert found.position_at(row + 4, column + 4) == position
        assert found.position_at(row + 5, column) is None
        assert found.position_at(row, column + 6) is None
    for outside in ((14, 7), (14, 14), (-1, 0), (0, -1), (0, 21), (21, 0), (10**6, 0)):
        assert found.position_at(*outside) is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tile_px": 0}, "Tiles of 0 pixels"),
        ({"gap_px": -1}, "a gap of -1"),
        ({"columns": 0}, "in 0 columns"),
        ({"scale": "log"}, "'log' scale"),
        ({"order": [0, 3]}, "names channels 0 to 3 of 3"),
        ({"order": [-1]}, "names channels -1"),
        ({"order": []}, "The order is a list of channels"),
        ({"order": [0.5]}, "The order is a list of channels"),
    ],
)
def test_what_cannot_be_laid_out(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        mosaic(torch.rand(3, 8, 8), **options)


def test_thousands_of_channels() -> None:
    found = mosaic(torch.rand(4224, 14, 14), columns=64)
    assert found.indices.shape == (66 * 50, 64 * 50)
    assert len(np.unique(found.indices)) == 256


@pytest.mark.gpu
def test_maps_on_a_gpu() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no GPU here")
    maps = torch.rand(16, 111, 90)
    maps[3, 7, 7] = float("nan")
    difference = mosaic(maps.cuda()).indices.astype(int) - mosaic(maps).indices
    assert np.abs(difference).max() <= 1
