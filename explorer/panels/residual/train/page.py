"""The page "Train both": plain and residual networks in lockstep, watched while they learn."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.errors import TrainingError
from explorer.panels.residual.recorded.replay import Replay
from explorer.panels.residual.state import TrainState
from explorer.panels.residual.train.choices_card import ChoicesCard
from explorer.panels.residual.train.curves_card import CurvesCard
from explorer.panels.residual.train.exports import curves_entries, layers_entries
from explorer.panels.residual.train.layers_card import LayersCard
from explorer.panels.residual.train.movie import Movie
from explorer.panels.residual.train.network_values import build_of, count, view_of
from explorer.panels.residual.train.setup_card import SetupCard
from explorer.panels.residual.train.survey import Looked, look
from explorer.panels.residual.train.values import (
    SMALL,
    adopted,
    channels_of,
    config_of,
    differences,
    is_as_preset,
    source_of,
    title_of,
    with_preset,
)
from explorer.panels.residual.train.words import plan_text, survey_text, waiting_text
from explorer.panels.residual.training_job import Anew, GoOn
from explorer.services.latest import LatestWins
from explorer.widgets.ask_files import ask_file
from explorer.widgets.export import ask_path
from explorer.widgets.exporter import Exporter, export_button
from explorer.widgets.page import Page
from explorer.widgets.task_card import UNEXPECTED
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.config import DataSource, TrainingConfig
    from explorer.engine.residual.dataset import Survey
    from explorer.panels.residual.state import PresetKey, ResidualState
    from explorer.panels.residual.train.network_values import Build, NetworksView
    from explorer.panels.residual.training_log import TrainingLog
    from explorer.panels.residual.trainings import Trainings
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

LOADING = "PyTorch is loading; then the training can start."
NOTHING = "Nothing can be trained yet: see “Images” below."
READING = "Reading pictures: {done:,} of {total:,}."
STALE = "These curves are of other settings: {there}. Start trains with the present ones."
SUFFIX = ".safetensors"
KINDS = f"Checkpoints (*{SUFFIX})"
CLASSES, SIDE = 10, 28
"""Of the bundled images, until those that were chosen have been looked at."""


class TrainPage(Page):
    """The training itself is the panel's: it goes on while other pages are open."""

    def __init__(
        self, context: PanelContext, store: Store[ResidualState], trainings: Trainings
    ) -> None:
        super().__init__(context, store)
        self.trainings = trainings
        self._start_wanted = False
        self._asked_of: DataSource | None = None
        self._looked: Looked | None = None
        self._counted: tuple[Build, Mapping[str, int]] | None = None
        self._asked_count: Build | None = None
        self._movie: Movie | None = None
        self._drawn: tuple[object, ...] = ()
        self._playing: int | None = None
        self._adopted: TrainingLog | None = None
        self._surveyor: LatestWins[Looked] = LatestWins(self, name="look at images")
        self._counter: LatestWins[tuple[Build, Mapping[str, int]]] = LatestWins(
            self, name="count parameters"
        )
        self.replay = Replay(parent=self)
        self.exporter = Exporter(self)
        self.setup = SetupCard()
        self.choices = ChoicesCard(store)
        self.curves_card = CurvesCard()
        self.layers_card = LayersCard()
        self._lay_out()
        self._connect()

    @property
    def log(self) -> TrainingLog | None:
        """What is trained, or was last."""
        return self.trainings.log

    def show_state(self, state: ResidualState) -> None:
        """Make the controls say what the state says; look at images that are newly chosen."""
        train = state.train
        self.setup.show_state(train, is_changed=not is_as_preset(train))
        self.choices.show_state(train)
        self.curves_card.what.set_current(train.curve)
        self.layers_card.what.set_current(train.layers)
        if state.page == "train":
            self._survey()
            self._count()
        self._refresh()

    def activate(self) -> None:
        """Look at the images, again if they would not do: files may have been put right."""
        if self._looked is not None and self._looked.problem:
            self._asked_of = None
        self._survey()
        self._count()
        self._refresh()

    def deactivate(self) -> None:
        """Stop the moving picture; the training goes on."""
        self.replay.stop()

    def present(self) -> None:
        """Train what the state asks for, unless that is done; if nothing was chosen, a little."""
        train = self.store.state.train
        if self._is_stale() is False:
            return
        shown = {"curve": train.curve, "layers": train.layers, "at": train.at}
        if train == TrainState(**shown):
            self.store.update("train", **SMALL)
        self._on_start_wanted()

    def is_idle(self) -> bool:
        """Whether nothing is looked at, counted, trained or written; a paused training rests."""
        return (
            self.context.engine.is_idle()
            and not self._start_wanted
            and not self.replay.is_running()
            and all(
                one.is_idle()
                for one in (self._surveyor, self._counter, self.trainings, self.exporter)
            )
        )

    def shutdown(self) -> None:
        """End the workers; the panel ends the training."""
        self.replay.stop()
        for one in (self._surveyor, self._counter, self.exporter):
            one.shutdown()

    # What is asked for

    def present_config(self) -> TrainingConfig | None:
        """Return what the controls ask for; None where it cannot be trained."""
        device = self.context.engine.device
        known = None if device is None else str(device)
        if known is None and self.log is not None:
            known = self.log.config.device
        try:
            return config_of(self.store.state.train, known)
        except TrainingError:
            return None

    def survey(self) -> Survey | None:
        """Return what was found of the images that are chosen; None until they were looked at."""
        looked = self._looked
        is_present = looked is not None and looked.source == self._asked_of
        return looked.survey if looked is not None and is_present else None

    def _problem(self) -> str:
        """Return what is wrong with the images that are chosen; "" if nothing, or not known yet."""
        try:
            source = source_of(self.store.state.train)
        except TrainingError as error:
            return str(error)
        looked = self._looked
        return looked.problem if looked is not None and looked.source == source else ""

    def _survey(self) -> None:
        try:
            source = source_of(self.store.state.train)
        except TrainingError:
            self._asked_of = None
            self._surveyor.discard()
            return
        if source != self._asked_of:
            self._asked_of = source
            self._surveyor.submit(lambda: look(source))

    def _build(self) -> Build:
        train, survey = self.store.state.train, self.survey()
        classes = CLASSES if survey is None else len(survey.class_names)
        return build_of(train, channels_of(train), classes)

    def _count(self) -> None:
        """Count the parameters of the networks that are chosen, once torch is there."""
        build = self._build()
        if build != self._asked_count and self.context.engine.is_ready:
            self._asked_count = build
            self._counter.submit(lambda: (build, count(build)))

    def _networks(self) -> NetworksView:
        build, survey = self._build(), self.survey()
        counted = self._counted
        counts = counted[1] if counted is not None and counted[0] == build else {}
        return view_of(build, SIDE if survey is None else survey.side, counts)

    # What is shown

    def _is_stale(self) -> bool | None:
        """Whether the curves are of other settings; None if there are none."""
        if self.log is None:
            return None
        present = self.present_config()
        return present is not None and present != self.log.config

    def _refresh(self) -> None:
        """Show the present state of affairs."""
        config = self.present_config()
        self._show_controls(config)
        log = self.log
        self._export.setEnabled(log is not None)
        if log is None:
            train = self.store.state.train
            self.curves_card.show_waiting(waiting_text(config), train.curve, train.epochs)
        else:
            self._show_log(log, config)
        self._show_layers()

    def _show_controls(self, config: TrainingConfig | None) -> None:
        problem, survey = self._problem(), self.survey()
        self.choices.show_data_problem(problem)
        images = self.store.state.train.images
        self.choices.show_survey("" if survey is None else survey_text(survey, images))
        self.setup.show_plan("" if config is None else plan_text(config, survey))
        engine = self.context.engine
        can_compute = engine.device is not None
        self.setup.show_possible(
            start=can_compute and config is not None and not problem,
            open_file=can_compute,
            save=self.trainings.can_save(),
            running=self.trainings.is_running(),
        )
        self._show_message(problem)

    def _show_message(self, problem: str) -> None:
        """Say what stands in the way, or what went wrong, or what is still to come."""
        engine, failure = self.context.engine, self.trainings.failure
        if engine.device is None:
            self.setup.show_message("info", engine.failure or LOADING)
        elif problem:
            self.setup.show_message("warning", NOTHING)
        elif isinstance(failure, ExplorerError):
            self.setup.show_message("error", str(failure))
        elif failure is not None:
            self.setup.show_message("error", UNEXPECTED)
        elif (reading := self.trainings.reading) is not None:
            text = READING.format(done=reading.done, total=reading.total)
            self.setup.show_message("info", text)
        else:
            self.setup.show_message("info", "")

    def _show_log(self, log: TrainingLog, config: TrainingConfig | None) -> None:
        """Draw the curves if there is more of them, or something else to draw."""
        card, what = self.curves_card, self.store.state.train.curve
        card.show_progress(log)
        there = differences(log.config, config) if config is not None else ""
        card.show_stale(STALE.format(there=there) if there else "")
        if self._movie is None or self._movie.log is not log:
            self._movie = Movie(log)
        if (log, what, log.counts) != self._drawn:
            self._drawn = (log, what, log.counts)
            card.show_log(log, what)

    def _show_layers(self) -> None:
        """Show the picture that is looked at; where there is none, the networks."""
        movie, what = self._movie, self.store.state.train.layers
        has_records = movie is not None and bool(movie.iterations())
        if movie is None or what == "networks" or not has_records:
            self.layers_card.show_networks(self._networks(), has_records=has_records)
            self.curves_card.chart.set_cursor(None)
            return
        at = self.store.state.train.at
        place = self._playing or movie.place(at)
        self.layers_card.show_picture(movie, place, what)
        is_looked_at = self._playing is not None or at > 0
        x = movie.iterations()[place - 1] / movie.log.per_epoch
        self.curves_card.chart.set_cursor(x if is_looked_at else None)

    # What is done

    def _start_if_ready(self) -> None:
        if self._problem() or self.context.engine.failure:
            self._start_wanted = False
        config = self.present_config()
        is_looked_at = self.survey() is not None
        if not self._start_wanted or self.context.engine.device is None or not is_looked_at:
            return
        self._start_wanted = False
        if config is not None:
            self._begin(title_of(config), Anew(config))

    def _begin(self, title: str, order: Anew | GoOn) -> None:
        self.replay.stop()
        self.setup.show_remark("info", "")
        if self.store.state.train.at:
            self.store.update("train", at=0)
        self.trainings.start(title, order)

    def save_checkpoint(self) -> None:
        """Ask where, and write a checkpoint of the training as it then is."""
        log = self.log
        if log is None or not self.trainings.can_save():
            return
        name = " ".join(lane.name for lane in log.lanes)
        path = ask_path(self, f"checkpoint {name}", SUFFIX)
        if path is not None:
            self.setup.show_remark("info", f"Writing {path.name}…")
            self.trainings.save(path)

    def open_checkpoint(self) -> None:
        """Ask for a checkpoint, and go on with its training."""
        chosen = ask_file(self, "Open a checkpoint", KINDS)
        if not chosen:
            return
        self._start_wanted = False
        path, device = Path(chosen), self.context.engine.device
        try:
            elsewhere = source_of(self.store.state.train)
        except TrainingError:
            elsewhere = None
        order = GoOn(path, None if device is None else str(device), elsewhere)
        self._begin(f"Training on from {path.name}", order)

    def _look_at(self, place: int) -> None:
        """Look at a picture of the movie, counted from 1; at the last one, at the newest."""
        if self._movie is None:
            return
        self._playing = None
        found = self._movie.iterations()
        place = min(max(place, 1), len(found))
        self.store.update("train", at=0 if place == len(found) else found[place - 1])
        self._show_layers()

    def _place(self) -> int:
        movie = self._movie
        if movie is None:
            return 0
        return self._playing or movie.place(self.store.state.train.at)

    # Inside

    def _lay_out(self) -> None:
        self._export = export_button(lambda: curves_entries(self))
        self.curves_card.add_header_widget(self._export)
        self.layers_card.add_header_widget(export_button(lambda: layers_entries(self)))
        bench = Workbench()
        bench.add_work(self.curves_card, 8)
        bench.add_work(self.layers_card, 7)
        bench.add_card(self.setup)
        bench.add_card(self.choices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        engine = self.context.engine
        engine.ready.connect(self._on_engine_changed)
        engine.failed.connect(self._on_engine_changed)
        self._surveyor.resultReady.connect(self._on_surveyor_result)
        self._surveyor.failed.connect(self.context.errors.report)
        self._counter.resultReady.connect(self._on_counter_result)
        self._counter.failed.connect(self.context.errors.report)
        self.trainings.changed.connect(self._on_trainings_changed)
        self.trainings.stepped.connect(self._on_trainings_stepped)
        self.trainings.saved.connect(self._on_trainings_saved)
        self.trainings.notSaved.connect(lambda why: self.setup.show_remark("error", why))
        self._connect_controls()
        self._connect_movie()

    def _connect_controls(self) -> None:
        self.setup.presetChosen.connect(self._on_preset_chosen)
        self.setup.startWanted.connect(self._on_start_wanted)
        self.setup.saveWanted.connect(self.save_checkpoint)
        self.setup.openWanted.connect(self.open_checkpoint)
        self.choices.folderChosen.connect(self._on_folder_chosen)
        self.curves_card.what.currentChanged.connect(lambda key: self._update(curve=key))
        self.layers_card.what.currentChanged.connect(lambda key: self._update(layers=key))

    def _connect_movie(self) -> None:
        bar = self.layers_card.bar
        bar.scrubbed.connect(self._on_bar_scrubbed)
        bar.stepRequested.connect(lambda step: self._on_bar_scrubbed(self._place() + step))
        bar.firstRequested.connect(lambda: self._on_bar_scrubbed(1))
        bar.lastRequested.connect(self._on_last_requested)
        bar.playToggled.connect(self._on_play_toggled)
        self.replay.moved.connect(self._on_replay_moved)
        self.replay.runningChanged.connect(self._on_replay_running_changed)
        self.curves_card.chart.cursorMoved.connect(self._on_chart_cursor_moved)

    def _update(self, **fields: Any) -> None:
        self.store.update("train", **fields)

    def _on_engine_changed(self, _what: object) -> None:
        self._count()
        self._refresh()
        self._start_if_ready()

    def _on_surveyor_result(self, looked: Looked) -> None:
        self._looked = looked
        self._count()
        self._refresh()
        self._start_if_ready()

    def _on_counter_result(self, counted: tuple[Build, Mapping[str, int]]) -> None:
        self._counted = counted
        self._show_layers()

    def _on_folder_chosen(self) -> None:
        self._asked_of = None
        self._survey()

    def _on_preset_chosen(self, key: PresetKey) -> None:
        self.store.edit(lambda state: replace(state, train=with_preset(state.train, key)))

    def _on_start_wanted(self) -> None:
        self._start_wanted = True
        self._survey()
        self._start_if_ready()

    def _on_trainings_changed(self) -> None:
        trainings, bar = self.trainings, self.setup.bar
        job = trainings.job if trainings.is_running() else None
        if bar.job() is not job:
            bar.set_job(job)
        log = trainings.log
        if isinstance(trainings.order, GoOn) and log is not None and log is not self._adopted:
            self._adopt(log)
        self._refresh()

    def _adopt(self, log: TrainingLog) -> None:
        """Ask for what a checkpoint asked for, so that its curves are those of the settings."""
        self._adopted = log
        if log.first or log.remark:
            said = f"Goes on after iteration {log.first:,} of {log.total:,}."
            self.setup.show_remark("info", f"{said} {log.remark}".strip())
        self.store.edit(lambda state: replace(state, train=adopted(state.train, log.config)))

    def _on_trainings_stepped(self) -> None:
        log = self.log
        if log is None or self.trainings.reading is not None:
            self._show_message(self._problem())
        elif (log, self.store.state.train.curve, log.counts) == self._drawn:
            self.curves_card.show_progress(log)
        else:
            self._show_log(log, self.present_config())
            self._show_layers()

    def _on_trainings_saved(self, path: Path, iteration: int) -> None:
        self.setup.show_remark("info", f"Checkpoint of iteration {iteration:,} written: {path}")

    def _on_bar_scrubbed(self, place: int) -> None:
        self.replay.stop()
        self._look_at(place)

    def _on_last_requested(self) -> None:
        self.replay.stop()
        self._update(at=0)

    def _on_chart_cursor_moved(self, x: float) -> None:
        if self._movie is not None:
            self.replay.stop()
            self._look_at(self._movie.place(round(x * self._movie.log.per_epoch)))

    def _on_play_toggled(self, is_on: bool) -> None:
        movie = self._movie
        if not is_on or movie is None:
            self.replay.stop()
            return
        count, place = len(movie.iterations()), self._place()
        self.replay.start(0.0 if place == count else float(place), count)

    def _on_replay_moved(self, place: float) -> None:
        self._playing = max(ceil(place), 1)
        self._show_layers()

    def _on_replay_running_changed(self, is_running: bool) -> None:
        self.layers_card.bar.show_running(is_running)
        if not is_running and self._playing is not None:
            self._look_at(self._playing)
