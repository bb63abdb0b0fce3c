"""A grid of heights as a shaded surface, seen from above at an angle: the painter's algorithm.

The grid stands on the square −1 … 1. It is turned about its upright axis by the azimuth, looked at
from the elevation, and projected in parallel, so nothing is smaller for being far away. Quads are
painted from the back to the front, and cover what is behind them: of a surface that has one height
everywhere that is always right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

HEIGHT: Final = 1.5
"""Of a height of 1, where half the square's side is 1."""
_LIGHT: Final = np.array([-0.45, -0.35, 0.82]) / math.sqrt(0.45**2 + 0.35**2 + 0.82**2)
"""Towards the light, in the turned grid: from the left and from behind the one who looks."""
_DARKEST: Final = 0.62
_EDGE: Final = 0.8
"""How bright a quad's outline is, compared with the quad."""
_FINER: Final = 2
_SHIFT: Final = 4
"""Bits behind the binary point of a coordinate that is painted."""


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where a surface is looked at, in degrees: 90 of elevation is from straight above."""

    azimuth: float = 45.0
    elevation: float = 35.0


@dataclass(frozen=True, slots=True)
class Projection:
    """Where points of the grid's room lie in a picture.

    It is as large as fits at this elevation for every azimuth, so that nothing grows or shrinks
    while the surface is turned.
    """

    viewpoint: Viewpoint
    width: float
    height: float

    def __call__(self, x: ArrayLike, y: ArrayLike, z: ArrayLike) -> NDArray[np.float64]:
        """Return pixels (…, 2), across and down, of points with x and y in −1..1, z in 0..1."""
        right, away = self._turned(np.asarray(x, np.float64), np.asarray(y, np.float64))
        tilt = math.radians(self.viewpoint.elevation)
        up = HEIGHT * (np.asarray(z, np.float64) - 0.5) * math.cos(tilt) + away * math.sin(tilt)
        scale = self.scale
        return np.stack(
            np.broadcast_arrays(self.width / 2 + scale * right, self.height / 2 - scale * up), -1
        )

    @property
    def scale(self) -> float:
        """Pixels a unit."""
        tilt = math.radians(self.viewpoint.elevation)
        tall = HEIGHT * math.cos(tilt) + 2 * math.sqrt(2) * math.sin(tilt)
        return min(self.width / (2 * math.sqrt(2)), self.height / tall)

    def depth(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Return how far away points of the ground are; the nearest have the lowest."""
        return self._turned(np.asarray(x, np.float64), np.asarray(y, np.float64))[1]

    def _turned(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        turn = math.radians(self.viewpoint.azimuth)
        return (
            x * math.cos(turn) - y * math.sin(turn),
            x * math.sin(turn) + y * math.cos(turn),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Quads:
    """The surface's cells in the order in which they are painted.

    ``corners`` float64 (Q, 4, 2) in pixels, ``colours`` uint8 RGB (Q, 3), shaded.
    """

    corners: NDArray[np.float64]
    colours: NDArray[np.uint8]


def quads(heights: NDArray[np.floating], palette: NDArray[np.uint8], view: Projection) -> Quads:
    """Return the shaded cells of a surface, from the back to the front.

    Parameters
    ----------
    heights
        (H, W) in 0..1; a row is a y, a column an x.
    palette
        uint8 (K, 3): the colours from height 0 to height 1.
    """
    rows, columns = heights.shape
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    points = view(x, y, heights)
    corners = np.stack(
        [points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2
    )  # fmt: skip
    means = _means(heights)
    order = np.argsort(-view.depth(_means(x), _means(y)).ravel(), kind="stable")
    levels = np.rint(np.clip(means, 0, 1) * (len(palette) - 1)).astype(int)
    colours = palette[levels] * _shades(heights, view.viewpoint)[..., None]
    return Quads(
        corners.reshape(-1, 4, 2)[order], np.rint(colours).astype(np.uint8).reshape(-1, 3)[order]
    )


def paint_quads(picture: NDArray[np.uint8], made: Quads) -> None:
    """Paint quads with their outlines over an RGB picture (H, W, 3), in place."""
    large = cv2.resize(picture, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_NEAREST)
    # A pixel's middle lies at a half in the projection, at a whole number in OpenCV.
    corners = np.rint((made.corners * _FINER - 0.5) * 2**_SHIFT).astype(np.int32)
    edges = np.rint(made.colours * _EDGE).astype(int).tolist()
    for corner, colour, edge in zip(corners, made.colours.tolist(), edges, strict=True):
        cv2.fillConvexPoly(large, corner, colour, cv2.LINE_8, _SHIFT)
        cv2.polylines(large, [corner], True, edge, 1, cv2.LINE_8, _SHIFT)
    size = (picture.shape[1], picture.shape[0])
    picture[:] = cv2.resize(large, size, interpolation=cv2.INTER_AREA)


def _shades(heights: NDArray[np.floating], viewpoint: Viewpoint) -> NDArray[np.float64]:
    """Return how bright each cell is, in `_DARKEST` .. 1, by the angle to the light."""
    rows, columns = heights.shape
    high = HEIGHT * heights
    across = (high[:-1, 1:] + high[1:, 1:] - high[:-1, :-1] - high[1:, :-1]) / 2
    down = (high[1:, :-1] + high[1:, 1:] - high[:-1, :-1] - high[:-1, 1:]) / 2
    slope_x, slope_y = across * (columns - 1) / 2, down * (rows - 1) / 2
    turn = math.radians(viewpoint.azimuth)
    right = slope_x * math.cos(turn) - slope_y * math.sin(turn)
    away = slope_x * math.sin(turn) + slope_y * math.cos(turn)
    facing = (_LIGHT[2] - right * _LIGHT[0] - away * _LIGHT[1]) / np.sqrt(1 + right**2 + away**2)
    return np.asarray(_DARKEST + (1 - _DARKEST) * np.clip(facing, 0, 1))


def _means(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the mean of each cell's corners, (H − 1, W − 1)."""
    return np.asarray(
        (values[:-1, :-1] + values[:-1, 1:] + values[1:, 1:] + values[1:, :-1]) / 4, np.float64
    )
