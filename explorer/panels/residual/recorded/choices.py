"""What is drawn: which errors, of which depth, in one plot or two, and how close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import Segmented

if TYPE_CHECKING:
    from explorer.panels.residual.recorded.values import RecordedView
    from explorer.panels.residual.state import RecordedState, ResidualState
    from explorer.services.store import Store

WHAT = (
    ("both", "Both", "Training error thin and dashed, test error bold, as in the paper’s figure 6"),
    ("training", "Training", "The error on the images that were shown while learning"),
    ("test", "Test", "The error on the test images, after each epoch"),
    ("loss", "Loss", "Mean cross-entropy of the training images, in nats"),
)
ALL = "0"
PLOTS = (
    ("apart", "Apart", "Plain networks at the left, residual ones at the right, as in the paper"),
    ("together", "Together", "All networks in one plot"),
)
HEIGHT = (
    ("whole", "Whole", "The axis reaches from 0 to the first epoch’s values"),
    ("near", "Close", "The axis reaches from 0 to a little above where the training ends"),
)


class Choices(QWidget):
    """Rows of buttons over the figure; each change goes into the store."""

    def __init__(self, store: Store[ResidualState], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._depths: tuple[int, ...] = ()
        self.what = Segmented("What is drawn", WHAT)
        self.layers = Segmented("Layers of the networks", [(ALL, "All", "Networks of all depths")])
        self.plots = Segmented("Plots", PLOTS)
        self.height_of = Segmented("Height of the axis", HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for one in (self.what, self.layers, self.plots, self.height_of):
            self._row.addWidget(one)
        self._row.addStretch(1)
        update = store.update
        self.what.currentChanged.connect(lambda key: update("recorded", what=key))
        self.layers.currentChanged.connect(lambda key: update("recorded", depth=int(key)))
        self.plots.currentChanged.connect(
            lambda key: update("recorded", together=key == "together")
        )
        self.height_of.currentChanged.connect(lambda key: update("recorded", near=key == "near"))
        theme.watch_theme(self._apply_metrics)

    def show_state(self, state: RecordedState) -> None:
        """Say what the state says."""
        self.what.set_current(state.what)
        self.plots.set_current("together" if state.together else "apart")
        self.height_of.set_current("near" if state.near else "whole")

    def show_view(self, view: RecordedView) -> None:
        """Offer the depths that were recorded, and say which is drawn."""
        if view.depths != self._depths:
            self._depths = view.depths
            each = (
                (f"{depth}", f"{depth}", f"Networks of {depth} layers alone")
                for depth in view.depths
            )
            self.layers.set_options([(ALL, "All", "Networks of all depths"), *each])
        self.layers.set_current(f"{view.depth}")

    def _apply_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))
