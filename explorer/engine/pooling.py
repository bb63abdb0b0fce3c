"""Pooling: the largest or the mean value of each window, and where the largest stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.sliding import Sliding, as_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
PoolMode: TypeAlias = Literal["max", "average"]


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled picture: float32 (H', W') or (H', W', C), as the picture was.

    For "max", ``winner_rows`` and ``winner_columns`` are int32 of the same shape: the place in
    the picture that each value came from, of equal ones the first in reading order. For
    "average" they are None.
    """

    values: NDArray[np.float32]
    winner_rows: NDArray[np.int32] | None
    winner_columns: NDArray[np.int32] | None


def pool(image: ArrayLike, size: int = 2, stride: int = 2, mode: PoolMode = "max") -> Pooled:
    """Pool (H, W) or (H, W, C) with f × f windows, each channel by itself, without padding.

    Raises
    ------
    ShapeError
        A window that is larger than the picture, or a size or stride below 1.
    ValueError
        An unknown mode, or a picture with NaN, whose largest value is not defined.
    """
    if mode not in ("max", "average"):
        raise ValueError(f'The mode is "max" or "average", not {mode!r}.')
    picture = as_image(image)
    height, width = picture.shape[:2]
    sliding = Sliding.plan((height, width), (size, size), stride, "valid")
    planes = [np.ascontiguousarray(plane) for plane in _planes(picture)]
    if mode == "average":
        return Pooled(_joined([_means(p, sliding) for p in planes], picture), None, None)
    if np.isnan(picture.max()):
        raise ValueError("The picture holds NaN: the largest value of a window is not defined.")
    values, rows, columns = zip(*(_largest(p, sliding) for p in planes), strict=True)
    return Pooled(_joined(values, picture), _joined(rows, picture), _joined(columns, picture))


def _means(plane: NDArray[np.float32], sliding: Sliding) -> NDArray[np.float32]:
    rows, columns = sliding.output
    step, f = sliding.stride, sliding.kernel[0]
    # Anchored at its first cell, the mean of a window stands where the window begins.
    means = cv2.boxFilter(plane, cv2.CV_32F, (f, f), anchor=(0, 0))
    return np.asarray(means, np.float32)[: rows * step : step, : columns * step : step]


def _largest(
    plane: NDArray[np.float32], sliding: Sliding
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """Return the largest values, and their rows and columns in the picture.

    First along the rows, then along the columns: 2f comparisons for each output, not f².
    """
    rows, columns = sliding.output
    step, f = sliding.stride, sliding.kernel[0]
    best, right = _first_largest([plane[:, j:][:, ::step][:, :columns] for j in range(f)])
    below = [slice(i, i + (rows - 1) * step + 1, step) for i in range(f)]
    values, down = _first_largest([best[each] for each in below])
    rights = right[below[0]]
    for number, each in enumerate(below[1:], start=1):
        rights = np.where(down == number, right[each], rights)
    first_rows = np.arange(rows, dtype=np.int32)[:, None] * step
    first_columns = np.arange(columns, dtype=np.int32)[None, :] * step
    return values, first_rows + down, first_columns + rights


def _first_largest(
    candidates: list[NDArray[np.float32]],
) -> tuple[NDArray[np.float32], NDArray[np.unsignedinteger]]:
    """Return the cell-wise largest of the arrays, and which array it stands in first."""
    best = candidates[0]
    number_type = np.min_scalar_type(len(candidates))  # a byte, as a rule: four times as fast
    which = np.zeros(best.shape, number_type)
    for number, candidate in enumerate(candidates[1:], start=1):
        # Later numbers are larger, so "the last that was better" is a maximum: no branches.
        better = np.multiply(candidate > best, number, dtype=number_type)
        which = np.maximum(which, better)
        best = np.maximum(best, candidate)
    return best, which


def _planes(picture: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [picture] if picture.ndim == 2 else list(np.moveaxis(picture, 2, 0))


def _joined(planes: Sequence[NDArray[Scalar]], picture: NDArray[np.float32]) -> NDArray[Scalar]:
    return np.ascontiguousarray(planes[0]) if picture.ndim == 2 else np.stack(planes, axis=2)
