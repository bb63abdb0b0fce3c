"""The layers of the network, to walk through from the first to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.filters.maps.layer_strip import LayerStrip
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, tool_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.values import LayerFacts

LIST_WIDTH = 250


class LayerCard(Card):
    """A strip of bars, a list that can be searched, and buttons to the next layer."""

    layerChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Layers", parent=parent)
        self._layers: tuple[LayerFacts, ...] = ()
        self.strip = LayerStrip()
        self._list = Choice("Layer", (), as_list=True)
        self._before = tool_button("chevron-left", "The layer before", kind="quiet")
        self._after = tool_button("chevron-right", "The next layer", kind="quiet")
        for widget in (self._before, self._list, self._after):
            self.add_header_widget(widget)
        self.add(self.strip)
        self._before.clicked.connect(lambda: self.strip.step(-1))
        self._after.clicked.connect(lambda: self.strip.step(1))
        self.strip.chosen.connect(self.layerChosen)
        self._list.currentChanged.connect(self.layerChosen)
        theme.watch_theme(self._apply_list_metrics)

    def show_layers(self, layers: tuple[LayerFacts, ...], current: str) -> None:
        """Show the layers of a network, with the one that is looked at."""
        if layers is not self._layers:
            self._layers = layers
            self.strip.set_layers(layers)
            options = [(one.name, f"{one.title}   {one.size_text}") for one in layers]
            self._list.set_options(options, current)
            self.set_facts(f"{len(layers)} layers · the higher, the more channels")
        self.set_current(current)

    def set_current(self, name: str) -> None:
        """Mark the layer of this name, if the layers on the card have it; emits nothing."""
        if any(layer.name == name for layer in self._layers):
            self.strip.set_current(name)
            if name != self._list.current():
                self._list.set_current(name)

    def current(self) -> str:
        """Return the name of the layer that is marked."""
        return self._list.current()

    def _apply_list_metrics(self) -> None:
        self._list.setFixedWidth(theme.current_theme().px(LIST_WIDTH))
