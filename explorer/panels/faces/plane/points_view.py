"""Points of a plane in a window: zoomed and dragged, pointed at, walked from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.plane.geometry import (
    Frame,
    Room,
    Sight,
    beside,
    fitted,
    frame_around,
    moved,
    nearest,
    seen,
    zoomed,
)
from explorer.widgets import theme
from explorer.widgets.drawing.motion import Motion

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
        QWheelEvent,
    )

WHEEL_STEP = 1.25
DRAG_STARTS_PX = 4
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PointsView(QWidget):
    """Wheel zooms about the pointer, dragging moves, a double click fits again.

    With the keyboard + and − zoom, 0 fits, arrows go from point to point, Enter chooses, Escape
    chooses none. A subclass paints.
    """

    hovered = Signal(int)  # the point that is pointed at; −1: none
    clicked = Signal(int)  # the point that is chosen; −1: none
    sightChanged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = np.zeros((0, 2))
        self._frame = Frame(0.0, 0.0, 1.0, 1.0)
        self._fitted = np.zeros((0, 2))
        self._from: NDArray[np.float64] | None = None  # where a glide began
        self._share = 1.0
        self._sight = Sight()
        self._hovered = -1
        self._pressed: QPointF | None = None
        self._dragged = False
        self._motion = Motion(self)
        self._motion.progressed.connect(self._on_motion_progressed)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self.refit)

    def margin(self) -> float:
        """Return how many pixels around the outermost points are kept free."""
        return 0.0

    def reach(self) -> float:
        """Return from how many pixels a point is pointed at."""
        return 1.0

    def start_of_walk(self) -> int:
        """Return the point from which arrows lead to others; −1: from the middle."""
        return self._hovered

    def count(self) -> int:
        """Return how many points there are."""
        return len(self._fitted)

    def show_points(
        self, points: NDArray[np.floating], frame: Frame | None = None, *, glide: bool = False
    ) -> None:
        """Show points (N, 2).

        Parameters
        ----------
        frame
            What of the plane is seen; as little as holds all points if not given.
        glide
            Whether they move there, from where they are.
        """
        begins = glide and len(points) == self.count() and self.isVisible()
        self._from = self._now() if begins else None
        self._points = np.asarray(points, np.float64)
        self._frame = frame or frame_around(points)
        self.refit()
        if begins:
            self._share = 0.0
            self._motion.start()

    def clear_points(self) -> None:
        """Show nothing, and point at nothing."""
        self._points = self._fitted = np.zeros((0, 2))
        self._from, self._hovered = None, -1
        self._motion.stop()
        self.update()

    @property
    def hovered_place(self) -> int:
        """The point under the pointer; −1: none."""
        return self._hovered

    @property
    def sight(self) -> Sight:
        """How far one has zoomed in, and where to."""
        return self._sight

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom about a pixel, or about the middle of the window."""
        at = about or QPointF(self.width() / 2, self.height() / 2)
        self._look(zoomed(self._sight, factor, (at.x(), at.y()), self._room()))

    def fit(self) -> None:
        """Show all points."""
        self._look(Sight())

    def refit(self) -> None:
        """Fit the frame into the window anew."""
        self._fitted = fitted(self._points, self._frame, self._room())
        self.update()

    def pixels(self) -> NDArray[np.float64]:
        """Return where the points are seen, (N, 2)."""
        return seen(self._now(), self._sight, self._room())

    def is_idle(self) -> bool:
        """Whether nothing glides."""
        return not self._motion.is_running()

    def sizeHint(self) -> QSize:
        """Ask for a large square; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(420), px(320))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(180), px(150))

    # What the user does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the plane, or note the point under the pointer."""
        at = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            step = at - self._pressed
            if self._dragged or step.manhattanLength() > DRAG_STARTS_PX:
                self._dragged, self._pressed = True, at
                self._look(moved(self._sight, step.x(), step.y(), self._room()))
            return
        self._hover(self._place_at(at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the point that was clicked."""
        if self._pressed is not None and not self._dragged:
            self.clicked.emit(self._place_at(event.position()))
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all points again, where none is under the pointer."""
        if self._place_at(event.position()) < 0:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(WHEEL_STEP**turns, event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, choose, zoom."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.count():
            self._walk(_ARROWS[key])
        elif key in _CHOOSING and self._hovered >= 0:
            self.clicked.emit(self._hovered)
        elif key == Qt.Key.Key_Escape:
            self._hover(-1)
            self.clicked.emit(-1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(WHEEL_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / WHEEL_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the frame into the new room."""
        super().resizeEvent(event)
        self.refit()

    # Inside

    def _walk(self, direction: tuple[int, int]) -> None:
        start = self.start_of_walk()
        pixels = self.pixels()
        if start < 0:
            middle = (self.width() / 2, self.height() / 2)
            self._hover(nearest(pixels, middle, np.inf))
            return
        self._hover(beside(pixels, start, direction))

    def _place_at(self, at: QPointF) -> int:
        return nearest(self.pixels(), (at.x(), at.y()), self.reach())

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.update()
            self.hovered.emit(place)

    def _look(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            self.update()
            self.sightChanged.emit()

    def _room(self) -> Room:
        return Room(self.width(), self.height(), self.margin())

    def _now(self) -> NDArray[np.float64]:
        """Return the fitted points, on their way while they glide."""
        if self._from is None or not self._motion.is_running():
            return self._fitted
        return self._from + self._share * (self._fitted - self._from)

    def _on_motion_progressed(self, share: float) -> None:
        self._share = share
        self.update()
