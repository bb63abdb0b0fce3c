"""The page on which an inception module is designed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.bottleneck.inception import preset_of
from explorer.engine.network.json_form import to_plain as network_to_plain
from explorer.panels.bottleneck.inception.design_cards import BranchesCard, InputCard
from explorer.panels.bottleneck.inception.lower_card import LowerCard
from explorer.panels.bottleneck.inception.module_card import ModuleCard
from explorer.panels.bottleneck.inception.values import ModuleRequest, respond
from explorer.panels.bottleneck.state import inception_state
from explorer.services.latest import LatestWins
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.bottleneck.inception.values import ModuleView
    from explorer.panels.bottleneck.state import BottleneckState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

LAYER_BUILDER = "layers"


class InceptionPage(Page):
    """Presets, six widths and three switches; the drawing, and what it costs."""

    def __init__(self, context: PanelContext, store: Store[BottleneckState]) -> None:
        super().__init__(context, store)
        self._view: ModuleView | None = None
        self._asked: ModuleRequest | None = None
        self._worker: LatestWins[ModuleView] = LatestWins(self, name="inception")
        self.module = ModuleCard()
        self.costs = LowerCard()
        self.input = InputCard(store.state.inception)
        self.branches = BranchesCard(store.state.inception)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> ModuleView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: BottleneckState) -> None:
        """Make the controls say what the state says, and ask for the rest."""
        self.input.show_state(state.inception)
        self.branches.show_state(state.inception)
        design = state.inception.design()
        self.module.show_choices(preset_of(design), state.module.drawing)
        self.costs.show_choices(state.module.lower, state.compare.counts)
        request = ModuleRequest(design, state.compare.counts, state.module.drawing)
        if request != self._asked:
            self._asked = request
            self._worker.submit(partial(respond, request))

    def is_idle(self) -> bool:
        """Whether the newest design is on the screen, and nothing moves."""
        parts = (self._worker, self.module, self.costs)
        return self._view is not None and all(part.is_idle() for part in parts)

    def shutdown(self) -> None:
        """Stop the worker, and what moves."""
        for part in (self._worker, self.module, self.costs):
            part.shutdown()

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.module, 3)
        bench.add_work(self.costs, 2)
        bench.add_card(self.input)
        bench.add_card(self.branches)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self.context.errors.report)
        self.module.presetChosen.connect(self._on_module_preset_chosen)
        self.module.drawingChosen.connect(lambda key: self.store.update("module", drawing=key))
        self.costs.partChosen.connect(lambda key: self.store.update("module", lower=key))
        self.costs.countsChosen.connect(lambda key: self.store.update("compare", counts=key))
        for card in (self.input, self.branches):
            card.changed.connect(self._on_card_changed)
        self.branches.openRequested.connect(self._on_branches_open_requested)

    def _on_worker_result(self, view: ModuleView) -> None:
        self._view = view
        self.module.show_view(view)
        self.costs.show_view(view)
        self.branches.show_view(view)

    def _on_module_preset_chosen(self, key: str) -> None:
        self.store.edit(lambda state: replace(state, inception=inception_state(key)))

    def _on_card_changed(self, field: str, value: object) -> None:
        self.store.update("inception", **{field: value})

    def _on_branches_open_requested(self) -> None:
        network = self.store.state.inception.design().network()
        state = {
            "network": network_to_plain(network),
            "selected": [0],
            "view": {"drawing": "graph"},
        }
        self.openRequested.emit(LAYER_BUILDER, state)
