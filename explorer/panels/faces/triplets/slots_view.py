"""Anchor, positive and negative as three faces, of which one is being chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.panels.faces.face_paint import paint_face
from explorer.panels.faces.triplets.values import SLOT_TITLES, SLOT_TOKENS, SLOTS
from explorer.widgets import theme
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
    )

    from explorer.panels.faces.triplets.values import Slot

FACE = 94
WORDS = 34
TIPS = {
    "A": "The anchor: the face that the others are compared with. Click, then choose one below",
    "P": "The positive: another photograph of the same person. Click, then choose one below",
    "N": "The negative: somebody else. Click, then choose one below",
}


class SlotView(QWidget):
    """One of the three: its face, its part, and whom it shows."""

    chosen = Signal(str)

    def __init__(self, slot: Slot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slot = slot
        self._image: QImage | None = None
        self._name = ""
        self._is_current = False
        self.setAccessibleName(SLOT_TITLES[slot])
        self.show_face(None, "", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_face(self, image: QImage | None, person: str, name: str) -> None:
        """Show a face and whom it is of; ``name`` tells the photograph, too."""
        self._image, self._name = image, person
        self.setAccessibleDescription(name)
        self.setToolTip(plain_tip(f"{name}\n{TIPS[self.slot]}" if name else TIPS[self.slot]))
        self.update()

    def set_current(self, current: bool) -> None:
        """Show whether this is the one that a click in the strip replaces."""
        self._is_current = current
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the face and a line of words above and below."""
        px = theme.current_theme().px
        return QSize(px(FACE), px(FACE + WORDS))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part, the face, and the name."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        line, inset = present.px(WORDS) / 2, present.px(2)
        side = present.px(FACE)
        colour = present.colour(SLOT_TOKENS[self.slot])
        painter.setFont(present.font("strong"))
        painter.setPen(colour)
        head = QRectF(0, 0, side, line)
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, f"{self.slot} · {self._title()}")
        face = QRectF(inset, line + inset, side - 2 * inset, side - 2 * inset)
        token = SLOT_TOKENS[self.slot] if self._is_current else "line"
        paint_face(painter, face, self._image, token, present)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        foot = QRectF(0, line + side, side, line)
        name = QFontMetricsF(painter.font()).elidedText(
            self._name, Qt.TextElideMode.ElideRight, side
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(present.colour("text"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the next choice."""
        self.chosen.emit(self.slot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the next choice, as with a button."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.slot)
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

    def _title(self) -> str:
        return SLOT_TITLES[self.slot].lower()

    def _apply_metrics(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


class SlotsView(QWidget):
    """All three in a row."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slots = {slot: SlotView(slot) for slot in SLOTS}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for view in self.slots.values():
            self._layout.addWidget(view)
            view.chosen.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_current(self, current: str) -> None:
        """Show which one a click in the strip replaces."""
        for slot, view in self.slots.items():
            view.set_current(slot == current)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.SMALL))
