"""What comes back through the block, and why the way around matters for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.block.gradient_chart import GradientChart
from explorer.panels.residual.block.mathematics import GRADIENT, GRADIENT_SPOKEN
from explorer.panels.residual.block.words import gradient_reason, gradient_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.block.values import GradientFound

CHART_HEIGHT = 132
WHAT_D_IS = "D is 1 where the sum is above 0, and 0 elsewhere: g's derivative."
NO_G = "No g follows the addition: D is 1 everywhere."


class GradientCard(Card):
    """The lengths against α, the equation, and what it means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The gradient through the block", parent=parent)
        self.chart = GradientChart()
        self.formula = FormulaView(GRADIENT, GRADIENT_SPOKEN)
        self._numbers = label("", "caption", wrap=True)
        self._reason = label("", "caption", wrap=True)
        for part in (self.chart, self.formula, self._reason, self._numbers):
            self.add(part)
        theme.watch_theme(self._apply_chart_metrics)

    def show_found(self, found: GradientFound, *, zeroed: bool, linear: bool) -> None:
        """Show what arrives at x."""
        self.chart.show_found(found)
        self._numbers.setText(gradient_words(found))
        self._reason.setText(
            f"{gradient_reason(found, zeroed=zeroed)} {NO_G if linear else WHAT_D_IS}"
        )

    def texts(self) -> tuple[str, str]:
        """Return the numbers and the reason."""
        return self._numbers.text(), self._reason.text()

    def is_idle(self) -> bool:
        """Whether the equation is on the screen."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _apply_chart_metrics(self) -> None:
        self.chart.setFixedHeight(theme.current_theme().px(CHART_HEIGHT))
