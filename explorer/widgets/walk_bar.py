"""The controls of a walk from cell to cell, or from step to step: on, back, play, how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import Segmented, label, push_button, tool_button
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence


class WalkBar(QWidget):
    """Emits what is asked for; it neither steps nor counts.

    Parameters
    ----------
    speeds
        Steps a second that are offered.
    play_text, play_tooltip
        What stands on the button that plays and pauses, and what it does.
    noun
        What is walked from one to the next.
    """

    stepRequested = Signal(int)
    firstRequested = Signal()
    lastRequested = Signal()
    playToggled = Signal(bool)
    speedChanged = Signal(int)

    def __init__(
        self, speeds: Sequence[int], play_text: str, play_tooltip: str, noun: str = "cell"
    ) -> None:
        super().__init__()
        self._first = tool_button("skip-back", f"To the first {noun} (Home)")
        self._back = tool_button("step-back", f"One {noun} back")
        self._play = push_button(play_text, play_tooltip, "play", kind="primary", checkable=True)
        self._forward = tool_button("step-forward", f"One {noun} on")
        self._last = tool_button("skip-forward", f"To the last {noun} (End)")
        self._speed = Segmented(
            "Steps a second",
            [(str(speed), str(speed), f"{speed} steps a second") for speed in speeds],
        )
        self._speed_label = label("steps/s", "label")
        self._layout = QHBoxLayout(self)
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    def show_speed(self, steps_per_s: int) -> None:
        """Say how fast the walk is; a speed that is not offered raises KeyError."""
        self._speed.set_current(str(steps_per_s))

    def offer_speeds(self, offered: bool) -> None:
        """Show the choice of speeds, or leave its room to others."""
        self._speed_label.setVisible(offered)
        self._speed.setVisible(offered)

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to go on."""
        self._play.setChecked(running)
        self._play.setIcon(icon("pause" if running else "play", "on-accent"))

    def _lay_out(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        for button in (self._first, self._back, self._play, self._forward, self._last):
            self._layout.addWidget(button)
        self._layout.addStretch(1)
        self._layout.addWidget(self._speed_label)
        self._layout.addWidget(self._speed)

    def _connect(self) -> None:
        self._first.clicked.connect(self.firstRequested)
        self._back.clicked.connect(lambda: self.stepRequested.emit(-1))
        self._forward.clicked.connect(lambda: self.stepRequested.emit(1))
        self._last.clicked.connect(self.lastRequested)
        self._play.clicked.connect(self.playToggled)
        self._speed.currentChanged.connect(lambda key: self.speedChanged.emit(int(key)))

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.TIGHT))
