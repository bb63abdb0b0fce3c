"""How the plane is found, whether its layout rests or is begun again, and what it can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.faces.state import Layout

LAYOUTS = (
    ("pca", "PCA", "The two directions in which the faces differ most: the same picture each time"),
    (
        "neighbours",
        "neighbours",
        "t-SNE: who is near in 128 directions is near in the plane",
    ),
)


class LayoutCard(Card):
    """Asks for a layout; follows the job that makes one."""

    layoutChosen = Signal(str)
    againWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Plane")
        self.choice = Segmented("Layout", LAYOUTS, fill=True)
        self.again = push_button(
            "Again", "Lay the faces out once more, from their principal components", "refresh-cw"
        )
        self.bar = JobBar()
        self.words = label("", "caption", wrap=True)
        self.message = InlineMessage("error")
        self._row = QHBoxLayout()
        self._row.addWidget(self.choice, 1)
        self._row.addWidget(self.again)
        for part in (self._row, self.bar, self.words, self.message):
            self.add(part)
        self.choice.currentChanged.connect(self.layoutChosen)
        self.again.clicked.connect(self.againWanted)
        theme.watch_theme(self._apply_row_metrics)

    def show_layout(self, layout: Layout, words: str, problem: str = "") -> None:
        """Say what the state says, and what such a plane can show."""
        self.choice.set_current(layout)
        self.again.setEnabled(layout == "neighbours" and bool(words))
        self.words.setText(words)
        self.message.show_message("error", problem)

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
