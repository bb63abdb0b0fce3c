"""A face turned, scaled and cut out of its picture as the embedding network learnt faces.

Only a similarity is used (turn, scale, shift): it leaves the proportions of a face, which tell
people apart, as they are. Places are counted from the edges of pixels: 0 is the left edge of the
first pixel, 0.5 its middle.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.errors import ExplorerError
from explorer.engine.faces.values import LANDMARKS
from explorer.engine.images import resize
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CHIP = 150
"""Side of a chip in pixels."""

EYES_PX = np.array(((47.6, 45.8), (102.4, 45.8)))
"""Where the eyes that MTCNN finds lie in a chip that dlib made.

The median of 31 faces of photographs and clips other than those of the evaluation, made the same
on both sides: `assets/build/measure_eye_places.py` measures them where dlib is installed. (dlib
aligns the corners of the eyes and the base of the nose. The middles of those corners come to lie at
(48.2, 47.6) and (100.8, 47.6): what MTCNN calls an eye is a little higher and further out.)
"""

_ROUNDING = 1e-6


class AlignmentError(ExplorerError, ValueError):
    """Landmarks from which no face can be aligned; the text says what is wrong with them."""


def similarity(source: ArrayLike, target: ArrayLike) -> NDArray[np.float64]:
    """Return the turn, scale and shift that bring points closest to others, as (2, 3).

    It minimises the sum of ‖c·R·x + t − y‖² over the pairs x, y, without mirroring (Umeyama,
    "Least-squares estimation of transformation parameters between two point patterns", 1991,
    equations 40 to 43).

    Parameters
    ----------
    source, target
        (N, 2), at least two points.

    Raises
    ------
    AlignmentError
        If fewer than two points are given, a number is not finite, or all points are one.
    """
    points, goals = np.asarray(source, np.float64), np.asarray(target, np.float64)
    _check_points(points, goals)
    centre, goal_centre = points.mean(0), goals.mean(0)
    around, goals_around = points - centre, goals - goal_centre
    u, singular, vt = np.linalg.svd(goals_around.T @ around)
    signs = np.array([1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt)) or 1.0])
    scale = (singular * signs).sum() / np.square(around).sum()
    turn = scale * (u * signs) @ vt
    return np.column_stack((turn, goal_centre - turn @ centre))


def _check_points(points: NDArray[np.float64], goals: NDArray[np.float64]) -> None:
    if points.shape != goals.shape or points.ndim != 2 or points.shape[1:] != (2,):
        raise AlignmentError(
            f"Points (N, 2) go to as many others, not {points.shape} to {goals.shape}."
        )
    if len(points) < 2:
        raise AlignmentError("A turn and a scale take two points at least.")
    if not (np.isfinite(points).all() and np.isfinite(goals).all()):
        raise AlignmentError("A landmark is not a finite number: this is no face.")
    if np.ptp(points, axis=0).max() < 1e-6 or np.ptp(goals, axis=0).max() < 1e-6:
        raise AlignmentError("The landmarks to align are all at one place: this is no face.")


def chip_transform(landmarks: ArrayLike) -> NDArray[np.float64]:
    """Return the similarity (2, 3) from a picture to the chip of a face in it.

    Parameters
    ----------
    landmarks
        (5, 2) in pixels, in the order of `explorer.engine.faces.values.LANDMARKS`. The eyes alone
        decide: see the table in `explorer.engine.faces.recognizer`.

    Raises
    ------
    AlignmentError
        If no similarity follows from them, or the face would fill less than a pixel or more than
        the largest picture.
    """
    points = np.asarray(landmarks, np.float64)
    if points.shape != (len(LANDMARKS), 2):
        raise AlignmentError(f"A face has {len(LANDMARKS)} landmarks (5, 2), not {points.shape}.")
    transform = similarity(points[:2], EYES_PX)
    scale = scale_of(transform)
    if not 1e-3 < scale < CHIP:
        raise AlignmentError(f"A chip would be {CHIP / scale:.3g} pixels wide: this is no face.")
    return transform


def scale_of(transform: NDArray[np.float64]) -> float:
    """Return how many pixels of the target one pixel of the source becomes."""
    return math.hypot(transform[0, 0], transform[1, 0])


def corners(transform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where a chip's corners lie in the picture, (4, 2), clockwise from its own top left."""
    chip = np.array(((0, 0), (CHIP, 0), (CHIP, CHIP), (0, CHIP)), np.float64)
    return (chip - transform[:, 2]) @ np.linalg.inv(transform[:, :2]).T


def cut_chip(rgb: NDArray[np.uint8], transform: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the chip uint8 (150, 150, 3) that a similarity cuts out of a picture.

    Where the face is larger than the chip its pixels are averaged, and not only picked: a picture
    of any size gives the same chip. Outside the picture the chip is black, as in dlib.

    Raises
    ------
    AlignmentError
        If the chip does not touch the picture.
    """
    left, top, right, bottom = _reach(rgb, transform)
    part = rgb[top:bottom, left:right]
    shift = transform[:, :2] @ (left, top) + transform[:, 2]
    moved = np.column_stack((transform[:, :2], shift))
    factor = int(1 / scale_of(moved) + _ROUNDING)
    if factor > 1:
        part, moved = _shrunk(part, moved, factor)
    return _sampled(part, moved)


def _reach(rgb: NDArray[np.uint8], transform: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Return the pixels of the picture that a chip is made of: left, top, right, bottom."""
    height, width = rgb.shape[:2]
    quad = corners(transform)
    margin = 2 + math.ceil(2 / scale_of(transform))
    low = np.floor(quad.min(0)).astype(np.int64) - margin
    high = np.ceil(quad.max(0)).astype(np.int64) + margin
    left, top = (max(int(value), 0) for value in low)
    right, bottom = min(int(high[0]), width), min(int(high[1]), height)
    if right - left < 1 or bottom - top < 1:
        raise AlignmentError("The face lies outside the picture.")
    return left, top, right, bottom


def _shrunk(
    rgb: NDArray[np.uint8], transform: NDArray[np.float64], factor: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the picture averaged over factor × factor pixels, and the similarity from there."""
    height, width = (-(-side // factor) for side in rgb.shape[:2])
    pad = ((0, height * factor - rgb.shape[0]), (0, width * factor - rgb.shape[1]), (0, 0))
    small = resize(np.pad(rgb, pad, mode="edge"), height, width)
    return small, np.column_stack((transform[:, :2] * factor, transform[:, 2]))


def _sampled(rgb: NDArray[np.uint8], transform: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the chip, at twice its size first where the picture has more pixels than it."""
    finer = 1 if scale_of(transform) >= 1 - _ROUNDING else 2
    fine, side = transform * finer, CHIP * finer
    fine[:, 2] += fine[:, :2] @ (0.5, 0.5) - 0.5  # OpenCV counts from the middle of pixels
    chip = cv2.warpAffine(rgb, fine, (side, side), flags=cv2.INTER_LINEAR)
    return resize(np.asarray(chip, np.uint8), CHIP, CHIP)
