"""Charts as they are saved: a picture, or a drawing, of several that stand beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from explorer.widgets import theme
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

FINE = 2
"""Pixels of a saved picture for each one on the screen."""


def charts_svg(charts: Sequence[QWidget], title: str) -> str:
    """Return painted widgets of one parent as SVG, where they stand beside one another."""
    room = _room(charts)
    return painted_svg(room.size(), title, lambda painter: _paint(painter, charts, room))


def charts_image(charts: Sequence[QWidget]) -> QImage:
    """Return painted widgets of one parent as a picture, on the surface of a card."""
    room = _room(charts)
    image = QImage(room.size() * FINE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(FINE)
    image.fill(theme.current_theme().colour("surface"))
    painter = QPainter(image)
    _paint(painter, charts, room)
    painter.end()
    return image


def _room(charts: Sequence[QWidget]) -> QRect:
    room = QRect()
    for chart in charts:
        room = room.united(chart.geometry())
    return room


def _paint(painter: QPainter, charts: Sequence[QWidget], room: QRect) -> None:
    for chart in charts:
        painter.save()
        place = chart.pos() - room.topLeft()
        painter.translate(place)
        chart.render(painter, QPoint(), renderFlags=QWidget.RenderFlag(0))
        painter.restore()
