"""The card that derives the break-even width, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from explorer.engine.bottleneck.curve import BreakEven
    from explorer.engine.bottleneck.derivation import DerivationLine

TITLES = {
    "macs": "MACs", "flops": "FLOPs", "params": "parameters", "traffic": "memory traffic",
}  # fmt: skip
STEPS = ("It saves if", "with b alone", "so it meets the direct cost at", "and saves for")


class BreakEvenCard(Card):
    """Each step in letters and with today's numbers; today's width is not in them."""

    def __init__(self) -> None:
        super().__init__("Break-even width, step by step")
        self._words = [label(text, "caption") for text in STEPS]
        self.letters = [FormulaView() for _ in STEPS]
        self.numbers = [FormulaView() for _ in STEPS]
        for words, letters, numbers in zip(self._words, self.letters, self.numbers, strict=True):
            self.add(words)
            self.add(letters)
            self.add(numbers)
        self.letters[-1].hide()

    def show_break_even(self, found: BreakEven) -> None:
        """Derive a break-even width."""
        self.set_facts(f"of {TITLES[found.quantity]}")
        for letters, numbers, line in zip(self.letters, self.numbers, found.lines, strict=True):
            _show(letters, numbers, line)

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return all(view.is_idle() for view in (*self.letters, *self.numbers))

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        for view in (*self.letters, *self.numbers):
            view.shutdown()


def _show(letters: FormulaView, numbers: FormulaView, line: DerivationLine) -> None:
    letters.set_latex(line.general, f"In letters: {line.spoken}")
    numbers.set_latex(line.numbers, line.spoken)
