"""The faces of a picture in a row, of which one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.face_paint import paint_face
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPaintEvent

TILE = 44
GAP = 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class FaceStrip(QWidget):
    """Square faces side by side; those beyond the edge are reached with the arrow keys.

    Parameters
    ----------
    name
        What the screen reader calls it.
    """

    chosen = Signal(int)

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[QImage, ...] = ()
        self._current = -1
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_faces(self, images: Sequence[QImage], current: int) -> None:
        """Show other faces; emits nothing."""
        self._images = tuple(images)
        self._current = current if current < len(self._images) else -1
        self.setAccessibleDescription(f"{self._current + 1} of {len(self._images)}")
        self.update()

    def count(self) -> int:
        """Return how many faces there are."""
        return len(self._images)

    def current(self) -> int:
        """Return the place of the face that is chosen; −1: none."""
        return self._current

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        px = theme.current_theme().px
        return QSize(px(TILE * 3), px(TILE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the faces from the first that is seen on."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        for place in range(self._first(), len(self._images)):
            room = self._room(place)
            if room.left() >= self.width():
                break
            inset = present.px(1)
            ring = "accent" if place == self._current else ""
            tile = room.adjusted(inset, inset, -inset, -inset)
            paint_face(painter, tile, self._images[place], ring, present)
        if self.hasFocus() and self._current >= 0:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(present.colour("text"), 1))
            painter.drawRoundedRect(self._room(self._current), present.px(5), present.px(5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the face that is clicked."""
        for place in range(self._first(), len(self._images)):
            if self._room(place).contains(event.position()):
                self._choose(place)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrow keys."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and self._images:
            self._choose(min(max(self._current + step, 0), len(self._images) - 1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.update()

    def _choose(self, place: int) -> None:
        if place != self._current:
            self._current = place
            self.update()
            self.chosen.emit(place)

    def _step(self) -> int:
        px = theme.current_theme().px
        return px(TILE) + px(GAP)

    def _first(self) -> int:
        """Return the first face that is painted, so that the chosen one is seen."""
        fit = max(self.width() // self._step(), 1)
        return max(self._current - fit + 1, 0)

    def _room(self, place: int) -> QRectF:
        side = theme.current_theme().px(TILE)
        return QRectF((place - self._first()) * self._step(), 0, side, side)

    def _apply_metrics(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()
