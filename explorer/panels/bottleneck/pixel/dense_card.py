"""The layer at the pixel: matrix times vector, and what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from explorer.panels.bottleneck.pixel.dense_view import DenseView
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel, label
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.dense_layout import Hit, Part
    from explorer.panels.bottleneck.pixel.values import Found

TITLE = "1×1: one small dense layer at this pixel"
HINT = "point at a cell for its number"
SCALES: tuple[tuple[str, Part], ...] = (("W", "weights"), ("x", "given"), ("b, z, a", "sums"))


class DenseCard(Card):
    """z = W · x + b for the pixel, as colours with their scales."""

    channelChosen = Signal(int)
    givenChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, parent=parent)
        self._found: Found | None = None
        self.view = DenseView()
        self._empty = label("", "label", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._readout = ElidedLabel(HINT, "number-small")
        self._names = tuple(label(name, "caption") for name, _ in SCALES)
        self._scales = tuple(ColourScale() for _ in SCALES)
        self._foot = QHBoxLayout()
        for name, scale in zip(self._names, self._scales, strict=True):
            self._foot.addWidget(name)
            self._foot.addWidget(scale)
        self._foot.addStretch(1)
        self.add(self._stack, 1)
        self.add(self._readout)
        self.add(self._foot)
        self.view.channelChosen.connect(self.channelChosen)
        self.view.givenChosen.connect(self.givenChosen)
        self.view.hovered.connect(self._on_view_hovered)
        theme.watch_theme(self._apply_foot_metrics)
        self.show_empty("")

    def show_empty(self, text: str) -> None:
        """Say why there are no numbers yet."""
        self._empty.setText(text)
        self._stack.setCurrentWidget(self._empty)
        for widget in (self._readout, *self._names, *self._scales):
            widget.hide()

    def empty_text(self) -> str:
        """Return what is said in place of numbers, or ""."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    def show_found(self, found: Found, channel: int, given: int) -> None:
        """Show the layer at a pixel, with the row and the column that are chosen."""
        self._found = found
        self.view.show_found(found, channel, given)
        self._stack.setCurrentWidget(self.view)
        self.set_facts(f"{found.volume.network_title}, {found.volume.title}")
        for widget in (self._readout, *self._names, *self._scales):
            widget.show()
        for scale, (_, part) in zip(self._scales, SCALES, strict=True):
            limit = self.view.limits[part]
            scale.set_range(-limit, limit, signed=True)

    def readout(self) -> str:
        """Return what is said of the cell under the pointer."""
        return self._readout.text()

    def _on_view_hovered(self, hit: Hit | None) -> None:
        found = self._found
        self._readout.setText(HINT if hit is None or found is None else hit_text(hit, found))

    def _apply_foot_metrics(self) -> None:
        self._foot.setSpacing(theme.current_theme().px(theme.SMALL))


def hit_text(hit: Hit, found: Found) -> str:
    """Return what a cell holds, in words and numbers."""
    pixel, row = found.pixel, hit.row
    if hit.part == "weights":
        weight, value = float(pixel.weights[row, hit.column]), float(pixel.channels[hit.column])
        product = short_number(weight * value, 5)
        return (
            f"w({row}, {hit.column}) = {short_number(weight, 5)}, times x({hit.column}) = "
            f"{short_number(value, 5)}, is {product}"
        )
    name, values = {
        "given": ("x", pixel.channels),
        "bias": ("b", pixel.bias),
        "sums": ("z", found.sums),
        "outcome": ("a", found.outcome),
    }[hit.part]
    return f"{name}({row}) = {short_number(float(values[row]), 6)}"
