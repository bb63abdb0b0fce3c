"""Faces at their points: one paint for all of them, a thousand too."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen

from explorer.panels.faces.plane.paint import (
    DOT,
    RING,
    paint_dots,
    paint_letter,
    paint_ring,
    paint_tag,
    tag_size,
)
from explorer.panels.faces.plane.points_view import PointsView
from explorer.panels.faces.plane.thumbs import FAINT, SIDES, ThumbPainter, snapped
from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.plane.crowd import Crowd

MARGIN = {True: 26, False: 14}
"""Around the outermost points, with faces or without."""
REACH = 14
COVERED = 0.3
"""Faces together take this share of the window before zooming, where their sizes allow it."""
FACE_SIDES = (16, 44)
LARGEST_FACE = 130
GROWTH = 0.6
"""Faces grow by this power of the zoom, so that they come apart."""
NAME_GAP = 5
MEANT = 1.35
"""So much larger are faces that are meant."""


class PlaneView(PointsView):
    """Shows faces, or dots in the colours of people; some may be meant, or marked with letters."""

    actionRequested = Signal()  # the button in the place of faces

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._crowd: Crowd | None = None
        self._painter: ThumbPainter | None = None
        self._meant = -1
        self._lit: tuple[int, ...] = ()
        self._letters: dict[int, tuple[str, str]] = {}
        self._with_faces = True
        self._empty = ""
        super().__init__(name, parent)
        self._action = push_button("", "Work on the bundled faces instead", "image")
        self._action.setParent(self)
        self._action.hide()
        self._action.clicked.connect(self.actionRequested)

    def margin(self) -> float:
        """Return how many pixels around the outermost faces are kept free."""
        return theme.current_theme().px(MARGIN[self._with_faces])

    def reach(self) -> float:
        """Return from how many pixels a face is pointed at."""
        return max(self.face_box(np.zeros(2), 1.0).width() / 2, theme.current_theme().px(REACH))

    def start_of_walk(self) -> int:
        """Return the face from which arrows lead to others."""
        return self._hovered if self._hovered >= 0 else self._meant

    def show_crowd(self, crowd: Crowd | None) -> None:
        """Show other faces; their points follow."""
        self._crowd = crowd
        self._painter = None if crowd is None else ThumbPainter(crowd.thumbs, crowd.colours)
        self._meant, self._lit, self._letters = -1, (), {}
        self.clear_points()

    def show_meant(self, place: int, lit: Iterable[int] = ()) -> None:
        """Bring a face and those that belong to it to the front; −1: all are alike."""
        self._meant, self._lit = place, tuple(lit)
        said = "" if place < 0 or self._crowd is None else self._crowd.names[place]
        self.setAccessibleDescription(said)
        self.update()

    def set_letters(self, letters: Mapping[int, tuple[str, str]]) -> None:
        """Mark faces with letters; each has a letter and a token of the theme."""
        self._letters = dict(letters)
        self.update()

    def set_with_faces(self, with_faces: bool) -> None:
        """Show faces, or dots in the colours of people."""
        self._with_faces = with_faces
        self.refit()

    def set_empty(self, text: str, action: str = "") -> None:
        """Say something in the place of faces while there are none, and offer what helps."""
        self._empty = text
        set_button_text(self._action, action)
        self._action.setVisible(bool(action))
        self._place_action()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in the middle."""
        super().resizeEvent(event)
        self._place_action()

    def _place_action(self) -> None:
        size = self._action.sizeHint()
        top = self.height() // 2 + theme.current_theme().px(theme.LARGE)
        self._action.setGeometry((self.width() - size.width()) // 2, top, size.width(),
                                 size.height())  # fmt: skip

    @property
    def meant(self) -> int:
        """The face that is in front; −1: none."""
        return self._meant

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint faces from the back to the front, lines between them, then words."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self._paint_focus(painter)
        if not self.count():
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
        each = COVERED * self.width() * self.height() / max(self.count(), 1)
        usual = min(max(sqrt(each) / scale, FACE_SIDES[0]), FACE_SIDES[1])
        return snapped(float(min(usual * self._sight.zoom**GROWTH, LARGEST_FACE) * scale))

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            present = theme.current_theme()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(present.colour("accent", 0.6), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

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
        if many:
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


def _around(box: QRectF, air: float) -> QRectF:
    return box.adjusted(-air, -air, air, air)
