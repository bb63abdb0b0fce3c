"""What α is for: without it, one point for all faces would be perfect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.triplets.values import collapse_latex
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WORDS = (
    "Were every face mapped to the same point, each triplet would lose exactly α. A loss that is "
    "stuck there says that this has happened: the embedding has collapsed. Without α it would be "
    "0, and collapse the best of all answers."
)


class CollapseCard(Card):
    """The loss of f = 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("If f = 0 for everybody", parent=parent)
        self.formula = PacedFormula()
        self.add(self.formula)
        self.add(label(WORDS, "caption", wrap=True))

    def show_margin(self, margin: float) -> None:
        """Put α in."""
        self.formula.set_latex(
            collapse_latex(margin), f"If f is 0 for everybody, the loss is alpha: {margin:.2f}"
        )

    def is_idle(self) -> bool:
        """Whether the formula is on the screen."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()
