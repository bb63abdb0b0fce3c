"""Slider to picture: the latest wins, and what was computed is shown.

One piece of work runs, one waits; a newer one takes the place of the one that waits. Each result
is delivered, even when a newer one is already on its way ("newest only" paints nothing at all
while a slider moves), and in the order of submission, because one thread does all the work. The
last value always lands.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from explorer.services.courier import Address
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

T = TypeVar("T")


class LatestWins(QObject, Generic[T]):
    """Runs the newest of the functions it is given, in one thread of its own.

    A function gets an immutable snapshot by its closure and never a widget.
    """

    resultReady = Signal(object)
    """What a function returned."""
    failed = Signal(object)
    """The exception that a function raised."""

    def __init__(self, parent: QObject | None = None, *, name: str = "latest wins") -> None:
        super().__init__(parent)
        self._name = name
        self._outcomes = Address(self._on_worker_outcome)
        self._desk: _Desk[T] = _Desk()
        self._thread: threading.Thread | None = None
        self._unfinished = 0
        self._epoch = 0

    def submit(self, work: Callable[[], T]) -> None:
        """Have ``work`` run next, in place of what was waiting."""
        if self._desk.closed:
            return
        self._unfinished += not self._desk.place(self._epoch, work)
        if self._thread is None:
            desk, outcomes = self._desk, self._outcomes
            self._thread = start_thread(self._name, lambda: _work(desk, outcomes))

    def discard(self) -> None:
        """Drop what waits, and the result of what runs: nothing of the past is delivered."""
        self._epoch += 1
        self._unfinished -= self._desk.clear()

    def is_idle(self) -> bool:
        """Whether nothing runs, waits, or is still to be delivered."""
        return self._unfinished == 0

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """End the thread; nothing is delivered from here on."""
        self._outcomes.close()
        self._desk.close()
        self._unfinished = 0
        end_thread(self._thread, timeout_s)
        self._thread = None

    def _on_worker_outcome(self, epoch: int, outcome: Returned[T] | Raised) -> None:
        self._unfinished -= 1
        if epoch != self._epoch:
            return
        if isinstance(outcome, Raised):
            self.failed.emit(outcome.error)
        else:
            self.resultReady.emit(outcome.value)


class _Desk(Generic[T]):
    """What waits to be done: at most one piece of work."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: tuple[int, Callable[[], T]] | None = None
        self.closed = False

    def place(self, epoch: int, work: Callable[[], T]) -> bool:
        """Put work on the desk; True if it took the place of other work."""
        with self._changed:
            replaced = self._waiting is not None
            self._waiting = (epoch, work)
            self._changed.notify()
            return replaced

    def clear(self) -> bool:
        """Take away what waits; True if there was something."""
        with self._changed:
            cleared = self._waiting is not None
            self._waiting = None
            return cleared

    def next(self) -> tuple[int, Callable[[], T]] | None:
        """Wait for work; None when the desk is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._waiting is not None)
            work, self._waiting = self._waiting, None
            return None if self.closed else work

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._waiting = None
            self._changed.notify()


def _work(desk: _Desk[T], outcomes: Address[[int, Returned[T] | Raised]]) -> None:
    while (job := desk.next()) is not None:
        epoch, work = job
        outcomes.send(epoch, attempt(work))
        del job, work  # what a closure holds is not kept until the next one comes
