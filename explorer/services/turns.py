"""Something that several threads work with in turns: each waits for those that asked before it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Turns(Generic[T]):
    """Lends a thing to one thread at a time, in the order in which they asked.

    An ordinary lock may go to the thread that has just let go of it, again and again: of two jobs
    that take step after step, one would stand still.

    Parameters
    ----------
    make
        Makes the thing, in the thread that asks first.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []  # none or one
        self._changed = threading.Condition()
        self._asked = 0
        self._served = 0

    @contextmanager
    def turn(self) -> Iterator[T]:
        """Wait for the turn, and have it until the block ends."""
        with self._changed:
            number = self._asked
            self._asked += 1
            self._changed.wait_for(lambda: self._served == number)
        try:
            if not self._made:
                self._made.append(self._make())
            yield self._made[0]
        finally:
            with self._changed:
                self._served += 1
                self._changed.notify_all()
