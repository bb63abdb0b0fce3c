"""The picture in the network's square, bars and all, in the picture's own pixels.

The network's cells lie over the square, and some of them over its bars: so the square is shown,
but as sharp as the picture is. Only one of more than `LARGEST` pixels is scaled down: a panorama of
8000 × 50 pixels would fill a square of 200 million bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.images import resize
from explorer.engine.yolo.letterbox import GREY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo import Letterbox
    from explorer.widgets.detections.iou_pair import Rect4


LARGEST = 4096
"""Pixels along the longer side of what is shown."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where the picture and the network's input lie in what is shown.

    Parameters
    ----------
    size
        Width and height of what is shown, in pixels.
    corner
        Left and top of the picture in it.
    picture
        Width and height of the picture in it.
    rect
        The network's input in it, to parts of a pixel.
    scale
        Pixels of what is shown to a pixel of the picture; 1 but for very large ones.
    """

    size: tuple[int, int]
    corner: tuple[int, int]
    picture: tuple[int, int]
    rect: Rect4
    scale: float = 1.0

    def placed(self, boxes_xyxy: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return boxes (..., 4) of the picture as boxes of what is shown."""
        corner = np.array(self.corner * 2, np.float32)
        return np.asarray(boxes_xyxy * np.float32(self.scale) + corner, np.float32)


def square_of(letterbox: Letterbox) -> Square:
    """Return where everything lies."""
    side = float(letterbox.size)
    edges = letterbox.undo(torch.tensor([0.0, 0.0, side, side]))
    scale = min(1.0, LARGEST / float((edges[2:] - edges[:2]).max()))
    left, top, right, bottom = (edges * scale).tolist()
    width, height = (max(round(length * scale), 1) for length in letterbox.picture)
    x, y = max(ceil(-left), 0), max(ceil(-top), 0)
    size = x + max(ceil(right), width), y + max(ceil(bottom), height)
    rect = left + x, top + y, right + x, bottom + y
    return Square(size, (x, y), (width, height), rect, scale)


def squared(rgb: NDArray[np.uint8], square: Square) -> NDArray[np.uint8]:
    """Return a picture (H, W, 3) with grey bars."""
    (width, height), (x, y), (columns, rows) = square.size, square.corner, square.picture
    picture = resize(rgb, rows, columns) if square.scale < 1 else rgb
    if square.picture == square.size:
        return picture
    shown = np.empty((height, width, 3), np.uint8)
    shown[:y] = shown[y + rows :] = GREY
    shown[y : y + rows, :x] = shown[y : y + rows, x + columns :] = GREY
    shown[y : y + rows, x : x + columns] = picture
    return shown
