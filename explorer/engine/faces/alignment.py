"""A face turned, scaled and cut out of its picture as the embedding network learnt faces.

Only a similarity is used (turn, scale, shift): it leaves the proportions of a face, which tell
people apart, as they are.
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
        raise AlignmentError("All landmarks are at one place: this is no face.")
