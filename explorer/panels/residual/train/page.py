"""The page "Train both": plain and residual networks in lockstep, watched while they learn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.errors import TrainingError
from explorer.panels.residual.state import TrainState
from explorer.panels.residual.train.choices_card import ChoicesCard
from explorer.panels.residual.train.curves_card import CurvesCard
from explorer.panels.residual.train.exports import curves_entries, layers_entries
from explorer.panels.residual.train.inquiry import Inquiry
from explorer.panels.residual.train.layers_card import LayersCard
from explorer.panels.residual.train.projector import Projector
from explorer.panels.residual.train.setup_card import SetupCard
from explorer.panels.residual.train.values import (
    SMALL,
    adopted,
    config_of,
    differences,
    is_as_preset,
    source_of,
    title_of,
    with_preset,
)
from explorer.panels.residual.train.words import plan_text, survey_text, waiting_text
from explorer.panels.residual.training_job import Anew, GoOn
from explorer.services.awaited_start import AwaitedStart, Obstacle
from explorer.widgets.ask_files import ask_file
from explorer.widgets.export import ask_path
from explorer.widgets.exporter import Exporter, export_button
from explorer.widgets.page import Page
from explorer.widgets.task_card import UNEXPECTED
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.engine.residual.config import TrainingConfig
    from explorer.panels.residual.state import PresetKey, ResidualState
    from explorer.panels.residual.training_job import Order
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
CURVES_SHARE, LAYERS_SHARE = 8, 7


class TrainPage(Page):
    """The training itself is the panel's: it goes on while other pages are open."""

    def __init__(
        self, context: PanelContext, store: Store[ResidualState], trainings: Trainings
    ) -> None:
        super().__init__(context, store)
        self.trainings = trainings
        self.awaited = AwaitedStart(context.engine, LOADING, self, self._missing_images)
        self._drawn: tuple[object, ...] = ()
        self._adopted: TrainingLog | None = None
        self.inquiry = Inquiry(context, self)
        self.exporter = Exporter(self)
        self.setup = SetupCard()
        self.choices = ChoicesCard(store)
        self.curves_card = CurvesCard()
        self.layers_card = LayersCard()
        self.projector = Projector(store, self.layers_card, self.curves_card.chart, self)
        self._export = export_button(lambda: curves_entries(self))
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
            self.inquiry.ask(train)
        self._refresh()

    def activate(self) -> None:
        """Look at the images, again if they would not do: files may have been put right."""
        train = self.store.state.train
        self.inquiry.ask(train, again=bool(self.inquiry.problem(train)))
        self._refresh()

    def deactivate(self) -> None:
        """Stop the moving picture; the training goes on."""
        self.projector.stop()

    def present(self) -> None:
        """Train what the state asks for, unless that is done; if nothing was chosen, a little."""
        train, log = self.store.state.train, self.log
        if log is not None and log.config == self.present_config():
            return
        if train == TrainState(curve=train.curve, layers=train.layers, at=train.at):
            self.store.update("train", **SMALL)
        self._on_start_wanted()

    def is_idle(self) -> bool:
        """Whether nothing is looked at, counted, trained or written; a paused training rests."""
        parts = (self.awaited, self.inquiry, self.projector, self.trainings, self.exporter)
        return all(part.is_idle() for part in parts)

    def shutdown(self) -> None:
        """End the workers; the panel ends the training."""
        self.projector.stop()
        self.inquiry.shutdown()
        self.exporter.shutdown()

    def present_config(self) -> TrainingConfig | None:
        """Return what the controls ask for; None where it cannot be trained."""
        known = self.awaited.device()
        if known is None and self.log is not None:
            known = self.log.config.device
        try:
            return config_of(self.store.state.train, known)
        except TrainingError:
            return None

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
        self.awaited.forget()
        path = Path(chosen)
        try:
            elsewhere = source_of(self.store.state.train)
        except TrainingError:
            elsewhere = None
        order = GoOn(path, self.awaited.device(), elsewhere)
        self._begin(f"Training on from {path.name}", order)

    # What is shown

    def _refresh(self) -> None:
        """Show the present state of affairs."""
        train, config, log = self.store.state.train, self.present_config(), self.log
        self._show_controls(config)
        self._export.setEnabled(log is not None)
        if log is None:
            self.curves_card.show_waiting(waiting_text(config), train.curve, train.epochs)
        else:
            self._show_log(log, config)
        self.projector.show(log, self.inquiry.networks(train))

    def _show_controls(self, config: TrainingConfig | None) -> None:
        train = self.store.state.train
        problem, survey = self.inquiry.problem(train), self.inquiry.survey(train)
        self.choices.show_data_problem(problem)
        self.choices.show_survey("" if survey is None else survey_text(survey, train.images))
        self.setup.show_plan("" if config is None else plan_text(config, survey))
        can_compute = self.context.engine.device is not None
        self.setup.show_possible(
            start=can_compute and config is not None and not problem,
            open_file=can_compute,
            save=self.trainings.can_save(),
            running=self.trainings.is_running(),
        )
        self._show_message()

    def _show_message(self) -> None:
        """Say what stands in the way, or what went wrong, or what is still to come."""
        obstacle, failure = self.awaited.obstacle(), self.trainings.failure
        if obstacle:
            self.setup.show_message("warning" if obstacle == NOTHING else "info", obstacle)
        elif failure is not None:
            is_expected = isinstance(failure, ExplorerError)
            self.setup.show_message("error", str(failure) if is_expected else UNEXPECTED)
        elif (reading := self.trainings.reading) is not None:
            text = READING.format(done=reading.done, total=reading.total)
            self.setup.show_message("info", text)
        else:
            self.setup.show_message("info", "")

    def _show_log(self, log: TrainingLog, config: TrainingConfig | None) -> None:
        """Draw the curves if there is more of them, or something else to draw."""
        card, what = self.curves_card, self.store.state.train.curve
        card.show_progress(log)
        there = "" if config is None else differences(log.config, config)
        card.show_stale(STALE.format(there=there) if there else "")
        if (log, what, log.counts) != self._drawn:
            self._drawn = (log, what, log.counts)
            card.show_log(log, what)

    # What is done

    def _missing_images(self) -> Obstacle | None:
        train = self.store.state.train
        if self.inquiry.problem(train):
            return Obstacle(NOTHING)
        is_known = self.inquiry.survey(train) is not None
        return None if is_known else Obstacle("", passes=True)  # a moment, not worth a word

    def _start(self) -> None:
        if (config := self.present_config()) is not None:
            self._begin(title_of(config), Anew(config))

    def _begin(self, title: str, order: Order) -> None:
        self.projector.stop()
        self.setup.show_remark("info", "")
        self.store.update("train", at=0)
        self.trainings.start(title, order)

    def _adopt(self, log: TrainingLog) -> None:
        """Ask for what a checkpoint asked for, so that its curves are those of the settings."""
        self._adopted = log
        said = f"Goes on after iteration {log.first:,} of {log.total:,}. {log.remark}"
        self.setup.show_remark("info", said.strip())
        self.store.edit(lambda state: replace(state, train=adopted(state.train, log.config)))

    # Inside

    def _lay_out(self) -> None:
        self.curves_card.add_header_widget(self._export)
        self.layers_card.add_header_widget(export_button(lambda: layers_entries(self)))
        bench = Workbench()
        bench.add_work(self.curves_card, CURVES_SHARE)
        bench.add_work(self.layers_card, LAYERS_SHARE)
        bench.add_card(self.setup)
        bench.add_card(self.choices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        trainings = self.trainings
        self.awaited.engineChanged.connect(self._on_engine_changed)
        self.inquiry.changed.connect(self._on_inquiry_changed)
        trainings.changed.connect(self._on_trainings_changed)
        trainings.stepped.connect(self._on_trainings_stepped)
        trainings.saved.connect(self._on_trainings_saved)
        trainings.notSaved.connect(self._on_trainings_not_saved)
        self.setup.presetChosen.connect(self._on_preset_chosen)
        self.setup.startWanted.connect(self._on_start_wanted)
        self.setup.saveWanted.connect(self.save_checkpoint)
        self.setup.openWanted.connect(self.open_checkpoint)
        self.choices.folderChosen.connect(self._on_folder_chosen)
        self.curves_card.what.currentChanged.connect(lambda key: self._update(curve=key))
        self.layers_card.what.currentChanged.connect(lambda key: self._update(layers=key))

    def _update(self, **fields: Any) -> None:
        self.store.update("train", **fields)

    def _on_engine_changed(self) -> None:
        self.inquiry.ask(self.store.state.train)  # another device, other classes: other numbers
        self._refresh()

    def _on_inquiry_changed(self) -> None:
        self._on_engine_changed()
        self.awaited.look_again()

    def _on_folder_chosen(self) -> None:
        self.inquiry.ask(self.store.state.train, again=True)

    def _on_preset_chosen(self, key: PresetKey) -> None:
        self.store.edit(lambda state: replace(state, train=with_preset(state.train, key)))

    def _on_start_wanted(self) -> None:
        self.inquiry.ask(self.store.state.train)
        self.awaited.want(self._start)

    def _on_trainings_changed(self) -> None:
        trainings, bar, log = self.trainings, self.setup.bar, self.log
        job = trainings.job if trainings.is_running() else None
        if bar.job() is not job:
            bar.set_job(job)
        if log is not None and log.is_resumed and log is not self._adopted:
            self._adopt(log)
        self._refresh()

    def _on_trainings_stepped(self) -> None:
        train, log = self.store.state.train, self.log
        if log is None or self.trainings.reading is not None:
            self._show_message()
        elif (log, train.curve, log.counts) == self._drawn:
            self.curves_card.show_progress(log)
        else:
            self._show_log(log, self.present_config())
            self.projector.show(log, self.inquiry.networks(train))

    def _on_trainings_saved(self, path: Path, iteration: int) -> None:
        self.setup.show_remark("info", f"Checkpoint of iteration {iteration:,} written: {path}")

    def _on_trainings_not_saved(self, why: str) -> None:
        self.setup.show_remark("error", why)
