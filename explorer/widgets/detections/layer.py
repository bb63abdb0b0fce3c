"""Thousands of boxes as one transparent picture, since painting each of them takes too long.

Qt turns the line around a box into a shape and fills that, half-transparent pixel by pixel. Written
into an array, an edge is one assignment: 2,500 boxes take some 5 ms in place of more than 100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from explorer.widgets.detections.rings import PREMULTIPLIED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from explorer.widgets.detections.rings import Pixels, Ring

    Corners = tuple[int, int, int, int]


class Layer:
    """A transparent picture, in pixels of the device; what goes beyond its edges is cut."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._margin = 0
        self._pixels: Pixels = np.zeros((0, 0), np.uint32)

    def draw(self, boxes_xyxy: NDArray[np.floating], rings: Sequence[Ring]) -> None:
        """Draw boxes (N, 4), each with its line, the last one on top; replaces what was drawn."""
        reach = max((ring.corner for ring in rings), default=0)
        self._clear(reach)
        # A box that goes far out keeps its edges out there, where nobody sees them.
        limits = np.array(self._size * 2) + reach
        whole = np.rint(np.clip(np.nan_to_num(boxes_xyxy), -reach, limits)).astype(int)
        spread = np.array([(-ring.before, ring.after) for ring in rings]).reshape(-1, 2)
        outer: list[Corners] = (whole + self._margin + spread[:, (0, 0, 1, 1)]).tolist()
        pixels = self._pixels
        for corners, ring in zip(outer, rings, strict=True):
            if ring.dashes is not None:
                _draw_dashed(pixels, corners, ring, ring.dashes)
            elif ring.thickness == 1:
                _draw_hairline(pixels, corners, ring)
            else:
                _draw_solid(pixels, corners, ring)

    def stamp(self, left: float, top: float, pixels: Pixels) -> None:
        """Put a small picture over the boxes, its corner at the nearest pixel."""
        rows, columns = pixels.shape
        x, y = round(left) + self._margin, round(top) + self._margin
        room = self._pixels[y : y + rows, x : x + columns]
        np.copyto(room, pixels, where=pixels != 0)

    def paint(self, painter: QPainter, target: QRectF) -> None:
        """Paint it into a rectangle, which is as large in pixels of the device."""
        rows, columns = self._pixels.shape
        if rows:
            image = QImage(self._pixels.data, columns, rows, columns * 4, PREMULTIPLIED)
            source = QRectF(self._margin, self._margin, *self._size)
            painter.drawImage(target, image, source)

    def _clear(self, reach: int) -> None:
        self._margin = 2 * reach
        columns, rows = (side + 2 * self._margin for side in self._size)
        self._pixels = np.zeros((rows, columns), np.uint32)


def _draw_hairline(pixels: Pixels, outer: Corners, ring: Ring) -> None:
    """Draw a line of one pixel, which has no corners to speak of: the most frequent one."""
    left, top, right, bottom = outer
    if right > left and bottom > top:
        colour = ring.pixels[0, ring.corner]
        pixels[top, left:right] = pixels[bottom - 1, left:right] = colour
        pixels[top:bottom, left] = pixels[top:bottom, right - 1] = colour


def _draw_solid(pixels: Pixels, outer: Corners, ring: Ring) -> None:
    left, top, right, bottom = outer
    middle, thick, sprite = ring.corner, ring.thickness, ring.pixels
    # Where there is no room for corners, the edges meet.
    corner = middle if min(right - left, bottom - top) >= 2 * middle else 0
    pixels[top : top + thick, left + corner : right - corner] = sprite[:thick, middle, None]
    pixels[bottom - thick : bottom, left + corner : right - corner] = sprite[-thick:, middle, None]
    pixels[top + corner : bottom - corner, left : left + thick] = sprite[middle, :thick]
    pixels[top + corner : bottom - corner, right - thick : right] = sprite[middle, -thick:]
    if corner:
        box = pixels[top:bottom, left:right]
        for rows, columns, block, is_painted in ring.corners:
            np.copyto(box[rows, columns], block, where=is_painted)


def _draw_dashed(pixels: Pixels, outer: Corners, ring: Ring, dashes: NDArray[np.bool_]) -> None:
    left, top, right, bottom = outer
    thick, middle, sprite = ring.thickness, ring.corner, ring.pixels
    along, down = dashes[: max(right - left, 0)], dashes[: max(bottom - top, 0), None]
    edges = (
        (pixels[top : top + thick, left:right], sprite[:thick, middle, None], along),
        (pixels[bottom - thick : bottom, left:right], sprite[-thick:, middle, None], along),
        (pixels[top:bottom, left : left + thick], sprite[middle, :thick], down),
        (pixels[top:bottom, right - thick : right], sprite[middle, -thick:], down),
    )
    for edge, line, is_painted in edges:
        np.copyto(edge, line, where=is_painted)
