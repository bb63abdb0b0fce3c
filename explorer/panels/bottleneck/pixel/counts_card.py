"""How few weights there are, and how often each is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.bottleneck.pixel.facts_grid import FactsGrid
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.numbers import big_text, short_count

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.values import Found


class CountsCard(Card):
    """C · C′ weights and C′ biases, the same at all H · W pixels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Counts", parent=parent)
        self._lines = FactsGrid(4)
        self._sentence = label("", "caption", wrap=True)
        self.add(self._lines)
        self.add(self._sentence)

    def show_found(self, found: Found) -> None:
        """Count the weights of a layer, or of the step with one channel, and what they do."""
        (height, width), is_one = found.size, found.single is not None
        c, made = (1, 1) if is_one else (found.channels_in, found.channels)
        weights, pixels = c * made, height * width
        biases = made if found.volume.bias is not None and not is_one else 0
        none = "none here" if is_one else "none: a normalisation follows"
        self.set_facts("1 parameter" if is_one else f"{big_text(weights + biases)} parameters")
        self._lines.show_line(0, "weights C · C′", f"{c:,} · {made:,} = {big_text(weights)}")
        self._lines.show_line(1, "biases C′", f"{biases:,}" if biases else none)
        self._lines.show_line(2, "used at all pixels", f"{height} · {width} = {pixels:,}")
        macs = weights * pixels
        self._lines.show_line(
            3, "MACs", f"{pixels:,} · {weights:,} = {big_text(macs)}",
            tip=f"Multiplications; {big_text(2 * macs)} FLOPs",
        )  # fmt: skip
        whole = short_count(float(pixels * c) * (pixels * made))
        self._sentence.setText(
            f"FLOPs are twice the MACs: {big_text(2 * macs)}. A dense layer over the whole volume "
            f"would have {whole} weights."
        )

    def texts(self) -> list[str]:
        """Return all that is said."""
        return [*(" ".join(line) for line in self._lines.texts()), self._sentence.text()]
