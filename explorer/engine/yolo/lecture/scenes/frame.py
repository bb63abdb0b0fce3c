"""A picture in the making: its pixels, and where digits lie in it already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE_PX = 608
"""The longer side of every scene, and of the network's input."""


class Box(NamedTuple):
    """Left, top, right and bottom in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, margin: float) -> Box:
        """Return the box with a margin all round."""
        left, top, right, bottom = self
        return Box(left - margin, top - margin, right + margin, bottom + margin)

    def meets(self, other: Box) -> bool:
        """Say whether the boxes share an area."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0 and down > 0


@dataclass(slots=True, eq=False)
class Frame:
    """What has been drawn so far.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3), drawn into.
    taken
        Where something is written; nothing more is written there.
    """

    rgb: NDArray[np.uint8]
    taken: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def is_free(self, box: Box) -> bool:
        """Say whether the box lies inside and holds nothing yet."""
        width, height = self.size
        inside = box.left >= 1 and box.top >= 1 and box.right <= width - 1
        return (
            inside
            and box.bottom <= height - 1
            and not any(box.meets(other) for other in self.taken)
        )

    def paint(
        self, mask: NDArray[np.float32], left: int, top: int, colour: NDArray[np.float32]
    ) -> None:
        """Lay a colour over the picture where the mask, 0 to 1, says so; it lies all inside."""
        rows, columns = mask.shape
        part = self.rgb[top : top + rows, left : left + columns]
        share = mask[..., None]
        part[:] = (part + share * (colour - part) + np.float32(0.5)).astype(np.uint8)


def projected(
    points: NDArray[np.floating] | list[tuple[float, float]], homography: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return points (N, 2) as a homography (3, 3) moves them."""
    plane = np.asarray(points, np.float64)
    moved = plane @ homography[:, :2].T + homography[:, 2]
    return np.asarray(moved[:, :2] / moved[:, 2:])


def corners(box: Box | tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Return the corners of a box, clockwise from the top left."""
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def bounds(points: NDArray[np.floating]) -> Box:
    """Return the smallest box around points (N, 2)."""
    (left, top), (right, bottom) = points.min(0).tolist(), points.max(0).tolist()
    return Box(left, top, right, bottom)


def wavy(
    rng: np.random.Generator, shape: tuple[int, int], knots: tuple[int, int], strength: float
) -> NDArray[np.float32]:
    """Return a slowly changing field (H, W) around 1."""
    coarse = (1 + strength * rng.standard_normal(knots)).astype(np.float32)
    smooth = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)
