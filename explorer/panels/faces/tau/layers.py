"""What does not move is painted once: a chart then follows τ in a millisecond or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class Layers:
    """Pictures of a widget's size, painted anew when what they show is another.

    Drawings that are written as SVG are painted directly: they are to hold lines, not pixels.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._key: tuple[object, ...] = ()
        self._kept: dict[str, QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        name: str,
        key: tuple[object, ...],
        room: QRectF,
        paint: Callable[[QPainter, QRectF], object],
    ) -> None:
        """Paint the part of a layer that lies in a room.

        Parameters
        ----------
        key
            What all layers depend on, besides size and theme.
        paint
            Paints with a painter what lies in a room: all of the widget, or this one.
        """
        if painter.paintEngine().type() is QPaintEngine.Type.SVG:
            paint(painter, room)
            return
        pixmap = self._layer(name, key, paint)
        ratio = pixmap.devicePixelRatio()
        source = QRectF(room.topLeft() * ratio, room.size() * ratio)
        painter.drawPixmap(room, pixmap, source)

    def _layer(
        self, name: str, key: tuple[object, ...], paint: Callable[[QPainter, QRectF], object]
    ) -> QPixmap:
        ratio = self._widget.devicePixelRatioF()
        whole = (*key, self._widget.size().toTuple(), ratio, theme.current_theme())
        if whole != self._key:
            self._key = whole
            self._kept = {}
        if name not in self._kept:
            self._kept[name] = self._painted(ratio, paint)
        return self._kept[name]

    def _painted(self, ratio: float, paint: Callable[[QPainter, QRectF], object]) -> QPixmap:
        pixmap = QPixmap((self._widget.size() * ratio).expandedTo(self._widget.size()))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, QRectF(self._widget.rect()))
        painter.end()
        return pixmap
