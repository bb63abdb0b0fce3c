"""What an empty network says: what to click, and which networks can be opened instead."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explorer.engine.zoo import CLASSICS
from explorer.widgets import theme
from explorer.widgets.controls import label, push_button

OFFERED = ("lenet5", "alexnet", "vgg16", "resnet18", "googlenet", "squeezenet")
COLUMNS = 3
WIDTH = 420
TITLE = "An input, and no layer yet"
TEXT = (
    "Click a layer above to add it, or drag it into the drawing. Or open a network of the "
    "course; Undo brings this one back:"
)


class Invitation(QWidget):
    """A sentence and a few networks to begin with."""

    networkChosen = Signal(str)  # a name of the zoo

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(TITLE)
        self._grid = QGridLayout()
        for place, key in enumerate(OFFERED):
            one = CLASSICS[key]
            button = push_button(one.title, f"Open {one.title}. {one.note}")
            button.clicked.connect(partial(self._on_button_clicked, key))
            self._grid.addWidget(button, *divmod(place, COLUMNS))
        self._layout = QVBoxLayout(self)
        self._layout.addStretch(1)
        self._layout.addWidget(label(TITLE, "strong"))
        self._layout.addWidget(label(TEXT, "label", wrap=True))
        self._layout.addLayout(self._grid)
        self._layout.addStretch(1)
        theme.watch_theme(self._apply_metrics)

    def _on_button_clicked(self, key: str, _checked: bool = False) -> None:
        self.networkChosen.emit(key)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setContentsMargins(0, 0, px(theme.LARGE), 0)
        self._layout.setSpacing(px(theme.SMALL))
        self._grid.setSpacing(px(theme.SMALL))
        self.setMaximumWidth(px(WIDTH))
