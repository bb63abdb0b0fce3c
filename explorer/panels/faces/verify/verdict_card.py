"""The card of the answer: same person or different, d as mathematics, and the notes' slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.faces.verify.difference import is_same, verdict
from explorer.panels.faces.verify.formula import DEFINITION, distance_latex, spoken
from explorer.widgets.card import Card
from explorer.widgets.controls import Section, label, set_tone
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.faces.verify.difference import Difference

SAME, DIFFERENT = "Same person", "Different persons"
NOTHING = "Two faces are needed"
SLIP_TITLE: Final = "The lecture notes have τ the other way round"
SLIP: Final = (
    "The notes say that d(img₁, img₂) = ‖f(x₁) f(x₂)‖² is less than τ if the persons are "
    "different; it is the other way round (the same person if d < τ), and the minus sign between "
    "f(x₁) and f(x₂) is missing."
)


class VerdictCard(Card):
    """Says what d and τ mean together."""

    def __init__(self) -> None:
        super().__init__("One person?")
        self._verdict = label(NOTHING, "heading")
        self._rule = label("", "number")
        self.formula = PacedFormula()
        self._slip = Section(SLIP_TITLE)
        self._slip.add(label(SLIP, "caption", wrap=True))
        for part in (self._verdict, self._rule, self.formula, self._slip):
            self.add(part)
        self.show_difference(None, 0.0)

    def show_difference(self, difference: Difference | None, tau: float) -> None:
        """Say the answer for two embeddings; None for none."""
        if difference is None:
            self._verdict.setText(NOTHING)
            set_tone(self._verdict, "muted")
            self._rule.setText("")
            self.formula.set_latex(DEFINITION, "d is the sum of the squared differences")
            self.set_facts("")
            return
        same = is_same(difference.d, tau)
        self._verdict.setText(SAME if same else DIFFERENT)
        set_tone(self._verdict, "good" if same else "bad")
        self._rule.setText(verdict(difference.d, tau))
        self.set_facts(f"plain L2: {difference.plain:.3f}")
        self.formula.set_latex(distance_latex(difference), spoken(difference))

    def verdict(self) -> str:
        """Return the answer."""
        return self._verdict.text()

    def rule(self) -> str:
        """Return how d lies to τ."""
        return self._rule.text()

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()
