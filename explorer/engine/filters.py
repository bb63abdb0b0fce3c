"""Filters: a dot product of a kernel with each window of a picture.

`convolve` is what a convolutional layer computes: cross-correlation, no flip, no bias. The work
is done by ``cv2.filter2D``, which is ten times as fast as a general convolution on one picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import numpy as np

from explorer.engine.kernels import (
    KERNEL_INFOS,
    KERNEL_TITLES,
    KERNELS,
    KernelInfo,
    gabor,
    response_range,
)
from explorer.engine.opencv import cv2
from explorer.engine.sliding import Border, Padding, Sliding, as_image, as_kernel, match_channels

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

GradientPair: TypeAlias = Literal["sobel", "prewitt", "scharr"]

_BORDERS: Final = {
    "zero": cv2.BORDER_CONSTANT,
    "reflect": cv2.BORDER_REFLECT_101,
    "replicate": cv2.BORDER_REPLICATE,
}


@dataclass(frozen=True, slots=True)
class Gradient:
    """How steeply and in which direction a picture gets brighter; all float32 (H', W').

    ``horizontal`` and ``vertical`` are the responses of the pair's two kernels (to horizontal
    and to vertical edges). ``angle`` is in radians in −π..π, counter-clockwise from the right,
    and points to where the picture gets brighter.
    """

    horizontal: NDArray[np.float32]
    vertical: NDArray[np.float32]
    magnitude: NDArray[np.float32]
    angle: NDArray[np.float32]


def convolve(
    image: ArrayLike,
    kernel: ArrayLike,
    stride: int = 1,
    padding: Padding = "same",
    border: Border = "zero",
) -> NDArray[np.float32]:
    """Slide the kernel over the picture and take a dot product at each step.

    Parameters
    ----------
    image
        (H, W) or (H, W, C), taken as it is in float32: 8-bit values are not scaled.
    kernel
        (f, f), put on every channel alike and summed, or (f, f, C): one dot product over the
        volume. It need be neither square nor odd.
    padding
        "same" keeps the size at stride 1 (an even kernel gets the odd cell below and at the
        right), "valid" adds nothing, a number adds as many cells on each side.
    border
        What the padding holds: zeros, the mirror image without the edge itself, or the edge.

    Returns
    -------
    float32 (H', W'), each side as `conv_output_size` gives it.

    Raises
    ------
    ShapeError
        Shapes that do not fit, with the numbers.
    ValueError
        A kernel with a weight that is not finite, or an unknown padding or border.
    """
    picture, weights = as_image(image), as_kernel(kernel)
    volume, cube = match_channels(picture, weights)
    sliding = Sliding.plan(volume.shape[:2], cube.shape[:2], stride, padding, border)
    if weights.ndim == 2 or weights.shape[2] == 1:
        # The same weights on every channel: add the channels up first, filter once.
        return _correlate(_channel_sum(volume), cube[:, :, 0], sliding)
    response = _correlate(volume[:, :, 0], cube[:, :, 0], sliding)
    for channel in range(1, volume.shape[2]):
        response += _correlate(volume[:, :, channel], cube[:, :, channel], sliding)
    return response


def convolve_per_channel(
    image: ArrayLike,
    kernel: ArrayLike,
    stride: int = 1,
    padding: Padding = "same",
    border: Border = "zero",
) -> NDArray[np.float32]:
    """Filter each channel by itself (a depthwise convolution): float32 (H', W', C).

    Parameters and errors as in `convolve`; channel c meets ``kernel[:, :, c]`` where the kernel
    is (f, f, C). A picture without channels counts as one channel.
    """
    picture, weights = as_image(image), as_kernel(kernel)
    volume, cube = match_channels(picture, weights)
    sliding = Sliding.plan(volume.shape[:2], cube.shape[:2], stride, padding, border)
    if weights.ndim == 2 and volume.shape[2] == 3:
        return _correlate(volume, weights, sliding)
    planes = [_correlate(volume[:, :, c], cube[:, :, c], sliding) for c in range(volume.shape[2])]
    return np.stack(planes, axis=2)


def gradient(
    image: ArrayLike,
    pair: GradientPair = "sobel",
    stride: int = 1,
    padding: Padding = "same",
    border: Border = "zero",
) -> Gradient:
    """Filter with both kernels of a pair and join them to magnitude and direction."""
    if pair not in get_args(GradientPair):
        raise ValueError(f"The pair is one of {get_args(GradientPair)}, not {pair!r}.")
    horizontal = convolve(image, KERNELS[f"{pair}-horizontal"], stride, padding, border)
    vertical = convolve(image, KERNELS[f"{pair}-vertical"], stride, padding, border)
    # The vertical detector is positive where the left is brighter, so −vertical points right;
    # the horizontal one is positive where the top is brighter, so it points up.
    angle = np.arctan2(horizontal, np.negative(vertical))
    magnitude = np.asarray(cv2.magnitude(horizontal, vertical), np.float32)
    return Gradient(horizontal, vertical, magnitude, angle)


def _channel_sum(volume: NDArray[np.float32]) -> NDArray[np.float32]:
    channels = volume.shape[2]
    if channels == 1:
        return volume[:, :, 0]
    if channels <= 4:
        # As a colour transform by a row of ones: 30 times as fast as numpy's sum here.
        return np.asarray(cv2.transform(volume, np.ones((1, channels), np.float32)), np.float32)
    return np.asarray(volume.sum(axis=2), np.float32)


def _correlate(
    planes: NDArray[np.float32], kernel: NDArray[np.float32], sliding: Sliding
) -> NDArray[np.float32]:
    """Filter (H, W) or (H, W, 3) with one (f, f) kernel."""
    top, bottom, left, right = sliding.pads
    border = _BORDERS[sliding.border]
    height = sliding.picture[0] + top + bottom - sliding.kernel[0] + 1
    width = sliding.picture[1] + left + right - sliding.kernel[1] + 1
    if height > sliding.picture[0] or width > sliding.picture[1]:
        # filter2D answers with the input's size: where padding makes the output larger, pad first.
        padded = cv2.copyMakeBorder(planes, top, bottom, left, right, border, value=(0, 0, 0, 0))
        planes = np.asarray(padded, np.float32)
        top = left = 0
    # The anchor is the kernel's cell that lies on the pixel: there the padding is left and above.
    full = cv2.filter2D(planes, cv2.CV_32F, kernel, anchor=(left, top), borderType=border)
    step = sliding.stride
    return np.ascontiguousarray(full[:height:step, :width:step], dtype=np.float32)


__all__ = [
    "KERNELS",
    "KERNEL_INFOS",
    "KERNEL_TITLES",
    "Border",
    "Gradient",
    "GradientPair",
    "KernelInfo",
    "Padding",
    "convolve",
    "convolve_per_channel",
    "gabor",
    "gradient",
    "response_range",
]
