"""What is written on: a photograph, a sheet that fills the picture, or one that lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.frame import SIDE_PX, Frame, bounds, corners, projected
from explorer.engine.yolo.lecture.scenes.paper import sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo.lecture.scenes.ingredients import Ingredients

_SHAPES = ((1.0, 1.0), (1.0, 1.0), (1.0, 0.75), (1.0, 0.75), (1.0, 0.5625), (0.75, 1.0))
"""Width and height as shares of the longer side: square, 4:3, 16:9, upright."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A picture with nothing written on it yet.

    Parameters
    ----------
    homography
        float64 (3, 3): from the pixels of the surface that is written on to the picture's.
    size
        Width and height of that surface, in its pixels.
    """

    frame: Frame
    homography: NDArray[np.float64]
    size: tuple[int, int]


def ground(rng: np.random.Generator, ingredients: Ingredients) -> Ground:
    """Choose a shape of picture and what is to be seen in it."""
    across, down = _SHAPES[rng.integers(len(_SHAPES))]
    size = (round(across * SIDE_PX), round(down * SIDE_PX))
    kind = rng.random()
    if kind < 0.34:
        return Ground(Frame(_photograph(rng, ingredients, size)), _seen_flat(rng, size), size)
    if kind < 0.64:
        return _filling(rng, size)
    return _lying(rng, ingredients, size)


def _filling(rng: np.random.Generator, size: tuple[int, int]) -> Ground:
    """Return a sheet that goes beyond the picture on all sides."""
    homography = _seen_flat(rng, size)
    paper = cv2.warpPerspective(
        sheet(rng, *size), homography, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return Ground(Frame(np.asarray(paper, np.uint8)), homography, size)


def _lying(rng: np.random.Generator, ingredients: Ingredients, size: tuple[int, int]) -> Ground:
    """Return a sheet that is held or lies before something else."""
    rgb = _photograph(rng, ingredients, size) if rng.random() < 0.8 else _plain(rng, size)
    width, height = (round(side * rng.uniform(0.45, 1.05)) for side in size)
    homography = _somewhere(rng, (width, height), size)
    paper = sheet(rng, width, height)
    covered = cv2.warpPerspective(
        paper, homography, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    outline = projected(corners((0, 0, width, height)), homography)
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(outline * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    if rng.random() < 0.6:
        rgb = _with_shadow(rng, rgb, mask)
    cv2.copyTo(covered, mask, rgb)
    return Ground(Frame(rgb), homography, (width, height))


def _seen_flat(rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float64]:
    """Return a small tilt of a surface that fills the picture."""
    return _tilt(rng, size, np.array(corners((0, 0, *size))), rng.uniform(0, 0.12))


def _somewhere(
    rng: np.random.Generator, sheet_size: tuple[int, int], size: tuple[int, int]
) -> NDArray[np.float64]:
    """Return a turn, a tilt and a place for a sheet in the picture."""
    angle = np.radians(np.clip(rng.normal(0, 11), -22, 22))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array(sheet_size) / 2
    placed = (np.array(corners((0, 0, *sheet_size))) - middle) @ turn
    placed += np.array(size) * rng.uniform(0.32, 0.68, 2)
    return _tilt(rng, sheet_size, placed, rng.uniform(0, 0.16))


def _tilt(
    rng: np.random.Generator,
    size: tuple[int, int],
    placed: NDArray[np.floating],
    strength: float,
) -> NDArray[np.float64]:
    box = bounds(placed)
    reach = strength * min(box.right - box.left, box.bottom - box.top)
    moved = placed + rng.uniform(-reach, reach, (4, 2))
    source = np.array(corners((0, 0, *size)), np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, moved.astype(np.float32)), np.float64)


def _photograph(
    rng: np.random.Generator, ingredients: Ingredients, size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return a part of a photograph, mirrored or not, sharp or not, scaled to the size."""
    photographs = ingredients.photographs
    photograph = photographs[rng.integers(len(photographs))]
    rows, columns = photograph.shape[:2]
    largest = min(columns / size[0], rows / size[1])
    scale = largest * rng.uniform(0.35, 1)
    width, height = max(8, int(scale * size[0])), max(8, int(scale * size[1]))
    left, top = rng.integers(columns - width + 1), rng.integers(rows - height + 1)
    part = photograph[top : top + height, left : left + width]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    picture = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.25:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.8, 4))
    return np.asarray(picture, np.uint8)


def _plain(rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a desk or a wall: one colour going over into another."""
    ends = rng.uniform(20, 240, (2, 2, 3)).astype(np.float32)
    ends = 0.7 * ends.mean((0, 1)) + 0.3 * ends
    return np.asarray(cv2.resize(ends, size, interpolation=cv2.INTER_LINEAR)).astype(np.uint8)


def _with_shadow(
    rng: np.random.Generator, rgb: NDArray[np.uint8], mask: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Darken what lies around a sheet, most at its edge."""
    small = cv2.resize(mask, (rgb.shape[1] // 8, rgb.shape[0] // 8), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.6, 3))
    gain = cv2.convertScaleAbs(soft, alpha=-rng.uniform(0.2, 0.5), beta=0)
    dim = cv2.resize(255 - gain, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(rgb, cv2.merge([dim] * 3), scale=1 / 255), np.uint8)
