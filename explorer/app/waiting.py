"""Let the event loop run until something is so: for pictures without a person before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

POLL_MS = 15


def wait_until(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Run an event loop until ``condition()`` holds; False when the time is up before that."""
    if condition():
        return True
    loop = QEventLoop()
    poll = QTimer(interval=POLL_MS)
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    deadline = QTimer(interval=int(timeout_s * 1000), singleShot=True)
    deadline.timeout.connect(loop.quit)
    poll.start()
    deadline.start()
    loop.exec()
    poll.stop()
    deadline.stop()
    return condition()
