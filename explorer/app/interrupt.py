"""Ctrl+C in the terminal closes the window, as its cross does: settings saved, threads ended."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """Calls ``close`` at the first SIGINT or SIGTERM; a second one ends the process at once.

    Python runs its signal handlers between two of its own instructions, and an idle window runs
    none: a socket that the interpreter writes to wakes Qt's event loop.
    """

    def __init__(self, close: Callable[[], object]) -> None:
        super().__init__()
        self._close = close
        self._read_end, self._write_end = socket.socketpair()
        for end in (self._read_end, self._write_end):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read_end.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)
        self._old_fd = signal.set_wakeup_fd(self._write_end.fileno(), warn_on_full_buffer=False)
        self._old = {each: signal.signal(each, self._on_signal) for each in SIGNALS}

    def shutdown(self) -> None:
        """Give the signals back."""
        for each, handler in self._old.items():
            signal.signal(each, handler)
        self._old.clear()
        signal.set_wakeup_fd(self._old_fd)
        self._notifier.setEnabled(False)
        self._read_end.close()
        self._write_end.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        # By the event loop: what is asked of one that does not run yet would be lost.
        QTimer.singleShot(0, self, self._close)

    def _on_notifier_activated(self) -> None:
        """Empty the socket; the handler has run by the time that this line has."""
        self._read_end.recv(64)
