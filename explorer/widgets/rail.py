"""The rail at the left: one button a panel, and the application's tools below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class Rail(QFrame):
    """Shows actions as an icon over one word; checkable ones keep the accent while they are on.

    The actions belong to the window: what they do, their shortcuts and which of them exclude one
    another is said there.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Panels")
        self._panels = QVBoxLayout()
        self._tools = QVBoxLayout()
        self._layout = layout = QVBoxLayout(self)
        layout.addLayout(self._panels)
        layout.addStretch(1)
        layout.addLayout(self._tools)
        self._buttons: list[tuple[QToolButton, bool]] = []
        theme.watch_theme(self._apply_metrics)

    def add_panel(self, action: QAction) -> None:
        """Append a panel's action, icon over its text."""
        button = self._button(action, Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self._panels.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons.append((button, False))
        self._apply_metrics()

    def add_tool(self, action: QAction) -> None:
        """Append a tool's action at the bottom, its icon alone."""
        button = self._button(action, Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setProperty("small", True)
        self._tools.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons.append((button, True))
        self._apply_metrics()

    def _button(self, action: QAction, style: Qt.ToolButtonStyle) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(style)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(action.toolTip() or action.text())
        return button

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.setFixedWidth(px(theme.RAIL_WIDTH))
        gap = px(theme.TIGHT)
        self._layout.setContentsMargins(0, px(10), 0, px(10))
        self._panels.setSpacing(gap)
        self._tools.setSpacing(gap)
        for button, is_tool in self._buttons:
            side = px(18 if is_tool else theme.RAIL_ICON)
            button.setIconSize(QSize(side, side))
