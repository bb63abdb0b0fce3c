"""One cell of a response, taken apart: the window, the kernel, the products and their sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.sliding import (
    Border,
    Padding,
    Sliding,
    as_image,
    as_kernel,
    match_channels,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Probe:
    """How the response at (row, column) comes about.

    ``window``, ``kernel`` and ``products`` are float32 of one shape: (f, f) on a picture without
    channels, (f, f, C) otherwise. ``padded`` (f, f) marks the window's cells outside the
    picture. ``channel_totals`` (C,) are the sums of the products of each channel, which is what
    `convolve_per_channel` gives at this cell; ``total`` is their sum, which is what `convolve`
    gives. ``top`` and ``left`` are the picture's row and column under the window's first cell,
    negative where the window begins in the padding.
    """

    row: int
    column: int
    top: int
    left: int
    window: NDArray[np.float32]
    padded: NDArray[np.bool_]
    kernel: NDArray[np.float32]
    products: NDArray[np.float32]
    channel_totals: NDArray[np.float32]
    total: float


def probe(
    image: ArrayLike,
    kernel: ArrayLike,
    row: int,
    column: int,
    stride: int = 1,
    padding: Padding = "same",
    border: Border = "zero",
) -> Probe:
    """Take the response at (row, column) apart; the other parameters are those of `convolve`.

    Raises
    ------
    ShapeError
        As `convolve`, and for a cell that the response does not have.
    """
    picture = as_image(image)
    volume, cube = match_channels(picture, as_kernel(kernel))
    sliding = Sliding.plan(volume.shape[:2], cube.shape[:2], stride, padding, border)
    top, left = sliding.corner(row, column)
    rows, above_below = _axis(top, sliding.kernel[0], sliding.picture[0], border)
    columns, left_right = _axis(left, sliding.kernel[1], sliding.picture[1], border)
    padded = above_below[:, None] | left_right[None, :]
    window = volume[rows[:, None], columns[None, :]]
    if border == "zero":
        window[padded] = 0
    products = window * cube
    channel_totals = products.sum(axis=(0, 1), dtype=np.float64)
    if picture.ndim == 2:
        window, cube, products = window[:, :, 0], cube[:, :, 0], products[:, :, 0]
    return Probe(
        row=row,
        column=column,
        top=top,
        left=left,
        window=window,
        padded=padded,
        kernel=cube,
        products=products,
        channel_totals=channel_totals.astype(np.float32),
        total=float(channel_totals.sum()),
    )


def _axis(
    start: int, length: int, size: int, border: Border
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the picture's indexes under ``length`` cells from ``start``, and which pad."""
    cells = np.arange(start, start + length)
    outside = (cells < 0) | (cells >= size)
    if border == "reflect":
        cells = size - 1 - np.abs(size - 1 - np.abs(cells))
    return np.clip(cells, 0, size - 1), outside
