"""The page of pooling: two pictures and the probed window at the left, controls at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.filters.pooling.exports import Exports
from explorer.panels.filters.pooling.facts_card import FactsCard
from explorer.panels.filters.pooling.pictures import PoolingPictures
from explorer.panels.filters.pooling.pool_card import PoolCard
from explorer.panels.filters.pooling.reading import read
from explorer.panels.filters.pooling.respond import Pooling, PoolingRequest, process, request_of
from explorer.panels.filters.pooling.window_card import WindowCard
from explorer.panels.filters.size_card import OutputSizeCard
from explorer.services.media import parse_source
from explorer.widgets.cells import CellKeys, clamped
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.filters.state import Cell, FiltersState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:astronaut"


class PoolingPage(LivePage[PoolingRequest, Pooling]):
    """A picture beside what pooling leaves of it."""

    def __init__(self, context: PanelContext, store: Store[FiltersState]) -> None:
        super().__init__(context, store, process, "pooling")
        self._pooling: Pooling | None = None
        self._hovered: Cell | None = None
        self._keys = CellKeys(self)
        self.pictures = PoolingPictures()
        self.window_card = WindowCard()
        self.pool_card = PoolCard(store)
        self.size_card = OutputSizeCard(padded=False)
        self.facts_card = FactsCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> Pooling | None:
        """What is on the screen."""
        return self._pooling

    def show_state(self, state: FiltersState) -> None:
        """Make the controls say what the state says; mark winners; move the probe."""
        self.pool_card.show_state(state.pooling)
        self.pictures.show_winners(state.pooling.winners)
        self._refresh_probe()

    def request(self, state: FiltersState) -> PoolingRequest:
        """Return what the result depends on."""
        return request_of(state.pooling)

    def show_result(self, result: LiveResult[PoolingRequest, Pooling]) -> None:
        """Paint pictures, numbers and sizes."""
        pooling = self._pooling = result.value
        self.pictures.show_pooling(pooling, winners=self.store.state.pooling.winners)
        self.pool_card.show_problem(pooling.problem)
        if pooling.sliding is not None:
            self.size_card.show_sliding(pooling.sliding)
            self.facts_card.show_pooling(pooling)
        else:
            self.size_card.show_problem()
            self.facts_card.clear()
        self._refresh_probe()

    def show_failure(self, error: BaseException) -> None:
        """Say beside the controls what could not be computed."""
        self.pool_card.show_problem(str(error))

    def is_idle(self) -> bool:
        """Whether pictures, numbers and formulae are on the screen."""
        return (
            super().is_idle()
            and self.window_card.is_idle()
            and self.size_card.is_idle()
            and self.exports.is_idle()
        )

    def shutdown(self) -> None:
        """Stop timers and workers."""
        super().shutdown()
        self.window_card.shutdown()
        self.size_card.shutdown()
        self.exports.shutdown()

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.pictures, 1)
        bench.add_work(self.window_card, 0)
        for card in (self.pool_card, self.size_card, self.facts_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        self.pictures.cellHovered.connect(self._on_pictures_cell_hovered)
        self.pictures.unhovered.connect(self._on_pictures_unhovered)
        self.pictures.cellClicked.connect(lambda row, column: self._keep((row, column)))
        self.pictures.actionRequested.connect(
            lambda: self.context.source.open(parse_source(FIRST_PICTURE))
        )
        self._keys.watch(*self.pictures.views)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self._keep((0, 0)))
        self._keys.lastWanted.connect(self._on_keys_last_wanted)

    def _probed_cell(self, pooling: Pooling) -> Cell:
        rows, columns = pooling.output_size
        kept = self.store.state.pooling.probe
        return clamped(self._hovered or kept or (rows // 2, columns // 2), (rows, columns))

    def _on_source_state_changed(self, _state: object) -> None:
        """A picture that stands still can be read: its numbers go into the formula."""
        self._refresh_probe()

    def _refresh_probe(self) -> None:
        pooling = self._pooling
        reading = None
        if pooling is not None and pooling.pooled is not None:
            reading = read(pooling, self._probed_cell(pooling))
        self.window_card.show_reading(reading, moving=self.is_moving())
        self.pictures.show_reading(reading)

    def _keep(self, cell: Cell) -> None:
        """Let the probe stay on a cell."""
        self._hovered = None
        self.store.update("pooling", probe=cell)
        self._refresh_probe()

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        pooling = self._pooling
        if pooling is not None and pooling.pooled is not None:
            row, column = self._probed_cell(pooling)
            self._keep(clamped((row + rows, column + columns), pooling.output_size))

    def _on_keys_last_wanted(self) -> None:
        pooling = self._pooling
        if pooling is not None and pooling.pooled is not None:
            self._keep(clamped(pooling.output_size, pooling.output_size))

    def _on_pictures_cell_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._refresh_probe()

    def _on_pictures_unhovered(self) -> None:
        self._hovered = None
        self._refresh_probe()
