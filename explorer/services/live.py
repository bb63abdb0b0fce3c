"""Live pictures: capture thread → slot → inference thread → slot → a GUI timer that pulls.

Each slot holds one value and is written over, so latency does not build up however slow the
network is: what is worked on is always the newest frame. The work is done again when the frame
*or* the request is new, so that a slider moves a frozen or still picture too.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from explorer.services.rates import RateMeter, Rates
from explorer.services.slot import Slot
from explorer.services.threads import (
    SHUTDOWN_S,
    Raised,
    Returned,
    attempt,
    end_thread,
    start_thread,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.services.frames import Frame

R = TypeVar("R")
V = TypeVar("V")

PULL_MS = 15
"""How often the GUI looks for a result: about once a screen refresh."""
ASKED_MS = 3
"""How often while a request waits for its answer: a slider is seen at the next screen refresh."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveResult(Generic[R, V]):
    """What ``process(frame, request)`` returned, with what it was given."""

    value: V
    frame: Frame
    request: R


@dataclass(frozen=True, slots=True, eq=False)
class _Task(Generic[R]):
    epoch: int
    frame: Frame
    request: R
    frame_is_new: bool


class LiveWorker(QObject, Generic[R, V]):
    """Runs ``process(frame, request)`` on the newest frame with the newest request.

    Nothing runs before both are there; where a panel has nothing to ask for, it sets ``None`` as
    the request once.

    Parameters
    ----------
    process
        Called in the worker's thread, one call at a time. It gets values and never a widget.
    """

    resultReady = Signal(object)
    """A :class:`LiveResult`, newer than the one before."""
    failed = Signal(object)
    """The exception that ``process`` raised; not again for each frame of the same request."""

    def __init__(
        self,
        process: Callable[[Frame, R], V],
        parent: QObject | None = None,
        *,
        name: str = "live",
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._bench: _Bench[R, V] = _Bench(process)
        self._thread: threading.Thread | None = None
        self._meter = RateMeter()
        self._slot: Slot[Frame] | None = None
        self._dropped_before = 0
        self._last_failure: tuple[object, str] | None = None
        self._newest_request: R | None = None
        self._timer = QTimer(self, interval=PULL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)

    def set_request(self, request: R) -> None:
        """What to do with the present frame and those to come; the newest wins."""
        self._newest_request = request
        self._bench.set_request(request)
        self._look_every(ASKED_MS)

    def start(self, slot: Slot[Frame]) -> None:
        """Work on the frames of this slot, from now on and of no other."""
        if self._bench.closed:
            return
        self._slot = slot
        self._dropped_before = slot.overwritten
        self._last_failure = None
        self._meter.restart()
        self._bench.attach(slot)
        self._timer.start()
        if self._thread is None:
            bench = self._bench
            self._thread = start_thread(self._name, lambda: _work(bench))

    def stop(self) -> None:
        """Let frames be; the request is kept, what is under way is not delivered."""
        self._timer.stop()
        self._bench.detach()
        self._slot = None

    def rates(self) -> Rates:
        """Results shown per second, median latency and dropped frames since :meth:`start`."""
        dropped = self._slot.overwritten - self._dropped_before if self._slot else 0
        return self._meter.rates(dropped)

    def has_frame(self) -> bool:
        """Whether there is a frame to work on: without one a request waits."""
        return self._bench.has_frame()

    def is_idle(self) -> bool:
        """Whether nothing is waiting, under way, or still to be shown."""
        return self._slot is None or self._bench.is_idle()

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """End the thread; nothing is delivered from here on."""
        self.stop()
        self._bench.close()
        end_thread(self._thread, timeout_s)
        self._thread = None

    def _on_timer_timeout(self) -> None:
        finished = self._bench.results.take()
        if finished is None:
            return
        task, outcome = finished
        if task.request is self._newest_request:
            self._look_every(PULL_MS)
        if isinstance(outcome, Raised):
            self._fail(task, outcome.error)
            return
        self._last_failure = None
        self._meter.shown(task.frame.captured_s if task.frame_is_new else None)
        self.resultReady.emit(LiveResult(outcome.value, task.frame, task.request))

    def _look_every(self, interval_ms: int) -> None:
        if self._timer.interval() != interval_ms:  # each change lets the timer begin anew
            self._timer.setInterval(interval_ms)

    def _fail(self, task: _Task[R], error: BaseException) -> None:
        """Say a failure once: thirty equal ones a second help nobody."""
        failure = (task.request, repr(error))
        if self._last_failure is None or not (
            self._last_failure[0] is failure[0] and self._last_failure[1] == failure[1]
        ):
            self._last_failure = failure
            self.failed.emit(error)


class _Bench(Generic[R, V]):
    """What the GUI thread and the worker share: plain Python, behind one lock."""

    def __init__(self, process: Callable[[Frame, R], V]) -> None:
        self.process = process
        self.results: Slot[tuple[_Task[R], Returned[V] | Raised]] = Slot()
        self.closed = False
        self._bell = threading.Event()
        self._lock = threading.Lock()
        self._slot: Slot[Frame] | None = None
        self._epoch = 0
        self._frame: Frame | None = None
        self._requests: list[R] = []  # none or one: a request may be None
        self._request_is_new = False
        self._busy = False

    def set_request(self, request: R) -> None:
        with self._lock:
            self._requests = [request]
            self._request_is_new = True
            self._bell.set()

    def attach(self, slot: Slot[Frame]) -> None:
        self.detach()
        with self._lock:
            self._slot = slot
        slot.listen(self._bell)

    def detach(self) -> None:
        with self._lock:
            slot, self._slot = self._slot, None
            self._frame = None
            self._epoch += 1
        if slot is not None:
            slot.listen(None)
        self.results.take()

    def close(self) -> None:
        self.detach()
        with self._lock:
            self.closed = True
            self._bell.set()

    def has_frame(self) -> bool:
        with self._lock:
            waits = self._slot is not None and not self._slot.is_empty
            return waits or self._frame is not None

    def is_idle(self) -> bool:
        with self._lock:
            return not self._busy and not self._bell.is_set() and self.results.is_empty

    def next_task(self) -> _Task[R] | None:
        """Wait for a frame or a request that is new; None when closed (worker's thread)."""
        while True:
            self._bell.wait()
            with self._lock:
                # Cleared first: whatever comes while the slot is emptied rings again.
                self._bell.clear()
                if self.closed:
                    return None
                task = self._take()
                self._busy = task is not None
            if task is not None:
                return task

    def finish(self, task: _Task[R], outcome: Returned[V] | Raised) -> None:
        """Put a result where the GUI finds it (worker's thread)."""
        with self._lock:
            self._busy = False
            if task.epoch == self._epoch:
                self.results.put((task, outcome))

    def _take(self) -> _Task[R] | None:
        newer = self._slot.take() if self._slot is not None else None
        if newer is not None:
            self._frame = newer
        if self._frame is None or not self._requests:
            return None
        if newer is None and not self._request_is_new:
            return None
        self._request_is_new = False
        return _Task(self._epoch, self._frame, self._requests[0], newer is not None)


def _work(bench: _Bench[R, V]) -> None:
    while (task := bench.next_task()) is not None:
        frame, request = task.frame, task.request
        bench.finish(task, attempt(lambda: bench.process(frame, request)))  # noqa: B023
