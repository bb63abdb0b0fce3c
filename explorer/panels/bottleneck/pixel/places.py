"""Where the cells of a volume lie on the picture that it was computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    from explorer.widgets.cells import Cell, Size

    Crop = tuple[float, float, float, float]


def cell_size(crop_xyxy: Crop, size: Size) -> tuple[float, float]:
    """Return width and height of a cell, in pixels of the picture."""
    left, top, right, bottom = crop_xyxy
    return (right - left) / size[1], (bottom - top) / size[0]


def cell_corner(cell: Cell, crop_xyxy: Crop, size: Size) -> tuple[float, float]:
    """Return the left and top edge of a cell, in pixels of the picture."""
    width, height = cell_size(crop_xyxy, size)
    return crop_xyxy[0] + cell[1] * width, crop_xyxy[1] + cell[0] * height


def cell_under(row: int, column: int, crop_xyxy: Crop, size: Size) -> Cell:
    """Return the cell over the middle of a pixel of the picture, or the nearest one."""
    width, height = cell_size(crop_xyxy, size)
    across = (column + 0.5 - crop_xyxy[0]) // width
    down = (row + 0.5 - crop_xyxy[1]) // height
    return clamped((int(down), int(across)), size)
