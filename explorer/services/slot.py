"""A place for one value between two threads: written over, never queued."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from typing import Protocol

    class Doorbell(Protocol):
        """What a slot rings when something was put in: a ``threading.Event``, say."""

        def set(self) -> None:
            """Wake whoever waits."""


T = TypeVar("T")


class Slot(Generic[T]):
    """Holds the newest value only, so that a slow reader is late by one value and no more."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._values: list[T] = []  # none or one
        self._closed = False
        self._overwritten = 0
        self._doorbell: Doorbell | None = None

    def put(self, value: T) -> bool:
        """Put a value in; True if it wrote over one that nobody had taken.

        After :meth:`close` the value is dropped.
        """
        with self._changed:
            if self._closed:
                return False
            overwrote = bool(self._values)
            self._overwritten += overwrote
            self._values = [value]
            self._changed.notify()
            if self._doorbell is not None:
                self._doorbell.set()
            return overwrote

    def take(self) -> T | None:
        """Take the value out, if there is one; never waits."""
        with self._changed:
            return self._values.pop() if self._values else None

    def wait(self, timeout_s: float | None = None) -> T | None:
        """Take the value out and wait for it if need be; None when the time is up or closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._values or self._closed, timeout_s)
            return self._values.pop() if self._values else None

    def close(self) -> None:
        """Drop the value, refuse further ones and wake who waits."""
        with self._changed:
            self._closed = True
            self._values = []
            self._changed.notify_all()
            if self._doorbell is not None:
                self._doorbell.set()

    def listen(self, doorbell: Doorbell | None) -> None:
        """Ring a bell at each ``put``, and now if there is a value: to wait for two things."""
        with self._changed:
            self._doorbell = doorbell
            if doorbell is not None and self._values:
                doorbell.set()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        with self._changed:
            return not self._values

    @property
    def is_closed(self) -> bool:
        """Whether the slot was closed."""
        with self._changed:
            return self._closed

    @property
    def overwritten(self) -> int:
        """How many values nobody took: the dropped frames of a camera."""
        with self._changed:
            return self._overwritten
