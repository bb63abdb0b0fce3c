"""Which unit is asked: a network, one of its layers, and a channel of that layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.filters.excite.remedies import Remedy, remedy_for
from explorer.panels.filters.maps.layer_strip import LayerStrip
from explorer.panels.filters.maps.network_card import TITLES
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, Range, SliderRow, Toggle, push_button, tool_button
from explorer.widgets.notice import InlineMessage
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteView
    from explorer.panels.filters.maps.values import LayerFacts
    from explorer.panels.filters.state import FiltersState, UnitState
    from explorer.services.store import Store


class UnitCard(Card):
    """Lists of networks and layers, the channel's number, and how strongly it answers."""

    networkWanted = Signal(str)
    mapsWanted = Signal()

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Unit")
        self._store = store
        self._view: ExciteView | None = None
        self._layers: tuple[LayerFacts, ...] = ()
        self._remedy: Remedy | None = None
        self.network = Choice("Network", tuple(TITLES.items()), as_list=True)
        self.strip = LayerStrip()
        self.layer = Choice("Layer", (), as_list=True)
        self._before = tool_button("chevron-left", "The layer before", kind="quiet")
        self._after = tool_button("chevron-right", "The next layer", kind="quiet")
        self.channel = SliderRow(
            "channel  k", Range(0, 1, "int"), 0, "Number of the channel in its layer, from 0"
        )
        self.follow = Toggle(
            "strongest channel on this picture",
            "Take the channel with the largest mean activation, on each picture anew",
        )
        self.message = InlineMessage("error")
        self.remedy_button = push_button("", "")
        self._lay_out()
        self._show_controls(shown=False)
        self.remedy_button.hide()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, unit: UnitState) -> None:
        """Mark the network, the layer and the channel of the state."""
        if unit.network in TITLES:
            self.network.set_current(unit.network)
        self.follow.setChecked(unit.channel is None)
        if unit.channel is not None:
            self.channel.set_value(unit.channel)
        self._mark_layer(unit.layer)

    def show_view(self, view: ExciteView) -> None:
        """Take the network's layers, the layer's channels, and this picture's numbers."""
        self._view = view
        self._show_layers(() if view.network is None else view.network.layers)
        if view.layer is not None:
            self._mark_layer(view.layer.name)
            count = view.layer.shape[2]
            self.channel.set_range(Range(0, max(count - 1, 1), "int"))
            self.channel.setEnabled(count > 1)
        self._show_channel(view)
        self._show_problem(view)

    def _show_layers(self, layers: tuple[LayerFacts, ...]) -> None:
        if layers is self._layers:
            return
        self._layers = layers
        self._show_controls(bool(layers))
        self.strip.set_layers(layers)
        self.layer.set_options([(one.name, f"{one.title}   {one.size_text}") for one in layers])

    def _show_controls(self, shown: bool) -> None:
        """Show what only a loaded network can fill."""
        for row in (self._before, self.layer, self._after, self.strip, self.channel, self.follow):
            row.setVisible(shown)
        self.set_facts("")

    def _mark_layer(self, name: str) -> None:
        if any(layer.name == name for layer in self._layers):
            self.strip.set_current(name)
            if self.layer.current() != name:
                self.layer.set_current(name)

    def _show_channel(self, view: ExciteView) -> None:
        unit, wanted = view.unit, self._store.state.unit.channel
        if wanted is not None:
            self.channel.set_value(wanted)
        elif unit is not None:
            self.channel.set_value(unit.channel)
        if unit is not None:
            count = len(unit.means)
            self.set_facts(f"mean {short_number(unit.mean)} · rank {unit.rank} of {count}")

    def _show_problem(self, view: ExciteView) -> None:
        remedy = self._remedy = remedy_for(view, self._store.state.unit)
        self.remedy_button.setVisible(remedy is not None)
        if remedy is None or view.problem is None:
            self.message.clear()
            return
        set_button_text(self.remedy_button, remedy.text, with_icon=False)
        self.remedy_button.setToolTip(remedy.tooltip)
        self.message.show_message("error", view.problem.text)

    def _on_layer_chosen(self, name: str) -> None:
        """Go to a layer; a chosen channel stays where the layer has one of this number."""
        channel = self._store.state.unit.channel
        shape = next(layer.shape for layer in self._layers if layer.name == name)
        kept = None if channel is None or channel >= shape[2] else channel
        self._store.update("unit", layer=name, channel=kept)

    def _on_channel_changed(self, value: float) -> None:
        self._store.update("unit", channel=int(value))

    def _on_follow_clicked(self, checked: bool) -> None:
        unit = None if self._view is None else self._view.unit
        self._store.update("unit", channel=None if checked or unit is None else unit.channel)

    def _on_remedy_clicked(self) -> None:
        if self._remedy is None:
            return
        if self._remedy.unit is None:
            self.mapsWanted.emit()
        else:
            unit = self._remedy.unit
            self._store.update("unit", layer=unit.layer, channel=unit.channel)

    def _connect(self) -> None:
        self.network.currentChanged.connect(self.networkWanted)
        self.strip.chosen.connect(self._on_layer_chosen)
        self.layer.currentChanged.connect(self._on_layer_chosen)
        self._before.clicked.connect(lambda: self.strip.step(-1))
        self._after.clicked.connect(lambda: self.strip.step(1))
        self.channel.valueChanged.connect(self._on_channel_changed)
        self.follow.clicked.connect(self._on_follow_clicked)
        self.remedy_button.clicked.connect(self._on_remedy_clicked)

    def _lay_out(self) -> None:
        self._layer_row = QHBoxLayout()
        self._layer_row.addWidget(self._before)
        self._layer_row.addWidget(self.layer, 1)
        self._layer_row.addWidget(self._after)
        for item in (self.network, self._layer_row, self.strip, self.channel):
            self.add(item)
        self.add(self.message)
        self.add(self.remedy_button)
        self.add(self.follow)

    def _apply_row_metrics(self) -> None:
        self._layer_row.setSpacing(theme.current_theme().px(theme.TIGHT))
