"""The two slices as pictures, of one scale and as large as their places on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from explorer.engine.colormaps import TOP_LEVEL, palette_viridis
from explorer.engine.contours import contours, nice_levels
from explorer.engine.opencv import cv2
from explorer.engine.relief import Projection, Viewpoint, paint_quads, quads
from explorer.engine.residual.surface_shape import common_range, enlarged, filled, log_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rgb: TypeAlias = tuple[int, int, int]
Line: TypeAlias = "NDArray[np.float64]"

MOST_LEVELS = 11
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (16, 18, 22)
_BRIGHT = 140
_SHIFT = 4


@dataclass(frozen=True, slots=True, eq=False)
class DrawRequest:
    """What the worker gets.

    ``losses``: float64 (N, N) each. ``size``: pixels of each picture, across and down.
    ``ground`` and ``frame`` are the colours behind a surface and of the square it stands on.
    """

    losses: tuple[NDArray[np.float64], ...]
    kind: Literal["contours", "surface"]
    size: tuple[int, int]
    viewpoint: Viewpoint
    ground: Rgb
    frame: Rgb
    thick: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What the worker made of it.

    ``shares``: float64 (N, N) in 0..1, where each loss lies on the scale from ``low`` to ``high``;
    ``is_cut``: whether some lie above it, and are drawn as its upper end.
    ``lines``: for each slice and each level its lines, (K, 2) column and row in grid steps.
    """

    request: DrawRequest
    low: float
    high: float
    is_cut: bool
    levels: tuple[float, ...]
    shares: tuple[NDArray[np.float64], ...]
    lines: tuple[tuple[tuple[Line, ...], ...], ...]
    pictures: tuple[NDArray[np.uint8], ...]


def draw(request: DrawRequest) -> Drawn:
    """Draw both, in a worker: 5 to 60 ms."""
    low, high = common_range(request.losses)
    levels = nice_levels(low, high, MOST_LEVELS)
    shares = tuple(log_share(filled(one), low, high) for one in request.losses)
    at = [float(log_share(level, low, high)) for level in levels]
    lines: tuple[tuple[tuple[Line, ...], ...], ...] = tuple(() for _ in shares)
    if request.kind == "contours":
        lines = tuple(tuple(tuple(contours(one, level)) for level in at) for one in shares)
        pictures = tuple(
            contour_picture(request, one, at, its) for one, its in zip(shares, lines, strict=True)
        )
    else:
        pictures = tuple(relief_picture(request, one) for one in shares)
    is_cut = any(float(np.nanmax(one)) > high for one in request.losses)
    return Drawn(request, low, high, is_cut, levels, shares, lines, pictures)


def colours() -> NDArray[np.uint8]:
    """Return uint8 (255, 3): viridis from the scale's low end to its high one."""
    return palette_viridis()[: TOP_LEVEL + 1]


def ink_at(share: float) -> Rgb:
    """Return black or white, whichever is seen on the colour at a place of the scale."""
    red, green, blue = colours()[round(share * TOP_LEVEL)].tolist()
    return BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > _BRIGHT else WHITE


def coloured(shares: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.uint8]:
    """Return a slice as colours, uint8 (rows, columns, 3), b upwards."""
    known = np.nan_to_num(enlarged(shares[::-1], rows, columns))
    return colours()[np.rint(known * TOP_LEVEL).astype(np.uint8)]


def contour_picture(
    request: DrawRequest,
    shares: NDArray[np.float64],
    levels: list[float],
    lines: tuple[tuple[Line, ...], ...],
) -> NDArray[np.uint8]:
    """Return colours with the contours over them."""
    width, height = request.size
    picture = coloured(shares, height, width)
    inked = picture.copy()
    for level, its in zip(levels, lines, strict=True):
        pixels = [
            np.rint(in_picture(line, len(shares), width, height) * 2**_SHIFT).astype(np.int32)
            for line in its
        ]
        cv2.polylines(
            inked, pixels, False, ink_at(level), request.thick, cv2.LINE_AA, _SHIFT
        )  # fmt: skip
    return np.asarray(cv2.addWeighted(inked, 0.7, picture, 0.3, 0), np.uint8)


def in_picture(line: Line, points: int, width: float, height: float) -> NDArray[np.float64]:
    """Return grid steps (K, 2), column and row, as pixels of a picture with b upwards."""
    share = line / (points - 1)
    return np.stack([share[:, 0] * (width - 1), (1 - share[:, 1]) * (height - 1)], axis=1)


def relief_picture(request: DrawRequest, shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a surface on its square."""
    width, height = request.size
    view = Projection(request.viewpoint, width, height)
    picture = np.full((height, width, 3), request.ground, np.uint8)
    for one, other in frame_lines():
        ends = np.rint(view(*np.array([one, other]).T) * 2**_SHIFT).astype(np.int32)
        cv2.polylines(picture, [ends], False, request.frame, request.thick, cv2.LINE_AA, _SHIFT)
    paint_quads(picture, quads(np.nan_to_num(shares), colours(), view))
    return picture


def frame_lines() -> list[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    """Return the square that a surface stands on, with the lines of a and b = 0."""
    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    sides = [
        ((*one, 0.0), (*other, 0.0))
        for one, other in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return [*sides, ((-1.0, 0.0, 0.0), (1.0, 0.0, 0.0)), ((0.0, -1.0, 0.0), (0.0, 1.0, 0.0))]
