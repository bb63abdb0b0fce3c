"""All channels of a layer in one picture: a grid of small tiles, 8 bits a pixel.

The pixels are levels for a palette (`explorer.engine.colormaps`), so painting is a look-up and a
change of theme costs nothing. A map larger than its tile is averaged by area, exactly, as two
small matrix products; a smaller one is enlarged with sharp pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from explorer.engine.arithmetic import ShapeError
from explorer.engine.colormaps import LEAST_SPAN, NO_NUMBER_LEVEL, TOP_LEVEL, to_levels
from explorer.engine.maps import as_maps
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MosaicScale: TypeAlias = Literal["shared", "own"]

# A float32 average of equal values is off by this share at most: below it a map is constant.
_NOISE = 1e-5


@dataclass(frozen=True, slots=True)
class Mosaic:
    """A grid of tiles, one a channel, row by row.

    Parameters
    ----------
    indices
        uint8 (rows · pitch, columns · pitch): levels 0 to 254 from each tile's low to its high
        (127 is 0 where ``signed``), and 255 for gaps and for what is no number.
    channels
        int64 (n,): the channel that each tile shows.
    lows, highs
        float32 (n,): the ends of each tile's scale, in the order of the tiles. They are those
        of the values shown (averages where maps are scaled down); where signed, ±limit.
    tile_px, gap_px
        Side of the square that holds a tile, and the gap at its right and below it.
    tile_box
        (top, left, height, width) of the map inside its square.
    map_size
        (height, width) of a map before it was scaled.
    """

    indices: NDArray[np.uint8]
    channels: NDArray[np.int64]
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]
    tile_px: int
    gap_px: int
    columns: int
    tile_box: tuple[int, int, int, int]
    map_size: tuple[int, int]
    signed: bool

    @property
    def pitch(self) -> int:
        """Pixels from one tile to the next."""
        return self.tile_px + self.gap_px

    @property
    def rows(self) -> int:
        """Rows of tiles."""
        return -(-len(self.channels) // self.columns)

    @property
    def low(self) -> float:
        """The lowest value of any tile's scale."""
        return float(self.lows.min())

    @property
    def high(self) -> float:
        """The highest value of any tile's scale."""
        return float(self.highs.max())

    def position_at(self, row_px: int, column_px: int) -> int | None:
        """Return which tile, counted row by row, lies at a pixel; None in a gap or outside."""
        row, down = divmod(row_px, self.pitch)
        column, right = divmod(column_px, self.pitch)
        position = row * self.columns + column
        inside = max(down, right) < self.tile_px and 0 <= column < self.columns and row >= 0
        return position if inside and position < len(self.channels) else None

    def corner(self, position: int) -> tuple[int, int]:
        """Return the row and column of the first pixel of a tile's square."""
        row, column = divmod(position, self.columns)
        return row * self.pitch, column * self.pitch


