"""What folds away: the things that are wanted second."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text
from explorer.widgets.icons import icon


class Section(QWidget):
    """A title that opens and closes what is below it."""

    toggled = Signal(bool)

    def __init__(
        self, title: str, *, expanded: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._button = push_button(title, f"Show or hide: {title}", "chevron-right", kind="fold")
        self._button.clicked.connect(self._on_button_clicked)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._button)
        self._layout.addWidget(self._content)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_expanded(expanded)
        theme.watch_theme(self._apply_metrics)

    def add(self, item: QWidget | QLayout) -> None:
        """Append a widget or a layout to what folds away."""
        if isinstance(item, QLayout):
            self.body.addLayout(item)
        else:
            self.body.addWidget(item)

    def is_expanded(self) -> bool:
        """Return True while the content is shown."""
        return self._content.isVisibleTo(self)

    def set_expanded(self, expanded: bool) -> None:
        """Show or hide the content; emits nothing."""
        self._content.setVisible(expanded)
        self._button.setIcon(icon("chevron-down" if expanded else "chevron-right", "muted"))
        set_button_text(self._button, self._title)
        self._button.setAccessibleDescription("open" if expanded else "closed")

    def _on_button_clicked(self) -> None:
        self.set_expanded(not self.is_expanded())
        self.toggled.emit(self.is_expanded())

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(theme.TIGHT))
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(px(theme.SMALL))
