"""Windows that appear, though nobody asked for one.

A widget that is shown before it has its place in another flashes on the screen as a window, and
takes back a quit that is on its way: the program goes on without a window.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Watch(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            if watched.isWindow():
                self.found.append(f"{type(watched).__name__} “{watched.accessibleName()}”")
        return False


@contextmanager
def shown_windows() -> Iterator[list[str]]:
    """Collect the names of the windows that are shown meanwhile."""
    application = QCoreApplication.instance()
    assert application is not None
    watch = _Watch()
    application.installEventFilter(watch)
    try:
        yield watch.found
    finally:
        application.removeEventFilter(watch)
