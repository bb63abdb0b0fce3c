"""The card of the embeddings: three strips on one scale, and what a cell says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.verification import percent
from explorer.panels.faces.verify.strips_view import StripsView
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel
from explorer.widgets.numbers import signed_number

if TYPE_CHECKING:
    from explorer.panels.faces.verify.difference import Difference

NAMED = 3
NOTHING = "Two faces give two rows of 128 numbers each."


class StripsCard(Card):
    """Shows where two embeddings differ."""

    def __init__(self) -> None:
        super().__init__("f(x): 128 numbers a face")
        self.view = StripsView()
        self.scale = ColourScale()
        self._words = ElidedLabel(NOTHING, "number")
        self._difference: Difference | None = None
        self.add_header_widget(self.scale)
        self.add(self.view)
        self.add(self._words)
        self.view.pointed.connect(self._say)
        self.scale.hide()

    def show_difference(self, difference: Difference | None) -> None:
        """Show two embeddings; None shows none."""
        self._difference = difference
        self.view.show_difference(difference)
        self.scale.setVisible(difference is not None)
        if difference is not None:
            self.scale.set_range(-difference.limit, difference.limit, signed=True)
        self._say(self.view.place)

    def words(self) -> str:
        """Return what is said below the strips."""
        return self._words.text()

    def _say(self, place: int) -> None:
        if self._difference is None:
            self._words.setText(NOTHING)
        elif place < 0:
            self._words.setText(sum_words(self._difference))
        else:
            self._words.setText(cell_words(self._difference, place))
        self.view.setAccessibleDescription(self._words.text())


def cell_words(difference: Difference, place: int) -> str:
    """Return what stands in a column, k counted from 1."""
    first, second = float(difference.first[place]), float(difference.second[place])
    return (
        f"k = {place + 1:3}:  {signed_number(first, 3)} − ({signed_number(second, 3)}) = "
        f"{signed_number(float(difference.difference[place]), 3)}   "
        f"squared {difference.squares[place]:.4f}, {percent(difference.share(place))} of d"
    )


def sum_words(difference: Difference) -> str:
    """Return which squares are the largest, and how many of them make half of d."""
    if not difference.d:
        return "The same 128 numbers twice: all differences are 0."
    largest = difference.largest(NAMED)
    named = " · ".join(f"k = {place + 1}: {difference.squares[place]:.3f}" for place in largest)
    half = difference.needed()
    return f"Largest squares  {named}   Half of d comes from {half} of 128."
