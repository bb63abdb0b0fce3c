"""What comes back through the block, and why the way around matters for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.block.gradient_chart import GradientChart
from explorer.panels.residual.block.mathematics import gradient_latex, gradient_spoken
from explorer.panels.residual.block.words import gradient_reason, gradient_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.residual.block_values import Form
    from explorer.panels.residual.block.values import GradientFound

CHART_HEIGHT = 132


class GradientCard(Card):
    """The lengths against α, the equation, and what it means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The gradient through the block", parent=parent)
        self.chart = GradientChart()
        self.formula = FormulaView(gradient_latex("same"), gradient_spoken("same"))
        self._numbers = label("", "caption", wrap=True)
        self._reason = label("", "caption", wrap=True)
        for part in (self.chart, self.formula, self._reason, self._numbers):
            self.add(part)
        theme.watch_theme(self._apply_chart_metrics)

    def show_found(self, found: GradientFound, form: Form, *, zeroed: bool) -> None:
        """Show what arrives at x."""
        self.chart.show_found(found)
        self.formula.set_latex(gradient_latex(form), gradient_spoken(form))
        self._numbers.setText(gradient_words(found))
        self._reason.setText(gradient_reason(found, form, zeroed=zeroed))

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
