"""The page "On this machine": what theory saves, and what the clock says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.bottleneck.measurement_values import MeasurementError
from explorer.engine.errors import ExplorerError
from explorer.panels.bottleneck.measure.clock_card import ClockCard
from explorer.panels.bottleneck.measure.facts import facts_of, samples_of, table_of
from explorer.panels.bottleneck.measure.roof_chart import RoofChart
from explorer.panels.bottleneck.measure.run_card import RunCard
from explorer.panels.bottleneck.measure.values import MeasureView, request_of, run
from explorer.panels.bottleneck.sources import source_entries
from explorer.services.awaited_start import AwaitedStart
from explorer.services.jobs import JobState
from explorer.services.runs import Runs
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.fact_grid import FactGrid
from explorer.widgets.page import Page
from explorer.widgets.svg import widget_svg
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.engine.bottleneck.measurement_values import Measurement, MeasurementStep
    from explorer.panels.bottleneck.measure.values import MeasureRequest
    from explorer.panels.bottleneck.state import BottleneckState
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

    Make = Callable[[MeasureRequest], Generator[MeasurementStep, None, Measurement]]

TITLE = "Timing both variants"
LOADING = "PyTorch is loading; then the measurement can start."
BUSY = "“{title}” is running as well: it takes time from both variants."
HOW = (
    "Both run in turn, every other turn in the other order, so that what slows the machine for a "
    "while slows both. A sample is the mean of some milliseconds of passes; the first passes are "
    "not counted. The peak is that of the best product of square matrices, the bandwidth that of "
    "a large copy, in the same number format. About 10 s in all."
)


class MeasurePage(Page):
    """A job measures; the page shows what it says on its way, and what comes out.

    ``make`` is what the job runs.
    """

    def __init__(
        self, context: PanelContext, store: Store[BottleneckState], make: Make = run
    ) -> None:
        super().__init__(context, store)
        self.awaited = AwaitedStart(context.engine, LOADING, self)
        self._problem: ExplorerError | None = None
        self._view: MeasureView | None = None
        self.runs: Runs[MeasureRequest, MeasurementStep, Measurement] = Runs(
            context.jobs, context.errors, make, lambda step: step.fraction, self
        )
        self.clock_card = ClockCard()
        self.roof = RoofChart()
        self.roof_card = Card("Roofline of this device")
        self.run_card = RunCard(store)
        self.facts = FactGrid("What is measured")
        self._lay_out()
        self._connect()
        self._show_engine()

    @property
    def result(self) -> MeasureView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: BottleneckState) -> None:
        """Make the controls say what the state says; mark numbers of other settings."""
        self.run_card.show_state(state.measure)
        if state.page == "measure" or self._view is None:
            self._problem = None
            self._refresh()

    def present(self) -> None:
        """Measure for a short while (2 s, 7 samples), unless the present settings were."""
        if self._view is None or self._view.result is None or self._view.is_stale:
            self.awaited.want(lambda: self._begin(short=True))

    def is_idle(self) -> bool:
        """Whether nothing is being measured; a paused measurement rests."""
        return self.awaited.is_idle() and self.runs.is_idle()

    def shutdown(self) -> None:
        """Cancel the measurement."""
        self.runs.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        entries: list[MenuEntry] = [
            ("Save the clock as PNG…", lambda: save_widget(self, self.clock_card, "clock")),
            ("Save the roofline as PNG…", lambda: save_widget(self, self.roof_card, "roofline")),
            (
                "Save the roofline as SVG…",
                lambda: save_svg(self, widget_svg(self.roof), "roofline"),
            ),
            *source_entries(self, self.store.state.spec.spec()),
        ]
        result, request, when = self.runs.result, self.runs.answered, self.runs.ended_at
        if result is None or request is None or when is None:
            return entries
        table, samples = table_of(request, result, when), samples_of(request, result)
        return [
            *entries,
            ("Save results as CSV…", lambda: save_array(self, table, "measurement")),
            ("Save all samples as CSV…", lambda: save_array(self, samples, "samples")),
        ]

    def _request(self, *, short: bool = False) -> MeasureRequest:
        return request_of(self.store.state, self.awaited.device(), short=short)

    def _refresh(self) -> None:
        """Show the present state of affairs."""
        view = self._view = self._made_view()
        self.clock_card.show_view(view)
        self.roof.show_view(view)
        self.facts.set_facts(facts_of(view.present, self.store.state.compare.counts))
        self._show_words()

    def _made_view(self) -> MeasureView:
        present, runs = self._request(), self.runs
        if runs.is_running() and runs.request is not None:
            step = runs.steps[-1] if runs.steps else None
            return MeasureView(present, runs.request, step, is_running=True)
        if runs.result is not None and runs.answered is not None:
            return MeasureView(
                present, runs.answered, result=runs.result, measured_at=runs.ended_at
            )
        return MeasureView(present, present)

    def _show_words(self) -> None:
        """Say what went wrong, else what stands in the way of a start, else what disturbs it."""
        card = self.run_card
        if self._problem is not None:
            field = self._problem.field if isinstance(self._problem, MeasurementError) else ""
            card.show_problem(str(self._problem), field)
        else:
            card.show_problem("")
            card.show_note(self._note())
        card.show_obstacle(self.awaited.obstacle())

    def _note(self) -> str:
        mine = "" if self.runs.job is None else self.runs.job.title
        others = [job for job in self.context.jobs.running() if not job.is_paused]
        return next((BUSY.format(title=job.title) for job in others if job.title != mine), "")

    def _begin(self, *, short: bool = False) -> None:
        self._problem = None
        try:
            request = self._request(short=short)
        except ExplorerError as error:
            self._problem = error
            self._show_words()
            return
        self.runs.start(TITLE, request)
        self.run_card.bar.set_job(self.runs.job)

    def _lay_out(self) -> None:
        self.roof_card.add(self.roof, 1)
        self.roof_card.set_facts("both axes are logarithmic")
        self.clock_card.add_header_widget(export_button(self.entries))
        subject = Card("What is measured")
        subject.add(self.facts)
        sizes = push_button("Change the sizes", "Go to “With and without”, where they are set")
        sizes.clicked.connect(self._on_sizes_clicked)
        subject.add(sizes)
        how = Card("How")
        how.add(label(HOW, "caption", wrap=True))
        bench = Workbench()
        bench.add_work(self.clock_card, 0)
        bench.add_work(self.roof_card, 1)
        for card in (self.run_card, subject, how):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.awaited.engineChanged.connect(self._on_engine_changed)
        self.context.jobs.changed.connect(self._on_jobs_changed)
        self.run_card.startWanted.connect(lambda: self.awaited.want(self._begin))
        self.runs.changed.connect(self._on_runs_changed)
        self.runs.stepped.connect(self._refresh)

    def _show_engine(self) -> None:
        """Name the device, and offer what it computes with."""
        device = self.context.engine.device
        if device is None:
            return
        from explorer.engine.bottleneck.precision import half_precisions
        from explorer.engine.device import describe_device

        name = str(device)
        self.run_card.set_facts(describe_device(device).name)
        self.run_card.show_formats(name, ("float32", *half_precisions(name)))

    def _on_engine_changed(self) -> None:
        self._show_engine()
        self._refresh()

    def _on_jobs_changed(self) -> None:
        if self._problem is None:
            self._show_words()

    def _on_runs_changed(self) -> None:
        if self.runs.state() is JobState.FAILED and isinstance(self.runs.failure, ExplorerError):
            self._problem = self.runs.failure
        said = self._problem is not None  # beside its cause: the bar need not say it again
        if said or self.runs.state() in (JobState.DONE, JobState.CANCELLED):
            self.run_card.bar.set_job(None)
        self._refresh()

    def _on_sizes_clicked(self) -> None:
        self.store.edit(lambda state: replace(state, page="compare"))
