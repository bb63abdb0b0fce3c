"""Moving through the stages by itself: a few seconds for all, with a rest at each."""

from __future__ import annotations

from PySide6.QtCore import QObject, QVariantAnimation, Signal

from explorer.panels.detector.decode.stages import LAST

STAGE_MS = 1500
"""Of which some is rest: to read, and to see what has come."""
MOVING_SHARE = 0.65
GLIDE_MS = 400


def played(progress: float) -> float:
    """Return the stage at a progress of 0 to 4: swift between two stages, at rest at each."""
    whole = int(progress)
    share = min((progress - whole) / MOVING_SHARE, 1.0)
    return whole + share * share * (3 - 2 * share)


def progress_at(stage: float) -> float:
    """Return the progress at which a stage is reached: the inverse of `played`."""
    whole = int(stage)
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if middle * middle * (3 - 2 * middle) < stage - whole:
            low = middle
        else:
            high = middle
    return whole + (MOVING_SHARE * high if stage > whole else 0.0)


class StagePlayer(QObject):
    """Says which stage is due; plays to the end, or glides to a stage."""

    moved = Signal(float)
    runningChanged = Signal(bool)  # whether it plays
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.valueChanged.connect(self._on_animation_value_changed)
        self._animation.finished.connect(self._on_animation_finished)
        self._plays = False

    def is_running(self) -> bool:
        """Whether something moves."""
        return self._animation.state() is QVariantAnimation.State.Running

    def is_playing(self) -> bool:
        """Whether it plays by itself."""
        return self._plays

    def play(self, stage: float) -> None:
        """Go on from a stage to the last one, with rests."""
        self.stop()
        self._plays = True
        self.runningChanged.emit(True)
        begin = progress_at(stage)
        self._run(begin, float(LAST), round((LAST - begin) * STAGE_MS))

    def glide(self, stage: float, target: float) -> None:
        """Go from a stage to another without a rest."""
        self.stop()
        self._run(float(stage), float(target), GLIDE_MS)

    def stop(self) -> None:
        """Stand still."""
        self._animation.stop()
        self._set_playing(False)

    def _run(self, begin: float, end: float, duration_ms: int) -> None:
        self._animation.setStartValue(begin)
        self._animation.setEndValue(end)
        self._animation.setDuration(max(duration_ms, 1))
        self._animation.start()

    def _set_playing(self, plays: bool) -> None:
        if plays != self._plays:
            self._plays = plays
            self.runningChanged.emit(plays)

    def _on_animation_value_changed(self, value: float) -> None:
        if self.is_running():
            self.moved.emit(played(value) if self._plays else float(value))

    def _on_animation_finished(self) -> None:
        self._set_playing(False)
        self.ended.emit()
