"""The picture in the network's square, bars and all, in the picture's own pixels.

The network's cells lie over the square, and some of them over its bars: so the square is shown,
but as sharp as the picture is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.yolo.letterbox import GREY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo import Letterbox
    from explorer.widgets.detections.iou_pair import Rect4


@dataclass(frozen=True, slots=True)
class Square:
    """Where the picture and the network's input lie in what is shown.

    Parameters
    ----------
    size
        Width and height of what is shown, in pixels of the picture.
    corner
        Left and top of the picture in it.
    rect
        The network's input in it, to parts of a pixel.
    """

    size: tuple[int, int]
    corner: tuple[int, int]
    rect: Rect4

    def placed(self, boxes_xyxy: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return boxes (..., 4) of the picture as boxes of what is shown."""
        return np.asarray(boxes_xyxy + np.array(self.corner * 2, np.float32), np.float32)


def square_of(letterbox: Letterbox) -> Square:
    """Return where everything lies."""
    side = float(letterbox.size)
    left, top, right, bottom = letterbox.undo(torch.tensor([0.0, 0.0, side, side])).tolist()
    width, height = letterbox.picture
    x, y = max(ceil(-left), 0), max(ceil(-top), 0)
    size = x + max(ceil(right), width), y + max(ceil(bottom), height)
    return Square(size, (x, y), (left + x, top + y, right + x, bottom + y))


def squared(rgb: NDArray[np.uint8], square: Square) -> NDArray[np.uint8]:
    """Return a picture (H, W, 3) with grey bars."""
    (width, height), (x, y) = square.size, square.corner
    rows, columns = rgb.shape[:2]
    if (columns, rows) == square.size:
        return rgb
    shown = np.empty((height, width, 3), np.uint8)
    shown[:y] = shown[y + rows :] = GREY
    shown[y : y + rows, :x] = shown[y : y + rows, x + columns :] = GREY
    shown[y : y + rows, x : x + columns] = rgb
    return shown
