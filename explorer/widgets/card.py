"""A card: one idea on a surface, its title at the left and the facts of the moment at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import ElidedLabel, label


class Card(QFrame):
    """A titled surface; put widgets in with `add` or into `body`."""

    def __init__(self, title: str, facts: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(title, "strong")
        self._facts = ElidedLabel(facts, "caption", Qt.TextElideMode.ElideLeft)
        self._facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._header = QHBoxLayout()
        self._header.addWidget(self._title)
        self._header.addWidget(self._facts, 1)
        self.body = QVBoxLayout()
        self._layout = outer = QVBoxLayout(self)
        outer.addLayout(self._header)
        outer.addLayout(self.body, 1)
        self.setAccessibleName(title)
        theme.watch_theme(self._apply_metrics)

    def set_title(self, title: str) -> None:
        """Rename the card."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_facts(self, facts: str) -> None:
        """Show the facts of the moment: shapes, counts, a state. Short, plain text."""
        self._facts.setText(facts)

    def facts(self) -> str:
        """Return the facts that are shown."""
        return self._facts.text()

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout to the card's body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)

    def add_header_widget(self, widget: QWidget) -> None:
        """Append a small control to the line of the title, at the far right."""
        self._header.addWidget(widget)

    def hide_header(self) -> None:
        """Show the body alone, where it says itself what it is; the name is for screen readers."""
        self._title.hide()
        self._facts.hide()
        self._apply_metrics()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        side, small = px(theme.MEDIUM), px(theme.SMALL)
        if self._title.isHidden():
            self._layout.setContentsMargins(small, small, small, small)
        else:
            self._layout.setContentsMargins(side, px(11), side, side)
        self._layout.setSpacing(small)
        self._header.setSpacing(px(theme.MEDIUM))
        self.body.setSpacing(small)
