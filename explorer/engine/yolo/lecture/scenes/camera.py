"""What light and a camera make of a scene: shadows, tints, blur, noise, coarse pixels, JPEG."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.frame import wavy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NOISE_SIDE = 1024
SMALLEST_BLUR = 0.3


def lit(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture under uneven light, and perhaps with a shadow across it."""
    if rng.random() < 0.3:
        return rgb
    height, width = rgb.shape[:2]
    coarse = (-(-height // 8), -(-width // 8))
    gain = wavy(rng, coarse, (3, 4), rng.uniform(0.02, 0.16))
    if rng.random() < 0.35:
        gain *= _shadow(rng, coarse)
    steps = np.clip(gain * np.float32(160), 25, 255).astype(np.uint8)
    fine = cv2.resize(steps, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(rgb, cv2.merge([fine] * 3), scale=1 / 160), np.uint8)


def _shadow(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the light beside the shadow of a hand or a head, with a soft edge."""
    rows, columns = shape
    shade = np.ones(shape, np.float32)
    points = rng.uniform(-0.3, 1.3, (int(rng.integers(3, 6)), 2)) * (columns, rows)
    hull = cv2.convexHull(points.astype(np.float32)).astype(np.int32)
    cv2.fillConvexPoly(shade, hull, float(rng.uniform(0.45, 0.85)))
    return np.asarray(cv2.GaussianBlur(shade, (0, 0), rng.uniform(0.5, 5)), np.float32)


def photographed(
    rng: np.random.Generator, rgb: NDArray[np.uint8], finest_px: float
) -> NDArray[np.uint8]:
    """Return what a camera makes of the picture.

    Parameters
    ----------
    finest_px
        The height of the smallest writing: blur is kept below what makes it unreadable.
    """
    largest = min(2.6, 0.028 * finest_px)
    rgb = _coarser(rng, rgb, finest_px)
    rgb = _blurred(rng, rgb, largest)
    rgb = _developed(rng, rgb)
    rgb = _noisy(rng, rgb)
    return _compressed(rng, rgb)


def _coarser(
    rng: np.random.Generator, rgb: NDArray[np.uint8], finest_px: float
) -> NDArray[np.uint8]:
    """Return the picture as of a camera with fewer pixels."""
    if rng.random() > 0.25:
        return rgb
    height, width = rgb.shape[:2]
    share = max(rng.uniform(0.4, 0.9), min(1.0, 20 / finest_px))
    few = (round(share * width), round(share * height))
    small = cv2.resize(rgb, few, interpolation=cv2.INTER_AREA)
    way = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(small, (width, height), interpolation=way), np.uint8)


def _blurred(rng: np.random.Generator, rgb: NDArray[np.uint8], largest: float) -> NDArray[np.uint8]:
    kind = rng.random()
    if kind < 0.35:
        width = rng.uniform(SMALLEST_BLUR, max(SMALLEST_BLUR, largest))
        return np.asarray(cv2.GaussianBlur(rgb, (0, 0), width), np.uint8)
    if kind < 0.5:
        return np.asarray(cv2.filter2D(rgb, -1, _streak(rng, 2.4 * largest)), np.uint8)
    if kind < 0.6:  # the sharpening of a webcam
        soft = cv2.GaussianBlur(rgb, (0, 0), 1.2)
        strength = rng.uniform(0.3, 1.2)
        return np.asarray(cv2.addWeighted(rgb, 1 + strength, soft, -strength, 0), np.uint8)
    return rgb


def _streak(rng: np.random.Generator, largest: float) -> NDArray[np.float32]:
    """Return the kernel of a hand that moves: a line, whose sum is 1."""
    length, angle = rng.uniform(1, max(1.5, largest)), rng.uniform(0, np.pi)
    side = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((side, side), np.float32)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    first, last = (np.round((side // 2 + way * reach) * 16).astype(int).tolist() for way in (-1, 1))
    cv2.line(kernel, first, last, 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / max(float(kernel.sum()), 1e-6), np.float32)


def _developed(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with another exposure, contrast and white balance."""
    if rng.random() < 0.25:
        return rgb
    steps = np.linspace(0, 1, 256)[:, None] ** np.exp(rng.normal(0, 0.25))
    gains = np.exp(rng.normal(0, 0.07, 3) + rng.normal(-0.06, 0.18))
    black = rng.uniform(0, 0.12) if rng.random() < 0.3 else 0.0
    curve = np.clip((black + (1 - black) * steps * gains) * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(rgb, curve[None]), np.uint8)


def _noisy(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if rng.random() < 0.4:
        return rgb
    height, width = rgb.shape[:2]
    top, left = rng.integers(_NOISE_SIDE - height), rng.integers(_NOISE_SIDE - width)
    sigma = float(np.exp(rng.uniform(np.log(1.5), np.log(14))))
    grain = _noise()[top : top + height, left : left + width]
    # Noise is centred on 128, where it stands for none.
    return np.asarray(cv2.addWeighted(rgb, 1, grain, sigma / 32, -128 * sigma / 32), np.uint8)


@lru_cache(maxsize=1)
def _noise() -> NDArray[np.uint8]:
    """Return a sheet of noise, the same always: 128, with a deviation of 32."""
    rng = np.random.default_rng(1998)
    normal = rng.standard_normal((_NOISE_SIDE, _NOISE_SIDE, 3), dtype=np.float32)
    return np.asarray(np.clip(128.5 + 32 * normal, 0, 255), np.uint8)


def _compressed(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if rng.random() > 0.35:
        return rgb
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
    _, jpeg = cv2.imencode(".jpg", rgb, quality)
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
