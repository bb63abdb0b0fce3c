"""One output channel's sum, written out: its products as strips, then as mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.bottleneck.pixel.mathematics import letters_latex, sum_latex
from explorer.panels.bottleneck.pixel.strips_view import StripsView
from explorer.widgets.card import Card
from explorer.widgets.numbers import short_number
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.values import Found

GENERAL = r"z_k = \sum_{c=0}^{C-1} w_{kc}\, x_c + b_k \qquad k = 0, \ldots, C' - 1"


class SumCard(Card):
    """Says the sum in letters until there are numbers, and while pictures move."""

    givenChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Output channel", parent=parent)
        self._found: Found | None = None
        self._channel = 0
        self._facts_text = ""
        self.strips = StripsView()
        self.formula = PacedFormula()
        self.formula.set_latex(GENERAL)
        self.add(self.strips)
        self.add(self.formula)
        self.strips.hide()
        self.strips.givenChosen.connect(self.givenChosen)
        self.strips.hovered.connect(self._on_strips_hovered)

    def show_found(self, found: Found, channel: int, given: int, *, moving: bool) -> None:
        """Write one sum out."""
        self._found, self._channel = found, channel
        self.set_title(f"Output channel {channel}")
        products = found.pixel.products[channel]
        self._facts_text = (
            f"{found.channels_in} products, of which {int((products != 0).sum())} are not 0"
        )
        self.set_facts(self._facts_text)
        self.strips.show()
        self.strips.show_sum(found, channel, given)
        self.formula.set_latex((letters_latex if moving else sum_latex)(found, channel))

    def is_idle(self) -> bool:
        """Whether the formula belongs to the numbers."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _on_strips_hovered(self, given: int | None) -> None:
        found = self._found
        if given is None or found is None:
            self.set_facts(self._facts_text)
            return
        weight = float(found.pixel.weights[self._channel, given])
        value = float(found.pixel.channels[given])
        self.set_facts(
            f"w({self._channel}, {given}) · x({given}) = {short_number(weight, 4)} · "
            f"{short_number(value, 4)} = {short_number(weight * value, 4)}"
        )
