"""One call at a time of what several workers share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
V = TypeVar("V")


def one_at_a_time(function: Callable[P, V]) -> Callable[P, V]:
    """Return a function that waits for the calls of other threads to end.

    Pages of one panel have a worker each and may share a network: of two workers one is about to
    be told to stop, so nobody waits long.
    """
    lock = threading.Lock()

    def guarded(*args: P.args, **kwargs: P.kwargs) -> V:
        with lock:
            return function(*args, **kwargs)

    return guarded
