"""Everyone who is enrolled, side by side: a photograph, the name, how many photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from explorer.panels.faces.enrol.words import counted_photographs
from explorer.panels.faces.face_paint import paint_face
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from explorer.engine.gallery import Person
    from explorer.widgets.theme import Theme

TILE_WIDTH = 96
TILE_HEIGHT = 104
FACE = 58
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class PeopleStrip(QAbstractScrollArea):
    """Only what is seen is painted and asked for, so thousands of people are no trouble.

    Parameters
    ----------
    thumbnail
        Returns a person's first photograph by name; None until it is there.
    """

    personChosen = Signal(str)  # "": nobody

    def __init__(
        self, thumbnail: Callable[[str], QImage | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._people: tuple[Person, ...] = ()
        self._chosen = ""
        self.setAccessibleName("People who are enrolled")
        self.setToolTip("Click somebody to rename or remove them, or use ← and →")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        theme.watch_theme(self._apply_metrics)

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Show other people; who is chosen stays so, as long as there is such a person."""
        self._people = people
        if self._chosen and not any(person.name == self._chosen for person in people):
            self.choose("")
        self._apply_range()
        self._describe()
        self.viewport().update()

    def chosen(self) -> str:
        """Return the name of who is chosen, or ""."""
        return self._chosen

    def choose(self, name: str) -> None:
        """Choose somebody, as a click does."""
        if name == self._chosen:
            return
        self._chosen = name
        self._reveal()
        self._describe()
        self.viewport().update()
        self.personChosen.emit(name)

    def sizeHint(self) -> QSize:
        """Ask for one row of people, and its scroll bar."""
        px = theme.current_theme().px
        return QSize(px(TILE_WIDTH * 3), px(TILE_HEIGHT + 10))

    def minimumSizeHint(self) -> QSize:
        """Ask for two people."""
        px = theme.current_theme().px
        return QSize(px(TILE_WIDTH * 2), px(TILE_HEIGHT + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the people who are seen."""
        present = theme.current_theme()
        painter = QPainter(self.viewport())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        wide, shift = self._width(), self.horizontalScrollBar().value()
        first = shift // wide
        last = min((shift + self.viewport().width()) // wide + 1, len(self._people))
        for place in range(first, last):
            room = QRectF(place * wide - shift, 0, wide, present.px(TILE_HEIGHT))
            self._paint_person(painter, room, self._people[place], present)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there are people."""
        super().resizeEvent(event)
        self._apply_range()
        self._reveal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose who is clicked; a click beside all chooses nobody."""
        place = int(event.position().x() + self.horizontalScrollBar().value()) // self._width()
        self.choose(self._people[place].name if 0 <= place < len(self._people) else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrow keys, nobody with Escape."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._people:
            place = min(max(self._place() + _STEPS[key], 0), len(self._people) - 1)
            self.choose(self._people[place].name)
        elif key == Qt.Key.Key_Escape and self._chosen:
            self.choose("")
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _paint_person(
        self, painter: QPainter, room: QRectF, person: Person, present: Theme
    ) -> None:
        px, is_chosen = present.px, person.name == self._chosen
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("accent-soft" if self.hasFocus() else "hover"))
            painter.drawRoundedRect(room.adjusted(px(2), 0, -px(2), 0), px(6), px(6))
        side = px(FACE)
        face = QRectF(room.center().x() - side / 2, room.top() + px(6), side, side)
        ring = "accent" if is_chosen else ""
        paint_face(painter, face, self._thumbnail(person.name), ring, present)
        words = QRectF(room.left() + px(4), face.bottom() + px(4), room.width() - px(8), px(17))
        for text, role, colour in (
            (person.name, "label", "text"),
            (counted_photographs(person), "caption", "muted"),
        ):
            painter.setFont(present.font(role))
            painter.setPen(present.colour(colour))
            metrics = QFontMetricsF(present.font(role))
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
            words.translate(0, words.height())

    def _place(self) -> int:
        names = [person.name for person in self._people]
        return names.index(self._chosen) if self._chosen in names else -1

    def _reveal(self) -> None:
        place, bar, wide = self._place(), self.horizontalScrollBar(), self._width()
        if place >= 0:
            left, room = place * wide, self.viewport().width()
            bar.setValue(min(max(bar.value(), left + wide - room), left))

    def _describe(self) -> None:
        who = self._chosen or "nobody"
        self.setAccessibleDescription(f"{len(self._people)} people; {who} is chosen")

    def _width(self) -> int:
        return theme.current_theme().px(TILE_WIDTH)

    def _apply_range(self) -> None:
        bar, room = self.horizontalScrollBar(), self.viewport().width()
        bar.setRange(0, max(len(self._people) * self._width() - room, 0))
        bar.setSingleStep(self._width())
        bar.setPageStep(max(room, 1))

    def _apply_metrics(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._apply_range()
        self.viewport().update()
