"""Oklab (Björn Ottosson, 2020): colours by perceived lightness, and back to 8-bit sRGB.

Colour maps are drawn as straight lines and circles in it, so equal steps look equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# https://bottosson.github.io/posts/oklab/: linear sRGB to cone responses, and those to Lab.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def srgb_to_oklab(rgb: ArrayLike) -> NDArray[np.float64]:
    """Return (..., 3) L in 0..1, a and b of 8-bit sRGB colours (..., 3)."""
    unit = np.asarray(rgb, np.float64) / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T, np.float64)


def oklab_to_srgb(lab: ArrayLike) -> NDArray[np.uint8]:
    """Return the nearest 8-bit sRGB colours (..., 3); what sRGB cannot show is clipped."""
    cones = np.asarray(lab, np.float64) @ np.linalg.inv(_TO_LAB).T
    linear = np.clip(cones**3 @ np.linalg.inv(_TO_CONES).T, 0, 1)
    unit = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(unit * 255), np.uint8)
