"""The page of edge filters: pictures, probe and walk at the left, the controls at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.filters.edges.exports import Exports
from explorer.panels.filters.edges.geometry_card import GeometryCard
from explorer.panels.filters.edges.kernel_card import KernelCard
from explorer.panels.filters.edges.pictures import Pictures
from explorer.panels.filters.edges.probe_card import ProbeCard
from explorer.panels.filters.edges.probing import centre_cell, read
from explorer.panels.filters.edges.request import EdgesRequest, request_of
from explorer.panels.filters.edges.respond import Responder, Response
from explorer.panels.filters.edges.response_card import ResponseCard
from explorer.panels.filters.edges.sharing_card import SharingCard
from explorer.panels.filters.edges.walk import Walk
from explorer.panels.filters.size_card import OutputSizeCard
from explorer.services.media import parse_source
from explorer.widgets.cells import CellKeys, clamped
from explorer.widgets.page import LivePage
from explorer.widgets.walk_player import Glide
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.filters.state import Cell, FiltersState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:astronaut"


class EdgesPage(LivePage[EdgesRequest, Response]):
    """A picture beside its response, with every number taken apart."""

    def __init__(self, context: PanelContext, store: Store[FiltersState]) -> None:
        super().__init__(context, store, Responder(), "edge filters")
        self._response: Response | None = None
        self._hovered: Cell | None = None
        self._glide = Glide(self)
        self._keys = CellKeys(self)
        self.pictures = Pictures()
        self.probe_card = ProbeCard()
        self.kernel_card = KernelCard(store)
        self.geometry_card = GeometryCard(store)
        self.response_card = ResponseCard(store)
        self.size_card = OutputSizeCard()
        self.sharing_card = SharingCard()
        self.walk = Walk(store, self.probe_card.walk_bar, self._output_size, self)
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> Response | None:
        """What is on the screen."""
        return self._response

    def show_state(self, state: FiltersState) -> None:
        """Make the controls say what the state says; move the probe."""
        edges = state.edges
        self.kernel_card.show_state(edges)
        self.geometry_card.show_state(edges)
        self.response_card.show_state(edges)
        self.probe_card.walk_bar.show_state(edges)
        self.walk.show_state(edges)
        self._refresh_probe()

    def request(self, state: FiltersState) -> EdgesRequest:
        """Return what the response depends on."""
        return request_of(state.edges)

    def show_result(self, result: LiveResult[EdgesRequest, Response]) -> None:
        """Paint pictures, numbers and sizes."""
        response = self._response = result.value
        self.pictures.show_response(response)
        self.geometry_card.show_problem(response.problem)
        if response.answer is not None:
            self.size_card.show_sliding(response.answer.sliding)
            self.sharing_card.show_counts(response.request, response.answer.sliding)
        else:
            self.size_card.show_problem()
        self._refresh_probe()

    def show_failure(self, error: BaseException) -> None:
        """Say beside the geometry what could not be computed."""
        self.geometry_card.show_problem(str(error))

    def deactivate(self) -> None:
        """Stand still while nobody looks."""
        self.walk.pause()
        self._glide.stop()
        super().deactivate()

    def is_idle(self) -> bool:
        """Whether pictures, numbers and formulae are on the screen and nothing moves."""
        return (
            super().is_idle()
            and not self.walk.is_running()
            and not self._glide.is_moving()
            and self.probe_card.is_idle()
            and self.size_card.is_idle()
            and self.exports.is_idle()
        )

    def shutdown(self) -> None:
        """Stop timers and workers."""
        super().shutdown()
        self.probe_card.shutdown()
        self.size_card.shutdown()
        self.exports.shutdown()

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.pictures, 1)
        bench.add_work(self.probe_card, 0)
        for card in (
            self.kernel_card,
            self.geometry_card,
            self.response_card,
            self.size_card,
            self.sharing_card,
        ):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        self.pictures.set_empty("Choose a picture, a clip or a camera above", "Show a picture")

    def _connect(self) -> None:
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        self._glide.moved.connect(self._show_frame)
        self.pictures.cellHovered.connect(self._on_pictures_cell_hovered)
        self.pictures.unhovered.connect(self._on_pictures_unhovered)
        self.pictures.cellClicked.connect(self._on_pictures_cell_clicked)
        self.pictures.actionRequested.connect(self._on_pictures_action_requested)
        self._keys.watch(*self.pictures.views)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(self.walk.go_first)
        self._keys.lastWanted.connect(self.walk.go_last)

    def _output_size(self) -> tuple[int, int] | None:
        """Return the size of the response that is asked for, once it is there."""
        response = self._response
        if response is None or response.answer is None:
            return None
        is_present = response.request == request_of(self.store.state.edges)
        return response.answer.sliding.output if is_present else None

    def _probed_cell(self, response: Response) -> Cell | None:
        if response.answer is None:
            return None
        sliding = response.answer.sliding
        cell = self._hovered_cell or self.store.state.edges.probe or centre_cell(sliding)
        return clamped(cell, sliding.output)

    @property
    def _hovered_cell(self) -> Cell | None:
        """The cell under the pointer, which a walk does not heed."""
        return None if self.walk.is_running() else self._hovered

    def _on_source_state_changed(self, _state: object) -> None:
        """A picture that stands still can be read: its numbers go into the formula."""
        self._refresh_probe()

    def _refresh_probe(self) -> None:
        """Read the probed cell anew: it, the picture or the kernel changed."""
        response = self._response
        cell = None if response is None else self._probed_cell(response)
        if response is None or response.answer is None or cell is None:
            self.probe_card.show_reading(None)
            return
        self.probe_card.show_reading(read(response, cell), moving=self.is_moving())
        stride = response.answer.sliding.stride
        slides = self._hovered_cell is None and self.store.state.edges.walking
        target = QPointF(cell[1] * stride, cell[0] * stride)
        self._glide.send(target, self.walk.step_ms if slides else 0)
        self._show_frame()

    def _show_frame(self) -> None:
        reading, point = self.probe_card.reading, self._glide.point()
        if reading is None or point is None:
            return
        edges = self.store.state.edges
        walked_to = (edges.probe or (0, 0)) if edges.walking else None
        self.pictures.show_frame(point.x(), point.y(), reading.cell, walked_to)

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        self._hovered = None
        self.walk.move(rows, columns)
        self._refresh_probe()

    def _on_pictures_cell_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._refresh_probe()

    def _on_pictures_unhovered(self) -> None:
        self._hovered = None
        self._refresh_probe()

    def _on_pictures_cell_clicked(self, row: int, column: int) -> None:
        self.walk.pause()
        self.store.update("edges", probe=(row, column))

    def _on_pictures_action_requested(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))
