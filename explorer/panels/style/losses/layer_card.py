"""The card of what is looked at: the layer, the order of its channels, the scale of the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from explorer.panels.style.losses.words import loss_words
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, Segmented, label
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.style.losses.values import LossesView
    from explorer.panels.style.state import LossesState

SCALES: Final = (
    ("shared", "one scale", "The same colours for all three: the difference fades as it shrinks"),
    ("each", "own scales", "Each map from 0 to its own largest entry: small differences are seen"),
)
ORDERS: Final = (
    ("number", "by number", "Channels as the network numbers them"),
    ("strength", "strongest", "The style's strongest channels first: by its diagonal"),
    ("together", "together", "Each channel beside the one that it fires with in the style"),
)


class LayerCard(Card):
    """Says what the user wants."""

    chosen = Signal(dict)  # fields of LossesState

    def __init__(self) -> None:
        super().__init__("What the loss sees")
        self._layers: tuple[str, ...] = ()
        self.layer = Choice("Layer", ())
        self.order = Segmented("Order of the channels", ORDERS, fill=True)
        self.scale = Segmented("Scale of the colours", SCALES, fill=True)
        self.loss = label("", "body", wrap=True)
        self.message = InlineMessage()
        self._lay_out()
        self.layer.currentChanged.connect(
            lambda key: self.chosen.emit({"layer": key, "entry": None})
        )
        self.order.currentChanged.connect(lambda key: self.chosen.emit({"order": key}))
        self.scale.currentChanged.connect(lambda key: self.chosen.emit({"scale": key}))

    def show_state(self, losses: LossesState) -> None:
        """Say what the state says."""
        self.order.set_current(losses.order)
        self.scale.set_current(losses.scale)
        if losses.layer in self._layers:
            self.layer.set_current(losses.layer)

    def show_layers(self, layers: Sequence[tuple[str, float]], current: str) -> None:
        """Offer the layers of the style loss."""
        names = tuple(title for title, _ in layers)
        if names != self._layers:
            self._layers = names
            options = [(title, title.removeprefix("relu"), f"{title}, weight {weight:g}")
                       for title, weight in layers]  # fmt: skip
            self.layer.set_options(options, current)
        self.layer.set_current(current)

    def show_view(self, view: LossesView) -> None:
        """Show the loss and whose it is."""
        self.set_facts(view.request.subject.words)
        self.loss.setText(loss_words(view))

    def show_message(self, text: str) -> None:
        """Say why there is nothing new to see; an empty text takes it back."""
        self.message.show_message("warning", text)

    def _lay_out(self) -> None:
        self._rows = QGridLayout()
        self._rows.setColumnStretch(1, 1)
        for row, (name, part) in enumerate(
            (("Layer", self.layer), ("Order", self.order), ("Colours", self.scale))
        ):
            self._rows.addWidget(label(name, "label"), row, 0)
            self._rows.addWidget(part, row, 1)
        self.add(self._rows)
        self.add(self.message)
        self.add(self.loss)
        theme.watch_theme(self._apply_row_metrics)

    def _apply_row_metrics(self) -> None:
        self._rows.setSpacing(theme.current_theme().px(theme.SMALL))
