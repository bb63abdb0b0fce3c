"""How alike two pictures are to an eye that looks at structure: SSIM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.images import luminance
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WINDOW: Final = (11, 11)
_SPREAD: Final = 1.5
_OF_LEVELS, _OF_CONTRAST = 0.01**2, 0.03**2  # stabilise quotients of what is nearly 0


def ssim(a_rgb: NDArray[np.uint8], b_rgb: NDArray[np.uint8]) -> float:
    """Return the mean structural similarity of the luminance.

    1 for equal pictures, about 0 for unrelated ones. Wang, Bovik, Sheikh and Simoncelli 2004,
    "Image Quality Assessment: From Error Visibility to Structural Similarity", equation (13), with
    their window of 11 × 11 and σ = 1.5.

    Raises
    ------
    ShapeError
        The pictures are not of the same size.
    """
    if a_rgb.shape != b_rgb.shape:
        raise ShapeError(f"Pictures of {a_rgb.shape} and {b_rgb.shape} cannot be compared.")
    a, b = luminance(a_rgb).astype(np.float64), luminance(b_rgb).astype(np.float64)
    of_a, of_b = _mean(a), _mean(b)
    spread = _mean(a * a) - of_a**2 + _mean(b * b) - of_b**2 + _OF_CONTRAST
    shared = 2 * (_mean(a * b) - of_a * of_b) + _OF_CONTRAST
    levels = (2 * of_a * of_b + _OF_LEVELS) / (of_a**2 + of_b**2 + _OF_LEVELS)
    return float((levels * shared / spread).mean())


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(values, _WINDOW, _SPREAD), np.float64)
