"""A picture's summed-area table: the mean of any rectangle of it from four numbers.

F. Crow, "Summed-Area Tables for Texture Mapping", SIGGRAPH 1984. One table serves every level of
the pyramid and every window that is looked at again, all of them at once, and what lies beyond the
picture's edges is black without a pixel of it being stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

MAX_PIXELS = (2**31 - 1) // 255
"""A table of 32-bit sums holds no more pixels than this."""


class SummedArea:
    """Cuts pictures of any size out of one, each pixel the mean of the pixels that it covers.

    A pixel i of n covers those from ⌊i·W/n⌋ up to ⌈(i + 1)·W/n⌉: neighbours overlap where W/n is
    no whole number, as in PyTorch's adaptive pooling.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3), of at most `MAX_PIXELS`.
    device
        Where the pictures are wanted.
    """

    def __init__(self, rgb: NDArray[np.uint8], device: torch.device) -> None:
        self.height, self.width = rgb.shape[:2]
        table = np.asarray(cv2.integral(rgb), np.int32)
        self._table = torch.from_numpy(table).to(device)

    def scaled(self, height: int, width: int, margin: int) -> Tensor:
        """Return the whole picture at this size, and black around it.

        Returns
        -------
        Tensor
            float32 (1, 3, height + 2·margin, width + 2·margin), (mean − 127.5)/128.
        """
        device = self._table.device
        rows = _edges(torch.arange(-margin, height + margin, device=device), self.height, height)
        columns = _edges(torch.arange(-margin, width + margin, device=device), self.width, width)
        top, bottom = (edge.clamp(0, self.height) for edge in rows)
        left, right = (edge.clamp(0, self.width) for edge in columns)
        strips = self._table[bottom] - self._table[top]
        sums = strips[:, right] - strips[:, left]
        areas = (rows[1] - rows[0])[:, None] * (columns[1] - columns[0])
        return _normalised(sums, areas)[None]

    def windows(self, windows_xyxy: Tensor, side: int) -> Tensor:
        """Return windows of the picture as squares of one size.

        Parameters
        ----------
        windows_xyxy
            int64 (N, 4): edges between pixels, at least one pixel wide and high; they may lie
            beyond the picture.

        Returns
        -------
        Tensor
            float32 (N, 3, side, side), (mean − 127.5)/128.
        """
        boxes = windows_xyxy.to(self._table.device)
        place = torch.arange(side, device=boxes.device)
        corner, size = boxes[:, :2, None], (boxes[:, 2:] - boxes[:, :2])[:, :, None]
        before, after = _edges(place, size, side)  # (N, 2, side): columns, rows
        left, right = ((corner + edge)[:, 0].clamp(0, self.width) for edge in (before, after))
        top, bottom = ((corner + edge)[:, 1].clamp(0, self.height) for edge in (before, after))
        sums = (
            self._corner(bottom, right)
            - self._corner(bottom, left)
            - self._corner(top, right)
            + self._corner(top, left)
        )
        spans = after - before
        return _normalised(sums, spans[:, 1, :, None] * spans[:, 0, None, :])

    def _corner(self, rows: Tensor, columns: Tensor) -> Tensor:
        """Return the sums (N, side, side, 3) of all that lies above and to the left."""
        place = rows[:, :, None] * (self.width + 1) + columns[:, None, :]
        sums = self._table.view(-1, 3).index_select(0, place.flatten())
        return sums.view(*place.shape, 3)


def _edges(place: Tensor, size: Tensor | int, count: int) -> tuple[Tensor, Tensor]:
    """Return where the pixels of ``place``, of ``count`` over ``size``, begin and end."""
    begin = torch.div(place * size, count, rounding_mode="floor")
    end = -torch.div(-(place + 1) * size, count, rounding_mode="floor")
    return begin, end


def _normalised(sums: Tensor, areas: Tensor) -> Tensor:
    """Return sums (..., H, W, 3) over areas (..., H, W) as network input (..., 3, H, W)."""
    means = sums.float() / areas[..., None]
    return ((means - 127.5) / 128).movedim(-1, -3)
