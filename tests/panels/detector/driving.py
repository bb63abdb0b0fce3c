"""What a person does to a page: move a slider, press a button, point at a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.widgets.slider_row import JumpSlider, SliderRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.widgets.image_view import ImageView


def set_slider(page: Any, name: str, value: float) -> None:
    """Move the slider with this name to a value, as dragging does."""
    found = [s for s in page.findChildren(JumpSlider) if s.accessibleName() == name]
    assert len(found) == 1, name
    row = next(row for row in page.findChildren(SliderRow) if row.isAncestorOf(found[0]))
    found[0].setValue(row._range.index(value))


def press(page: Any, name: str) -> None:
    """Click the button with this accessible name."""
    found = [b for b in page.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1, (
        name,
        sorted(b.accessibleName() for b in page.findChildren(QAbstractButton)),
    )
    found[0].click()


def hover(view: ImageView, x: float, y: float) -> None:
    """Move the pointer onto a point of the picture, wherever the pointer of the system is."""
    move(view, view.placement().point(x, y))


def move(widget: QWidget, point: QPointF) -> None:
    """Move the pointer onto a point of a widget."""
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(
        widget, QMouseEvent(kind, point, widget.mapToGlobal(point), none, none, no_keys)
    )


def leave(widget: QWidget) -> None:
    """Take the pointer away."""
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
