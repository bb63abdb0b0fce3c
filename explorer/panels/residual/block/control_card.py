"""What can be done to the block: α, its form, and its weights taken away and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.residual.block.mathematics import general_latex, general_spoken
from explorer.panels.residual.block.words import FORMS, GIVE_BACK, SET_TO_ZERO, explanation
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, label, push_button, set_tone
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.state import BlockState

ALPHA = Range(0, 1, decimals=2, step=0.01)
ALPHA_TIP = "How much of a[l] goes around the two layers: 1 is a residual block, 0 a plain one"
ZERO_TIP = (
    "F's weights and biases become 0, so that F(a[l]) = 0; what goes around stays. "
    "Press again to give them back."
)


class ControlCard(Card):
    """The equation, and what can be changed in it."""

    alphaChosen = Signal(float)
    formChosen = Signal(str)
    zeroedChosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Skip connection", parent=parent)
        self.formula = FormulaView()
        self.alpha = SliderRow("α", ALPHA, 1.0, ALPHA_TIP)
        self.form = Segmented("Form of the block", FORMS, fill=True)
        self.zero = push_button(SET_TO_ZERO, ZERO_TIP, "eraser", checkable=True)
        self._explanation = label("", "caption", wrap=True)
        self._problem = label("", "caption", wrap=True)
        set_tone(self._problem, "bad")
        for part in (
            self.formula, self.alpha, self.form, self.zero, self._explanation, self._problem,
        ):  # fmt: skip
            self.add(part)
        self._problem.hide()
        self.alpha.valueChanged.connect(self.alphaChosen)
        self.form.currentChanged.connect(self.formChosen)
        self.zero.clicked.connect(self.zeroedChosen)

    def show_state(self, state: BlockState) -> None:
        """Say what the state says."""
        self.alpha.set_value(state.alpha)
        self.form.set_current(state.form)
        self.zero.setChecked(state.zeroed)
        set_button_text(self.zero, GIVE_BACK if state.zeroed else SET_TO_ZERO)
        self.formula.set_latex(general_latex(state.form), general_spoken(state.form))
        self._explanation.setText(explanation(state.form))

    def show_problem(self, text: str) -> None:
        """Say why nothing can be computed; an empty text says nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._problem.text()

    def is_idle(self) -> bool:
        """Whether the equation is on the screen."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()
