"""The walk on the screen: a timer that takes steps, and a frame that glides between cells."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QTimer, QVariantAnimation, Signal

SHORTEST_GLIDE_MS = 90
LONGEST_GLIDE_MS = 300
GLIDING_SHARE = 0.75
"""The part of a step in which the kernel moves; for the rest it stands, to be read."""


class WalkPlayer(QObject):
    """Asks for a step as often as it is told."""

    stepDue = Signal()
    runningChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.stepDue)

    @property
    def step_ms(self) -> int:
        """Time from one step to the next."""
        return self._timer.interval()

    def set_speed(self, steps_per_s: float) -> None:
        """Take so many steps a second."""
        self._timer.setInterval(round(1000 / steps_per_s))

    def is_running(self) -> bool:
        """Whether steps are being taken."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin, or go on."""
        if not self.is_running():
            self._timer.start()
            self.runningChanged.emit(True)

    def stop(self) -> None:
        """Stand still."""
        if self.is_running():
            self._timer.stop()
            self.runningChanged.emit(False)


class Glide(QObject):
    """A point that moves from where it is to where it should be."""

    moved = Signal(QPointF)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._animation.valueChanged.connect(self._on_animation_value_changed)
        self._target: QPointF | None = None
        self._point: QPointF | None = None

    def is_moving(self) -> bool:
        """Whether the point is on its way."""
        return self._animation.state() is QVariantAnimation.State.Running

    def point(self) -> QPointF | None:
        """Return where the point is; None before it was first sent."""
        return self._point

    def send(self, target: QPointF, step_ms: int = 0) -> None:
        """Move to a target within a step of so many milliseconds; short steps are jumps."""
        if target == self._target:
            return
        self._target = target
        self._animation.stop()
        duration_ms = min(LONGEST_GLIDE_MS, round(GLIDING_SHARE * step_ms))
        if self._point is None or duration_ms < SHORTEST_GLIDE_MS:
            self._move(target)
            return
        self._animation.setDuration(duration_ms)
        self._animation.setStartValue(self._point)
        self._animation.setEndValue(target)
        self._animation.start()

    def stop(self) -> None:
        """End a movement at its target."""
        self._animation.stop()
        if self._target is not None and self._target != self._point:
            self._move(self._target)

    def _on_animation_value_changed(self, value: QPointF) -> None:
        self._move(value)

    def _move(self, point: QPointF) -> None:
        self._point = point
        self.moved.emit(point)
