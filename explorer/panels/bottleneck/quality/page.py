"""The page "How far can it go?": the same network behind ever narrower bottlenecks, trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.engine.bottleneck.quality_values import quality_network
from explorer.engine.errors import ExplorerError
from explorer.panels.bottleneck.quality.accuracy_chart import AccuracyChart
from explorer.panels.bottleneck.quality.clothes_card import ClothesCard
from explorer.panels.bottleneck.quality.learning_chart import LearningChart
from explorer.panels.bottleneck.quality.rows import COLUMNS, cells_of, csv_of
from explorer.panels.bottleneck.quality.summary import summary
from explorer.panels.bottleneck.quality.train_card import TrainCard
from explorer.panels.bottleneck.quality.values import (
    QualityView,
    config_of,
    costs_of,
    learning_of,
    name_of,
    points_of,
    run,
)
from explorer.services.awaited_start import AwaitedStart
from explorer.services.jobs import JobState
from explorer.services.runs import Runs
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import save_array, save_svg, save_text, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.fact_grid import Fact, FactGrid
from explorer.widgets.notice import InlineMessage
from explorer.widgets.page import Page
from explorer.widgets.svg import widget_svg
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.engine.bottleneck.quality_values import (
        QualityConfig,
        QualityResult,
        QualityStep,
        Width,
    )
    from explorer.panels.bottleneck.state import BottleneckState
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

    Make = Callable[[QualityConfig], Generator[QualityStep, None, QualityResult]]

TITLE = "Training {count} widths"
LOADING = "PyTorch is loading; then the training can start."
STALE = (
    "These points are of other settings: {images:,} pictures, {epochs} epochs, seed "
    "{seed}{where}. Start trains with the present ones."
)
LAYERS = (
    Fact("3×3 to 32, pool", "28×28×1 → 14×14×32"),
    Fact("1×1 to b, or none", "14×14×32 → 14×14×b"),
    Fact("5×5 to 32, pool", "14×14×b → 7×7×32"),
    Fact("dense", "1,568 → 10 scores"),
)
NETWORK = (
    "Batch normalisation and ReLU follow each convolution. Every width has the same seed, the same "
    "order of pictures and the same schedule: AdamW with one cycle of the learning rate."
)

TABLE_SHARE, LEARNING_SHARE = 15, 7
SOURCES: tuple[Width, ...] = (None, 8)
"""Widths whose network can be saved: without a bottleneck, and with one whose width to change."""
TABLE_HEIGHT = 28 + 7 * 26 + 4
"""All widths without scrolling."""


class QualityPage(Page):
    """A job trains; points appear and move, and stay when it is cancelled.

    ``make`` is what the job runs.
    """

    def __init__(
        self, context: PanelContext, store: Store[BottleneckState], make: Make = run
    ) -> None:
        super().__init__(context, store)
        self.awaited = AwaitedStart(context.engine, LOADING, self)
        self._view: QualityView | None = None
        self.runs: Runs[QualityConfig, QualityStep, QualityResult] = Runs(
            context.jobs, context.errors, make, lambda step: step.fraction, self
        )
        self.chart = AccuracyChart()
        self.summary = label("", "body", wrap=True)
        self.stale = InlineMessage("warning")
        self.table = DataTable("Widths of the bottleneck", COLUMNS)
        self.learning = LearningChart()
        self.train_card = TrainCard(store)
        self.clothes_card = ClothesCard(context.errors)
        self.chart_card = Card("Accuracy against MACs")
        self._learning_card = Card("How it learns")
        self._lay_out()
        self._connect()

    @property
    def result(self) -> QualityView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: BottleneckState) -> None:
        """Make the controls say what the state says; mark points of other settings."""
        self.train_card.show_state(state.quality)
        if state.page == "quality" or self._view is None:
            self._refresh()

    def activate(self) -> None:
        """Read the pictures of the classes."""
        self.clothes_card.load()

    def present(self) -> None:
        """Train what the state asks for, unless it is trained already; a quick sweep takes 15 s."""
        view = self._view
        if view is None or not view.is_whole or view.is_stale:
            self.awaited.want(self._begin)

    def is_idle(self) -> bool:
        """Whether nothing is trained or read; a paused sweep rests."""
        return all(one.is_idle() for one in (self.awaited, self.runs, self.clothes_card))

    def shutdown(self) -> None:
        """Cancel the sweep."""
        self.runs.shutdown()
        self.clothes_card.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        entries: list[MenuEntry] = [
            ("Save plot as PNG…", lambda: save_widget(self, self.chart_card, "accuracy")),
            ("Save plot as SVG…", lambda: save_svg(self, widget_svg(self.chart), "accuracy")),
            *(_source_entry(self, width) for width in SOURCES),
        ]
        view = self._view
        if view is None or not view.points:
            return entries
        rows = csv_of(view)
        return [*entries, ("Save points as CSV…", lambda: save_array(self, rows, "accuracy"))]

    def _config(self) -> QualityConfig:
        return config_of(self.store.state, self.awaited.device())

    def _refresh(self) -> None:
        """Show the present state of affairs."""
        view = self._view = self._made_view()
        self.chart.show_view(view)
        self.summary.setText(summary(view.points))
        self.stale.show_message("warning", _stale_text(view))
        self.table.set_rows(cells_of(view))
        self.learning.show_view(view)
        self.chart_card.set_facts(_facts(view))
        self._learning_card.set_facts(_learning_facts(view))
        self._show_words()

    def _made_view(self) -> QualityView:
        present, runs = self._config(), self.runs
        shown = runs.request or present
        return QualityView(
            costs_of(shown.widths),
            present,
            shown,
            points_of(runs.steps),
            learning_of(runs.steps),
            runs.is_running(),
            runs.ended_at if runs.state() is JobState.DONE else None,
        )

    def _show_words(self) -> None:
        obstacle = self.awaited.obstacle()
        self.train_card.show_obstacle(obstacle)
        if not obstacle and isinstance(self.runs.failure, ExplorerError):
            self.train_card.show_problem(str(self.runs.failure))

    def _begin(self) -> None:
        config = self._config()
        self.runs.start(TITLE.format(count=len(config.widths)), config)
        self.train_card.bar.set_job(self.runs.job)

    def _lay_out(self) -> None:
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart_card.add(self.chart, 1)
        self.chart_card.add(self.summary)
        self.chart_card.add(self.stale)
        self.chart_card.add_header_widget(export_button(self.entries))
        table_card = Card("In numbers", "± two standard errors")
        table_card.add(self.table, 1)
        self._learning_card.add(self.learning, 1)
        self._below = QHBoxLayout()
        self._below.addWidget(table_card, TABLE_SHARE)
        self._below.addWidget(self._learning_card, LEARNING_SHARE)
        bench = Workbench()
        bench.add_work(self.chart_card, 1)
        bench.add_work(self._below, 0)
        for card in (self.train_card, self.clothes_card, _network_card()):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        theme.watch_theme(self._apply_metrics)

    def _connect(self) -> None:
        self.awaited.engineChanged.connect(self._refresh)
        self.train_card.startWanted.connect(lambda: self.awaited.want(self._begin))
        self.runs.changed.connect(self._on_runs_changed)
        self.runs.stepped.connect(self._refresh)

    def _on_runs_changed(self) -> None:
        said = isinstance(self.runs.failure, ExplorerError)  # the bar need not say it again
        if said or self.runs.state() in (JobState.DONE, JobState.CANCELLED):
            self.train_card.bar.set_job(None)
        self._refresh()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._below.setSpacing(px(theme.MEDIUM))
        self.table.setMinimumHeight(px(TABLE_HEIGHT))
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())


def _source_entry(page: QualityPage, width: Width) -> MenuEntry:
    network = quality_network(width)
    return (
        f"Save network, {network.name.lower()}, as PyTorch…",
        lambda: save_text(page, network.to_source(), network.name, ".py"),
    )


def _network_card() -> Card:
    card = Card("The network", f"{quality_network(None).report().params:,} parameters directly")
    facts = FactGrid("Layers of the network")
    facts.set_facts(LAYERS)
    card.add(facts)
    card.add(label(NETWORK, "caption", wrap=True))
    return card


def _stale_text(view: QualityView) -> str:
    if not view.is_stale:
        return ""
    shown = view.shown
    where = f", on {shown.device}" if shown.device else ""
    return STALE.format(
        images=shown.train_images, epochs=shown.epochs, seed=shown.seed, where=where
    )


def _facts(view: QualityView) -> str:
    shown = view.shown
    if not view.learning:
        return "not trained yet"
    text = f"{shown.train_images:,} pictures, {shown.epochs} epochs, seed {shown.seed}"
    device = f" · {shown.device}" if shown.device else ""
    when = "" if view.ended_at is None else f" · {view.ended_at:%d.%m.%Y %H:%M}"
    return f"{text}{device}{when}"


def _learning_facts(view: QualityView) -> str:
    if not view.learning:
        return ""
    newest = view.learning[-1]
    name = name_of(newest.width)
    return name if newest.width is None else f"bottleneck {name}"
