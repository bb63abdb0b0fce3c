"""The card that says what pooling keeps, and that there is nothing to learn in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from explorer.panels.filters.pooling.respond import Pooling


class FactsCard(Card):
    """Parameters (none) and the share of numbers that is kept."""

    def __init__(self) -> None:
        super().__init__("No parameters to learn", "0 weights, 0 biases")
        self._text = label("", wrap=True)
        self.add(self._text)

    def show_pooling(self, pooling: Pooling) -> None:
        """Count for this picture."""
        self._text.setText(kept_text(pooling))

    def clear(self) -> None:
        """Say nothing where nothing could be pooled."""
        self._text.setText("")


def kept_text(pooling: Pooling) -> str:
    """Return how many numbers are kept, and what each of them knows."""
    (height, width), (rows, columns) = pooling.input_size, pooling.output_size
    depth, s, f = pooling.depth, pooling.request.stride, pooling.request.size
    before, after = height * width * depth, rows * columns * depth
    kept = f"{after:,} of {before:,} numbers are left: {100 * after / before:.1f} %"
    about = "" if after * s * s == before else "about "
    share = f"{kept} ({about}1/s² = 1/{s * s})."
    if pooling.request.mode == "max":
        return f"{share} Each is the largest of {f * f}; where in the window it stood is lost."
    return f"{share} Each is the mean of {f * f}: a blur with a stride."
