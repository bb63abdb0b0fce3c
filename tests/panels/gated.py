"""A job's work that stands still where a test wants to look at it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Q = TypeVar("Q")
S = TypeVar("S")
R = TypeVar("R")


class Gated(Generic[Q, S, R]):
    """The real work, which waits after so many steps until it is let go."""

    def __init__(self, make: Callable[[Q], Generator[S, None, R]], steps: int) -> None:
        self.gate = threading.Event()
        self._make = make
        self._steps = steps

    def __call__(self, request: Q) -> Generator[S, None, R]:
        steps = self._make(request)
        for _ in range(self._steps):
            step = next(steps)
            yield step
        while not self.gate.wait(0.01):
            yield step
        return (yield from steps)
