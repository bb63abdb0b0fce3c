"""The card that works out the output's size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView
from explorer.widgets.output_size import (
    axis_sizes,
    dropped_text,
    general_latex,
    general_words,
    shape_text,
)

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding


class OutputSizeCard(Card):
    """The formula, today's numbers for height and width, and what the floor drops.

    Parameters
    ----------
    padded
        Whether p stands in the formula: it does not where nothing is ever padded.
    """

    def __init__(self, *, padded: bool = True) -> None:
        super().__init__("Output size")
        self._padded = padded
        self._formula = FormulaView(general_latex(padded=padded), general_words(padded=padded))
        self._numbers = FormulaView()
        self._dropped = label("", "caption", wrap=True)
        for item in (self._formula, self._numbers, self._dropped):
            self.add(item)

    def show_sliding(self, sliding: Sliding) -> None:
        """Put the numbers in."""
        height, width = axis_sizes(sliding)
        self._numbers.show()
        self.set_facts(f"{shape_text(*sliding.picture)} → {shape_text(*sliding.output)}")
        lines = (axis.latex(padded=self._padded) for axis in (height, width))
        self._numbers.set_latex("\n".join(lines), f"height {height.output}, width {width.output}")
        self._dropped.setText(dropped_text(height, width, ": shaded in the input"))

    def show_problem(self) -> None:
        """Take the numbers away where nothing fits: why stands beside the controls."""
        self._numbers.hide()
        self.set_facts("does not fit")
        self._dropped.setText("")

    def is_idle(self) -> bool:
        """Whether both formulae are set."""
        return self._formula.is_idle() and self._numbers.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulae's worker."""
        self._formula.shutdown()
        self._numbers.shutdown()
