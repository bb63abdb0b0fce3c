"""Signed numbers as coloured cells: vectors and matrices, larger or smaller than a pixel each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from explorer.widgets import theme
from explorer.widgets.palettes import palette_colours
from explorer.widgets.qimages import qimage_from_indices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.bottleneck.pixel.dense_layout import Area

LEAST_FRAME = 4
LEAST_LIMIT = 1e-12


def limit_of(*arrays: NDArray[np.float32]) -> float:
    """Return the largest magnitude, where a scale centred on 0 ends; never 0."""
    return max(LEAST_LIMIT, *(float(abs(array).max()) for array in arrays))


def cell_image(values: NDArray[np.float32], limit: float) -> QImage:
    """Return numbers (rows, columns) as a picture of one pixel each, in the theme's colours."""
    from explorer.engine.colormaps import to_levels

    levels = to_levels(values, -limit, limit)
    return qimage_from_indices(levels, palette_colours(signed=True)).convertToFormat(
        QImage.Format.Format_RGB32
    )


def rect_of(area: Area) -> QRectF:
    """Return an area as Qt has it."""
    return QRectF(area.left, area.top, area.width, area.height)


def fitted(image: QImage, rect: QRectF, ratio: float) -> QImage:
    """Return the cells at the size of a rectangle: square edges, or means where too small.

    ``ratio`` is the device's pixels to a pixel.
    """
    size = (rect.size() * ratio).toSize()
    if size.isEmpty():
        return image
    too_small = size.width() < image.width() or size.height() < image.height()
    mode = Qt.TransformationMode
    way = mode.SmoothTransformation if too_small else mode.FastTransformation
    scaled = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, way)
    scaled.setDevicePixelRatio(ratio)
    return scaled


def paint_outline(painter: QPainter, rect: QRectF) -> None:
    """Close a block of cells with a hair line."""
    painter.setPen(QPen(theme.current_theme().colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def paint_frame(painter: QPainter, rect: QRectF, token: str, width: float = 2.0) -> None:
    """Frame cells; a frame never gets so flat that it is all line."""
    present = theme.current_theme()
    least = LEAST_FRAME * present.scale
    down, across = max(least - rect.height(), 0) / 2, max(least - rect.width(), 0) / 2
    grown = rect.adjusted(-across, -down, across, down)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    halo = present.colour("background", 0.7)
    for colour, line in ((halo, width + 2), (present.colour(token), width)):
        painter.setPen(QPen(colour, line * present.scale))
        painter.drawRoundedRect(grown, present.scale, present.scale)


def paint_pointer(painter: QPainter, tip: QPointF, token: str) -> None:
    """Draw a small triangle that points down at a place."""
    present = theme.current_theme()
    half, high = present.px(4), present.px(5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour(token))
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(-half, -high), tip + QPointF(half, -high)]))
