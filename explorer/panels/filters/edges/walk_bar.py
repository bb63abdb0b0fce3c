"""The controls of the walk: step, play, speed, and how coarse the picture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.panels.filters.state import SPEEDS
from explorer.widgets import theme
from explorer.widgets.controls import Segmented, label, push_button, tool_button
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from explorer.panels.filters.state import EdgesState


class WalkBar(QWidget):
    """Emits what is asked for; it neither steps nor counts."""

    stepRequested = Signal(int)
    firstRequested = Signal()
    lastRequested = Signal()
    playToggled = Signal(bool)
    endRequested = Signal()
    speedChanged = Signal(int)
    sketchChanged = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._first = tool_button("skip-back", "To the first cell (Home)")
        self._back = tool_button("step-back", "One cell back")
        self._play = push_button(
            "Slide",
            "Let the kernel slide over the picture, cell by cell; a large picture is first "
            "averaged to a few pixels, so that every step can be seen",
            "play",
            kind="primary",
            checkable=True,
        )
        self._forward = tool_button("step-forward", "One cell on")
        self._last = tool_button("skip-forward", "To the last cell (End)")
        self._end = tool_button("eye", "End the walk and show the whole response")
        self._speed = Segmented(
            "Steps a second",
            [(str(speed), str(speed), f"{speed} steps a second") for speed in SPEEDS],
        )
        self._sketch = Segmented(
            "Picture",
            [
                ("0", "full", "The picture as it is, at most 1280 pixels wide or high"),
                ("48", "48 px", "Averaged to 48 pixels on its longer side"),
                ("24", "24 px", "Averaged to 24 pixels on its longer side: single cells are seen"),
            ],
        )
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    def show_state(self, state: EdgesState) -> None:
        """Say what the state says."""
        self._speed.set_current(str(state.steps_per_s))
        self._sketch.set_current(str(state.sketch))
        self._end.setVisible(state.walking)

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to go on."""
        self._play.setChecked(running)
        self._play.setIcon(icon("pause" if running else "play", "on-accent"))

    def _lay_out(self) -> None:
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for button in (self._first, self._back, self._play, self._forward, self._last, self._end):
            self._layout.addWidget(button)
        self._layout.addStretch(1)
        self._layout.addWidget(label("steps/s", "label"))
        self._layout.addWidget(self._speed)
        self._layout.addStretch(1)
        self._layout.addWidget(label("picture", "label"))
        self._layout.addWidget(self._sketch)

    def _connect(self) -> None:
        self._first.clicked.connect(self.firstRequested)
        self._back.clicked.connect(lambda: self.stepRequested.emit(-1))
        self._forward.clicked.connect(lambda: self.stepRequested.emit(1))
        self._last.clicked.connect(self.lastRequested)
        self._play.clicked.connect(self.playToggled)
        self._end.clicked.connect(self.endRequested)
        self._speed.currentChanged.connect(lambda key: self.speedChanged.emit(int(key)))
        self._sketch.currentChanged.connect(lambda key: self.sketchChanged.emit(int(key)))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.TIGHT))
