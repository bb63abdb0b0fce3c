"""The card that counts: weights, biases, parameters, operations, activations, receptive field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.layers.cards.costs import (
    Count,
    cost_text,
    formula,
    operations,
    shape_words,
)
from explorer.panels.layers.cards.formula_card import FormulaCard, StatLine, show_formula
from explorer.panels.layers.cards.places import flow_before
from explorer.panels.layers.cards.receptive import field_text
from explorer.panels.layers.marks import mark_of
from explorer.widgets.controls import label, set_tone
from explorer.widgets.numbers import big_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from explorer.engine.network import LayerReport
    from explorer.engine.network.built.check import Checked, Quantity
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.formula_view import FormulaView

LINES = {
    "weights": ("weights", "Shape of the weights: f × f × c_prev × c"),
    "biases": ("biases", "Shape of the biases: 1 × 1 × 1 × c"),
    "params": ("parameters", "Numbers that are trained"),
    "operations": ("MACs", "Multiplications of one picture, without the bias; FLOPs add additions"),
    "activations": ("activations", "Numbers that the layer writes for one picture"),
    "field": ("receptive field", "Pixels of the input that one output cell depends on"),
}


class CostCard(FormulaCard):
    """Each number with its formula, its check, and a word where the formula alone would not do."""

    def __init__(self) -> None:
        super().__init__("Cost")
        self.lines = {key: StatLine(*words) for key, words in LINES.items()}
        self.params, self.operations, self.field = (self._formula() for _ in range(3))
        self._notes = {key: label("", "caption", wrap=True) for key in LINES}
        after: dict[str, FormulaView] = {
            "params": self.params, "operations": self.operations, "field": self.field
        }  # fmt: skip
        for key, line in self.lines.items():
            self.add(line)
            if key in after:
                self.add(after[key])
            self.add(self._notes[key])

    def show_view(self, view: LayersView) -> None:
        """Show the chosen layer's numbers; the card hides where there are none."""
        report = view.layer_report
        self.setVisible(report is not None)
        if report is None:
            return
        self._show_shapes(report)
        self._show_counts(report, view)
        self._show_activations(report)
        self._show_field(report, view)

    def note(self, key: str) -> str:
        """Return the sentence below a number."""
        return self._notes[key].text()

    def _show_shapes(self, report: LayerReport) -> None:
        for key, shape in (("weights", report.weights), ("biases", report.biases)):
            self.lines[key].show_value(shape_words(shape))
            self.lines[key].setVisible(bool(report.weights))
            self._say(key, "")

    def _show_counts(self, report: LayerReport, view: LayersView) -> None:
        text = cost_text(report)
        unit, count, factor = operations(report, view.view.counts)
        self.lines["operations"].set_caption(unit)
        self._show_count("params", self.params, text.params, report.params, view)
        self._show_count("operations", self.operations, text.macs, count, view, factor)

    def _show_count(
        self,
        key: str,
        shown: FormulaView,
        count: Count,
        result: int,
        view: LayersView,
        factor: int = 1,
    ) -> None:
        checked = self._checked(view, "params" if key == "params" else "macs")
        mark, tone, why = ("", "muted", "")
        if view.problem is None:
            mark, tone, why = mark_of(checked, view.unchecked)
        self.lines[key].show_value(big_text(result), mark, tone, why)
        show_formula(shown, formula(count, result, factor) if count.numbers else "")
        differs = checked is not None and checked.verdict != "equal"
        self._say(key, " ".join(part for part in (count.words, why if differs else "") if part))
        set_tone(self._notes[key], "bad" if checked and checked.verdict == "differs" else "")

    def _show_activations(self, report: LayerReport) -> None:
        self.lines["activations"].show_value(big_text(report.activations))
        words = "No new numbers: the same ones are looked at." if not report.activations else ""
        self._say("activations", words)

    def _show_field(self, report: LayerReport, view: LayersView) -> None:
        text = field_text(report, flow_before(view.network, report.place, view.report))
        self.lines["field"].show_value(text.size)
        show_formula(self.field, text.latex, f"receptive field {text.size}")
        self._say("field", text.words)

    def _checked(self, view: LayersView, quantity: Quantity) -> Checked | None:
        if view.check is None or view.selected is None:
            return None
        return view.check.at(view.selected, quantity)

    def _say(self, key: str, words: str) -> None:
        note: QLabel = self._notes[key]
        note.setText(words)
        note.setVisible(bool(words))
