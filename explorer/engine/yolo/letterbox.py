"""A picture of any shape in the network's square, in proportion, with grey bars; and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.images import resize_fast

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

GREY = 128
"""Darknet fills the bars with 0.5."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Where a picture lies in a square.

    The scales of both axes are kept apart, because the scaled sides are whole pixels: so a box
    comes back exactly where it was.

    Parameters
    ----------
    size
        Side of the square in pixels.
    picture
        Width and height of the picture in pixels.
    """

    size: int
    picture: tuple[int, int]

    @property
    def scaled(self) -> tuple[int, int]:
        """Width and height of the picture inside the square."""
        width, height = self.picture
        factor = self.size / max(width, height)
        return max(1, round(width * factor)), max(1, round(height * factor))

    @property
    def corner(self) -> tuple[int, int]:
        """Left and top of the picture inside the square."""
        width, height = self.scaled
        return (self.size - width) // 2, (self.size - height) // 2

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels of the square to a pixel of the picture, along x and y."""
        return self.scaled[0] / self.picture[0], self.scaled[1] / self.picture[1]

    def apply(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the square, uint8 (size, size, 3)."""
        (width, height), (left, top) = self.scaled, self.corner
        square = np.full((self.size, self.size, 3), GREY, np.uint8)
        square[top : top + height, left : left + width] = resize_fast(rgb, height, width)
        return square

    def undo(self, boxes_xyxy: Tensor) -> Tensor:
        """Return boxes (..., 4) in the square's pixels as boxes in the picture's."""
        corner, scale = (
            boxes_xyxy.new_tensor(self.corner * 2),
            boxes_xyxy.new_tensor(self.scale * 2),
        )
        return (boxes_xyxy - corner) / scale

    def redo(self, boxes_xyxy: Tensor) -> Tensor:
        """Return boxes (..., 4) in the picture's pixels as boxes in the square's."""
        corner, scale = (
            boxes_xyxy.new_tensor(self.corner * 2),
            boxes_xyxy.new_tensor(self.scale * 2),
        )
        return boxes_xyxy * scale + corner


def letterbox_of(rgb: NDArray[np.uint8], size: int) -> Letterbox:
    """Return the letterbox of a picture (H, W, 3).

    Raises
    ------
    ShapeError
        If the array is no such picture: grey, with an alpha channel, of another type, or empty.
    """
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
        raise ShapeError(f"A detector looks at uint8 (H, W, 3), not {rgb.dtype} {rgb.shape}.")
    return Letterbox(size, (rgb.shape[1], rgb.shape[0]))
