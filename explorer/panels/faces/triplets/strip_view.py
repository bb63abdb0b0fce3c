"""The faces that may stand in a slot, person after person, to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from explorer.panels.faces.plane.thumbs import ThumbPainter
from explorer.widgets import theme
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from explorer.panels.faces.plane.crowd import Crowd

TILE = 44
GAP = 3
BREAK = 10
"""Between two people."""
BAR = 10
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StripView(QAbstractScrollArea):
    """One row that scrolls sideways; faces have frames in their people's colours."""

    chosen = Signal(int)  # place in the sample

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._crowd: Crowd | None = None
        self._painter: ThumbPainter | None = None
        self._places: tuple[int, ...] = ()
        self._lefts: list[int] = []
        self._labels: Sequence[int] = ()
        self._marks: dict[int, str] = {}
        self._cursor = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Faces to choose from")
        self.viewport().setAutoFillBackground(False)
        theme.watch_theme(self._apply_metrics)

    def show_crowd(self, crowd: Crowd | None) -> None:
        """Offer the faces of another sample."""
        self._crowd = crowd
        self._painter = None if crowd is None else ThumbPainter(crowd.thumbs, crowd.colours)
        self._places = ()
        self._lay_out()
        self.viewport().update()

    def show_places(
        self, places: Sequence[int], labels: Sequence[int], marks: Mapping[int, str]
    ) -> None:
        """Offer these faces.

        Parameters
        ----------
        labels
            Who is on each face of the sample.
        marks
            Faces that are in the triplet, and in which token of the theme they are framed.
        """
        others = tuple(places) != self._places
        self._places, self._labels, self._marks = tuple(places), labels, dict(marks)
        if others:
            self._lay_out()
        here = [place for place in marks if place in self._places]
        if here:
            self._cursor = self._places.index(here[0])
            if others:
                self._reveal(self._cursor)
        self.viewport().update()

    def places(self) -> tuple[int, ...]:
        """Return the faces that are offered."""
        return self._places

    def sizeHint(self) -> QSize:
        """Ask for one row and the scroll bar."""
        px = theme.current_theme().px
        return QSize(px(300), px(TILE + BAR + 6))

    def minimumSizeHint(self) -> QSize:
        """Let the row be as narrow as its card."""
        return QSize(theme.current_theme().px(120), self.sizeHint().height())

    def room_of(self, index: int) -> QRectF:
        """Return where a face of the row is."""
        side = theme.current_theme().px(TILE)
        return QRectF(self._lefts[index] - self.horizontalScrollBar().value(), 1, side, side)

    def viewportEvent(self, event: QEvent) -> bool:
        """Name the face under the pointer."""
        if isinstance(event, QHelpEvent) and self._crowd is not None:
            index = self._index_at(QPointF(event.pos()))
            name = "" if index < 0 else self._crowd.names[self._places[index]]
            QToolTip.showText(event.globalPos(), plain_tip(name), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the faces that are seen."""
        crowd, faces = self._crowd, self._painter
        if crowd is None or faces is None:
            return
        present = theme.current_theme()
        painter = QPainter(self.viewport())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        width = self.viewport().width()
        for index, place in enumerate(self._places):
            room = self.room_of(index)
            if room.right() < 0 or room.left() > width:
                continue
            faces.paint(painter, place, room, self.devicePixelRatioF())
            token = self._marks.get(place, "")
            if token:
                _frame(painter, room, present.colour(token), present.px(2.5))
            if self.hasFocus() and index == self._cursor:
                _frame(painter, room.adjusted(2, 2, -2, -2), present.colour("text"), 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the face that is clicked."""
        index = self._index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._cursor = index
            self.chosen.emit(self._places[index])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways."""
        bar, turn = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - (turn.y() or turn.x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the row, and choose."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._places:
            self._cursor = min(max(self._cursor + _STEPS[key], 0), len(self._places) - 1)
            self._reveal(self._cursor)
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and (
            0 <= self._cursor < len(self._places)
        ):
            self.chosen.emit(self._places[self._cursor])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll in the new width."""
        super().resizeEvent(event)
        self._set_bar()

    def _lay_out(self) -> None:
        px = theme.current_theme().px
        self._lefts, left, before = [], 0, None
        for place in self._places:
            if before is not None:
                left += px(TILE) + px(GAP if self._labels[place] == before else BREAK)
            before = self._labels[place]
            self._lefts.append(left)
        self._cursor = min(self._cursor, len(self._places) - 1)
        self._set_bar()

    def _set_bar(self) -> None:
        px, bar = theme.current_theme().px, self.horizontalScrollBar()
        long = self._lefts[-1] + px(TILE) if self._lefts else 0
        bar.setRange(0, max(0, long - self.viewport().width()))
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(px(TILE))

    def _reveal(self, index: int) -> None:
        room, width, bar = self.room_of(index), self.viewport().width(), self.horizontalScrollBar()
        if room.left() < 0 or room.right() > width:
            bar.setValue(self._lefts[index] - width // 2)

    def _index_at(self, at: QPointF) -> int:
        rooms = (index for index in range(len(self._places)) if self.room_of(index).contains(at))
        return next(rooms, -1)

    def _apply_metrics(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._lay_out()
        self.viewport().update()


def _frame(painter: QPainter, room: QRectF, colour: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    half = width / 2
    painter.drawRect(room.adjusted(half, half, -half, -half))
