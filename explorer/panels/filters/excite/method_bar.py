"""The three questions that a unit can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, Segmented

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import Method
    from explorer.panels.filters.state import FiltersState
    from explorer.services.store import Store

METHODS: dict[Method, tuple[str, str]] = {
    "gradient": ("Input gradient", "Which pixels would excite this unit more if they changed?"),
    "grad-cam": ("Grad-CAM", "Where in the picture is the evidence for a class?"),
    "maximise": ("Maximise", "Which picture does this unit like best?"),
}


class MethodBar(QWidget):
    """A row of three buttons, and the question in words."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__()
        self.methods = Segmented(
            "Method", [(key, title, question) for key, (title, question) in METHODS.items()]
        )
        self._question = ElidedLabel("", "label")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.methods)
        self._layout.addWidget(self._question, 1)
        self.methods.currentChanged.connect(lambda key: store.update("excite", method=key))
        theme.watch_theme(self._apply_metrics)

    def show_method(self, method: Method) -> None:
        """Press its button, and ask its question."""
        self.methods.set_current(method)
        self._question.setText(METHODS[method][1])

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.MEDIUM))
