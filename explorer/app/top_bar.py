"""The bar above a panel: its title, the sentence that says what it teaches, and the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from explorer.app.registry import PanelInfo


class TopBar(QFrame):
    """Title and sentence at the left; what the window adds (the source bar) at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._title = label("", "heading")
        self._teaches = ElidedLabel("", "label")
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._teaches, 1)
        theme.watch_theme(self._apply_metrics)

    def show_panel(self, info: PanelInfo) -> None:
        """Name the panel that is on the screen."""
        self._title.setText(info.title)
        self._teaches.setText(info.teaches)

    def add(self, widget: QWidget) -> None:
        """Append a widget at the right end."""
        self._layout.addWidget(widget)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.setFixedHeight(px(theme.BAR_HEIGHT))
        self._layout.setContentsMargins(px(theme.LARGE), 0, px(theme.LARGE), 0)
        self._layout.setSpacing(px(theme.MEDIUM))
