"""The layers that can be added: click one, or drag it into the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from explorer.panels.layers.templates import PALETTE, TEMPLATES
from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text, size_icon
from explorer.widgets.drawing.canvas import LAYER_MIME
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent


class Palette(QWidget):
    """A button a layer, and a menu for those that are wanted less often or have no room."""

    addRequested = Signal(str)  # a kind of layer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, _DragButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for kind in PALETTE:
            button = self._buttons[kind] = _DragButton(kind)
            button.clicked.connect(lambda _=False, kind=kind: self.addRequested.emit(kind))
            self._layout.addWidget(button)
        self._more = push_button("More", "More kinds of layers", "plus")
        self._more.clicked.connect(self._on_more_clicked)
        self._layout.addWidget(self._more)
        self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def kinds(self) -> tuple[str, ...]:
        """Return every kind that can be added, on buttons and in the menu."""
        return tuple(TEMPLATES)

    def menu(self) -> QMenu:
        """Return the menu of what has no button; it is the caller's to delete."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for kind, template in TEMPLATES.items():
            if kind not in self._buttons or self._buttons[kind].isHidden():
                action = menu.addAction(icon(template.icon), template.word)
                action.setToolTip(template.tip)
                action.triggered.connect(lambda _=False, kind=kind: self.addRequested.emit(kind))
        return menu

    def minimumSizeHint(self) -> QSize:
        """Shrink to the menu alone."""
        return self._more.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the menu what has no room on the row."""
        super().resizeEvent(event)
        self._offer()

    def _offer(self) -> None:
        gap = self._layout.spacing()
        room = self.width() - self._more.sizeHint().width()
        for button in self._buttons.values():
            room -= button.sizeHint().width() + gap
            button.setVisible(room >= 0)

    def _on_more_clicked(self) -> None:
        menu = self.menu()
        menu.exec(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        menu.deleteLater()

    def _apply_metrics(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current_theme().px(theme.TIGHT))
        self._offer()


class _DragButton(QPushButton):
    """Adds when it is clicked; goes into the drawing when it is dragged."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        template = TEMPLATES[kind]
        self._kind = kind
        self._pressed_at: QPoint | None = None
        set_button_text(self, template.word)
        self.setIcon(icon(template.icon))
        self.setAccessibleName(f"Add {template.word}")
        self.setToolTip(f"{template.tip}: click to add it behind the chosen layer, or drag it")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.watch_theme(self._apply_metrics)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag would begin."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag beyond the system's distance."""
        moved = event.position().toPoint() - (self._pressed_at or event.position().toPoint())
        is_far = moved.manhattanLength() >= QApplication.startDragDistance()
        if event.buttons() & Qt.MouseButton.LeftButton and is_far:
            self.setDown(False)
            self._drag()
        else:
            super().mouseMoveEvent(event)

    def _apply_metrics(self) -> None:
        size_icon(self)

    def _drag(self) -> None:
        mime = QMimeData()
        mime.setData(LAYER_MIME, self._kind.encode())
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.setPixmap(self.icon().pixmap(self.iconSize()))
        drag.exec(Qt.DropAction.CopyAction)
