"""The whole figure, branches and stacked output side by side, as a picture and as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from explorer.panels.bottleneck.inception.paint_stack import paint_stack
from explorer.panels.bottleneck.inception.stack_view import (
    WIDTH,
    deepest_of,
    parts_of,
    title_of,
)
from explorer.widgets import theme
from explorer.widgets.drawing.inks import inks_of
from explorer.widgets.drawing.marked import Look
from explorer.widgets.drawing.paint import paint_scene
from explorer.widgets.drawing.scene import Scene
from explorer.widgets.drawing.view import View
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from explorer.panels.bottleneck.inception.values import ModuleView

HEIGHT = 270
EDGE = 12
ENLARGED = 2.5


def figure_image(view: ModuleView) -> QImage:
    """Return the figure on the theme's surface, enlarged for slides."""
    wide, high = _size(view)
    image = QImage(round(wide * ENLARGED), round(high * ENLARGED), QImage.Format.Format_RGB32)
    image.fill(theme.current_theme().colour("surface"))
    painter = QPainter(image)
    painter.scale(ENLARGED, ENLARGED)
    _paint(painter, view)
    painter.end()
    return image


def figure_svg(view: ModuleView) -> str:
    """Return the figure as SVG, in the theme's colours, without a background."""
    wide, high = (round(side) for side in _size(view))
    title = view.design.name.capitalize()
    return painted_svg(QSize(wide, high), title, lambda painter: _paint(painter, view))


def _zoom(view: ModuleView) -> float:
    return theme.current_theme().px(HEIGHT) / view.figure.height


def _size(view: ModuleView) -> tuple[float, float]:
    px = theme.current_theme().px
    wide = view.figure.width * _zoom(view)
    return wide + px(WIDTH) + 3 * px(EDGE), px(HEIGHT) + 2 * px(EDGE)


def _paint(painter: QPainter, view: ModuleView) -> None:
    px = theme.current_theme().px
    edge, zoom = px(EDGE), _zoom(view)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = view.figure.width * zoom
    inks = inks_of(theme.current_theme())
    placed = View(zoom, edge, edge)
    look = Look(with_callouts=False)
    paint_scene(painter, Scene(view.figure), placed, (wide + edge, px(HEIGHT) + edge), inks, look)
    room = QRectF(wide + 2 * edge, edge, px(WIDTH), px(HEIGHT))
    paint_stack(painter, room, parts_of(view), title=title_of(view), deepest=deepest_of(view))
