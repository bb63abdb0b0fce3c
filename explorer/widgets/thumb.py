"""A small picture that is a button: what was chosen, or the place for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.icons import icon
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage, QPaintEvent

ENOUGH = 400
"""Pixels of the longer side that are scaled down smoothly."""


class Thumb(QAbstractButton):
    """Shows a picture whole, in proportion; without one a sign that one is wanted here.

    `set_marked` draws the border of something that is held above it.
    """

    def __init__(
        self, name: str, tooltip: str, width: int, height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = QSize(width, height)
        self._image: QImage | None = None
        self._is_marked = False
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.watch_theme(self._apply_metrics)

    def set_rgb(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show a picture, uint8 (H, W, 3); None shows the sign."""
        self._image = None if rgb is None else qimage_from_rgb(_thinned(rgb))
        self.update()

    def has_picture(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def set_marked(self, marked: bool) -> None:
        """Say that what is held above would be taken here."""
        self._is_marked = marked
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the size that was given, at the theme's scale."""
        px = theme.current_theme().px
        return QSize(px(self._size.width()), px(self._size.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or the sign, and a border."""
        present, painter = theme.current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        radius = present.px(theme.CONTROL_RADIUS)
        path.addRoundedRect(frame, radius, radius)
        painter.fillPath(path, present.colour("hover" if self.underMouse() else "raised"))
        painter.setClipPath(path)
        self._paint_inside(painter, present)
        painter.setClipping(False)
        is_strong = self._is_marked or self.hasFocus()
        pen = QPen(present.colour("accent" if is_strong else "line"), 2 if is_strong else 1)
        if self._image is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.strokePath(path, pen)

    def _paint_inside(self, painter: QPainter, present: theme.Theme) -> None:
        room = self.rect()
        if self._image is None:
            side = present.px(theme.RAIL_ICON)
            sign = QRect(0, 0, side, side)
            sign.moveCenter(room.center())
            icon("plus", "muted").paint(painter, sign)
            return
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRect(0, 0, max(size.width(), 1), max(size.height(), 1))
        where.moveCenter(room.center())
        painter.drawImage(where, self._image)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _thinned(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return every k-th pixel of a large picture: scaling all of them takes too long here."""
    step = max(1, max(rgb.shape[:2]) // ENOUGH)
    return rgb[::step, ::step]
