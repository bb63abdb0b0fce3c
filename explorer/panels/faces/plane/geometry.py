"""Where the points of a plane come to lie in a window, and which of them is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.float64]

LARGEST_ZOOM = 24.0
LEAST_EXTENT = 1e-9
SIDEWAYS = 1.5
"""A face beside the way that an arrow points counts as so much farther off."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that fills the window before it is zoomed."""

    x: float
    y: float
    half_width: float
    half_height: float

    @property
    def half(self) -> float:
        """Half of its longer side."""
        return max(self.half_width, self.half_height)


@dataclass(frozen=True, slots=True)
class Sight:
    """How far one has zoomed in, and where to.

    ``x``, ``y``: what stands in the middle, from the middle of the frame, right and down, in shares
    of the window's shorter side before zooming.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """A window in pixels, and the margin that is kept free of points."""

    width: float
    height: float
    margin: float

    @property
    def side(self) -> float:
        """Its shorter side."""
        return max(min(self.width, self.height), 1.0)


def frame_around(points: NDArray[np.floating]) -> Frame:
    """Return the smallest frame that holds all points (N, 2)."""
    if not len(points):
        return Frame(0.0, 0.0, 1.0, 1.0)
    low, high = points.min(0), points.max(0)
    half = np.maximum((high - low) / 2, LEAST_EXTENT)
    middle = (low + high) / 2
    return Frame(float(middle[0]), float(middle[1]), float(half[0]), float(half[1]))


def frame_about_origin(half: float) -> Frame:
    """Return a square frame in which lengths keep their meaning, whatever lies in it."""
    return Frame(0.0, 0.0, half, half)


def fitted(points: NDArray[np.floating], frame: Frame, room: Room) -> Pixels:
    """Return points (N, 2) in pixels from the middle of the window, y downwards, before zooming."""
    scale = scale_of(frame, room)
    moved = (np.asarray(points, np.float64) - (frame.x, frame.y)) * scale
    return moved * (1.0, -1.0)


def scale_of(frame: Frame, room: Room) -> float:
    """Return the pixels of a length of 1, before zooming: the same in both directions."""
    across = max(room.width / 2 - room.margin, 1.0) / frame.half_width
    down = max(room.height / 2 - room.margin, 1.0) / frame.half_height
    return min(across, down)


def seen(fitted_px: Pixels, sight: Sight, room: Room) -> Pixels:
    """Return fitted points (N, 2) where they are seen in the window."""
    middle = np.array((room.width / 2, room.height / 2))
    offset = np.array((sight.x, sight.y)) * room.side
    return middle + (fitted_px - offset) * sight.zoom


def zoomed(sight: Sight, factor: float, at: tuple[float, float], room: Room) -> Sight:
    """Return a sight zoomed so that what is at a pixel stays there."""
    zoom = min(max(sight.zoom * factor, 1.0), LARGEST_ZOOM)
    if zoom == 1.0:
        return Sight()
    away = (np.array(at) - (room.width / 2, room.height / 2)) / room.side
    shift = away / sight.zoom - away / zoom
    return _kept(Sight(zoom, sight.x + float(shift[0]), sight.y + float(shift[1])), room)


def moved(sight: Sight, dx: float, dy: float, room: Room) -> Sight:
    """Return a sight after the plane was dragged by so many pixels."""
    step = 1 / (room.side * sight.zoom)
    return _kept(replace(sight, x=sight.x - dx * step, y=sight.y - dy * step), room)


def _kept(sight: Sight, room: Room) -> Sight:
    """Keep the middle of the window within the frame: nobody gets lost."""
    most_x = room.width / room.side / 2 * (1 - 1 / sight.zoom)
    most_y = room.height / room.side / 2 * (1 - 1 / sight.zoom)
    return replace(
        sight,
        x=min(max(sight.x, -most_x), most_x),
        y=min(max(sight.y, -most_y), most_y),
    )


def nearest(pixels: Pixels, at: tuple[float, float], within: float) -> int:
    """Return the point nearest to a pixel, −1 if none lies within so many pixels of it.

    Where several are as near, the last one, which is painted over the others.
    """
    if not len(pixels):
        return -1
    away = np.hypot(*(pixels - at).T)
    best = len(away) - 1 - int(away[::-1].argmin())
    return best if away[best] <= within else -1


def beside(pixels: Pixels, start: int, direction: tuple[int, int]) -> int:
    """Return the point that an arrow key leads to from another one, itself if there is none.

    Parameters
    ----------
    direction
        (1, 0) is right, (0, 1) down.
    """
    away = pixels - pixels[start]
    along = away @ np.array(direction, np.float64)
    aside = np.abs(away @ np.array((direction[1], direction[0]), np.float64))
    ahead = along > np.maximum(aside, 1e-6)
    if not ahead.any():
        ahead = along > 1e-6
    if not ahead.any():
        return start
    return int(np.where(ahead, along + SIDEWAYS * aside, np.inf).argmin())
