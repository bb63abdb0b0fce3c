"""Where the windows of a kernel lie on a picture: padding, stride, border, and their checks."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from explorer.engine.arithmetic import ShapeError, conv_output_size, same_padding_pair

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Padding: TypeAlias = Literal["same", "valid"] | int
Border: TypeAlias = Literal["zero", "reflect", "replicate"]
"""What stands outside the picture: 0, its mirror without the edge itself, or its edge."""


@dataclass(frozen=True, slots=True)
class Sliding:
    """The windows of a (height, width) kernel on a (height, width) picture.

    ``pads`` are the cells added (above, below, left, right). ``output`` is the response's
    (height, width), as `conv_output_size` gives it for each axis.
    """

    picture: tuple[int, int]
    kernel: tuple[int, int]
    stride: int
    pads: tuple[int, int, int, int]
    border: Border
    output: tuple[int, int]

    @classmethod
    def plan(
        cls,
        picture: tuple[int, int],
        kernel: tuple[int, int],
        stride: int = 1,
        padding: Padding = "same",
        border: Border = "zero",
    ) -> Sliding:
        """Check the geometry and work out the rest of it."""
        if border not in get_args(Border):
            raise ValueError(f"The border is one of {get_args(Border)}, not {border!r}.")
        vertical, horizontal = (_pad_axis(padding, f) for f in kernel)
        output = (
            conv_output_size(picture[0], kernel[0], vertical, stride),
            conv_output_size(picture[1], kernel[1], horizontal, stride),
        )
        if border == "reflect":
            _check_reflection(picture, vertical, horizontal)
        return cls(picture, kernel, index(stride), (*vertical, *horizontal), border, output)

    def corner(self, row: int, column: int) -> tuple[int, int]:
        """Return the picture's row and column under the window's first cell (may be negative)."""
        for name, size, value in zip(("row", "column"), self.output, (row, column), strict=True):
            if not 0 <= value < size:
                raise ShapeError(f"The response has {size} {name}s; there is no {name} {value}.")
        return row * self.stride - self.pads[0], column * self.stride - self.pads[2]


def as_image(image: ArrayLike) -> NDArray[np.float32]:
    """Return the picture as float32 (H, W) or (H, W, C), as it is: nothing is scaled."""
    array = _as_float32(image, "picture")
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise ShapeError(f"A picture is (H, W) or (H, W, C), not {_times(array.shape)}.")
    return array


def as_kernel(kernel: ArrayLike) -> NDArray[np.float32]:
    """Return the kernel as float32 (f, f) or (f, f, C), every weight finite."""
    array = _as_float32(kernel, "kernel")
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise ShapeError(f"A kernel is (f, f) or (f, f, C), not {_times(array.shape)}.")
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"The kernel's weight at {place} is {array[place]}, not a number.")
    return array


def match_channels(
    image: NDArray[np.float32], kernel: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the picture as (H, W, C) and the kernel as (f, f, C).

    An (f, f) kernel stands for the same weights on every channel.
    """
    volume = image[:, :, None] if image.ndim == 2 else image
    channels = volume.shape[2]
    if kernel.ndim == 2:
        return volume, np.broadcast_to(kernel[:, :, None], (*kernel.shape, channels))
    if kernel.shape[2] != channels:
        raise ShapeError(
            f"A kernel of {_times(kernel.shape)} spans {kernel.shape[2]} channels, "
            f"but the picture of {_times(image.shape)} has {channels}."
        )
    return volume, kernel


def _as_float32(value: ArrayLike, what: str) -> NDArray[np.float32]:
    array: NDArray[Any] = np.asarray(value)
    if array.dtype.kind not in "buif":
        raise ValueError(f"A {what} holds real numbers, not {array.dtype}.")
    return array.astype(np.float32, copy=False)


def _pad_axis(padding: Padding | str, f: int) -> tuple[int, int]:
    if padding == "same":
        return same_padding_pair(f)
    if padding == "valid":
        return 0, 0
    if isinstance(padding, str):
        raise ValueError(f'The padding is "same", "valid" or a number, not {padding!r}.')
    return padding, padding


def _check_reflection(picture: tuple[int, int], *pads: tuple[int, int]) -> None:
    for size, pad in zip(picture, pads, strict=True):
        if max(pad) >= size:
            raise ShapeError(
                f"A picture of {size} cells can be reflected into a padding of at most "
                f"{size - 1}, not {max(pad)}."
            )


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(str(n) for n in shape) or "a single number"
