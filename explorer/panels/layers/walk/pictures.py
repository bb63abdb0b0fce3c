"""A picture as a network gets it: the middle of it, at the network's size."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.images import centre_crop, from_unit, luminance, resize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.network import Shape

LONGEST_SIDE = 4096
MOST_PIXELS = 2_000_000


def centre_of(rgb: NDArray[np.uint8], shape: Shape) -> NDArray[np.uint8]:
    """Return the largest part from the middle with the proportions of a network's input; a view.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3).
    """
    height, width = rgb.shape[:2]
    pixel = min(height / shape.height, width / shape.width)
    tall = max(1, min(height, round(shape.height * pixel)))
    wide = max(1, min(width, round(shape.width * pixel)))
    return centre_crop(rgb, tall, wide)


def seen_size(shape: Shape) -> tuple[int, int]:
    """Return height and width at which a network's input is shown: its own, if it can be."""
    height, width = shape.height, shape.width
    pixel = min(1.0, LONGEST_SIDE / max(height, width), sqrt(MOST_PIXELS / (height * width)))
    return max(1, round(height * pixel)), max(1, round(width * pixel))


def as_network_sees(rgb: NDArray[np.uint8], shape: Shape) -> NDArray[np.uint8]:
    """Return a picture at the size of a network's input, uint8 (h, w, 3); grey for one channel.

    An input of more pixels than a screen has is shown smaller.
    """
    small = resize(centre_of(rgb, shape), *seen_size(shape))
    if shape.channels != 1:
        return small
    return np.repeat(from_unit(luminance(small))[:, :, None], 3, axis=2)
