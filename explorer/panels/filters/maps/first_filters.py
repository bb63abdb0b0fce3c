"""The kernels of a first layer as pictures: in colour, or signed where the input is grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.maps.values import FirstFilters

GAP_PX = 2
SMALLEST_TILE_PX = 18
LARGEST_TILE_PX = 46


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Kernels side by side in one picture, uint8 (H, W, 3), ``tile_px`` each."""

    rgb: NDArray[np.uint8]
    tile_px: int
    columns: int
    count: int

    def box(self, index: int) -> tuple[int, int, int, int]:
        """Return the edges (xyxy) of a kernel's tile."""
        row, column = divmod(index, self.columns)
        left, top = column * (self.tile_px + GAP_PX), row * (self.tile_px + GAP_PX)
        return left, top, left + self.tile_px, top + self.tile_px

    def index_at(self, row: int, column: int) -> int | None:
        """Return the kernel at a pixel of the sheet."""
        pitch = self.tile_px + GAP_PX
        index = row // pitch * self.columns + column // pitch
        inside = row % pitch < self.tile_px and column % pitch < self.tile_px
        return index if inside and index < self.count else None


def filter_sheet(
    filters: FirstFilters, width_px: int, background_rgb: tuple[int, int, int]
) -> Sheet:
    """Lay all kernels out in ``width_px``.

    Each kernel has its own scale: its largest weight, of either sign, is at the end of the range.
    In colour mid-grey is 0; a grey kernel runs from blue through the background to orange.
    """
    count, rows, columns = filters.kernels.shape[:3]
    tile = min(max(_tile_px(count, width_px), SMALLEST_TILE_PX), LARGEST_TILE_PX)
    across = max(1, min(count, (width_px + GAP_PX) // (tile + GAP_PX)))
    down = -(-count // across)
    pitch = tile + GAP_PX
    sheet = np.empty((down * pitch - GAP_PX, across * pitch - GAP_PX, 3), np.uint8)
    sheet[:] = background_rgb
    take_rows, take_columns = (np.arange(tile) * side // tile for side in (rows, columns))
    for index, picture in enumerate(_pictures(filters, background_rgb)):
        row, column = (place * pitch for place in divmod(index, across))
        sheet[row : row + tile, column : column + tile] = picture[take_rows][:, take_columns]
    return Sheet(sheet, tile, across, count)


def _pictures(
    filters: FirstFilters, background_rgb: tuple[int, int, int]
) -> list[NDArray[np.uint8]]:
    from explorer.engine.colormaps import diverging
    from explorer.engine.images import from_unit

    kernels = filters.kernels
    limits = np.abs(kernels).max(axis=(1, 2, 3), initial=np.finfo(np.float32).tiny)
    if filters.is_colour:
        unit = 0.5 + kernels / (2 * limits[:, None, None, None])
        return list(from_unit(unit))
    pairs = zip(kernels[..., 0], limits.tolist(), strict=True)
    return [diverging(kernel, limit, background_rgb) for kernel, limit in pairs]


def _tile_px(count: int, width_px: int) -> int:
    """Return a tile's side at which a row of 8, 12 or 16 fills the width."""
    across = 8 if count <= 16 else 12 if count <= 36 else 16
    return (width_px + GAP_PX) // min(across, max(count, 1)) - GAP_PX
