"""The card of the class scores: the best as bars, the rest in a line, and what they sum to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.grid.class_scores import (
    DIFFERENCE,
    SHOWN,
    class_latex,
    rest_text,
    sum_text,
)
from explorer.widgets.bars import ProbabilityBars
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.grid.class_scores import CellScores


class ScoresCard(Card):
    """P(class) of one prediction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Class scores", parent=parent)
        self.bars = ProbabilityBars("P(class), given that there is an object", SHOWN)
        self._rest = label("", "number-small")
        self.formula = PacedFormula()
        self._difference = label("", "caption", wrap=True)
        for part in (self.bars, self._rest, self.formula, self._difference):
            self.add(part)

    def show_scores(self, scores: CellScores) -> None:
        """Show a prediction's."""
        self.set_facts(sum_text(scores))
        self.bars.set_rows(scores.top)
        self._rest.setText(rest_text(scores))
        name, value = scores.top[0]
        self.formula.set_latex(class_latex(scores), f"P({name}) is {value:.3f}")
        self._difference.setText(DIFFERENCE[scores.kind])

    def clear(self) -> None:
        """Show none."""
        self.set_facts("")
        self.bars.set_rows(())
        self._rest.setText("")
        self.formula.set_latex("")
        self._difference.setText("")

    def texts(self) -> tuple[str, str, str]:
        """Return the sum, the rest and the difference between the two kinds."""
        return self.facts(), self._rest.text(), self._difference.text()

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()
