"""The page of feature maps: picture and grid at the left, networks and numbers at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.filters.maps.choices import Choices
from explorer.panels.filters.maps.classes_card import ClassesCard
from explorer.panels.filters.maps.exports import Exports
from explorer.panels.filters.maps.facts import timing_text, title_of
from explorer.panels.filters.maps.filters_card import FiltersCard
from explorer.panels.filters.maps.grid_card import GridCard
from explorer.panels.filters.maps.layer_card import LayerCard
from explorer.panels.filters.maps.network_card import OWN, NetworkCard
from explorer.panels.filters.maps.own import OwnNetworks
from explorer.panels.filters.maps.picture_card import PictureCard
from explorer.panels.filters.maps.request import reads_digits, request_of
from explorer.panels.filters.maps.statistics_card import StatisticsCard
from explorer.panels.filters.pad_page import PadPage
from explorer.services.lazily import made_when_called
from explorer.services.media import parse_source
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.filters.maps.values import MapsRequest, MapsView
    from explorer.panels.filters.state import FiltersState, UnitState
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:astronaut"
WAITING = "PyTorch is loading…"
PICTURE_SHARE, GRID_SHARE = 2, 3


def _make_session() -> Callable[[Frame, MapsRequest], MapsView]:
    from explorer.panels.filters.maps.session import Session

    return Session().respond


class MapsPage(PadPage["MapsRequest", "MapsView"]):
    """Any layer of a real network: all its channels, one of them over the picture."""

    def __init__(self, context: PanelContext, store: Store[FiltersState]) -> None:
        super().__init__(context, store, made_when_called(_make_session), "feature maps")
        self._view: MapsView | None = None
        self._asked_unit: UnitState | None = None
        self._device: str | None = None
        self.layer_card = LayerCard()
        self.picture_card = PictureCard()
        self.grid_card = GridCard()
        self.statistics_card = StatisticsCard()
        self.network_card = NetworkCard()
        self.classes_card = ClassesCard()
        self.filters_card = FiltersCard()
        self.own = OwnNetworks(context, store, self)
        self.exports = Exports(self)
        self._lay_out()
        Choices(self, store)
        self.grid_card.roomChanged.connect(self._on_room_changed)
        self.picture_card.sourceWanted.connect(self._on_source_wanted)
        context.source.stateChanged.connect(self._on_source_state_changed)
        self._wait_for_engine()

    @property
    def result(self) -> MapsView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: FiltersState) -> None:
        """Make every control say what the state says; draw the digit."""
        self.network_card.set_current(state.unit.network)
        self.layer_card.set_current(state.unit.layer)
        self.grid_card.show_choices(state.maps, state.unit.channel)
        self.picture_card.set_overlay(state.maps.overlay)
        self.show_digit(state)
        self.own.show_state(state.unit)

    def request(self, state: FiltersState) -> MapsRequest:
        """Return what the maps depend on."""
        kind = self.context.source.state.kind
        return request_of(state, str(self.context.engine.device), kind, self.grid_card.room)

    def ask(self) -> None:
        """Ask for the present state once torch is there; say what has to be loaded for it."""
        if not self.context.engine.is_ready:
            return
        unit = replace(self.store.state.unit, layer="", channel=None)
        if unit != self._asked_unit:
            self._asked_unit = unit
            self.network_card.set_busy(f"Loading {title_of(unit)}…")
            self.own.follow(unit)
        super().ask()

    def show_result(self, result: LiveResult[MapsRequest, MapsView]) -> None:
        """Paint pictures, grid and numbers."""
        view, unit = result.value, result.request.unit
        if self._view is None or view.network is not self._view.network:
            self.network_card.show_facts(view.network)
            self.filters_card.show_filters(view.network.filters)
            self.statistics_card.show()
        self._view = view
        if replace(unit, layer="", channel=None) == self._asked_unit:
            self.network_card.set_busy("")
        self.network_card.show_problem("")
        self.layer_card.show_layers(view.network.layers, view.layer.name)
        self.picture_card.show_view(result.frame, view)
        self.grid_card.show_view(view, result.request.order)
        self.grid_card.show_timing(timing_text(view, self._device_name()))
        self.statistics_card.show_view(view)
        self.filters_card.set_selected(view.layer.name, unit.channel)
        self._show_predictions(view, digits=reads_digits(unit))

    def show_failure(self, error: BaseException) -> None:
        """Say why the network, the layer or the channel cannot be shown."""
        self.network_card.set_busy("")
        self.network_card.show_problem(str(error))
        if self._view is None:
            self.grid_card.show_empty("There are no maps: the card “Network” says why")

    def present(self) -> None:
        """Draw a digit where one is wanted and none is there."""
        self.present_digit()

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind the maps."""
        network = self.store.state.unit.network
        return () if network == OWN else (network,)

    def open_own(self, path: Path) -> None:
        """Open a network from a file."""
        self.own.open(str(path))

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        engine = self.context.engine
        waits = not engine.is_ready and not engine.is_idle()
        return super().is_idle() and not waits and self.own.is_idle() and self.exports.is_idle()

    def shutdown(self) -> None:
        """Stop every worker."""
        super().shutdown()
        self.own.shutdown()
        self.exports.shutdown()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.picture_card, PICTURE_SHARE)
        row.addWidget(self.grid_card, GRID_SHARE)
        bench = Workbench()
        bench.add_work(self.layer_card, 0)
        bench.add_work(row, 1)
        for card in (
            self.network_card,
            self.own.card,
            self.digit_card,
            self.classes_card,
            self.statistics_card,
            self.filters_card,
        ):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        for card in (self.own.card, self.classes_card, self.statistics_card, self.filters_card):
            card.hide()  # until there is something on it

    def _wait_for_engine(self) -> None:
        engine = self.context.engine
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        if not engine.is_ready:
            self.network_card.set_busy(WAITING)
            self.grid_card.show_empty(WAITING)

    def _show_predictions(self, view: MapsView, *, digits: bool) -> None:
        predictions = view.predictions
        self.classes_card.setVisible(predictions is not None and not digits)
        if predictions is not None and digits:
            self.digit_card.show_predictions(predictions)
        elif predictions is not None:
            self.classes_card.show_predictions(predictions, view.network.classes)

    def _device_name(self) -> str:
        if self._device is None:
            from explorer.engine.device import describe_device

            assert self.context.engine.device is not None
            self._device = describe_device(self.context.engine.device).name
        return self._device

    def _on_engine_ready(self) -> None:
        self.network_card.set_busy("")
        self.grid_card.show_empty("Open a picture, a clip or a camera above")
        if self._slot is not None:
            self.ask()

    def _on_engine_failed(self, reason: str) -> None:
        self.network_card.set_busy("")
        self.network_card.show_problem(reason)
        self.grid_card.show_empty("Without PyTorch there are no maps")

    def _on_room_changed(self) -> None:
        if self._slot is not None:
            self.ask()

    def _on_source_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _on_source_state_changed(self) -> None:
        if self._slot is not None:
            self.ask()
