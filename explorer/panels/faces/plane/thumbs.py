"""Faces at the sizes at which many are painted: each size one large picture.

Shrinking happens in a worker, and well; the GUI thread copies pixels only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPixmap

from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPainter

SIDES = (20, 28, 40, 56)
COLUMNS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Thumbs:
    """Chips uint8 (N, S, S, 3), and for each side the mosaic of all of them, 32 a row."""

    chips: NDArray[np.uint8]
    mosaics: Mapping[int, NDArray[np.uint8]]


def make_thumbs(chips: NDArray[np.uint8]) -> Thumbs:
    """Shrink chips uint8 (N, S, S, 3) to each side (worker's thread)."""
    from explorer.engine.images import resize

    rows = -(-len(chips) // COLUMNS)
    mosaics = {}
    for side in SIDES:
        mosaic = np.zeros((rows * side, COLUMNS * side, 3), np.uint8)
        for place, chip in enumerate(chips):
            row, column = divmod(place, COLUMNS)
            box = np.s_[row * side : (row + 1) * side, column * side : (column + 1) * side]
            mosaic[box] = resize(chip, side, side)
        mosaics[side] = mosaic
    return Thumbs(chips, mosaics)


class ThumbPainter:
    """Paints faces of one `Thumbs`, for the GUI thread."""

    def __init__(self, thumbs: Thumbs) -> None:
        self._thumbs = thumbs
        self._pixmaps: dict[int, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._thumbs.chips)

    def image(self, place: int) -> QImage:
        """Return a face in its own size."""
        return qimage_from_rgb(self._thumbs.chips[place])

    def paint(self, painter: QPainter, place: int, target: QRectF, ratio: float = 1.0) -> None:
        """Paint a face into a square.

        Parameters
        ----------
        ratio
            Device pixels to a pixel.
        """
        side = next((one for one in SIDES if one >= target.width() * ratio - 0.5), None)
        if side is None:
            painter.drawImage(target, self.image(place))
            return
        row, column = divmod(place, COLUMNS)
        source = QRectF(column * side, row * side, side, side)
        painter.drawPixmap(target, self._pixmap(side), source)

    def _pixmap(self, side: int) -> QPixmap:
        if side not in self._pixmaps:
            self._pixmaps[side] = QPixmap.fromImage(qimage_from_rgb(self._thumbs.mosaics[side]))
        return self._pixmaps[side]
