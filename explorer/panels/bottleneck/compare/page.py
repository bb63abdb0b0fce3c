"""The page that holds a convolution with and without a bottleneck against each other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.bottleneck.compare.bars_card import BarsCard
from explorer.panels.bottleneck.compare.break_even_card import BreakEvenCard
from explorer.panels.bottleneck.compare.curve_card import CurveCard
from explorer.panels.bottleneck.compare.figure_card import FigureCard
from explorer.panels.bottleneck.compare.products_card import ProductsCard
from explorer.panels.bottleneck.compare.respond import request_of, respond
from explorer.panels.bottleneck.compare.spec_card import SpecCard
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.divide import Divide
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.bottleneck.compare.respond import CompareRequest, CompareView
    from explorer.panels.bottleneck.state import BottleneckState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIGURE_SHARE = 0.49
"""Of the height: what is left to the products at 1280×800 is just enough for them."""
PRODUCTS_STRETCH, CURVE_STRETCH = 7, 8


class ComparePage(Page):
    """Drawing, products and curve at the left; numbers, bars and the derivation at the right."""

    def __init__(self, context: PanelContext, store: Store[BottleneckState]) -> None:
        super().__init__(context, store)
        self._is_active = False
        self._asked: CompareRequest | None = None
        self._view: CompareView | None = None
        self._worker: LatestWins[CompareView] = LatestWins(self, name="bottleneck costs")
        self.spec_card = SpecCard()
        self.figure_card = FigureCard()
        self.products_card = ProductsCard()
        self.curve_card = CurveCard()
        self.bars_card = BarsCard()
        self.break_even_card = BreakEvenCard()
        self._moving = (self.figure_card, self.products_card, self.curve_card,
                        self.break_even_card)  # fmt: skip
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    @property
    def result(self) -> CompareView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: BottleneckState) -> None:
        """Make every control say what the state says, and have it counted while it is seen."""
        self.spec_card.show_spec(state.spec)
        self.curve_card.curve.show_width(state.spec.bottleneck)
        for card in (self.figure_card, self.products_card, self.curve_card):
            card.show_choices(state.compare)
        if self._is_active:
            self._ask(state)

    def activate(self) -> None:
        """Count what the state asks for: the page is on the screen."""
        self._is_active = True
        self._ask(self.store.state)

    def deactivate(self) -> None:
        """Count nothing more."""
        self._is_active = False

    def is_idle(self) -> bool:
        """Whether the newest numbers are on the screen, and all formulae set."""
        return self._worker.is_idle() and all(card.is_idle() for card in self._moving)

    def shutdown(self) -> None:
        """Stop the worker, and what moves."""
        self._worker.shutdown()
        for card in self._moving:
            card.shutdown()

    def _lay_out(self) -> None:
        lower = QWidget()
        self._lower = QHBoxLayout(lower)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.addWidget(self.products_card, PRODUCTS_STRETCH)
        self._lower.addWidget(self.curve_card, CURVE_STRETCH)
        bench = Workbench()
        bench.add_work(Divide(self.figure_card, lower, FIGURE_SHARE))
        for card in (self.spec_card, self.bars_card, self.break_even_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self.context.errors.report)
        self.spec_card.edited.connect(lambda changes: self.store.update("spec", **changes))
        for card in (self.figure_card, self.products_card, self.curve_card):
            card.edited.connect(lambda changes: self.store.update("compare", **changes))
        self.curve_card.widthChosen.connect(
            lambda width: self.store.update("spec", bottleneck=width)
        )

    def _ask(self, state: BottleneckState) -> None:
        request = request_of(state)
        if request != self._asked:
            self._asked = request
            self._worker.submit(partial(respond, request))

    def _on_worker_result(self, view: CompareView) -> None:
        self._view = view
        for card in (self.figure_card, self.products_card, self.curve_card, self.bars_card):
            card.show_view(view)
        self.break_even_card.show_break_even(view.break_even)
        self.spec_card.show_remarks(view.remarks)

    def _apply_metrics(self) -> None:
        self._lower.setSpacing(theme.current_theme().px(theme.MEDIUM))
