"""The column of cards at the right of the build page, as one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.panels.layers.cards.cost_card import CostCard
from explorer.panels.layers.cards.inverse_card import InverseCard
from explorer.panels.layers.cards.layer_card import LayerCard
from explorer.panels.layers.cards.savings_card import SavingsCard
from explorer.panels.layers.cards.size_card import SizeCard

if TYPE_CHECKING:
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.card import Card


class CardColumn(QObject):
    """Shows one view in all cards, and says what the user wants in any of them.

    The signals are those of `LayerCard`; `InverseCard` edits, too.
    """

    edited = Signal(object, str, object)  # Layer, field, Shown
    inputEdited = Signal(object, object)  # Shape, Shape
    nameEdited = Signal(str)
    released = Signal()
    problemWanted = Signal(object)
    focusTaken = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layer = LayerCard()
        self.size = SizeCard()
        self.cost = CostCard()
        self.savings = SavingsCard()
        self.inverse = InverseCard()
        self._formulas = (self.size, self.cost, self.savings)
        for card in (self.layer, self.inverse):
            card.edited.connect(self.edited)
            card.released.connect(self.released)
        self.layer.inputEdited.connect(self.inputEdited)
        self.layer.nameEdited.connect(self.nameEdited)
        self.layer.problemWanted.connect(self.problemWanted)
        self.layer.focusTaken.connect(self.focusTaken)

    def cards(self) -> tuple[Card, ...]:
        """Return the cards, from top to bottom."""
        return (self.layer, self.size, self.cost, self.savings, self.inverse)

    def show_view(self, view: LayersView) -> None:
        """Show the chosen layer in every card; emits nothing."""
        self.layer.show_view(view)
        self.inverse.show_view(view)
        for card in self._formulas:
            card.show_view(view)

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(card.is_idle() for card in self._formulas)

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        for card in self._formulas:
            card.shutdown()
