"""The card that works out the output's size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.panels.layers.cards.formula_card import FormulaCard, show_formula
from explorer.panels.layers.cards.places import place_words, problem_at
from explorer.panels.layers.cards.shown import shown_of
from explorer.panels.layers.cards.sizes import SizeText, misfit_text, size_text
from explorer.panels.layers.marks import mark_of
from explorer.widgets.controls import label, set_tone
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from explorer.panels.layers.values import LayersView

EQUALS = "✓ equals the real tensor"
WAITING = "checking…"
SEE_FIELD = "It does not fit: why stands beside its numbers, above."


class SizeCard(FormulaCard):
    """The formula in letters and with today's numbers, what the floor drops, and the check."""

    def __init__(self) -> None:
        super().__init__("Output size")
        self._mark = label("", "caption")
        self.general, self.numbers = self._formula(), self._formula()
        self._words = label("", "caption", wrap=True)
        self._difference = label("", "caption", wrap=True)
        set_tone(self._difference, "bad")
        self.add_header_widget(self._mark)
        for widget in (self.general, self.numbers, self._words, self._difference):
            self.add(widget)

    def show_view(self, view: LayersView) -> None:
        """Show how the output's size follows; of windows that do not fit, by how much."""
        self.set_title("Output size" if view.layer is not None else "Size of the input")
        text = size_text(view) or self._misfit(view)
        show_formula(self.general, text.general, text.spoken)
        show_formula(self.numbers, text.numbers)
        self._words.setText(text.words)
        set_tone(self._words, "bad" if problem_at(view.problem, view.selected) else "")
        self._show_mark(view)

    def words(self) -> str:
        """Return the sentence below the formulae."""
        return self._words.text()

    def mark(self) -> str:
        """Return what the check says."""
        return self._mark.text()

    def _misfit(self, view: LayersView) -> SizeText:
        problem = view.problem
        own = problem_at(problem, view.selected)
        if own is not None:
            found = misfit_text(shown_of(view)) or SizeText("", "")
            return found if found.words else replace(found, words=SEE_FIELD)
        where = "" if problem is None else f" at {place_words(view.network, problem.place)}"
        return SizeText("", "", "", f"The network ends before it,{where}: no volume gets here.")

    def _show_mark(self, view: LayersView) -> None:
        self._difference.hide()
        if view.layer_report is None or view.problem is not None:
            self._mark.setText("")
            return
        checked = None if view.check is None else view.check.at(view.layer_report.place, "output")
        mark, tone, why = mark_of(checked, view.unchecked)
        if checked is None:
            mark = "" if view.unchecked else WAITING
        elif checked.verdict == "equal":
            mark = EQUALS
        else:
            self._difference.setText(why)
            self._difference.show()
        self._mark.setText(mark)
        self._mark.setToolTip(plain_tip(why))
        set_tone(self._mark, tone)
