"""The card of the network's output, with the chosen cell's slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from explorer.widgets.card import Card
from explorer.widgets.detections.tensor_view import OutputTensorView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.widgets.detections.output_slice import OutputSlice


class TensorCard(Card):
    """The output as a block, and the cell's numbers anchor by anchor; scrolls where it is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Output tensor", parent=parent)
        self.tensor = OutputTensorView()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self.tensor)
        self.tensor.setAutoFillBackground(False)
        self.add(self._scroll, 1)

    def show_slice(self, value: OutputSlice | None) -> None:
        """Show a cell's column of the output; None shows none."""
        self.tensor.show_slice(value)
        self.set_facts("" if value is None else value.caption().rpartition(" = ")[2])
