"""Paint: two pictures, three weights, and a picture that comes to be while you watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.panels.style.exports import exports_of
from explorer.panels.style.paint.estimator import Estimator
from explorer.panels.style.paint.formula_card import FormulaCard
from explorer.panels.style.paint.pictures_card import PicturesCard
from explorer.panels.style.paint.run_card import RunCard
from explorer.panels.style.paint.size_card import SizeCard
from explorer.panels.style.paint.standing import (
    failure_of,
    fork_index,
    is_at_rest,
    show_time,
)
from explorer.panels.style.paint.time_words import LOADING
from explorer.panels.style.paint.way_card import WayCard
from explorer.panels.style.paint.work import PaintWork
from explorer.panels.style.plan import plan_of
from explorer.widgets.buttons import tool_button
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.panels.style.values import Moment, Plan
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

REST_MS = 700
"""Settings that were not touched for so long are measured."""


class PaintPage(Page):
    """Controls at the right, the work at the left, and Start below it."""

    def __init__(self, context: PanelContext, store: Store[StyleState], shared: Shared) -> None:
        super().__init__(context, store)
        self.shared = shared
        self.studio, self.pictures = shared.studio, shared.pictures
        self.estimator = Estimator(self.studio.network, context.errors, self)
        self.work = PaintWork(context, store, shared)
        self.run_card = RunCard()
        self.pictures_card = PicturesCard(context, store, shared.pictures)
        self.way_card = WayCard(store)
        self.size_card = SizeCard()
        self.formula_card = FormulaCard()
        self.exports = exports_of(self, shared)
        self._is_active = False
        self._start_wanted = False
        self._problem: ExplorerError | None = None
        self._needed_bytes = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._lay_out()
        self._connect()

    def show_state(self, state: StyleState) -> None:
        """Make the controls say what the state says."""
        paint = state.paint
        self.pictures_card.show_state(paint)
        self.way_card.show_state(paint)
        self.size_card.show_state(paint)
        self.work.show_state(state)
        self._problem = None
        self._refresh()
        self._measure_soon()

    def activate(self) -> None:
        """Measure how long painting would take."""
        self._is_active = True
        self._show_device()
        self._refresh()
        self._measure_soon()

    def deactivate(self) -> None:
        """Measure nothing; what is painted goes on."""
        self._is_active = False
        self._rest.stop()
        self.estimator.stop()

    def present(self) -> None:
        """Paint what the state asks for, unless something is painted already."""
        if not self.studio.branches:
            self._on_start_wanted()

    def frame(self) -> None:
        """Return None: what is on the screen is not the source's picture."""
        return

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is painted."""
        return ("vgg16",) if self.store.state.paint.trunk == "vgg16" else ()

    def is_idle(self) -> bool:
        """Whether nothing is painted, read or measured, and all of it is on the screen."""
        cards = (self.work, self.pictures_card, self.way_card, self.formula_card)
        workers = (self.studio, self.pictures, self.estimator, self.exports)
        waits = self._start_wanted or self._rest.isActive() or not self.context.engine.is_idle()
        return not waits and all(part.is_idle() for part in (*cards, *workers))

    def shutdown(self) -> None:
        """End what this page started, but for the painting: that is the panel's."""
        self._rest.stop()
        self.estimator.shutdown()
        self.exports.shutdown()
        for card in (self.work, self.pictures_card, self.way_card, self.formula_card):
            card.shutdown()
        self.run_card.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved or opened now."""
        return [*self.exports.entries(self.store.state.paint), *self.work.entries()]

    def plan(self) -> Plan:
        """Return what would be painted now.

        Raises
        ------
        ExplorerError
            A picture is missing, or the settings cannot be painted with.
        """
        device = self.context.engine.device
        paint = self.store.state.paint
        return plan_of(paint, self.pictures.pictures, None if device is None else str(device))

    # Inside

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.work, 1)
        bench.add_work(self.run_card, 0)
        for card in (self.pictures_card, self.way_card, self.size_card, self.formula_card):
            bench.add_card(card)
        settings = tool_button("folder-open", "Open settings…", kind="quiet")
        settings.clicked.connect(self.exports.opener.ask)
        self.run_card.add_tool(settings)
        self.run_card.add_tool(export_button(self.entries))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        for card in (self.way_card, self.size_card):
            card.chosen.connect(self._on_chosen)
        self.run_card.startWanted.connect(self._on_start_wanted)
        self.run_card.measureWanted.connect(self._on_measure_wanted)
        self.run_card.forkWanted.connect(self._on_fork_wanted)
        self.run_card.sizeWanted.connect(lambda size: self._on_chosen({"size": size}))
        self.work.forkRequested.connect(self._on_fork_requested)
        self.pictures.changed.connect(self._on_pictures_changed)
        self.studio.changed.connect(self._on_studio_changed)
        self.studio.previewed.connect(self._on_studio_previewed)
        self.estimator.changed.connect(self._on_estimator_changed)
        self._rest.timeout.connect(self._on_rest_timeout)
        self.context.engine.ready.connect(self._on_engine_changed)
        self.context.engine.failed.connect(self._on_engine_changed)

    def _refresh(self) -> None:
        """Say how things stand."""
        self.run_card.show_branches(self.studio.branches)
        self.size_card.show_pictures(self.store.state.paint, self.pictures.pictures)
        self._show_formula()
        obstacle, plan = self._obstacle()
        self.run_card.show_obstacle(obstacle)
        show_time(self.run_card, self.studio, self.estimator, plan, self._needed_bytes)
        self.run_card.offer_fork(fork_index(self.studio, plan))
        unmeasurable = None if plan is None else self.estimator.failure(plan.config)
        failure = failure_of(self.studio, self.store.state.paint)
        problem = self._problem or failure or unmeasurable
        if not obstacle and problem is not None:
            self.run_card.show_problem(problem)

    def _obstacle(self) -> tuple[str, Plan | None]:
        """Return why nothing can be started, or the plan that can."""
        engine = self.context.engine
        if not engine.is_ready:
            return engine.failure or LOADING, None
        from explorer.engine.style import needed_bytes

        try:
            plan = self.plan()
            self._needed_bytes = needed_bytes(plan.config)
        except ExplorerError as error:
            return str(error), None
        return "", plan

    def _show_formula(self) -> None:
        shown = self.studio.shown()
        if shown is None:
            self.formula_card.show_weights(self.store.state.paint)
            return
        branch = self.studio.branches[shown.branch]
        self.formula_card.show_moment(branch.plan, branch.name, shown)

    def _measure_soon(self) -> None:
        if self._is_active and self.context.engine.is_ready and is_at_rest(self.studio):
            self._rest.start()

    def _start_if_ready(self) -> None:
        """Start what is wanted once nothing is loaded, read or measured any more."""
        if not self._start_wanted or not self.pictures.is_idle():
            return
        engine = self.context.engine
        if not engine.is_ready:
            self._start_wanted = not engine.failure
            return
        if not self.estimator.is_idle():
            self.estimator.stop()
            return
        self._start_wanted = False
        self._paint()

    def _paint(self) -> None:
        from explorer.engine.style.memory import check_memory

        self._problem = None
        try:
            plan = self.plan()
            if is_at_rest(self.studio):  # else what is painted has the memory that is to be free
                check_memory(plan.config)
            self.studio.start(plan)
        except ExplorerError as error:
            self._problem = error
        self._refresh()

    def _show_device(self) -> None:
        engine = self.context.engine
        if engine.device is not None:
            self.way_card.show_device(engine.device)

    # Slots

    def _on_chosen(self, values: dict[str, Any]) -> None:
        self.store.update("paint", **values)

    def _on_start_wanted(self) -> None:
        self._start_wanted = True
        self._rest.stop()
        self._start_if_ready()

    def _on_measure_wanted(self) -> None:
        self._rest.stop()
        _, plan = self._obstacle()
        if plan is not None and is_at_rest(self.studio):
            self.estimator.measure(plan.config)

    def _on_rest_timeout(self) -> None:
        _, plan = self._obstacle()
        if plan is None or not is_at_rest(self.studio) or not self._is_active:
            return
        is_known_to_fail = self.estimator.failure(plan.config) is not None
        if not is_known_to_fail and self.estimator.is_soon(plan.config):
            self.estimator.measure(plan.config)

    def _on_fork_requested(self, moment: Moment) -> None:
        self._problem = None
        try:
            self.studio.fork(moment, self.plan())
        except ExplorerError as error:
            self._problem = error
        self._refresh()

    def _on_fork_wanted(self) -> None:
        shown = self.studio.shown()
        if shown is not None:
            self._on_fork_requested(shown)

    def _on_pictures_changed(self) -> None:
        self._refresh()
        self._measure_soon()
        self._start_if_ready()

    def _on_studio_changed(self) -> None:
        if not is_at_rest(self.studio):
            self._rest.stop()
            self.estimator.stop()
        elif len(self.studio.branches) == 1:  # no other took turns with it
            branch = self.studio.branches[0]
            self.estimator.note(branch.plan.config, branch.losses)
        self._refresh()

    def _on_studio_previewed(self) -> None:
        self._show_formula()
        self.run_card.offer_fork(fork_index(self.studio, self._obstacle()[1]))

    def _on_estimator_changed(self) -> None:
        self._refresh()
        self._start_if_ready()

    def _on_engine_changed(self, _what: object) -> None:
        self._show_device()
        self._refresh()
        self._measure_soon()
        self._start_if_ready()
