"""A drawn or photographed digit, brought into the form in which LeNet-5 learnt digits.

MNIST's digits were scaled to 20 pixels on their longer side and laid into the middle by their
centre of mass (LeCun et al., 1998). The same is done here to one digit of any size, white on black
(a drawing) or dark on light (a photographed sheet): what lies along the picture's border tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.images import fit_within, luminance
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 32  # of the field that the network sees
LONGER = 20  # longer side of the digit in it
LARGEST = 640  # side of the picture that is searched
FAINTEST = 0.1  # the least contrast that counts as ink


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit in its field: float32 (32, 32) from 0, paper, to 1, ink.

    ``crop_xyxy`` is the field's place in the picture; it may reach out of it. ``is_empty``: there
    is nothing to see, and the field is 0 throughout.
    """

    field: NDArray[np.float32]
    crop_xyxy: tuple[float, float, float, float]
    is_empty: bool


def find_digit(rgb: NDArray[np.uint8]) -> Digit:
    """Find the ink in a picture, uint8 (H, W, 3), and centre it as MNIST does."""
    ink = _ink(luminance(fit_within(rgb, LARGEST)))
    height, width = rgb.shape[:2]
    unit = max(height, width) / max(ink.shape)  # of `ink`, in the picture's pixels
    peak = float(ink.max(initial=0))
    field = np.zeros((SIDE, SIDE), np.float32)
    if peak < FAINTEST:
        return Digit(field, _middle(height, width), is_empty=True)
    left, top, right, bottom = _bounds(ink > 0.05 * peak)
    pixel = max(bottom - top, right - left) / LONGER  # of the field, in pixels of `ink`
    digit = _scaled(ink[top:bottom, left:right], pixel)
    row, column = _place(digit)
    rows, columns = digit.shape
    field[row : row + rows, column : column + columns] = digit
    x0, y0 = unit * (left - column * pixel), unit * (top - row * pixel)
    side = unit * pixel * SIDE
    return Digit(field, (x0, y0, x0 + side, y0 + side), is_empty=False)


def _ink(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how far each pixel stands out from the border's colour, towards the other end."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    ink = paper - grey if paper > 0.5 else grey - paper
    noise = 2 * float(np.percentile(np.abs(border - paper), 90))
    return np.where(ink > noise, ink, np.float32(0))


def _bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _scaled(ink: NDArray[np.float32], pixel: float) -> NDArray[np.float32]:
    rows, columns = (max(1, round(n / pixel)) for n in ink.shape)
    way = cv2.INTER_AREA if pixel > 1 else cv2.INTER_LINEAR
    digit = np.asarray(cv2.resize(ink, (columns, rows), interpolation=way), np.float32)
    peak = digit.max()  # thin strokes pale when they shrink
    return np.asarray(digit / peak, np.float32)


def _place(digit: NDArray[np.float32]) -> tuple[int, int]:
    """Return the row and column of the field at which the digit's mass lies in the middle.

    The middle is row and column 16, as it is 14 in MNIST's 28×28.
    """
    rows, columns = digit.shape
    mass = digit.sum()
    centre_row = float((digit.sum(1) * np.arange(rows)).sum() / mass)
    centre_column = float((digit.sum(0) * np.arange(columns)).sum() / mass)
    row = round(SIDE / 2 - centre_row)
    column = round(SIDE / 2 - centre_column)
    return min(max(row, 0), SIDE - rows), min(max(column, 0), SIDE - columns)


def _middle(height: int, width: int) -> tuple[float, float, float, float]:
    side = min(height, width)
    left, top = (width - side) / 2, (height - side) / 2
    return left, top, left + side, top + side
