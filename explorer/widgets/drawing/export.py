"""A whole drawing as a picture or as SVG, for slides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from explorer.widgets import theme
from explorer.widgets.drawing.inks import inks_of
from explorer.widgets.drawing.marked import Look
from explorer.widgets.drawing.paint import paint_scene
from explorer.widgets.drawing.scene import Scene
from explorer.widgets.drawing.view import View
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from explorer.widgets.drawing.figure import Figure

SVG_ZOOM = 1.25
LARGEST_SIDE_PX = 16_384


def to_image(figure: Figure, width_px: int) -> QImage:
    """Return the whole drawing on the theme's surface, so many pixels wide."""
    zoom = min(width_px / figure.width, LARGEST_SIDE_PX / max(figure.width, figure.height))
    image = QImage(round(figure.width * zoom), max(round(figure.height * zoom), 1),
                   QImage.Format.Format_RGB32)  # fmt: skip
    image.fill(theme.current_theme().colour("surface"))
    painter = QPainter(image)
    _paint(painter, figure, zoom)
    painter.end()
    return image


def to_svg(figure: Figure) -> str:
    """Return the whole drawing as SVG, in the theme's colours, without a background."""
    size = QSize(round(figure.width * SVG_ZOOM), round(figure.height * SVG_ZOOM))
    return painted_svg(size, "Network", lambda painter: _paint(painter, figure, SVG_ZOOM))


def _paint(painter: QPainter, figure: Figure, zoom: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = (figure.width * zoom, figure.height * zoom)
    look = Look(with_callouts=False)
    inks = inks_of(theme.current_theme())
    paint_scene(painter, Scene(figure), View(zoom), size, inks, look)
