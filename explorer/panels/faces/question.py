"""A second step before something that cannot be taken back, in the place where it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from explorer.widgets import theme
from explorer.widgets.controls import label, push_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton


class Question(QFrame):
    """What is about to happen, and two buttons; perhaps with a tick before the first answers."""

    def __init__(self, yes: str, yes_tip: str, no: str, *, tick: str = "") -> None:
        super().__init__()
        self._words = label("", wrap=True)
        self._tick = QCheckBox(tick)
        self._tick.setAccessibleName(tick)
        self._tick.setToolTip("Tick this, then press the button")
        self._needs_tick = bool(tick)
        self.yes: QPushButton = push_button(yes, yes_tip)
        self.no: QPushButton = push_button(no, "Leave everything as it is")
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.no)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.yes)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._words)
        self._layout.addWidget(self._tick)
        self._layout.addLayout(self._buttons)
        self._tick.setVisible(bool(tick))  # now: without a parent it would be a window
        self._tick.toggled.connect(self.yes.setEnabled)
        theme.watch_theme(self._apply_metrics)
        self.hide()

    def ask(self, text: str) -> None:
        """Show the question; what was ticked before is not ticked any more."""
        self._words.setText(text)
        self._tick.setChecked(False)
        self.yes.setEnabled(not self._needs_tick)
        self.show()
        QTimer.singleShot(0, self, self._reveal)  # once it has its place

    def _reveal(self) -> None:
        """Scroll the column to the question."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self)

    def _apply_metrics(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current_theme().px(theme.SMALL))
