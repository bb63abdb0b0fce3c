"""From one edge detector to edges of every direction: the kernel and the kernel turned by 90°.

A kernel that compares one side with the other answers most to a picture that gets brighter in
one direction, and not at all across it. Turned by a quarter, it answers to the rest: the two
together give how steep the picture is (magnitude) and where it gets brighter (direction).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray


def quarter_turn(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the kernel (f, f) or (f, f, C) turned clockwise by 90°.

    The vertical detectors of the table become the horizontal ones of the same name.
    """
    return np.ascontiguousarray(np.rot90(kernel, k=-1, axes=(0, 1)))


def preferred_angle(kernel: NDArray[np.float32]) -> float | None:
    """Return the direction of brightening to which an (f, f) kernel answers most, in radians.

    Counter-clockwise from the right, in −π..π: 0 where the kernel answers most to a picture that
    gets brighter to the right. It is the direction of Σ w·(x, −y), the response to a slope. None
    where that is 0 and the kernel has no direction: blurs, the Laplacian, the identity.
    """
    weights = np.asarray(kernel, np.float64)
    rows, columns = weights.shape
    x = float((weights * (np.arange(columns) - (columns - 1) / 2)).sum())
    y = float((weights * (np.arange(rows)[:, None] - (rows - 1) / 2)).sum())
    if np.hypot(x, y) <= 1e-6 * np.abs(weights).sum():
        return None
    return float(np.arctan2(0.0 - y, x))  # not −y: −0 would turn π into −π


def magnitude(
    response: NDArray[np.float32], turned_response: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return √(r² + r⊥²), whatever the direction, in the arrays' shape."""
    return np.asarray(cv2.magnitude(response, turned_response), np.float32).reshape(response.shape)


def direction(
    response: NDArray[np.float32], turned_response: NDArray[np.float32], preferred_rad: float
) -> NDArray[np.float32]:
    """Return where the picture gets brighter, in radians, counter-clockwise from the right.

    ``turned_response`` is that of `quarter_turn`, whose own direction is 90° clockwise of
    ``preferred_rad``. Values lie in −π..π.
    """
    angle = np.asarray(cv2.phase(response, np.negative(turned_response)), np.float32)
    angle = angle.reshape(response.shape)
    angle += np.float32(preferred_rad)
    np.subtract(angle, np.float32(2 * np.pi), out=angle, where=angle > np.pi)
    return angle
