"""Triplets: one looked at closely, then a head that learns from many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.engine.faces.triplets.errors import TripletError
from explorer.panels.faces.sample_card import OFFER, SAMPLE_WEIGHTS, SampleCard
from explorer.panels.faces.sampler import Sampler
from explorer.panels.faces.triplets.collapse_card import CollapseCard
from explorer.panels.faces.triplets.exports import training_entries, triplet_entries
from explorer.panels.faces.triplets.head_run import HeadRun
from explorer.panels.faces.triplets.loss_card import LossCard
from explorer.panels.faces.triplets.mining import Quest, check_sample, find_triplet
from explorer.panels.faces.triplets.prepare import prepare
from explorer.panels.faces.triplets.train_card import TrainCard
from explorer.panels.faces.triplets.training import Training, config_of, train
from explorer.panels.faces.triplets.training_view import READING, TrainingView
from explorer.panels.faces.triplets.triplet_card import TripletCard
from explorer.panels.faces.triplets.values import (
    SLOT_TOKENS,
    SLOTS,
    first_triplet,
    is_triplet,
    triplet_at,
)
from explorer.panels.faces.triplets.words import LOADING
from explorer.services.awaited_start import AwaitedStart, Obstacle
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from typing import Any

    from explorer.engine.faces.triplets.training import HeadStep
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState, TripletsState
    from explorer.panels.faces.triplets.head_run import Make
    from explorer.panels.faces.triplets.mining import How
    from explorer.panels.faces.triplets.prepare import Prepared
    from explorer.panels.faces.triplets.values import Places, Triplet
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

MOST = 500
"""So many photographs of a gallery: all triplets of them are looked at."""


class TripletsPage(Page):
    """The sample is read once; all that is chosen is in the store.

    ``make`` is what the job runs.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[FacesState],
        shared: Shared,
        make: Make = train,
    ) -> None:
        super().__init__(context, store)
        self.triplet: Triplet | None = None
        self._prepared: Prepared | None = None
        self.awaited = AwaitedStart(context.engine, LOADING, self, self._missing_faces)
        self._why_none = ""
        self._draws = 0
        self.sampler = Sampler(shared.keeper, context.errors, MOST, self)
        self.run = HeadRun(context, make, self)
        self._preparer: LatestWins[Prepared] = LatestWins(self, name="prepare faces")
        self._finder: LatestWins[Places] = LatestWins(self, name="find a triplet")
        self.triplet_card = TripletCard()
        self.loss_card = LossCard()
        self.train_card = TrainCard()
        self.collapse_card = CollapseCard()
        self.sample_card = SampleCard()
        self.training = TrainingView()
        self._lay_out()
        self._connect()

    @property
    def sample(self) -> FaceSample | None:
        """Whose faces are on the screen."""
        return None if self._prepared is None else self._prepared.sample

    def show_state(self, state: FacesState) -> None:
        """Make the controls say what the state says; bring its faces once the page is open."""
        triplets = state.triplets
        self.train_card.show_state(triplets)
        self.loss_card.show_margin(triplets.margin)
        self.collapse_card.show_margin(triplets.margin)
        self.sample_card.show_choice(triplets.sample)
        if state.page == "triplets":
            self.sampler.want(triplets.sample)
        self._show_triplet(triplets)
        self._show_training()

    def activate(self) -> None:
        """Bring the faces."""
        self.sampler.want(self.store.state.triplets.sample)

    def present(self) -> None:
        """Train as the state says, unless that is done already."""
        training = self.run.training
        if training is None or self._is_stale(training):
            self.awaited.want(self._begin)

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the weights that found and embedded the faces."""
        return SAMPLE_WEIGHTS if self.store.state.triplets.sample == "bundled" else ()

    def is_idle(self) -> bool:
        """Whether nothing is read, looked for or trained; a paused training rests."""
        parts = (
            self.awaited, self.sampler, self._preparer, self._finder, self.run, self.loss_card,
            self.collapse_card, self.training.plane,
        )  # fmt: skip
        return all(part.is_idle() for part in parts)

    def shutdown(self) -> None:
        """Cancel the training, and end the workers."""
        for one in (self.run, self.sampler, self._preparer, self._finder, self.loss_card,
                    self.collapse_card):  # fmt: skip
            one.shutdown()

    # The triplet

    def _places(self, sample: FaceSample, triplets: TripletsState) -> Places | None:
        """Return what was chosen, as long as it is a triplet of these faces."""
        if is_triplet(triplets.triplet, sample.labels):
            a, p, n = triplets.triplet
            return a, p, n
        return first_triplet(sample)

    def _show_triplet(self, triplets: TripletsState) -> None:
        sample = self.sample
        places = None if sample is None else self._places(sample, triplets)
        self.triplet = None
        if sample is not None and places is not None:
            self.triplet = triplet_at(sample, places, triplets.margin)
        self.triplet_card.show_triplet(self.triplet)
        self.loss_card.show_triplet(self.triplet)
        shown = () if places is None else tuple(zip(places, SLOTS, strict=True))
        self.training.plane.set_letters({place: (slot, SLOT_TOKENS[slot]) for place, slot in shown})

    def _find(self, how: How) -> None:
        if self.sample is None:
            return
        self._draws += 1
        quest = Quest(self.sample, how, self.store.state.triplets.margin, self._draws)
        self._finder.submit(lambda: find_triplet(quest))

    def _on_finder_result(self, places: Places) -> None:
        self.loss_card.show_problem("")
        self.store.update("triplets", triplet=places)

    def _on_finder_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.loss_card.show_problem(str(error))
        else:
            self.context.errors.report(error)

    # The faces

    def _on_sampler_changed(self) -> None:
        self._prepared = None
        self._finder.discard()
        self.run.forget()
        self.train_card.bar.set_job(None)
        if (sample := self.sampler.sample) is not None:
            self._preparer.submit(lambda: prepare(sample))
        else:
            self._preparer.discard()
            self._show_sample()

    def _on_preparer_result(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._show_sample()

    def _show_sample(self) -> None:
        """Show other faces, and nothing of the training on those before."""
        prepared = self._prepared
        self._why_none = _why_none(self.sample, self.sampler.problem)
        self.sample_card.show_sample(self.sample, self._why_none)
        is_gallery = self.store.state.triplets.sample == "gallery"
        self.training.show_prepared(prepared, self._why_none, OFFER if is_gallery else "")
        crowd = None if prepared is None or self._why_none else prepared.crowd
        self.triplet_card.show_sample(self.sample, crowd)
        self._show_triplet(self.store.state.triplets)
        self._show_training()
        self.awaited.look_again()

    # The training

    def _is_stale(self, training: Training) -> bool:
        present = config_of(self.store.state.triplets)
        return training.sample is not self.sample or training.config != present

    def _missing_faces(self) -> Obstacle | None:
        if self._why_none:
            return Obstacle(self._why_none)
        return Obstacle(READING, passes=True) if self.sample is None else None

    def _begin(self) -> None:
        if self.sample is not None:
            self.training.begin()
            self.run.start(Training(self.sample, config_of(self.store.state.triplets)))
            self.train_card.bar.set_job(self.run.job)

    def _show_training(self) -> None:
        """Show curves, words, and what can be started."""
        run, present = self.run, self.store.state.triplets
        stale = run.training is not None and self._is_stale(run.training)
        self.training.show_run(run, self._prepared, config_of(present), stale=stale)
        if self._why_none:
            self.training.outcome.show_message("warning", self._why_none)
        obstacle = self.awaited.obstacle()
        self.train_card.show_obstacle(obstacle)
        if not obstacle and isinstance(run.failure, ExplorerError):
            self.train_card.show_message("error", str(run.failure))
        possible = self.sample is not None and not self._why_none
        is_ready = self.context.engine.device is not None
        self.loss_card.show_possible(random=possible, mined=possible and is_ready)

    def _on_run_previewed(self, step: HeadStep) -> None:
        self.training.show_step(step)
        self._show_training()

    def _on_run_changed(self) -> None:
        if self.run.state() in (JobState.DONE, JobState.CANCELLED):
            self.train_card.bar.set_job(None)
        self._show_training()

    # Inside

    def _lay_out(self) -> None:
        self.triplet_card.add_header_widget(export_button(lambda: triplet_entries(self)))
        self.training.plane_card.add_header_widget(export_button(lambda: training_entries(self)))
        bench = Workbench()
        bench.add_work(self.triplet_card, 0)
        bench.add_work(self.training, 1)
        for card in (self.loss_card, self.train_card, self.collapse_card, self.sample_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.sampler.changed.connect(self._on_sampler_changed)
        self._preparer.resultReady.connect(self._on_preparer_result)
        self._preparer.failed.connect(self.context.errors.report)
        self._finder.resultReady.connect(self._on_finder_result)
        self._finder.failed.connect(self._on_finder_failed)
        self.run.changed.connect(self._on_run_changed)
        self.run.previewed.connect(self._on_run_previewed)
        self.awaited.engineChanged.connect(self._show_training)
        self._connect_controls()

    def _connect_controls(self) -> None:
        self.training.plane.actionRequested.connect(lambda: self._choose_sample("bundled"))
        self.triplet_card.chosen.connect(lambda places: self._update(triplet=places))
        self.loss_card.marginChosen.connect(lambda margin: self._update(margin=margin))
        self.loss_card.wanted.connect(self._find)
        self.sample_card.chosen.connect(self._choose_sample)
        self.train_card.chosen.connect(lambda fields: self._update(**fields))
        self.train_card.startWanted.connect(lambda: self.awaited.want(self._begin))

    def _update(self, **fields: Any) -> None:
        self.store.update("triplets", **fields)

    def _choose_sample(self, kind: str) -> None:
        self._update(sample=kind, triplet=())  # other faces are at those places


def _why_none(sample: FaceSample | None, problem: str) -> str:
    """Return why there is no triplet; "" if there is one, or the faces are on their way."""
    if sample is None:
        return problem
    try:
        check_sample(sample)
    except TripletError as error:
        return str(error)
    return ""
