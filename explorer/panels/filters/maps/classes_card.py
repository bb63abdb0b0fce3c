"""What the network takes the picture for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.bars import ProbabilityBars
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.trained.network import Prediction

SHOWN = 5


class ClassesCard(Card):
    """The five most probable classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Top 5 classes", parent=parent)
        self._bars = ProbabilityBars("The five most probable classes", SHOWN)
        self._words = label("", "label", wrap=True)
        self.add(self._bars)
        self.add(self._words)
        self._words.hide()

    def show_predictions(self, predictions: tuple[Prediction, ...], classes: int) -> None:
        """Show the classes of a picture, best first."""
        self.set_facts(f"of {classes:,}")
        self._bars.set_rows([(one.label, one.probability) for one in predictions[:SHOWN]])

    def rows(self) -> tuple[tuple[str, float], ...]:
        """Return what is shown."""
        return self._bars.rows()
