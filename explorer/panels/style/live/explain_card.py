"""How one network paints in 26 styles: the formula, its numbers, and how few of them there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.live.mathematics import (
    NORMALISED,
    NORMALISED_SPOKEN,
    example_latex,
    facts_text,
)
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.style.multistyle_facts import MultistyleFacts
    from explorer.panels.style.live.blend import Weights

_EXAMPLE: Final = "In this blend, for the first map of the first convolution:"
_SOURCE: Final = (
    "Conditional instance normalisation: Dumoulin, Shlens and Kudlur 2017, equation 5, who blend "
    "styles in the same way. σ is √(σ² + 0.00001), so that nothing is divided by 0."
)


class ExplainCard(Card):
    """The mathematics of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("A style is a γ and a β for each map", parent=parent)
        self.formula = FormulaView(NORMALISED, NORMALISED_SPOKEN)
        self.example = PacedFormula()
        self._text = label("", wrap=True)
        self._lead = label(_EXAMPLE, "caption", wrap=True)
        self.add(self.formula)
        self.add(self._text)
        self.add(self._lead)
        self.add(self.example)
        self.add(label(_SOURCE, "caption", wrap=True))
        self._show_example("")

    def show_blend(self, weights: Weights, facts: MultistyleFacts) -> None:
        """Put the numbers of a blend in."""
        self._text.setText(facts_text(facts))
        self._show_example(example_latex(weights, facts))

    def text(self) -> str:
        """Return what is said of the network's numbers."""
        return self._text.text()

    def is_idle(self) -> bool:
        """Whether all formulae are set."""
        return self.formula.is_idle() and self.example.is_idle()

    def shutdown(self) -> None:
        """Let the formulae go."""
        self.formula.shutdown()
        self.example.shutdown()

    def _show_example(self, latex: str) -> None:
        self._lead.setVisible(bool(latex))
        self.example.setVisible(bool(latex))
        if latex:
            self.example.set_latex(latex)
