"""The controls of the walk: those of every walk, a slider over all steps, and which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal

from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.slider_row import JumpSlider
from explorer.widgets.walk_bar import WalkBar

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

SPEEDS = (1, 3, 20)
"""Steps a second: the last is for hundreds of boxes."""
SPEEDS_FROM = 470
"""Pixels at scale 1, beside the counter, from which there is room for the choice of speeds."""
NARROWEST = 320
PLAY_TOOLTIP = "Let suppression go on by itself, one step after the other"
SLIDER_WIDTH = 40


class StepsBar(WalkBar):
    """Emits what is asked for; it neither steps nor counts."""

    stepChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(SPEEDS, "Play", PLAY_TOOLTIP, noun="step")
        self._slider = JumpSlider()
        self._slider.setAccessibleName("Step")
        self._slider.setToolTip("Go to any step; Left and Right in the picture go one on or back")
        self._counter = label("", "number")
        place = self._layout.indexOf(self._last) + 1
        self._layout.takeAt(place)  # the slider takes all the free room
        self._layout.insertWidget(place, self._slider, 1)
        self._layout.insertWidget(place + 1, self._counter)
        self._layout.insertSpacing(place + 2, theme.SMALL)
        self._slider.valueChanged.connect(self.stepChosen)
        theme.watch_theme(self._apply_slider_metrics)

    def show_step(self, step: int, last: int) -> None:
        """Say which step is shown, and emit nothing."""
        self._slider.blockSignals(True)
        self._slider.setRange(0, last)
        self._slider.setValue(step)
        self._slider.blockSignals(False)
        digits = len(f"{last:,}")
        self._counter.setText(f"{step:>{digits},}/{last:,}")
        self._counter.setToolTip(f"Step {step:,} of {last:,}")
        for widget in (self._first, self._back):
            widget.setEnabled(step > 0)
        for widget in (self._forward, self._last):
            widget.setEnabled(step < last)
        self._play.setEnabled(last > 0)
        self._offer()

    def counter(self) -> str:
        """Return which step is said to be shown."""
        return self._counter.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the speeds to the slider where it is short."""
        super().resizeEvent(event)
        self._offer()

    def minimumSizeHint(self) -> QSize:
        """Ask for no room for the speeds: a long counter shall not widen the window."""
        narrowest = theme.current_theme().px(NARROWEST)
        return QSize(narrowest, super().minimumSizeHint().height())

    def _offer(self) -> None:
        needed = theme.current_theme().px(SPEEDS_FROM) + self._counter.sizeHint().width()
        self.offer_speeds(self.width() >= needed)

    def _apply_slider_metrics(self) -> None:
        self._slider.setMinimumWidth(theme.current_theme().px(SLIDER_WIDTH))
