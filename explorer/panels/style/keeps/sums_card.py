"""The card of the mathematics: which loss is made small, and what all reconstructions show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.keeps.words import summary
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.formula_view import FormulaView

if TYPE_CHECKING:
    from explorer.engine.style.reconstruct import Target
    from explorer.panels.style.keeps.values import KeepsView

WAITING: Final = (
    "Once there are some, it is said here how much of the picture each layer still knows."
)


class SumsCard(Card):
    """Shows the loss of the chosen reconstruction, and the sentence about all of them."""

    def __init__(self) -> None:
        super().__init__("What is kept")
        self.formula = FormulaView()
        self.words = label("", "body", wrap=True)
        self.add(self.formula)
        self.add(self.words)

    def show_view(self, view: KeepsView) -> None:
        """Show the formula and the words."""
        self.formula.set_latex(loss_latex(view.chosen), _spoken(view.chosen))
        self.words.setText(summary(view) or WAITING)

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()


def loss_latex(target: Target) -> str:
    """Return what a reconstruction makes small: x is the picture, x₀ the original."""
    if len(target.layers) == 1:
        sees = "a" if target.loss == "content" else "G"
        return rf"\min_x \; {_difference(sees, _set(target.layer))}"
    first, last = _set(target.layers[0]), _set(target.layer)
    return rf"\min_x \; \sum_{{l = {first}}}^{{{last}}} w_l {_difference('G', 'l')}"


def _difference(sees: str, layer: str) -> str:
    return rf"\left\lVert {sees}^{{{layer}}}(x) - {sees}^{{{layer}}}(x_0) \right\rVert^2"


def _set(layer: str) -> str:
    """Return a layer's title as a formula takes it: the underscore would lower what follows."""
    return rf"\mathrm{{{layer}}}".replace("_", r"\_")


def _spoken(target: Target) -> str:
    what = "maps" if target.loss == "content" else "Gram matrices"
    return f"The squared difference of the {what} at {', '.join(target.layers)} is made small"
