"""What a person does to a page: move a slider, press a button, drop a file; and when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.widgets.slider_row import JumpSlider, SliderRow

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def slider(page: Any, name: str) -> JumpSlider:
    """The slider with this accessible name."""
    found: list[JumpSlider] = [
        one for one in page.findChildren(JumpSlider) if one.accessibleName() == name
    ]
    assert len(found) == 1, name
    return found[0]


def set_slider(page: Any, name: str, value: float) -> None:
    """Move the slider with this name to a value, as dragging does."""
    found = slider(page, name)
    row = next(row for row in page.findChildren(SliderRow) if row.isAncestorOf(found))
    found.setValue(row._range.index(value))


def press(page: Any, name: str) -> None:
    """Click the button with this accessible name."""
    found = [b for b in page.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, (
        name,
        sorted(b.accessibleName() for b in page.findChildren(QAbstractButton)),
    )
    found[0].click()


def dropped(*paths: Path) -> QMimeData:
    """What a file manager gives when files are dropped."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Drag something over a widget and drop it; tell whether the widget wanted it."""
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), copy, mime, left, no_keys)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), copy, mime, left, no_keys))
    return True


def is_answered(page: Any) -> bool:
    """Tell whether what a live page asked for last is on the screen."""
    return (
        page.result is not None
        and page.context.source.is_idle()
        and page.is_idle()
        and page.result.request == page.request(page.store.state)
    )