def mosaic(
    maps: Tensor,
    tile_px: int = 48,
    columns: int | None = None,
    gap_px: int = 2,
    order: Sequence[int] | NDArray[np.integer] | None = None,
    scale: MosaicScale = "shared",
    signed: bool | None = None,
    ends: tuple[float, float] | None = None,
) -> Mosaic:
    """Lay a layer's maps out as a grid of tiles.

    Parameters
    ----------
    maps
        (C, H, W), or what `as_maps` takes. Maps keep their proportions.
    columns
        Tiles in a row; None makes the grid about square.
    order
        Channels to show, in this order (`order_channels`); None shows all.
    scale
        "shared": one scale for all tiles; "own": each tile from its own lowest to its own
        highest value. Maps of 1 × 1 always share it: alone, a value has no scale.
    signed
        Whether the scale is ±limit, centred on 0; None: if there is a negative value.
    ends
        Low and high end of one scale for all tiles in place of ``scale`` and ``signed``; values
        beyond them take their colours. It is signed where 0 lies in the middle.

    Raises
    ------
    ShapeError
        Maps of another shape, sizes below 1, or a channel that does not exist.
    """
    volume = as_maps(maps)
    chosen = _chosen(order, volume.shape[0])
    across = int(np.ceil(np.sqrt(len(chosen)))) if columns is None else columns
    if min(tile_px, gap_px + 1, across) < 1 or scale not in ("shared", "own"):
        raise ShapeError(
            f"Tiles of {tile_px} pixels with a gap of {gap_px} in {across} columns on a "
            f"{scale!r} scale cannot be laid out."
        )
    size = (int(volume.shape[1]), int(volume.shape[2]))
    height, width = (max(1, round(n * tile_px / max(size))) for n in size)
    values = _shrunk(volume, min(height, size[0]), min(width, size[1]))
    values = values if order is None else values[chosen]
    shared = scale == "shared" or size == (1, 1)
    if ends is None:
        levels, lows, highs, is_signed = _levels(values, shared, signed)
    else:
        levels, lows, highs, is_signed = _levels_between(values, *ends)
    tiles = _enlarged(levels, height, width)
    box = ((tile_px - height) // 2, (tile_px - width) // 2, height, width)
    indices = _laid_out(tiles, across, tile_px + gap_px, box)
    return Mosaic(indices, chosen, lows, highs, tile_px, gap_px, across, box, size, is_signed)


def _chosen(order: Sequence[int] | NDArray[np.integer] | None, channels: int) -> NDArray[np.int64]:
    if order is None:
        return np.arange(channels)
    chosen = np.asarray(order)
    if chosen.ndim != 1 or chosen.size == 0 or chosen.dtype.kind not in "iu":
        raise ShapeError(f"The order is a list of channels, not {order!r}.")
    if chosen.min() < 0 or chosen.max() >= channels:
        raise ShapeError(
            f"The order names channels {chosen.min()} to {chosen.max()} of {channels}."
        )
    return chosen.astype(np.int64)


def _shrunk(volume: Tensor, height: int, width: int) -> NDArray[np.float32]:
    """Average (C, H, W) by area to (C, height, width), on the maps' own device."""
    volume = volume.float()
    if volume.shape[1:] == (height, width):
        return volume.cpu().numpy()
    small = _averaged(volume, height, width)
    if not torch.isfinite(small.sum()):  # one fast look; it may be right and only large
        # In a matrix product 0 · NaN spreads over whole rows: take these channels one by one.
        broken = ~torch.isfinite(small).flatten(1).all(1)
        small[broken] = functional.adaptive_avg_pool2d(volume[broken], (height, width))
    return small.cpu().numpy()


def _averaged(volume: Tensor, height: int, width: int) -> Tensor:
    """Multiply by the weights of rows, then of columns, in memory's order.

    The weights are a band that repeats: 224 cells become 48 as 16 times 14 become 3. So equal
    blocks are multiplied by one small matrix, which is many times fewer products.
    """
    depth, rows, columns = volume.shape
    down_blocks, across_blocks = gcd(rows, height), gcd(columns, width)
    down = _area_weights(rows // down_blocks, height // down_blocks).to(volume.device)
    across = _area_weights(columns // across_blocks, width // across_blocks).to(volume.device)
    if volume.stride(0) == 1 and depth > 1:  # channels last
        lines = volume.permute(1, 2, 0).reshape(down_blocks, rows // down_blocks, -1)
        cells = (down @ lines).view(height * across_blocks, columns // across_blocks, depth)
        return (across @ cells).view(height, width, depth).permute(2, 0, 1)
    lines = volume.reshape(depth * down_blocks, rows // down_blocks, columns)
    cells = (down @ lines).view(-1, columns // across_blocks)
    return (cells @ across.T).view(depth, height, width)


@lru_cache(maxsize=64)
def _area_weights(size: int, smaller: int) -> Tensor:
    """Return (smaller, size): each row averages the cells that one larger cell covers."""
    edges = np.arange(smaller + 1) * (size / smaller)
    cells = np.arange(size)
    covered = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    return torch.from_numpy((np.clip(covered, 0, 1) * smaller / size).astype(np.float32))


def _levels(
    values: NDArray[np.float32], shared: bool, signed: bool | None
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32], bool]:
    """Return (n, h, w) levels, the ends of each tile's scale, and whether it is signed."""
    count = len(values)
    flat = np.ascontiguousarray(values).reshape(1 if shared else count, -1)
    lows, highs = flat.min(axis=1), flat.max(axis=1)
    is_finite = bool(np.isfinite(lows).all() and np.isfinite(highs).all())
    if not is_finite:
        lows, highs = _finite_ends(flat)
    is_signed = bool(lows.min() < 0) if signed is None else signed
    if is_signed:
        highs = np.maximum(np.maximum(np.abs(lows), np.abs(highs)), np.float32(LEAST_SPAN))
        lows = -highs
    # A constant tile lies at its low end: its noise times 0 is 0.
    constant = _constant(lows, highs)
    factors = np.where(constant, 0, 1 / np.where(constant, 1, highs - lows)).astype(np.float32)
    unit = flat - lows[:, None]
    if shared and is_finite:  # from 0 to one end: nothing has to be clipped
        levels = np.asarray(
            cv2.convertScaleAbs(unit, alpha=TOP_LEVEL * float(factors[0])), np.uint8
        )
    else:
        with np.errstate(invalid="ignore"):  # 0 · ∞ of a constant tile becomes no number
            unit *= factors[:, None]
        levels = to_levels(unit, 0, 1)
    lows, highs = (np.broadcast_to(ends, count).copy() for ends in (lows, highs))
    return levels.reshape(values.shape), lows, highs, is_signed


def _levels_between(
    values: NDArray[np.float32], low: float, high: float
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32], bool]:
    """Return what `_levels` does, on a scale that is given."""
    levels = to_levels(values.reshape(len(values), -1), low, high).reshape(values.shape)
    lows, highs = (np.full(len(values), end, np.float32) for end in (low, high))
    return levels, lows, highs, low == -high


def _constant(lows: NDArray[np.float32], highs: NDArray[np.float32]) -> NDArray[np.bool_]:
    noise = _NOISE * np.maximum(np.abs(lows), np.abs(highs))
    return np.asarray(highs - lows <= np.maximum(noise, LEAST_SPAN))


def _finite_ends(flat: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the lowest and highest finite value of each row, 0 where there is none."""
    finite = np.isfinite(flat)
    lows = np.where(finite, flat, np.inf).min(axis=1)
    highs = np.where(finite, flat, -np.inf).max(axis=1)
    none = ~finite.any(axis=1)
    lows[none], highs[none] = 0, 0
    return lows.astype(np.float32), highs.astype(np.float32)


def _enlarged(levels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Repeat pixels of (n, h, w) up to (n, height, width); equal sizes pass through."""
    for axis, size in ((2, width), (1, height)):
        cells = levels.shape[axis]
        if cells != size:
            levels = levels.take(np.arange(size) * cells // size, axis=axis)
    return levels


def _laid_out(
    tiles: NDArray[np.uint8], columns: int, pitch: int, box: tuple[int, int, int, int]
) -> NDArray[np.uint8]:
    top, left, height, width = box
    count = len(tiles)
    full, rest = divmod(count, columns)
    rows = full + (rest > 0)
    indices = np.full((rows * pitch, columns * pitch), NO_NUMBER_LEVEL, np.uint8)
    grid = indices.reshape(rows, pitch, columns, pitch)
    places = grid[:, top : top + height, :, left : left + width]
    whole = tiles[: full * columns].reshape(full, columns, height, width)
    places[:full] = whole.transpose(0, 2, 1, 3)
    if rest:
        places[full, :, :rest] = tiles[full * columns :].transpose(1, 0, 2)
    return indices
