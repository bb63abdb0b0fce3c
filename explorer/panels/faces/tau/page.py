"""Honest τ: what it lets in and what it turns away, on whose faces, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.locators import EMBEDDING_WEIGHTS, LOCATORS
from explorer.panels.faces.state import VerifyState
from explorer.panels.faces.tau.analysis import Analysis, AtTau, at_tau
from explorer.panels.faces.tau.evidence_card import EvidenceCard
from explorer.panels.faces.tau.exports import Exports
from explorer.panels.faces.tau.faces import SampleFaces
from explorer.panels.faces.tau.histogram_chart import HistogramChart
from explorer.panels.faces.tau.pairs_card import PairsCard
from explorer.panels.faces.tau.rates_card import RatesCard
from explorer.panels.faces.tau.roc_chart import RocChart
from explorer.panels.faces.tau.words import curve_words, sample_words, why_nothing
from explorer.panels.faces.tau.worker import Analyses, analysis_of
from explorer.panels.faces.tau_card import TauCard
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, Segmented, push_button
from explorer.widgets.image_view import ImageView
from explorer.widgets.notice import InlineMessage
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.engine.gallery import Snapshot
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState, Locator, Sample
    from explorer.panels.faces.tau.analysis import FacePair
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

    Answer = tuple[Sample, Snapshot | None, Analysis]

SAMPLES = (
    ("bundled", "Bundled faces", "Photographs of 30 people, which come with the application"),
    ("gallery", "My gallery", "Everyone who is enrolled now"),
)
AXES = (
    ("log", "log", "False accepts on a logarithmic axis: rare ones can be seen"),
    ("linear", "linear", "False accepts on a linear axis: AUC is the area below the curve"),
)
COMPARING = "Comparing every pair…"
USE_BUNDLED = "Use the bundled faces"
NO_PICTURE = "No picture of this face was kept in the gallery: there is nothing to show on Verify."


class TauPage(Page):
    """Histograms, ROC, errors at τ; τ moves without a computation but counting."""

    def __init__(self, context: PanelContext, store: Store[FacesState], shared: Shared) -> None:
        super().__init__(context, store)
        self.keeper, self.held = shared.keeper, shared.held
        self.analysis: Analysis | None = None
        self.at: AtTau | None = None
        self._is_active = False
        self._asked: tuple[Sample, Snapshot | None] | None = None
        self._analyses = Analyses()
        self._faces = SampleFaces(shared.keeper)
        self._analyser: LatestWins[Answer] = LatestWins(self, name="pairs of faces")
        self._counter: LatestWins[AtTau] = LatestWins(self, name="errors at τ")
        self.sample_choice = Segmented("Whose faces", SAMPLES)
        self.axis_choice = Segmented("Axis of false accepts", AXES)
        self.histogram, self.roc = HistogramChart(), RocChart()
        self.histogram_card = Card("Distances")
        self.roc_card = Card("ROC")
        self._curve_words = ElidedLabel("", "number-small")
        self.rates_card, self.pairs_card = RatesCard(), PairsCard()
        self.evidence_card, self.tau_card = EvidenceCard(), TauCard()
        self.missing = InlineMessage("warning")
        self.empty = ImageView("Faces to compare")
        self.exports = Exports(self)
        self._lay_out()
        self._connect()
        self._show_empty(COMPARING)

    def show_state(self, state: FacesState) -> None:
        """Make the controls say what the state says; another sample is asked for."""
        self.sample_choice.set_current(state.tau.sample)
        self.axis_choice.set_current(state.tau.accepts)
        self.tau_card.show_choice(state.recognition)
        self.roc.show_axis(state.tau.accepts)
        self.histogram.show_tau(state.recognition.tau)
        self.roc.show_tau(state.recognition.tau)
        self._ask()
        self._count()

    def activate(self) -> None:
        """Compare the faces, unless that was done."""
        self._is_active = True
        self._ask()

    def deactivate(self) -> None:
        """Ask for nothing more."""
        self._is_active = False

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is shown."""
        is_bundled = self.store.state.tau.sample == "bundled"
        mine: Locator = self.store.state.recognition.locator
        return LOCATORS["mtcnn" if is_bundled else mine].weights, EMBEDDING_WEIGHTS

    def is_idle(self) -> bool:
        """Whether charts, counts and intervals are those of the present sample and τ."""
        rest = self._analyser.is_idle() and self._counter.is_idle() and self.exports.is_idle()
        return rest and self.keeper.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        self._analyser.shutdown()
        self._counter.shutdown()
        self.exports.shutdown()

    def curve_words(self) -> str:
        """Return what is said of the whole curve."""
        return self._curve_words.text()

    # Inside

    def _lay_out(self) -> None:
        self._lay_out_cards()
        self._content = QWidget()
        self._lower = QHBoxLayout()
        self._lower.addWidget(self.roc_card, 1)
        self._lower.addWidget(self.pairs_card, 1)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.missing)
        self._column.addWidget(self.histogram_card, 11)
        self._column.addLayout(self._lower, 10)
        self._empty_card = Card("Distances")
        self._empty_card.hide_header()
        self._empty_card.add(self.empty, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._content)
        self._stack.addWidget(self._empty_card)
        bench = Workbench()
        bench.add_work(self._stack)
        for card in (self.rates_card, self.tau_card, self.evidence_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        theme.watch_theme(self._apply_metrics)

    def _lay_out_cards(self) -> None:
        self.histogram_card.add_header_widget(self.exports.button)
        self.histogram_card.add(self.histogram, 1)
        self.roc_card.add_header_widget(self.axis_choice)
        self.roc_card.add(self._curve_words)
        self.roc_card.add(self.roc, 1)
        use = push_button(USE_BUNDLED, "Compare the faces that come with the application", "image")
        use.clicked.connect(self.use_bundled)
        self.missing.add_button(use)
        self.rates_card.body.insertWidget(0, self.sample_choice)

    def _connect(self) -> None:
        store = self.store
        self.sample_choice.currentChanged.connect(lambda key: store.update("tau", sample=key))
        self.axis_choice.currentChanged.connect(lambda key: store.update("tau", accepts=key))
        for part in (self.histogram, self.roc, self.rates_card):
            part.tauChosen.connect(lambda tau: store.update("recognition", tau=tau))
        self.tau_card.chosen.connect(lambda field: store.update("recognition", **field))
        self.histogram.pointed.connect(self._on_histogram_pointed)
        self.pairs_card.opened.connect(self.open_pair)
        self.empty.actionRequested.connect(self.use_bundled)
        self.keeper.changed.connect(self._on_keeper_changed)
        self.keeper.thumbnailsChanged.connect(self._show_pairs)
        self._analyser.resultReady.connect(self._on_analyser_result)
        self._analyser.failed.connect(self._on_analyser_failed)
        self._counter.resultReady.connect(self._on_counter_result)
        self._counter.failed.connect(self.context.errors.report)

    def use_bundled(self) -> None:
        """Compare the bundled faces."""
        self.store.update("tau", sample="bundled")

    def open_pair(self, pair: FacePair) -> None:
        """Show both faces on the page Verify; those of the gallery stay in memory."""
        analysis = self.analysis
        if analysis is None:
            return
        first, second = (analysis.sample.photographs[row] for row in (pair.first, pair.second))
        if isinstance(first, str):
            self.held.clear()
            verify = VerifyState(f"bundled:{first}", f"bundled:{second}")
        elif self._hold(pair):
            verify = VerifyState("", "")
        else:
            self.noticeRequested.emit("warning", NO_PICTURE)
            return
        self.store.edit(lambda state: replace(state, page="verify", verify=verify))

    def _hold(self, pair: FacePair) -> bool:
        first, second = self._faces.picture(pair.first), self._faces.picture(pair.second)
        if first is None or second is None:
            return False
        self.held.put("first", first)
        self.held.put("second", second)
        return True

    def _ask(self) -> None:
        """Have the present sample compared, unless it was."""
        sample: Sample = self.store.state.tau.sample
        snapshot = self.keeper.facts.snapshot if sample == "gallery" else None
        if not self._is_active or self._asked == (sample, snapshot):
            return
        if sample == "gallery" and not self.keeper.is_open:
            return
        self._asked = sample, snapshot
        self._analyser.discard()
        kept = self._analyses.get(sample, snapshot)
        if kept is not None:
            self._show(kept)
            return
        self.histogram_card.set_facts(COMPARING)
        self._analyser.submit(lambda: (sample, snapshot, analysis_of(sample, snapshot)))

    def _show(self, analysis: Analysis) -> None:
        """Paint a sample, or say why it has no pairs."""
        self.analysis = analysis
        self._faces.use(analysis)
        tau, sample = self.store.state.recognition.tau, self.store.state.tau.sample
        nothing = why_nothing(analysis, sample)
        if nothing:
            self._show_empty(nothing, USE_BUNDLED if sample == "gallery" else "")
            return
        self._stack.setCurrentWidget(self._content)
        self.histogram_card.set_facts(sample_words(analysis))
        self.missing.show_message("warning", analysis.missing)
        self.histogram.show_analysis(analysis)
        self.roc.show_analysis(analysis)
        self._curve_words.setText(curve_words(analysis))
        self.evidence_card.show_analysis(analysis, tau)
        self._count()

    def _show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the charts why there are none."""
        self.at = None
        self._counter.discard()
        self._stack.setCurrentWidget(self._empty_card)
        self.empty.set_empty(text, action)
        self.rates_card.show_analysis(None, 0.0)
        self.evidence_card.show_analysis(None, 0.0)
        self.pairs_card.show_pairs(None, 0.0, self._faces.image)

    def _count(self) -> None:
        """Count the errors at τ now, and have their intervals computed."""
        analysis, tau = self.analysis, self.store.state.recognition.tau
        if analysis is None or analysis.histograms is None:
            return
        self.rates_card.show_analysis(analysis, tau)
        self._show_pairs()
        if self.at is None or self.at.analysis is not analysis or self.at.rates.tau != tau:
            self._counter.submit(partial(at_tau, analysis, tau))

    def _show_pairs(self) -> None:
        if self.analysis is not None:
            tau = self.store.state.recognition.tau
            self.pairs_card.show_pairs(self.analysis, tau, self._faces.image)

    def _on_analyser_result(self, answer: Answer) -> None:
        sample, snapshot, analysis = answer
        self._analyses.keep(sample, snapshot, analysis)
        if self._asked == (sample, snapshot):
            self._show(analysis)

    def _on_analyser_failed(self, error: BaseException) -> None:
        self._asked = None  # it may go better another time
        self.analysis = None
        if not isinstance(error, ExplorerError):
            self.context.errors.report(error)
        self._show_empty(str(error))

    def _on_counter_result(self, at: AtTau) -> None:
        """Show intervals only beside the counts that they belong to."""
        if at.analysis is self.analysis and at.rates.tau == self.store.state.recognition.tau:
            self.at = at
            self.rates_card.show_at(at)
            self.roc.show_at(at)

    def _on_keeper_changed(self) -> None:
        """Compare the new gallery; of the former one nothing is kept, on the screen or not."""
        self._analyses.drop_gallery()
        if self.store.state.tau.sample != "gallery":
            return
        self._ask()
        if not self._is_active:
            self.analysis, self._asked = None, None
            self._faces.use(None)
            self.histogram.show_analysis(None)
            self.roc.show_analysis(None)
            self._show_empty(COMPARING)

    def _on_histogram_pointed(self, text: str) -> None:
        if self.analysis is not None:
            self.histogram_card.set_facts(text or sample_words(self.analysis))

    def _apply_metrics(self) -> None:
        gap = theme.current_theme().px(theme.MEDIUM)
        self._lower.setSpacing(gap)
        self._column.setSpacing(gap)
