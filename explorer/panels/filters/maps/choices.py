"""From the page's controls to the state, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.panels.filters.maps.network_card import OWN

if TYPE_CHECKING:
    from explorer.panels.filters.maps.page import MapsPage
    from explorer.panels.filters.state import FiltersState
    from explorer.services.store import Store


class Choices(QObject):
    """Turns what the user chooses on the cards into another state."""

    def __init__(self, page: MapsPage, store: Store[FiltersState]) -> None:
        super().__init__(page)
        self._page = page
        self._store = store
        page.network_card.networkChosen.connect(self._on_network_chosen)
        page.layer_card.layerChosen.connect(self._on_layer_chosen)
        page.grid_card.channelChosen.connect(self._on_channel_chosen)
        page.grid_card.orderChosen.connect(self._on_order_chosen)
        page.grid_card.scaleChosen.connect(self._on_scale_chosen)
        page.picture_card.overlayChanged.connect(self._on_overlay_changed)
        page.filters_card.filterChosen.connect(self._on_filter_chosen)

    def _on_network_chosen(self, key: str) -> None:
        unit = self._store.state.unit
        if key == unit.network:
            self._page.show_state(self._store.state)  # the button stays pressed
        elif key != OWN or unit.own_file:
            self._store.update("unit", network=key, layer="", channel=None)
        else:
            self._page.show_state(self._store.state)
            self._page.own.card.ask_for_file()

    def _on_layer_chosen(self, name: str) -> None:
        """Go to a layer; the channel stays chosen where the layer has one of this number."""
        view, channel = self._page.result, self._store.state.unit.channel
        if view is not None and channel is not None:
            channel = channel if channel < view.network.layer(name).shape[2] else None
        self._store.update("unit", layer=name, channel=channel)

    def _on_channel_chosen(self, channel: int) -> None:
        """Choose a channel of the layer that is shown, even where the state left it open."""
        view = self._page.result
        if view is not None:
            self._store.update("unit", layer=view.layer.name, channel=channel)

    def _on_filter_chosen(self, layer: str, channel: int) -> None:
        self._store.update("unit", layer=layer, channel=channel)

    def _on_order_chosen(self, order: str) -> None:
        self._store.update("maps", order=order)

    def _on_scale_chosen(self, scale: str) -> None:
        self._store.update("maps", scale=scale)

    def _on_overlay_changed(self, overlay: float) -> None:
        self._store.update("maps", overlay=overlay)
