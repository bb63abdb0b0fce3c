"""One network's slice, as a map with contours or as a surface that can be turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.engine.relief import Projection
from explorer.panels.residual.surface import inks, map_paint, relief_paint
from explorer.panels.residual.surface.places import (
    grid_point,
    lowest,
    square_in,
    surface_point,
    surface_points,
)
from explorer.widgets import theme
from explorer.widgets.label_places import Box
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QFocusEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from explorer.panels.residual.state import View
    from explorer.panels.residual.surface.drawing import Drawn

Point = tuple[int, int]

DEGREES_A_PIXEL = 0.5
DEGREES_A_KEY = 5.0
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""To the right and upwards."""
TIPS: dict[View, str] = {
    "contours": "Point at a place to read its loss; with the arrow keys, from point to point",
    "surface": "Drag to turn it, or use the arrow keys; point at a place to read its loss",
}


class LandscapeView(QWidget):
    """Paints a picture that a worker drew, with axes, marks and words over it."""

    probed = Signal(object)  # (row, column) of the point that is read, or None
    turned = Signal(float, float)  # by how many degrees: azimuth, elevation
    resized = Signal()

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._kind: View = "contours"
        self._span = 1.0
        self._drawn: Drawn | None = None
        self._image: QImage | None = None
        self._words = ""
        self._probe: Point | None = None
        self._dragged_from: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def set_kind(self, kind: View) -> None:
        """Say how the next picture will be drawn, so that there is the right room for it."""
        self._kind = kind
        self.setToolTip(TIPS[kind])
        self.setCursor(
            Qt.CursorShape.CrossCursor if kind == "contours" else Qt.CursorShape.OpenHandCursor
        )
        self.update()

    def show_drawn(self, drawn: Drawn, span: float, words: str) -> None:
        """Show a picture; ``words`` say it to those who cannot see it."""
        self._drawn, self._span, self._words = drawn, span, ""
        self._image = qimage_from_rgb(drawn.pictures[self._index])
        self.setAccessibleDescription(words)
        self.update()

    def show_words(self, words: str) -> None:
        """Say why there is no picture, and what to do."""
        self._drawn, self._image, self._words = None, None, words
        self.setAccessibleDescription(words)
        self.update()

    def drawn(self) -> Drawn | None:
        """Return what is shown."""
        return self._drawn

    def set_probe(self, point: Point | None) -> None:
        """Mark the point that is read; None for none."""
        if point != self._probe:
            self._probe = point
            self.update()

    def picture_size(self) -> tuple[int, int]:
        """Return the pixels of the picture that fits, across and down."""
        room, ratio = self._room(self._kind), self.devicePixelRatioF()
        return max(2, round(room.width() * ratio)), max(2, round(room.height() * ratio))

    def pixel_of(self, point: Point) -> QPointF | None:
        """Return where a point of the grid is on the widget; None while there is no picture."""
        drawn = self._drawn
        if drawn is None:
            return None
        shares, (row, column) = drawn.shares[self._index], point
        if max(row, column) >= len(shares):
            return None
        room = self._room(drawn.request.kind)
        if drawn.request.kind == "surface":
            across, down = surface_points(shares, self._projection(drawn, room))[row, column]
            return room.topLeft() + QPointF(across, down)
        last = len(shares) - 1
        return QPointF(
            room.left() + column / last * room.width(), room.bottom() - row / last * room.height()
        )

    def paint(self, painter: QPainter, *, as_lines: bool = False) -> None:
        """Paint the widget; ``as_lines`` with lines and polygons in place of a picture of them."""
        if self._drawn is None or self._image is None:
            self._paint_words(painter)
            return
        drawn, room = self._drawn, self._room(self._drawn.request.kind)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if drawn.request.kind == "contours":
            self._paint_map(painter, room, drawn, as_lines)
        else:
            self._paint_surface(painter, room, drawn, as_lines)
        self._paint_marks(painter, drawn)

    def sizeHint(self) -> QSize:
        """Ask for a map that can be read; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(340), px(320))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(180), px(170))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is."""
        painter = QPainter(self)
        self.paint(painter)
        if self.hasFocus():
            present = theme.current_theme()
            painter.setPen(QPen(present.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to turn the surface."""
        if self._kind == "surface" and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the surface, or read the point under the mouse."""
        if self._dragged_from is None:
            self.probed.emit(self._point_at(event.position()))
            return
        moved = event.position() - self._dragged_from
        self._dragged_from = event.position()
        self.turned.emit(moved.x() * DEGREES_A_PIXEL, moved.y() * DEGREES_A_PIXEL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the surface."""
        if self._dragged_from is not None and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Read no more."""
        if not self.hasFocus():
            self.probed.emit(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read no more."""
        self.probed.emit(None)
        self.update()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the surface, or go to the next point of the map."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._kind == "surface":
            self.turned.emit(DEGREES_A_KEY * step[0], DEGREES_A_KEY * step[1])
        elif self._drawn is not None:
            self.probed.emit(self._beside(*step))

    def _beside(self, right: int, up: int) -> Point:
        assert self._drawn is not None
        last = len(self._drawn.shares[self._index]) - 1
        row, column = self._probe or (last // 2, last // 2)
        return min(max(row + up, 0), last), min(max(column + right, 0), last)

    def _point_at(self, at: QPointF) -> Point | None:
        drawn = self._drawn
        if drawn is None:
            return None
        shares, room = drawn.shares[self._index], self._room(drawn.request.kind)
        if drawn.request.kind == "contours":
            return grid_point(at.x(), at.y(), _box(room), len(shares))
        inside = at - room.topLeft()
        return surface_point(inside.x(), inside.y(), shares, self._projection(drawn, room))

    def _room(self, kind: View) -> QRectF:
        painter = map_paint if kind == "contours" else relief_paint
        left, top, right, bottom = painter.margins()
        free = QRectF(self.rect()).adjusted(left, top, -right, -bottom)
        if kind == "surface":
            return free
        return QRectF(*square_in(_box(free)))

    def _projection(self, drawn: Drawn, room: QRectF) -> Projection:
        return Projection(drawn.request.viewpoint, room.width(), room.height())

    def _paint_map(self, painter: QPainter, room: QRectF, drawn: Drawn, as_lines: bool) -> None:
        assert self._image is not None
        map_paint.paint_axes(painter, room, self._span)
        if as_lines:
            painter.drawImage(room, map_paint.ground_image(drawn, self._index))
            map_paint.paint_lines(painter, room, drawn, self._index)
        else:
            painter.drawImage(room, self._image)
        spots = [spot for _, spot in self._marks(drawn)]
        map_paint.paint_words(painter, room, drawn, self._index, spots)

    def _paint_surface(self, painter: QPainter, room: QRectF, drawn: Drawn, as_lines: bool) -> None:
        assert self._image is not None
        view, corner = self._projection(drawn, room), room.topLeft()
        if as_lines:
            relief_paint.paint_quads(painter, corner, view, drawn.shares[self._index])
        else:
            painter.drawImage(room, self._image)
        relief_paint.paint_axes(painter, corner, view, self._span)
        relief_paint.paint_scale(painter, corner, view, drawn)

    def _marks(self, drawn: Drawn) -> list[tuple[Callable[[QPainter, QPointF], None], QPointF]]:
        losses = drawn.request.losses[self._index]
        half = len(losses) // 2
        points = [
            (inks.paint_lowest, lowest(losses)),
            (inks.paint_centre, None if np.isnan(losses[half, half]) else (half, half)),
            (inks.paint_probe, self._probe),
        ]
        return [
            (paint, spot)
            for paint, point in points
            if point is not None and (spot := self.pixel_of(point)) is not None
        ]

    def _paint_marks(self, painter: QPainter, drawn: Drawn) -> None:
        for paint, spot in self._marks(drawn):
            paint(painter, spot)

    def _paint_words(self, painter: QPainter) -> None:
        present = theme.current_theme()
        room = self._room("contours")
        painter.setPen(QPen(present.colour("line"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(room)
        painter.setPen(present.colour("muted"))
        painter.setFont(present.font("body"))
        inside = room.adjusted(*(side * present.px(theme.MEDIUM) for side in (1, 1, -1, -1)))
        flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(inside, flags, self._words)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()
        self.resized.emit()


def _box(room: QRectF) -> Box:
    return Box(room.x(), room.y(), room.width(), room.height())
