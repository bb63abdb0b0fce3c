"""The card of the mathematics: raw numbers into a box, in the square and in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.grid.box_math import (
    picture_latex,
    score_latex,
    spoken,
    square_latex,
)
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.grid.box_math import BoxMath

IN_SQUARE = "In the network’s square, in pixels; s is the stride"
HOW_SURE = "How sure"
IN_PICTURE = "In the picture: less the letterbox’s bars, by its scale"


class FormulaCard(Card):
    """Formulae with the numbers of the prediction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("From raw numbers to the box", parent=parent)
        self.square, self.score, self.picture = PacedFormula(), PacedFormula(), PacedFormula()
        for words, formula in (
            (IN_SQUARE, self.square),
            (HOW_SURE, self.score),
            (IN_PICTURE, self.picture),
        ):
            self.add(label(words, "caption", wrap=True))
            self.add(formula)

    def show_math(self, box: BoxMath) -> None:
        """Show a prediction's numbers."""
        words = spoken(box)
        self.square.set_latex(square_latex(box), words)
        self.score.set_latex(score_latex(box), words)
        self.picture.set_latex(picture_latex(box), words)

    def clear(self) -> None:
        """Show none."""
        for formula in self.formulas():
            formula.set_latex("")

    def formulas(self) -> tuple[PacedFormula, ...]:
        """Return all three."""
        return self.square, self.score, self.picture

    def is_idle(self) -> bool:
        """Whether all are set."""
        return all(formula.is_idle() for formula in self.formulas())

    def shutdown(self) -> None:
        """Let go of the formulas' worker."""
        for formula in self.formulas():
            formula.shutdown()
