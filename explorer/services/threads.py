"""The one way in which work leaves the GUI thread: daemon threads of Python.

Why not QThread: a driver may hang inside a camera's ``read`` for ever. A daemon thread can then be
left behind, while Qt aborts the process when a running QThread is destroyed. Torch and OpenCV
let go of the interpreter's lock while they compute, so these threads do run side by side.

The rules that every service keeps:

* a thread's function and what it refers to are plain Python. No QObject, because the last
  reference would otherwise be dropped, and the object destroyed, in the wrong thread;
* what a thread has to say goes through an :class:`~explorer.services.courier.Address`, so that
  signals are emitted in the GUI thread only;
* the owner's ``shutdown()`` ends the thread and waits a bounded time for it.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

SHUTDOWN_S = 2.0
"""How long a ``shutdown()`` waits for a thread, in seconds, before it leaves it behind."""

_log = logging.getLogger(__name__)


def start_thread(name: str, target: Callable[[], object]) -> threading.Thread:
    """Start a daemon thread that runs ``target`` once."""
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


def end_thread(thread: threading.Thread | None, timeout_s: float = SHUTDOWN_S) -> bool:
    """Wait for a thread that was told to end; False, and a line in the log, if it does not."""
    if thread is None:
        return True
    thread.join(timeout_s)
    if thread.is_alive():
        _log.warning("Thread %r did not end within %g s; left behind", thread.name, timeout_s)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Returned(Generic[T]):
    """What a call returned."""

    value: T


@dataclass(frozen=True, slots=True)
class Raised:
    """What a call raised instead."""

    error: BaseException


def attempt(call: Callable[[], T]) -> Returned[T] | Raised:
    """Run a worker's piece of work and turn whatever it raises into a value.

    This is the place where failures of the engine become *failed* signals: a worker has no one
    above it who could catch them.
    """
    try:
        return Returned(call())
    except BaseException as error:  # noqa: BLE001
        return Raised(error)
