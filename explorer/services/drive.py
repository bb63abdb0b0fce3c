"""The thread's side of a job: plain Python that runs a generator and may be paused."""

from __future__ import annotations

import threading
import time
from collections import deque
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

from explorer.services.slot import Slot
from explorer.services.threads import Raised, Returned, attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.services.courier import Address

S = TypeVar("S")


class _Word(Enum):
    CANCELLED = auto()


CANCELLED: Final = _Word.CANCELLED
Outcome: TypeAlias = "Returned[Any] | Raised | Literal[_Word.CANCELLED]"
Delivery: TypeAlias = "tuple[object, float | None]"
"""What of a step the GUI gets: its metrics and how much is done."""


class Drive(Generic[S]):
    """Runs a generator until it ends, fails, or is cancelled; ``Job`` is its owner.

    Steps wait in a list for the GUI to read, previews in a slot of one; ``news`` is sent when
    there is something to read and the GUI does not know it yet.
    """

    def __init__(
        self,
        make: Callable[[], Generator[S, None, Any]],
        news: Address[[]],
        metrics: Callable[[S], object] | None,
        preview: Callable[[S], object | None] | None,
        fraction: Callable[[S], float | None] | None,
    ) -> None:
        self.previews: Slot[object] = Slot()
        self._make = make
        self._news = news
        self._metrics = metrics
        self._preview = preview
        self._fraction = fraction
        self._changed = threading.Condition()
        self._paused = False
        self._cancelled = False
        self._told = False
        self._steps: deque[Delivery] = deque()
        self._outcome: Outcome | None = None
        self._result: object = None

    def pause(self) -> None:
        """Wait before the next step."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Wait no longer."""
        with self._changed:
            self._paused = False
            self._changed.notify()

    def cancel(self) -> None:
        """End before the next step, paused or not."""
        with self._changed:
            self._cancelled = True
            self._changed.notify()

    def read(self) -> tuple[Outcome | None, list[Delivery]]:
        """The end, if it was reached, and the steps since the last reading (GUI thread)."""
        with self._changed:
            self._told = False
            steps = list(self._steps)
            self._steps.clear()
            return self._outcome, steps

    def run(self) -> None:
        """Make the generator and drive it to its end (worker's thread)."""
        made = attempt(self._make)
        outcome = made if isinstance(made, Raised) else self._drive(made.value)
        with self._changed:
            self._outcome = outcome
        self._tell()

    def _drive(self, generator: Generator[S, None, Any]) -> Outcome:
        outcome: Outcome = CANCELLED
        while self._may_go_on():
            advanced = attempt(lambda: self._advance(generator))
            if isinstance(advanced, Raised):
                outcome = advanced
                break
            if not advanced.value:
                outcome = Returned(self._result)
                break
        closed = attempt(generator.close)
        return closed if isinstance(closed, Raised) else outcome

    def _may_go_on(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._cancelled or not self._paused)
            return not self._cancelled

    def _advance(self, generator: Generator[S, None, Any]) -> bool:
        """Take one step; False at the end, where the result is known."""
        try:
            step = next(generator)
        except StopIteration as end:
            if end.value is not None:
                self._result = end.value
            return False
        self._result = step
        preview = self._preview(step) if self._preview is not None else None
        if preview is not None:
            self.previews.put(preview)
        metrics = self._metrics(step) if self._metrics is not None else step
        fraction = self._fraction(step) if self._fraction is not None else None
        with self._changed:
            self._steps.append((metrics, fraction))
        self._tell()
        return True

    def _tell(self) -> None:
        with self._changed:
            told, self._told = self._told, True
        if not told:
            self._news.send()


class Stopwatch:
    """Counts the seconds between its starts and stops."""

    def __init__(self) -> None:
        self._before_s = 0.0
        self._started_s: float | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds counted so far."""
        running_s = 0.0 if self._started_s is None else time.perf_counter() - self._started_s
        return self._before_s + running_s

    def start(self) -> None:
        """Count from now on."""
        if self._started_s is None:
            self._started_s = time.perf_counter()

    def stop(self) -> None:
        """Count no further."""
        self._before_s = self.elapsed_s
        self._started_s = None
