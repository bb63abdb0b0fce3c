"""Small pictures of enrolled faces, as the database keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_SIDE: Final = 160
"""Pixels of the longer side: the aligned chip, 150, fits whole."""


def encode_thumbnail(thumbnail: bytes | NDArray[np.uint8]) -> bytes:
    """Return a small JPEG of a picture file's bytes, or of uint8 RGB (H, W, 3).

    A file is decoded and encoded anew, so neither its size nor what a camera wrote into it (the
    place, the owner) enters the gallery.

    Raises
    ------
    explorer.engine.images.ImageError
        If the bytes are no picture, or the array is none.
    """
    # OpenCV is needed here only, and a gallery without thumbnails starts without it.
    from explorer.engine.image_files import decode_rgb, encode_rgb
    from explorer.engine.images import fit_within

    if isinstance(thumbnail, bytes | bytearray | memoryview):
        rgb = decode_rgb(bytes(thumbnail), "The thumbnail")
    else:
        rgb = np.asarray(thumbnail)
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
            return encode_rgb(rgb, "thumbnail.jpg")  # says what is wrong
    return encode_rgb(fit_within(rgb, MAX_SIDE), "thumbnail.jpg")
