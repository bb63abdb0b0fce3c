"""From any thread to the GUI thread: the only bridge that services use.

A worker knows an :class:`Address`, never the QObject behind it. Three things that go wrong with
plain signals cannot happen here: a lambda that runs in the thread of the sender, a receiver that
was deleted while the worker emits, and a QObject whose last reference dies in a worker.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, ParamSpec
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


class Address(Generic[P]):
    """A bound method of a living QObject, callable from every thread.

    Parameters
    ----------
    method
        Called in the GUI thread, in the order of the ``send`` calls. It is held weakly.
    """

    def __init__(self, method: Callable[P, object]) -> None:
        self._method: WeakMethod[Callable[P, object]] = WeakMethod(method)
        self._courier = _the_courier()
        self._open = True

    def send(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Have the method called in the GUI thread, soon; from any thread, never blocking."""
        self._courier.post(self, args, kwargs)

    def close(self) -> None:
        """Drop what is still on its way, and all that comes later (GUI thread)."""
        self._open = False

    def deliver(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Call the method, unless its object is gone (GUI thread)."""
        method = self._method()
        if self._open and method is not None and shiboken6.isValid(_owner(method)):
            method(*args, **kwargs)


class _Courier(QObject):
    """Lives in the GUI thread as long as the process: one queued event for each letter."""

    _posted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._letters: deque[tuple[Address[Any], tuple[Any, ...], dict[str, Any]]] = deque()
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    def post(self, address: Address[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self._letters.append((address, args, kwargs))
        if shiboken6.isValid(self):  # at the process's end Qt goes before the last threads do
            self._posted.emit()

    @Slot()
    def _on_posted(self) -> None:
        address, args, kwargs = self._letters.popleft()
        address.deliver(args, kwargs)


_courier: _Courier | None = None


def _the_courier() -> _Courier:
    global _courier
    if _courier is None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("The first service has to be made in the GUI thread.")
        _courier = _Courier()
    return _courier


def _owner(method: Callable[..., object]) -> object:
    return getattr(method, "__self__", None)
