"""What a person does to a page of filters: wait, choose from the menu, point at a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from explorer.widgets.image_view import ImageView


def settle(qtbot, page: Any) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(lambda: page.result is not None and page.is_idle(), timeout=10_000)


def run_entry(page: Any, text: str) -> None:
    """Run an entry of the page's menu of exports."""
    entries = dict(page.exports.entries())
    entries[text]()


def hover(view: ImageView, row: int, column: int) -> None:
    """Move the pointer onto a pixel, wherever the pointer of the system is."""
    point = view.placement().point(column + 0.5, row + 0.5)
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, point, view.mapToGlobal(point), none, none, no_keys)
    QApplication.sendEvent(view, moved)
