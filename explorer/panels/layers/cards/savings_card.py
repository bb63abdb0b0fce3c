"""The card that says why convolutions need few weights: the two reasons of the course, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network.counts.savings import Savings, savings
from explorer.panels.layers.cards.formula_card import FormulaCard, StatLine
from explorer.panels.layers.cards.latex import grouped, product
from explorer.widgets.controls import label
from explorer.widgets.log_bars import Bar, LogBars

if TYPE_CHECKING:
    from explorer.engine.network import LayerReport
    from explorer.panels.layers.values import LayersView

MOST_DECIMALS = 100
"""From so many times on, a factor is shown without decimals."""


class SavingsCard(FormulaCard):
    """A dense layer between the same volumes, one without sharing, and the convolution."""

    def __init__(self) -> None:
        super().__init__("Why convolutions are small")
        self.bars = LogBars("Weights between the same two volumes", 3)
        self.sparsity = StatLine(
            "sparse connections", "An output depends on one window only, and not on all inputs"
        )
        self.sparsity_formula = self._formula()
        self.sharing = StatLine(
            "parameter sharing", "One filter is used at every place of the input"
        )
        self.sharing_formula = self._formula()
        self._words = label("", "caption", wrap=True)
        for widget in (
            self.bars, self.sparsity, self.sparsity_formula, self.sharing, self.sharing_formula,
            self._words,
        ):  # fmt: skip
            self.add(widget)

    def show_view(self, view: LayersView) -> None:
        """Count for the chosen layer; the card hides where it is no convolution."""
        report = view.layer_report
        found = None if report is None else savings(report)
        self.setVisible(found is not None)
        if found is not None and report is not None:
            self._show(found, report, view.savings)

    def words(self) -> str:
        """Return the sentence below the factors."""
        return self._words.text()

    def _show(self, found: Savings, report: LayerReport, whole: Savings | None) -> None:
        self.set_facts(f"{times_text(found.total)} fewer weights")
        self.bars.set_bars(
            (
                Bar("dense layer: every output sees every input", found.dense, "faint"),
                Bar("a window each, weights not shared", found.local, "warm"),
                Bar("convolution: one filter for all places", found.shared, "accent"),
            )
        )
        self.sparsity.show_value(times_text(found.by_sparsity))
        self.sharing.show_value(times_text(found.by_sharing))
        self.sparsity_formula.set_latex(_sparsity_latex(found, report))
        height, width, _ = report.output
        self.sharing_formula.set_latex(
            rf"h' \cdot w' = {product(height, width)} = {grouped(height * width)}",
            f"each weight is used {height * width} times",
        )
        self._words.setText(_words(found, whole))


def times_text(factor: float) -> str:
    """Return a factor: ×784, ×7.84."""
    return f"×{factor:,.0f}" if factor >= MOST_DECIMALS else f"×{factor:.3g}"


def _sparsity_latex(found: Savings, report: LayerReport) -> str:
    inputs, seen = product(*report.input), f"{found.per_output:.5g}"
    if report.layer.kind == "conv":
        seen = product(*report.weights[:3])
    letters = r"\frac{h \cdot w \cdot c_{\mathrm{prev}}}{\mathrm{window}}"
    return rf"{letters} = \frac{{{inputs}}}{{{seen}}} = {found.by_sparsity:.4g}"


def _words(found: Savings, whole: Savings | None) -> str:
    text = "Weights alone, without biases."
    if whole is not None and whole != found:
        text += (
            f" All convolutions of the network: {times_text(whole.by_sparsity)} by sparse "
            f"connections, {times_text(whole.by_sharing)} by sharing, {times_text(whole.total)} "
            "in all."
        )
    if found.reads_of_padding:
        text += f" {found.share_of_padding:.1%} of the products are with padding, and so are 0."
    if found.by_sparsity < 1:
        text += " The windows are larger than the input: nothing is saved by sparse connections."
    return text
