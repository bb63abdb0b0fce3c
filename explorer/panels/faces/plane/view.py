"""Faces at their points: one paint for all, zoomed and dragged, pointed at, walked with arrows."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
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
from explorer.panels.faces.plane.paint import (
    DOT,
    RING,
    paint_dots,
    paint_letter,
    paint_ring,
    paint_tag,
    tag_size,
)
from explorer.panels.faces.plane.thumbs import FAINT, SIDES, ThumbPainter, snapped
from explorer.widgets import theme
from explorer.widgets.drawing.motion import Motion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from explorer.panels.faces.plane.crowd import Crowd

WHEEL_STEP = 1.25
DRAG_STARTS_PX = 4
MARGIN = {True: 26, False: 14}
"""Around the outermost points, with faces or without."""
REACH = 14
COVERED = 0.3
"""Faces together take this share of the window before zooming, where their sizes allow it."""
FACE_SIDES = (16, 44)
LARGEST_FACE = 130
NAME_GAP = 5
MEANT = 1.35
"""So much larger are faces that are meant."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PlaneView(QWidget):
    """Wheel zooms about the pointer, dragging moves, a double click fits again.

    With the keyboard + and − zoom, 0 fits, arrows go from face to face, Enter chooses, Escape
    chooses none.
    """

    hovered = Signal(int)  # place of the face that is pointed at; −1: none
    clicked = Signal(int)  # place of the face that is chosen; −1: none
    sightChanged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._crowd: Crowd | None = None
        self._painter: ThumbPainter | None = None
        self._points = np.zeros((0, 2))
        self._frame = Frame(0.0, 0.0, 1.0, 1.0)
        self._fitted = np.zeros((0, 2))
        self._from: NDArray[np.float64] | None = None  # where a glide began
        self._share = 1.0
        self._sight = Sight()
        self._hovered = self._meant = -1
        self._lit: tuple[int, ...] = ()
        self._letters: dict[int, tuple[str, str]] = {}
        self._with_faces = True
        self._pressed: QPointF | None = None
        self._dragged = False
        self._empty = ""
        self._motion = Motion(self)
        self._motion.progressed.connect(self._on_motion_progressed)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._fit)

    # What is shown

    def show_crowd(self, crowd: Crowd | None) -> None:
        """Show other faces; their points follow."""
        self._crowd = crowd
        self._painter = None if crowd is None else ThumbPainter(crowd.thumbs, crowd.colours)
        self._points = self._fitted = np.zeros((0, 2))
        self._from, self._lit, self._letters = None, (), {}
        self._hovered = self._meant = -1
        self._motion.stop()
        self.update()

    def show_points(
        self, points: NDArray[np.floating], frame: Frame | None = None, *, glide: bool = False
    ) -> None:
        """Put the faces at points (N, 2).

        Parameters
        ----------
        frame
            What of the plane is seen; as little as holds all points if not given.
        glide
            Whether the faces move there, from where they are.
        """
        begins = glide and len(points) == len(self._fitted) and self.isVisible()
        self._from = self._now() if begins else None
        self._points = np.asarray(points, np.float64)
        self._frame = frame or frame_around(points)
        self._fit()
        if begins:
            self._share = 0.0
            self._motion.start()

    def show_meant(self, place: int, lit: Iterable[int] = ()) -> None:
        """Bring a face and those that belong to it to the front; −1: all are alike."""
        self._meant, self._lit = place, tuple(lit)
        self.setAccessibleDescription(self._said(place))
        self.update()

    def set_letters(self, letters: Mapping[int, tuple[str, str]]) -> None:
        """Mark faces with letters; each has a letter and a token of the theme."""
        self._letters = dict(letters)
        self.update()

    def set_with_faces(self, with_faces: bool) -> None:
        """Show faces, or dots in the colours of people."""
        self._with_faces = with_faces
        self._fit()

    def set_empty(self, text: str) -> None:
        """Say something in the place of faces while there are none."""
        self._empty = text
        self.update()

    @property
    def meant(self) -> int:
        """The face that is in front; −1: none."""
        return self._meant

    @property
    def hovered_place(self) -> int:
        """The face under the pointer; −1: none."""
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
        """Show all faces."""
        self._look(Sight())

    def pixels(self) -> NDArray[np.float64]:
        """Return where the faces are seen, (N, 2)."""
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

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint faces from the back to the front, lines between them, then words."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        if not len(self._fitted):
            painter.setPen(theme.current_theme().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, self._empty)
            return
        pixels = self.pixels()
        front = self._front()
        kept = set(front)
        many = [place for place in self._visible(pixels) if place not in kept]
        self._paint_many(painter, many, pixels)
        self.paint_between(painter, pixels)
        for place in front:
            is_meant = place == self._meant or place in self._letters
            self._paint_face(painter, place, pixels[place], MEANT if is_meant else 1.0)
        self.paint_above(painter, pixels)
        self._paint_hovered(painter, pixels)

    def paint_between(self, painter: QPainter, pixels: NDArray[np.float64]) -> None:
        """Paint what lies behind the faces that are meant, over the others; a subclass may."""

    def paint_above(self, painter: QPainter, pixels: NDArray[np.float64]) -> None:
        """Paint what lies over the faces; a subclass may."""

    def face_side(self) -> float:
        """Return how large a face is painted, in pixels."""
        scale = theme.current_theme().scale
        each = COVERED * self.width() * self.height() / max(len(self._fitted), 1)
        usual = min(max(sqrt(each) / scale, FACE_SIDES[0]), FACE_SIDES[1])
        return snapped(float(min(usual * self._sight.zoom**0.6, LARGEST_FACE) * scale))

    def _front(self) -> list[int]:
        """Return the faces that are painted over the others, the foremost last."""
        front = [place for place in (*self._lit, self._meant) if place >= 0]
        return front + [place for place in self._letters if place not in front]

    def _paint_many(
        self, painter: QPainter, places: list[int], pixels: NDArray[np.float64]
    ) -> None:
        """Paint faces that are not meant, pale while another one is."""
        present, is_pale = theme.current_theme(), self._meant >= 0
        ground = present.colour("surface").name() if is_pale else ""
        crowd, faces, side = self._crowd, self._painter, self.face_side()
        assert crowd is not None
        assert faces is not None
        if not self._with_faces:
            self._paint_dots(painter, places, pixels, FAINT if is_pale else 1.0)
            return
        is_copied = side in SIDES and self.devicePixelRatioF() == 1
        many = [place for place in places if is_copied and place < crowd.over]
        corners = np.rint(pixels[many] - side / 2).astype(int).tolist()
        faces.paint_many(painter, many, corners, int(side), ground)
        for place in places[len(many) :]:
            self._paint_face(painter, place, pixels[place], 1.0, ground)

    def _paint_dots(
        self, painter: QPainter, places: list[int], pixels: NDArray[np.float64], opacity: float
    ) -> None:
        crowd, radius = self._crowd, theme.current_theme().px(DOT)
        assert crowd is not None
        painter.setOpacity(opacity)
        usual = [place for place in places if place < crowd.over]
        colours = [crowd.colours[place] for place in usual]
        paint_dots(painter, pixels[usual].tolist(), colours, radius)
        for place in places[len(usual) :]:
            self._paint_face(painter, place, pixels[place], 1.0)
        painter.setOpacity(1.0)

    def _paint_face(
        self,
        painter: QPainter,
        place: int,
        at: NDArray[np.float64],
        enlarged: float,
        ground: str = "",
    ) -> None:
        crowd, faces = self._crowd, self._painter
        assert crowd is not None
        assert faces is not None
        present = theme.current_theme()
        box = self.face_box(at, enlarged)
        if self._with_faces:
            faces.paint(painter, place, box, self.devicePixelRatioF(), ground)
        else:
            at_px = [(box.center().x(), box.center().y())]
            paint_dots(painter, at_px, [crowd.colours[place]], box.width() / 2)
        if place >= crowd.over:
            paint_ring(painter, _around(box, present.px(2)), present.colour("accent"), 2)
        if place in self._letters:
            letter, token = self._letters[place]
            colour = present.colour(token)
            paint_ring(painter, _around(box, present.px(2)), colour, present.px(RING))
            paint_letter(painter, box.topRight(), letter, colour, present)
        elif place == self._meant:
            paint_ring(painter, _around(box, present.px(2)), present.colour("text"), present.px(2))

    def _paint_hovered(self, painter: QPainter, pixels: NDArray[np.float64]) -> None:
        """Name the face under the pointer, or the one that the arrows are at."""
        place = self._hovered if self._hovered >= 0 else self._meant
        if place < 0 or self._crowd is None:
            return
        room, text = self.name_box(place, pixels), self._crowd.names[place]
        paint_tag(painter, room, text, "text", theme.current_theme())

    def name_box(self, place: int, pixels: NDArray[np.float64]) -> QRectF:
        """Return where a face's name stands: below it, or above where the window ends."""
        present, crowd = theme.current_theme(), self._crowd
        wide, high = tag_size("" if crowd is None else crowd.names[place], present)
        box = self.face_box(pixels[place], MEANT)
        left = min(max(box.center().x() - wide / 2, 0.0), max(self.width() - wide - 1, 0.0))
        top = box.bottom() + present.px(NAME_GAP)
        if top + high > self.height():
            top = box.top() - high - present.px(NAME_GAP)
        return QRectF(left, top, wide, high)

    def face_box(self, at: NDArray[np.float64], enlarged: float) -> QRectF:
        """Return the room of a face around its point."""
        present = theme.current_theme()
        half = self.face_side() / 2 if self._with_faces else present.px(DOT)
        half *= enlarged
        return QRectF(float(at[0]) - half, float(at[1]) - half, 2 * half, 2 * half)

    def _visible(self, pixels: NDArray[np.float64]) -> list[int]:
        half = self.face_side()
        inside = (pixels > -half) & (pixels < (self.width() + half, self.height() + half))
        visible: list[int] = np.flatnonzero(inside.all(axis=1)).tolist()
        return visible

    # What the user does

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the plane, or note the face under the pointer."""
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
        """Choose the face that was clicked."""
        if self._pressed is not None and not self._dragged:
            self.clicked.emit(self._place_at(event.position()))
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all faces again, where none is under the pointer."""
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
        """Walk from face to face, choose, zoom."""
        key = Qt.Key(event.key())
        if key in _ARROWS and len(self._fitted):
            self._walk(_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._hovered >= 0:
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
        self._fit()

    # Inside

    def _walk(self, direction: tuple[int, int]) -> None:
        start = self._hovered if self._hovered >= 0 else self._meant
        pixels = self.pixels()
        if start < 0:
            middle = (self.width() / 2, self.height() / 2)
            self._hover(nearest(pixels, middle, np.inf))
            return
        self._hover(beside(pixels, start, direction))

    def _place_at(self, at: QPointF) -> int:
        within = max(self.face_box(np.zeros(2), 1.0).width() / 2, theme.current_theme().px(REACH))
        return nearest(self.pixels(), (at.x(), at.y()), within)

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
        margin = theme.current_theme().px(MARGIN[self._with_faces])
        return Room(self.width(), self.height(), margin)

    def _fit(self) -> None:
        self._fitted = fitted(self._points, self._frame, self._room())
        self.update()

    def _now(self) -> NDArray[np.float64]:
        """Return the fitted points, on their way while they glide."""
        if self._from is None or not self._motion.is_running():
            return self._fitted
        return self._from + self._share * (self._fitted - self._from)

    def _on_motion_progressed(self, share: float) -> None:
        self._share = share
        self.update()

    def _said(self, place: int) -> str:
        return "" if place < 0 or self._crowd is None else self._crowd.names[place]


def _around(box: QRectF, air: float) -> QRectF:
    return box.adjusted(-air, -air, air, air)
