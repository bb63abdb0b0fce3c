"""Work of which every piece has to be done, in the order in which it was given.

Where `latest` drops what is no longer wanted, nothing is dropped here: an enrolment that waits
behind another is not replaced by a third.
"""

from __future__ import annotations

from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

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
    import threading
    from collections.abc import Callable

    Done = Callable[[Any], object]
    Failed = Callable[[BaseException], object]
    Work = SimpleQueue["Callable[[], object] | None"]

T = TypeVar("T")


class InOrder(QObject):
    """Runs functions one after the other, in one thread of its own.

    A function gets an immutable snapshot by its closure and never a widget.
    """

    def __init__(self, parent: QObject | None = None, *, name: str = "in order") -> None:
        super().__init__(parent)
        self._name = name
        self._outcomes = Address(self._on_worker_outcome)
        self._work: Work = SimpleQueue()
        self._waiting: deque[tuple[Done, Failed]] = deque()
        self._thread: threading.Thread | None = None
        self._is_shut = False

    def submit(self, work: Callable[[], T], done: Callable[[T], object], failed: Failed) -> None:
        """Have ``work`` run after all that was given before.

        Parameters
        ----------
        done, failed
            Called in the GUI thread with what it returned or raised.
        """
        if self._is_shut:
            return
        self._waiting.append((done, failed))
        self._work.put(work)
        if self._thread is None:
            queue, outcomes = self._work, self._outcomes
            self._thread = start_thread(self._name, lambda: _work(queue, outcomes))

    def is_idle(self) -> bool:
        """Whether nothing runs, waits, or is still to be delivered."""
        return not self._waiting

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """Let what was given be done, and deliver nothing from here on."""
        self._is_shut = True
        self._outcomes.close()
        self._waiting.clear()
        self._work.put(None)
        end_thread(self._thread, timeout_s)
        self._thread = None

    def _on_worker_outcome(self, outcome: Returned[object] | Raised) -> None:
        done, failed = self._waiting.popleft()
        if isinstance(outcome, Raised):
            failed(outcome.error)
        else:
            done(outcome.value)


def _work(queue: Work, outcomes: Address[[Returned[object] | Raised]]) -> None:
    while (work := queue.get()) is not None:
        outcomes.send(attempt(work))
        del work  # what a closure holds is not kept until the next one comes
