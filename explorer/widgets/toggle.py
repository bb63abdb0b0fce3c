"""A switch: its words at the left, the switch at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

TRACK_WIDTH = 30
TRACK_HEIGHT = 18


class Toggle(QAbstractButton):
    """On or off; use `toggled`, or `clicked` for what the user does alone."""

    def __init__(
        self, text: str, tooltip: str, *, checked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setChecked(checked)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Room for the words and the switch."""
        px = theme.current_theme().px
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + px(TRACK_WIDTH + theme.MEDIUM), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, track and knob."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(present.colour("text" if self.isEnabled() else "faint"))
        room = self.rect().adjusted(0, 0, -present.px(TRACK_WIDTH + theme.SMALL), 0)
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        self._paint_switch(painter, present)

    def _paint_switch(self, painter: QPainter, present: theme.Theme) -> None:
        width, height = present.px(TRACK_WIDTH), present.px(TRACK_HEIGHT)
        track = QRectF(self.width() - width - 1, (self.height() - height) / 2, width, height)
        on = self.isChecked()
        fill = "accent" if on else "hover" if self.underMouse() else "raised"
        ring = "text" if on and self.hasFocus() else "accent" if self.hasFocus() or on else "line"
        if not self.isEnabled():
            fill, ring = "raised", "line"
        painter.setPen(QPen(present.colour(ring), 1))
        painter.setBrush(present.colour(fill))
        painter.drawRoundedRect(track, height / 2, height / 2)
        side = height - present.px(6)
        left = track.right() - side - present.px(3) if on else track.left() + present.px(3)
        painter.setPen(Qt.PenStyle.NoPen)
        knob = ("on-accent" if on else "muted") if self.isEnabled() else "faint"
        painter.setBrush(present.colour(knob))
        painter.drawEllipse(QRectF(left, track.center().y() - side / 2, side, side))
