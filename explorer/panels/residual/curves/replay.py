"""The training once more, in ten seconds: a clock that says at which epoch it is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

TICK_MS = 40
"""The eye sees a line grow; the rest of the GUI thread's time is for others."""


class Replay(QObject):
    """Goes from a place to the end, evenly.

    Parameters
    ----------
    whole_s
        How long it takes from the beginning to the end.
    """

    moved = Signal(float)  # epochs that are over, with the part of the present one
    runningChanged = Signal(bool)

    def __init__(self, whole_s: float = 10.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.whole_s = whole_s
        self._clock = QElapsedTimer()
        self._from = 0.0
        self._epochs = 1
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)

    def is_running(self) -> bool:
        """Whether it goes on."""
        return self._timer.isActive()

    def start(self, place: float, epochs: int) -> None:
        """Go on from a place, in epochs of so many."""
        self._from, self._epochs = place, epochs
        self._clock.start()
        if not self.is_running():
            self._timer.start()
            self.runningChanged.emit(True)

    def stop(self) -> None:
        """Stand still."""
        if self.is_running():
            self._timer.stop()
            self.runningChanged.emit(False)

    def _on_timer_timeout(self) -> None:
        gone = self._clock.elapsed() / (1000 * self.whole_s) * self._epochs
        place = min(self._from + gone, float(self._epochs))
        self.moved.emit(place)
        if place >= self._epochs:
            self.stop()
