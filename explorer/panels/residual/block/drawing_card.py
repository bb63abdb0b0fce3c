"""The card of the drawing, with the scales of its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.block.drawing import BlockDrawing
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.block.values import Found
    from explorer.widgets.cells import Cell


class DrawingCard(Card):
    """The block, and what its colours mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The block", parent=parent)
        self.drawing = BlockDrawing()
        self._scales = (ColourScale(), ColourScale())
        for scale in self._scales:
            self.add_header_widget(scale)
            scale.hide()
        self.add(self.drawing, 1)

    def show_found(self, found: Found, pixel: Cell) -> None:
        """Show a block."""
        self.set_facts("numbers of all channels · one scale")
        self.drawing.show_block(found, pixel)
        self._scales[0].set_range(0, found.limit, signed=False)
        self._scales[1].set_range(-found.limit, found.limit, signed=True)
        for scale in self._scales:
            scale.show()
