"""The loss that is made small, with the numbers of the step that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.paint.formula import losses_latex, spoken, weights_latex
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.style.state import PaintState
    from explorer.panels.style.values import Moment, Plan

BEFORE: Final = "With the present weights; each loss stands beside its weight while you paint."
SHARES: Final = (
    "Of the gradient’s length, content makes {content:.0%}, style {style:.0%} and smoothness "
    "{variation:.0%}."
)


class FormulaCard(Card):
    """J, its weights and its losses."""

    def __init__(self) -> None:
        super().__init__("The loss")
        self.formula = PacedFormula()
        self._words = label("", "caption", wrap=True)
        self.add(self.formula)
        self.add(self._words)

    def show_weights(self, paint: PaintState) -> None:
        """Show what would be painted now."""
        self.set_facts("")
        weights = f"α {paint.content_weight:.3g}, β {paint.style_weight:.3g}"
        words = f"J with {weights}, γ {paint.variation_weight:.3g}"
        self.formula.set_latex(weights_latex(paint), words)
        self._words.setText(BEFORE)

    def show_moment(self, plan: Plan, name: str, moment: Moment) -> None:
        """Show the losses of a moment, with the weights that it was painted with."""
        self.set_facts(f"{name}, step {moment.index}")
        losses, config = moment.losses, plan.config
        self.formula.set_latex(losses_latex(config, losses), spoken(config, losses))
        shares = moment.shares
        if shares is not None:
            self._words.setText(
                SHARES.format(
                    content=shares.content, style=shares.style, variation=shares.variation
                )
            )

    def words(self) -> str:
        """Return what is said below the formula."""
        return self._words.text()

    def is_idle(self) -> bool:
        """Whether the newest formula is on the screen."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula."""
        self.formula.shutdown()
