"""A picture as a network gets it: the middle of it, at the network's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.images import centre_crop, from_unit, luminance, resize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.network import Shape


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


def as_network_sees(rgb: NDArray[np.uint8], shape: Shape) -> NDArray[np.uint8]:
    """Return a picture at the size of a network's input, uint8 (h, w, 3); grey for one channel."""
    small = resize(centre_of(rgb, shape), shape.height, shape.width)
    if shape.channels != 1:
        return small
    return np.repeat(from_unit(luminance(small))[:, :, None], 3, axis=2)
