"""A picture that is laid over another one of the same scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import qimage_from_rgb, scaled_part
from explorer.widgets.zoom import SHARP_FROM, visible_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPainter

    from explorer.widgets.theme import Theme


class PictureOverlay:
    """Covers a picture that is ``width`` pixels wide; its own size may be another.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3); not copied.
    sharp_from
        Screen pixels to a pixel of the covered picture from which on pixels are square.
    """

    def __init__(self, rgb: NDArray[np.uint8], width: int, sharp_from: float = SHARP_FROM) -> None:
        self.rgb, self.width = rgb, width
        self._sharp_from = sharp_from
        self._image = qimage_from_rgb(rgb)
        self._scaled: tuple[object, QImage] | None = None

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw it; what was scaled is kept until zoom or room are others."""
        scale = place.scale * self.width / self._image.width()
        where = Placement(place.left, place.top, scale)
        ratio = painter.device().devicePixelRatioF()
        room = painter.viewport().size()
        source, target = visible_part(where, room, self._image.size())
        key = (where, ratio, room.toTuple())
        if self._scaled is None or self._scaled[0] != key:
            size = (target.size() * ratio).toSize()
            smooth = place.scale < self._sharp_from
            self._scaled = key, scaled_part(self._image, source, size, smooth=smooth)
            self._scaled[1].setDevicePixelRatio(ratio)
        painter.drawImage(target.topLeft(), self._scaled[1])
