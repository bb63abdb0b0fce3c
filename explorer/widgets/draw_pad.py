"""A pad to draw on: white strokes on black, as in MNIST."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import push_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    Strokes = tuple[tuple[tuple[float, float], ...], ...]

SIDE = 280
# MNIST's strokes are about two of 28 pixels wide.
PEN_WIDTH = SIDE * 2.2 / 28
OUTSIDE = 0.5
"""How far a stroke is followed beyond the pad's edge, in sides of the pad."""


class DrawPad(QWidget):
    """The canvas with its buttons. Mouse, pen and finger draw alike."""

    drawn = Signal(object)  # uint8 (280, 280), after each piece of a stroke

    def __init__(self, hint: str = "Draw a digit", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = Canvas(hint)
        self._canvas.changed.connect(self._on_canvas_changed)
        self._undo = push_button("Undo", "Take back the last stroke (Ctrl+Z)", "undo-2")
        self._clear = push_button("Clear", "Wipe the pad (Delete)", "eraser")
        self._undo.clicked.connect(self._canvas.undo)
        self._clear.clicked.connect(self._canvas.clear)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._undo)
        self._buttons.addWidget(self._clear)
        self._buttons.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._canvas)
        self._layout.addLayout(self._buttons)
        self._layout.addStretch(1)
        self._on_strokes_changed()
        theme.watch_theme(self._apply_metrics)

    def image(self) -> NDArray[np.uint8]:
        """Return what is drawn, uint8 (280, 280), strokes 255."""
        return self._canvas.image()

    def strokes(self) -> Strokes:
        """Return the strokes, each the points (x, y) that it goes through, from 0 to 1."""
        return self._canvas.strokes()

    def set_strokes(self, strokes: Strokes) -> None:
        """Draw these and nothing else; emits nothing."""
        if strokes != self._canvas.strokes():
            self._canvas.set_strokes(strokes)
            self._on_strokes_changed()

    def clear(self) -> None:
        """Wipe the pad."""
        self._canvas.clear()

    def set_image(self, grey: NDArray[np.uint8]) -> None:
        """Put a picture on the pad, uint8 (H, W), for example a digit of MNIST; emits `drawn`."""
        self._canvas.set_image(grey)

    def _on_canvas_changed(self) -> None:
        self._on_strokes_changed()
        self.drawn.emit(self.image())

    def _on_strokes_changed(self) -> None:
        self._undo.setEnabled(self._canvas.can_undo())
        self._clear.setEnabled(not self._canvas.is_empty())

    def _apply_metrics(self) -> None:
        gap = theme.current_theme().px(theme.SMALL)
        self._layout.setSpacing(gap)
        self._buttons.setSpacing(gap)


class Canvas(QWidget):
    """Holds the strokes and what they look like."""

    changed = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self._base: QImage | None = None
        self._image = self._before = _blank()
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self.setAccessibleName(hint)
        self.setToolTip(f"{hint} with mouse, pen or finger")
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def image(self) -> NDArray[np.uint8]:
        """Return a copy of what is drawn."""
        rows = np.frombuffer(self._image.constBits(), np.uint8)
        return rows.reshape(SIDE, self._image.bytesPerLine())[:, :SIDE].copy()

    def set_image(self, grey: NDArray[np.uint8]) -> None:
        """Take a picture as the base to draw on."""
        memory = np.ascontiguousarray(grey)
        height, width = memory.shape
        image = QImage(memory.data, width, height, width, QImage.Format.Format_Grayscale8)
        self._base = image.scaled(
            SIDE, SIDE, mode=Qt.TransformationMode.SmoothTransformation
        ).convertToFormat(QImage.Format.Format_Grayscale8)
        self._strokes = []
        self._redraw()

    def strokes(self) -> Strokes:
        """Return the strokes as points in 0..1."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def set_strokes(self, strokes: Strokes) -> None:
        """Draw these on an empty pad, and emit nothing."""
        self._base = None
        self._strokes = [list(stroke) for stroke in strokes if stroke]
        self._paint_all()

    def can_undo(self) -> bool:
        """Return True when there is a stroke to take back."""
        return bool(self._strokes)

    def is_empty(self) -> bool:
        """Return True when nothing is drawn."""
        return not self._strokes and self._base is None

    def undo(self) -> None:
        """Take back the last stroke."""
        if self._strokes:
            self._strokes.pop()
            self._redraw()

    def clear(self) -> None:
        """Wipe all."""
        if not self.is_empty():
            self._strokes = []
            self._base = None
            self._redraw()

    def sizeHint(self) -> QSize:
        """Ask for a pad that a digit can be drawn on with ease."""
        side = theme.current_theme().px(220)
        return QSize(side, side)

    def hasHeightForWidth(self) -> bool:
        """Say that the pad is a square."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the side of the square."""
        return width

    def minimumSizeHint(self) -> QSize:
        """Stay usable."""
        side = theme.current_theme().px(112)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strokes, or what to do."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self._room()
        painter.drawImage(room, self._image)
        painter.setPen(present.colour("accent" if self.hasFocus() else "line"))
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        if self.is_empty():
            # The pad is black in both themes.
            painter.setPen(present.on_picture("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._hint)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke; a click alone makes a dot."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._before = self._image
            self._strokes.append([self._point(event)])
            self._drawing = True
            self._draw_stroke()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if self._drawing:
            self._strokes[-1].append(self._point(event))
            self._draw_stroke()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        self._drawing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back or wipe."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _room(self) -> QRect:
        side = min(self.width(), self.height())
        return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _point(self, event: QMouseEvent) -> tuple[float, float]:
        room = self._room()
        point = (event.position() - QPointF(room.topLeft())) / max(room.width(), 1)
        x, y = (round(min(max(at, -OUTSIDE), 1 + OUTSIDE), 3) for at in (point.x(), point.y()))
        return x, y

    def _draw_stroke(self) -> None:
        # From the picture without this stroke: painting over its soft edges would harden them.
        self._image = self._before.copy()
        _paint_strokes(self._image, self._strokes[-1:])
        self.update()
        self.changed.emit()

    def _redraw(self) -> None:
        self._paint_all()
        self.changed.emit()

    def _paint_all(self) -> None:
        self._image = _blank() if self._base is None else self._base.copy()
        _paint_strokes(self._image, self._strokes)
        self._drawing = False
        self.update()


def _blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(0)
    return image


def _path(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return a smooth curve through the middles of a stroke's steps; one point makes a dot."""
    first, *others = (QPointF(x, y) * SIDE for x, y in points)
    path = QPainterPath(first)
    path.lineTo(first + QPointF(0.1, 0))
    for point in others:
        last = path.currentPosition()
        path.quadTo(last, (last + point) / 2)
        path.lineTo(point)
    return path


def _paint_strokes(image: QImage, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(Qt.GlobalColor.white, PEN_WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for points in strokes:
        painter.drawPath(_path(points))
    painter.end()
