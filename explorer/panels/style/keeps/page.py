"""What each layer keeps: pictures found from noise by the content's or the style's loss alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.engine.style.reconstruct import LOSSES
from explorer.panels.style.keeps.close_card import CloseCard
from explorer.panels.style.keeps.exports import close_entries, grid_entries
from explorer.panels.style.keeps.grid_view import GridView
from explorer.panels.style.keeps.run_card import RunCard
from explorer.panels.style.keeps.sums_card import SumsCard
from explorer.panels.style.keeps.values import (
    KeepsRequest,
    KeepsView,
    absorbed,
    chosen_target,
    heaviest,
    name_of,
    note_of,
    quick_look,
    request_of,
    run,
)
from explorer.panels.style.keeps.words import (
    LOADING,
    NUMBERS,
    READING,
    SSIM_TIP,
    settings_words,
    state_words,
)
from explorer.services.awaited_start import AwaitedStart, Obstacle
from explorer.services.jobs import JobState
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.task_run import TaskRun
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.engine.style.reconstruct import ReconstructionStep, Target
    from explorer.panels.style.keeps.values import Cell
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

    Make = Callable[[KeepsRequest], Generator[ReconstructionStep, None, None]]

TITLE: Final = "{count} pictures"


class KeepsPage(Page):
    """A job fills the grid; pictures stay when it is cancelled, and when settings change.

    ``make`` is what the job runs.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[StyleState],
        shared: Shared,
        make: Make = run,
    ) -> None:
        super().__init__(context, store)
        self._pictures, self._make = shared.pictures, make
        self._cells: dict[Target, Cell] = {}
        self._taken = 0
        self._made: KeepsRequest | None = None
        self._is_preview = False
        self.awaited = AwaitedStart(context.engine, LOADING, self, self._missing_pictures)
        self.run: TaskRun[ReconstructionStep, ReconstructionStep, Any] = TaskRun(context, self)
        self.grid = GridView()
        self.grid_card = Card("Found again from noise")
        self.close_card = CloseCard()
        self.run_card = RunCard()
        self.sums_card = SumsCard()
        self._lay_out()
        self._connect()
        self.view = self._made_view()

    def show_state(self, state: StyleState) -> None:
        """Make the controls say what the state says; mark what is of other settings."""
        self.run_card.show_state(state.keeps)
        self._refresh()

    def activate(self) -> None:
        """Show the pictures as they are now."""
        self._refresh()

    def present(self) -> None:
        """Make small reconstructions, unless there are some of these settings."""
        if self._made is None or self.view.is_stale:
            self.awaited.want(lambda: self._begin(is_preview=True))

    def frame(self) -> None:
        """Return None: what is on the screen is not the source's picture."""
        return

    def weights_in_use(self) -> tuple[str, ...]:
        """Name of the bundled network."""
        return ("vgg16",) if self.store.state.paint.trunk == "vgg16" else ()

    def is_idle(self) -> bool:
        """Whether nothing is made or read; a paused job rests."""
        return all(one.is_idle() for one in (self.awaited, self.run, self.sums_card))

    def shutdown(self) -> None:
        """Cancel the job."""
        self.run.shutdown()
        self.sums_card.shutdown()

    # The job

    def _request(self) -> KeepsRequest | None:
        return request_of(self.store.state, self._pictures.pictures, self.awaited.device())

    def _missing_pictures(self) -> Obstacle | None:
        if self._request() is not None:
            return None
        problems = [text for _, text in self._pictures.pictures.problems]
        return Obstacle(problems[0] if problems else READING, passes=not self._pictures.is_idle())

    def _begin(self, *, is_preview: bool = False) -> None:
        request = self._request()
        if request is not None:
            self._is_preview = is_preview
            self._start(quick_look(request) if is_preview else request)

    def _start(self, request: KeepsRequest) -> None:
        self._made, self._cells, self._taken = request, {}, 0
        self.run.start(
            TITLE.format(count=len(LOSSES) * len(request.blocks)),
            partial(self._make, request),
            note_of,
            lambda step: step.fraction,
        )
        self.run_card.bar.set_job(self.run.job)

    def _absorb(self, *newest: ReconstructionStep) -> None:
        steps = self.run.steps[self._taken :]
        self._taken += len(steps)
        self._cells = absorbed(self._cells, [*steps, *newest])

    def _on_run_previewed(self, step: ReconstructionStep) -> None:
        self._absorb(step)
        self._refresh()

    def _on_run_changed(self) -> None:
        self._absorb()
        if self.run.state() in (JobState.DONE, JobState.CANCELLED):
            self.run_card.bar.set_job(None)
        self._refresh()

    # What is seen

    def _refresh(self) -> None:
        view = self.view = self._made_view()
        self.grid.show_view(view)
        self.grid_card.set_facts("" if view.request is None else settings_words(view.request))
        self.close_card.show_view(view, self.store.state.paint.trunk)
        self.sums_card.show_view(view)
        self._show_words(view)

    def _made_view(self) -> KeepsView:
        state, pictures = self.store.state, self._pictures.pictures
        shown = self._made
        originals = (
            (pictures.content, heaviest(state.paint, pictures))
            if shown is None
            else (shown.content, shown.style)
        )
        return KeepsView(
            self._cells,
            originals,
            shown,
            self._request(),
            state.keeps.blocks if shown is None else shown.blocks,
            self.run.is_running(),
            self._is_preview,
            chosen_target(state.keeps.enlarged),
            state.keeps.divide,
        )

    def _show_words(self, view: KeepsView) -> None:
        obstacle = self.awaited.obstacle()
        self.run_card.show_obstacle(obstacle)
        if obstacle:
            return
        if isinstance(self.run.failure, ExplorerError):
            self.run_card.show_message("error", str(self.run.failure))
        else:
            self.run_card.show_message("warning" if view.is_stale else "info", state_words(view))

    # Inside

    def _lay_out(self) -> None:
        legend = ElidedLabel(NUMBERS, "caption")
        legend.setToolTip(SSIM_TIP)
        self.grid_card.add(self.grid, 1)
        self.grid_card.add(legend)
        self.grid_card.add_header_widget(export_button(lambda: grid_entries(self)))
        self.close_card.add_header_widget(export_button(lambda: close_entries(self)))
        bench = Workbench()
        bench.add_work(self.grid_card, 11)
        bench.add_work(self.close_card, 9)
        for card in (self.run_card, self.sums_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.awaited.engineChanged.connect(self._refresh)
        self._pictures.changed.connect(self._on_pictures_changed)
        self.run.previewed.connect(self._on_run_previewed)
        self.run.changed.connect(self._on_run_changed)
        self.run_card.startWanted.connect(lambda: self.awaited.want(self._begin))
        self.run_card.chosen.connect(lambda fields: self._update(**fields))
        self.grid.chosen.connect(lambda target: self._update(enlarged=name_of(target)))
        self.close_card.divided.connect(lambda share: self._update(divide=share))

    def _update(self, **fields: Any) -> None:
        self.store.update("keeps", **fields)

    def _on_pictures_changed(self) -> None:
        self._refresh()
        self.awaited.look_again()
