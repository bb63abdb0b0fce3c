"""Long work that can be watched, paused and cancelled: a generator, driven step by step."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.services.courier import Address
from explorer.services.drive import CANCELLED, Drive, Stopwatch
from explorer.services.threads import SHUTDOWN_S, Raised, Returned, end_thread, start_thread

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator

    from explorer.services.drive import Outcome

S = TypeVar("S")

PREVIEW_MS = 33


class JobState(Enum):
    """Where a job is; the last three are ends."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return self in (JobState.DONE, JobState.CANCELLED, JobState.FAILED)


class Job(QObject, Generic[S]):
    """Drives a generator in a thread of its own.

    Exactly one of ``done``, ``cancelled`` and ``failed`` is emitted, as the last signal, whatever
    was asked for in whichever order. Pausing and cancelling happen between two steps. The
    generator is made, run and closed in the thread, so its ``finally`` may free what it holds.

    Parameters
    ----------
    title
        What the status bar calls it.
    make
        Called in the thread; the generator yields a typed step at each turn.
    metrics
        What of a step is delivered losslessly, by ``stepped``; the whole step if not given. Where
        steps carry pictures, leave them out here.
    preview
        The picture of a step, or None; ``previewed`` delivers the newest only.
    fraction
        How much is done after a step, in 0..1; None where nobody can tell.
    """

    stepped = Signal(object)
    previewed = Signal(object)
    progressed = Signal(float)
    stateChanged = Signal(object)
    """A :class:`JobState`; the signal of the end follows it."""
    done = Signal(object)
    """What the generator returned; its last step if it returned None."""
    cancelled = Signal()
    failed = Signal(object)
    """The exception."""

    def __init__(
        self,
        title: str,
        make: Callable[[], Generator[S, None, Any]],
        parent: QObject | None = None,
        *,
        metrics: Callable[[S], object] | None = None,
        preview: Callable[[S], object | None] | None = None,
        fraction: Callable[[S], float | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self._drive: Drive[S] = Drive(
            make, Address(self._on_drive_news), metrics, preview, fraction
        )
        self._thread: threading.Thread | None = None
        self._state = JobState.READY
        self._fraction: float | None = None
        self._clock = Stopwatch()
        self._previews = QTimer(self, interval=PREVIEW_MS)
        self._previews.timeout.connect(self._on_previews_timeout)

    @property
    def state(self) -> JobState:
        """Where the job is."""
        return self._state

    @property
    def fraction(self) -> float | None:
        """How much is done, in 0..1; None where nobody can tell."""
        return self._fraction

    @property
    def eta_s(self) -> float | None:
        """Seconds that are probably left, by the pace so far without pauses; None if unknown."""
        if not self._fraction or self._state.is_end:
            return None
        return self._clock.elapsed_s * (1 - self._fraction) / self._fraction

    def is_idle(self) -> bool:
        """Whether the job does not run: not started, paused or at its end."""
        return self._state is not JobState.RUNNING

    def start(self) -> None:
        """Start; a job runs once."""
        if self._state is not JobState.READY:
            return
        self._clock.start()
        self._previews.start()
        self._set_state(JobState.RUNNING)
        self._thread = start_thread(f"job {self.title}", self._drive.run)

    def pause(self) -> None:
        """Stop after the present step, until :meth:`resume`."""
        if self._state is JobState.RUNNING:
            self._drive.pause()
            self._clock.stop()
            self._set_state(JobState.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        if self._state is JobState.PAUSED:
            self._drive.resume()
            self._clock.start()
            self._set_state(JobState.RUNNING)

    def cancel(self) -> None:
        """End after the present step; the generator is closed in its thread."""
        if self._state is JobState.READY:
            self._end(CANCELLED)
        else:
            self._drive.cancel()

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """Cancel and wait; the end is signalled before this returns, even if a step hangs."""
        if self._state.is_end:
            end_thread(self._thread, timeout_s)
            return
        self.cancel()
        end_thread(self._thread, timeout_s)
        self._on_drive_news()
        if not self._state.is_end:
            self._end(CANCELLED)

    def _on_drive_news(self) -> None:
        """Deliver the steps that wait, then the end if it is there."""
        outcome, steps = self._drive.read()
        for metrics, fraction in steps:
            if self._state.is_end:
                return  # a slot of this very signal has shut the job down
            if fraction is not None:
                self._fraction = fraction
                self.progressed.emit(fraction)
            self.stepped.emit(metrics)
        if outcome is not None and not self._state.is_end:
            self._on_previews_timeout()
            self._end(outcome)

    def _on_previews_timeout(self) -> None:
        if (preview := self._drive.previews.take()) is not None:
            self.previewed.emit(preview)

    def _end(self, outcome: Outcome) -> None:
        self._previews.stop()
        self._clock.stop()
        if isinstance(outcome, Returned):
            self._set_state(JobState.DONE)
            self.done.emit(outcome.value)
        elif isinstance(outcome, Raised):
            self._set_state(JobState.FAILED)
            self.failed.emit(outcome.error)
        else:
            self._set_state(JobState.CANCELLED)
            self.cancelled.emit()

    def _set_state(self, state: JobState) -> None:
        self._state = state
        self.stateChanged.emit(state)
