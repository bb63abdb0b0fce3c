"""The card of the entry: what it is, what it adds to the loss, and what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.losses.formula import contribution_latex
from explorer.panels.style.losses.words import contribution_spoken, entry_words, share_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.style.losses.values import LossesView

FORMULA_HEIGHT: Final = 94
LINES: Final = 3


class EntryCard(Card):
    """Says what pointing at an entry means for the picture."""

    def __init__(self) -> None:
        super().__init__("This entry")
        self.formula = PacedFormula()
        self.words = label("", "body", wrap=True)
        self.add(self.formula)
        self.add(self.words)
        theme.watch_theme(self._apply_entry_metrics)

    def show_view(self, view: LossesView) -> None:
        """Show the entry's formula with its numbers."""
        self.set_facts(share_words(view.entry))
        self.formula.set_latex(contribution_latex(view), contribution_spoken(view.entry))
        self.words.setText(entry_words(view))

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _apply_entry_metrics(self) -> None:
        """Keep one height, so that the table below stays where it is."""
        self.formula.setFixedHeight(theme.current_theme().px(FORMULA_HEIGHT))
        self.words.setMinimumHeight(LINES * self.words.fontMetrics().lineSpacing())
