"""Faces at the sizes at which many are painted: each size one large picture.

Shrinking happens in a worker, and well; the GUI thread copies pixels only, a face at a time out of
a picture that has the frames in it already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SIDES = (16, 20, 24, 28, 32, 38, 44, 52, 60)
COLUMNS = 32
FAINT = 0.28
"""How much is left of faces that are not meant."""
RIM = 1 / 18
"""Of the side of a face."""


@dataclass(frozen=True, slots=True, eq=False)
class Thumbs:
    """Chips uint8 (N, S, S, 3), and for each side the mosaic of all of them, 32 a row."""

    chips: NDArray[np.uint8]
    mosaics: Mapping[int, NDArray[np.uint8]]


def make_thumbs(chips: NDArray[np.uint8]) -> Thumbs:
    """Shrink chips uint8 (N, S, S, 3) to each side (worker's thread)."""
    from explorer.engine.images import resize

    rows = -(-len(chips) // COLUMNS)
    mosaics = {side: np.zeros((rows * side, COLUMNS * side, 3), np.uint8) for side in SIDES}
    for place, chip in enumerate(chips):
        row, column = divmod(place, COLUMNS)
        for side, mosaic in mosaics.items():
            box = np.s_[row * side : (row + 1) * side, column * side : (column + 1) * side]
            mosaic[box] = resize(chip, side, side)
    return Thumbs(chips, mosaics)


def snapped(side: float) -> float:
    """Return the largest side of a mosaic that is no larger; beyond the largest, the side itself.

    Such a face is copied pixel by pixel.
    """
    if side > SIDES[-1]:
        return side
    return float(max((one for one in SIDES if one <= side), default=SIDES[0]))


class ThumbPainter:
    """Paints faces of one `Thumbs` in frames of their colours, for the GUI thread."""

    def __init__(self, thumbs: Thumbs, colours: Sequence[str]) -> None:
        self._thumbs, self._colours = thumbs, colours
        self._pixmaps: dict[tuple[int, str], QPixmap] = {}

    def paint(
        self, painter: QPainter, place: int, target: QRectF, ratio: float = 1.0, ground: str = ""
    ) -> None:
        """Paint a face into a square.

        Parameters
        ----------
        ratio
            Device pixels to a pixel.
        ground
            A colour into which the face fades; "" if it does not.
        """
        wanted = target.width() * ratio
        side = next((one for one in SIDES if one >= wanted - 0.5), None)
        if side is None or _is_svg(painter):
            self._paint_alone(painter, place, target, ground)
            return
        row, column = divmod(place, COLUMNS)
        source = QRect(column * side, row * side, side, side)
        pixmap = self._pixmap(side, ground)
        if ratio == 1 and abs(side - wanted) < 0.5:
            painter.drawPixmap(QPoint(round(target.x()), round(target.y())), pixmap, source)
        else:
            painter.drawPixmap(target, pixmap, QRectF(source))

    def paint_many(
        self,
        painter: QPainter,
        places: Sequence[int],
        corners: Sequence[tuple[int, int]],
        side: int,
        ground: str = "",
    ) -> None:
        """Paint faces at one of the sides that there are, each with its upper left at a pixel.

        A thousand of them take less than a millisecond: no more is done for each than has to be.
        """
        if _is_svg(painter):
            for place, (x, y) in zip(places, corners, strict=True):
                self._paint_alone(painter, place, QRectF(x, y, side, side), ground)
            return
        pixmap = self._pixmap(side, ground)
        for place, (x, y) in zip(places, corners, strict=True):
            row, column = divmod(place, COLUMNS)
            painter.drawPixmap(x, y, pixmap, column * side, row * side, side, side)

    def _paint_alone(self, painter: QPainter, place: int, target: QRectF, ground: str) -> None:
        """Paint a face that is larger than any mosaic's, or that has to be a picture of its own."""
        painter.setOpacity(FAINT if ground else 1.0)
        painter.drawImage(target, qimage_from_rgb(self._thumbs.chips[place]))
        _paint_rim(painter, target, self._colours[place])
        painter.setOpacity(1.0)

    def _pixmap(self, side: int, ground: str) -> QPixmap:
        if (side, ground) not in self._pixmaps:
            self._pixmaps[side, ground] = self._made(side, ground)
        return self._pixmaps[side, ground]

    def _made(self, side: int, ground: str) -> QPixmap:
        """Return the mosaic of a side with every face in its frame."""
        pixmap = QPixmap.fromImage(qimage_from_rgb(self._thumbs.mosaics[side]))
        painter = QPainter(pixmap)
        for place, colour in enumerate(self._colours):
            row, column = divmod(place, COLUMNS)
            _paint_rim(painter, QRectF(column * side, row * side, side, side), colour)
        if ground:
            veil = QColor(ground)
            veil.setAlphaF(1 - FAINT)
            painter.fillRect(pixmap.rect(), veil)
        painter.end()
        return pixmap


def _is_svg(painter: QPainter) -> bool:
    """Whether an SVG is written: it would take a whole mosaic for each of its parts."""
    return painter.paintEngine().type() is QPaintEngine.Type.SVG


def _paint_rim(painter: QPainter, box: QRectF, colour: str) -> None:
    """Paint a frame along the inside of a face."""
    wide, ink = max(1.0, round(box.width() * RIM)), QColor(colour)
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    for edge in (
        QRectF(left, top, box.width(), wide),
        QRectF(left, bottom - wide, box.width(), wide),
        QRectF(left, top, wide, box.height()),
        QRectF(right - wide, top, wide, box.height()),
    ):
        painter.fillRect(edge, ink)
