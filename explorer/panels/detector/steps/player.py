"""The walk on the screen: buttons and keys, a clock that takes steps, and boxes that fade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from explorer.widgets.walk_player import WalkPlayer

if TYPE_CHECKING:
    from explorer.panels.detector.steps.bar import StepsBar

FIRST_SPEED = 1
SHORTEST_FADE_MS, LONGEST_FADE_MS = 150, 400
SINGLE_FADE_MS = 300
FADING_SHARE = 0.75
"""The part of a step in which a box fades; for the rest it can be read."""


def fade_ms(step_ms: int | None) -> int:
    """Return how long a box fades in a step of so many milliseconds; 0 is at once.

    ``step_ms`` is None for a single step, which has all the time that it needs.
    """
    if step_ms is None:
        return SINGLE_FADE_MS
    room = min(LONGEST_FADE_MS, round(FADING_SHARE * step_ms))
    return room if room >= SHORTEST_FADE_MS else 0


class StepPlayer(QObject):
    """Says when the next step is due; it does not know the steps.

    Parameters
    ----------
    bar
        Whose play button and speeds it follows.
    """

    stepDue = Signal()
    playWanted = Signal()

    def __init__(self, bar: StepsBar, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = WalkPlayer(self)
        self._clock.stepDue.connect(self.stepDue)
        self._clock.runningChanged.connect(bar.show_running)
        bar.playToggled.connect(self._on_bar_play_toggled)
        bar.speedChanged.connect(self._clock.set_speed)
        bar.show_speed(FIRST_SPEED)
        self._clock.set_speed(FIRST_SPEED)

    @property
    def step_ms(self) -> int | None:
        """Time from one step to the next; None while the walk stands."""
        return self._clock.step_ms if self.is_running() else None

    def is_running(self) -> bool:
        """Whether it walks by itself."""
        return self._clock.is_running()

    def start(self) -> None:
        """Begin, or go on."""
        self._clock.start()

    def stop(self) -> None:
        """Stand still."""
        self._clock.stop()

    def _on_bar_play_toggled(self, play: bool) -> None:
        if play:
            self.playWanted.emit()
        else:
            self.stop()


class Fade(QObject):
    """From 0, a box as it was, to 1, a box that is gone; another step ends it."""

    changed = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._animation.valueChanged.connect(self._on_animation_value_changed)
        self.share = 1.0

    def is_running(self) -> bool:
        """Whether a box is fading."""
        return self._animation.state() is QVariantAnimation.State.Running

    def start(self, duration_ms: int) -> None:
        """Begin anew; 0 milliseconds end at once."""
        self._animation.stop()
        if duration_ms == 0:
            self.stop()
            return
        self.share = 0.0
        self._animation.setDuration(duration_ms)
        self._animation.start()

    def stop(self) -> None:
        """End it: what fades is gone."""
        self._animation.stop()
        self.share = 1.0

    def _on_animation_value_changed(self, share: float) -> None:
        self.share = float(share)
        self.changed.emit(self.share)
