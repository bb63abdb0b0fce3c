"""What stands in the corner of a drawing: closer, farther, all of it, and how it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import tool_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.widgets.drawing.commands import Command

SIDE = 28
_BUTTONS: tuple[tuple[Command, str, str], ...] = (
    ("zoom-out", "zoom-out", "Farther (−)"),
    ("zoom-in", "zoom-in", "Closer (+)"),
    ("fit", "maximize", "Show all of it (F)"),
)


class Corner(QWidget):
    """Three buttons that run commands; before them there is room for switches."""

    def __init__(self, run: Callable[[Command], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._switches = 0
        for command, icon_name, tooltip in _BUTTONS:
            button = tool_button(icon_name, tooltip, kind="quiet")
            button.setObjectName(command)
            button.clicked.connect(lambda _=False, command=command: run(command))
            self._layout.addWidget(button)
        theme.watch_theme(self._apply_metrics)

    def add_switch(self, switch: QWidget) -> None:
        """Put a switch before the buttons, behind those that are there."""
        self._layout.insertWidget(self._switches, switch)
        self._switches += 1

    def put_in_corner(self, width: int, height: int) -> None:
        """Move to the lower right of a widget of this size."""
        self.adjustSize()
        self.move(width - self.width() - 2, height - self.height() - 2)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(2))
        for button in self.findChildren(QToolButton):
            button.setFixedSize(px(SIDE), px(SIDE))
