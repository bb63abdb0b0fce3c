"""Pictures: the one place that turns colour order, layout and number range into one another.

Throughout the application a picture is uint8 RGB (H, W, 3). OpenCV's BGR, grey, floats in 0..1
and torch's NCHW are made from it, and back, here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.image_files import ImageError, decode_rgb, load_rgb, save_rgb
from explorer.engine.opencv import MAX_IMAGE_PIXELS, cv2

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

_UNIT = (np.arange(256) / 255).astype(np.float32)


def bgr_to_rgb(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Turn OpenCV's BGR (H, W, 3) into RGB; a copy."""
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def to_unit(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return uint8 values, of any shape up to (H, W, C), as float32 in 0..1 (v/255)."""
    return np.asarray(cv2.LUT(_checked(rgb), _UNIT), np.float32)


def from_unit(unit: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return values in 0..1 as uint8, rounded and clipped; NaN becomes 0."""
    scaled = np.nan_to_num(np.asarray(unit, np.float32), nan=0.0) * np.float32(255)
    return np.asarray(np.clip(scaled, 0, 255) + np.float32(0.5)).astype(np.uint8)


def luminance(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return 0.299 R + 0.587 G + 0.114 B (Rec. 601, as OpenCV) as float32 (H, W) in 0..1."""
    return np.asarray(cv2.cvtColor(to_unit(rgb), cv2.COLOR_RGB2GRAY), np.float32)


def to_tensor(rgb: NDArray[np.uint8]) -> torch.Tensor:
    """Return the picture as a float32 tensor (1, 3, H, W) in 0..1, on the CPU."""
    import torch

    planes = np.ascontiguousarray(to_unit(rgb).transpose(2, 0, 1))
    return torch.from_numpy(planes)[None]


def from_tensor(unit: torch.Tensor) -> NDArray[np.uint8]:
    """Return a tensor (1, 3, H, W) or (3, H, W) with values in 0..1 as a picture."""
    planes = unit.detach()[0] if unit.ndim == 4 else unit.detach()
    if planes.ndim != 3 or planes.shape[0] != 3 or (unit.ndim == 4 and unit.shape[0] != 1):
        raise ShapeError(f"A picture's tensor is (1, 3, H, W) or (3, H, W), not {(*unit.shape,)}.")
    return from_unit(planes.permute(1, 2, 0).float().cpu().numpy())


def resize(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Scale to exactly (height, width): by area where it shrinks, else linearly."""
    if min(height, width) < 1:
        raise ShapeError(f"A picture has at least 1 × 1 pixels, not {height} × {width}.")
    picture = _checked(rgb)
    if picture.shape[:2] == (height, width):
        return picture.copy()
    shrinks = height <= picture.shape[0] and width <= picture.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.uint8)


def resize_fast(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Scale as `resize` does but in about a tenth of the time, for live pictures.

    The picture is halved by area while it is twice too large along both sides, then scaled
    linearly; 1280 × 720 to 416 px takes 0.4 ms instead of 3.6.
    """
    picture = _checked(rgb)
    while picture.shape[0] >= 2 * height and picture.shape[1] >= 2 * width:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA), np.uint8)
    way = cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), np.uint8)


def fit_within(rgb: NDArray[np.uint8], max_side: int) -> NDArray[np.uint8]:
    """Scale down, in proportion, until the longer side is at most ``max_side``; never up."""
    height, width = rgb.shape[:2]
    factor = max_side / max(height, width)
    if factor >= 1:
        return rgb
    return resize(rgb, max(1, round(height * factor)), max(1, round(width * factor)))


def centre_crop(rgb: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Cut (height, width) out of the middle; a view."""
    rows, columns = rgb.shape[:2]
    if not (1 <= height <= rows and 1 <= width <= columns):
        raise ShapeError(f"{height} × {width} cannot be cut out of {rows} × {columns} pixels.")
    top, left = (rows - height) // 2, (columns - width) // 2
    return rgb[top : top + height, left : left + width]


def _checked(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if rgb.dtype != np.uint8 or rgb.ndim not in (2, 3) or rgb.size == 0:
        raise ShapeError(f"A picture is uint8 (H, W, 3), not {rgb.dtype} {rgb.shape}.")
    return rgb


__all__ = [
    "MAX_IMAGE_PIXELS",
    "ImageError",
    "bgr_to_rgb",
    "centre_crop",
    "decode_rgb",
    "fit_within",
    "from_tensor",
    "from_unit",
    "load_rgb",
    "luminance",
    "resize",
    "resize_fast",
    "save_rgb",
    "to_tensor",
    "to_unit",
]
