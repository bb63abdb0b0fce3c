"""What a person does with the pointer: move it onto something, and away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.widgets.image_view import ImageView


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
