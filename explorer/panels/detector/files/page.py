"""The page of files: pictures, a video, an evaluation; each with a job that goes on by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from explorer.panels.detector.classes_card import ClassesCard
from explorer.panels.detector.files.chooser import TaskChooser
from explorer.panels.detector.files.evaluate.task import EvaluateTask
from explorer.panels.detector.files.facts import FactsReader
from explorer.panels.detector.files.pictures.task import PicturesTask
from explorer.panels.detector.files.shelf import DetectorShelf, load_in_thread
from explorer.panels.detector.files.sources import task_for
from explorer.panels.detector.files.task import Desk
from explorer.panels.detector.files.video.task import VideoTask
from explorer.panels.detector.model_card import ModelCard
from explorer.panels.detector.models import MODELS
from explorer.panels.detector.own_model import OwnModel
from explorer.panels.detector.state import OWN, FilesState
from explorer.panels.detector.thresholds_card import ThresholdsCard
from explorer.panels.detector.values import DetectRequest
from explorer.widgets.drop import local_files
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.panels.detector.files.shelf import Load
    from explorer.panels.detector.files.task import Task
    from explorer.panels.detector.state import DetectorState, FilesTask
    from explorer.panels.detector.values import ModelFacts
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

WAITING = "PyTorch is loading…"


class FilesPage(Page):
    """Jobs go on when another task, page or panel is on the screen.

    ``load`` loads detectors, in threads.
    """

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], load: Load = load_in_thread
    ) -> None:
        super().__init__(context, store)
        shelf = DetectorShelf(load)
        desk = Desk(context, store, shelf)
        self.pictures = PicturesTask(desk, self)
        self.video = VideoTask(desk, self)
        self.evaluate = EvaluateTask(desk, self)
        self.tasks: tuple[Task, ...] = (self.pictures, self.video, self.evaluate)
        self.chooser = TaskChooser()
        self.model_card = ModelCard()
        self.thresholds_card = ThresholdsCard()
        self.classes_card = ClassesCard()
        self.own_model = OwnModel(self, store)
        self._facts = FactsReader(shelf, context.errors, self)
        self._is_active = False
        self._remembered: dict[FilesTask, FilesState] = {}
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    @property
    def task(self) -> Task:
        """The task on the screen."""
        return self._task(self.store.state.files.task)

    def show_state(self, state: DetectorState) -> None:
        """Make the cards say what the state says."""
        files = state.files
        self._remembered[files.task] = files
        self.chooser.show_task(files.task)
        self.model_card.show_choice(state.model)
        self.thresholds_card.show_choice(state.thresholds)
        self.classes_card.show_choice(state.thresholds.shown)
        self._stack.setCurrentWidget(self.task.view)
        for task in self.tasks:
            task.card.setVisible(task is self.task)
        self.task.show_files(files)
        if self._is_active:
            self._follow(state)

    def activate(self) -> None:
        """Follow detector and thresholds, which may have changed on other pages."""
        self._is_active = True
        self._follow(self.store.state)

    def deactivate(self) -> None:
        """Leave; jobs go on."""
        self._is_active = False

    def present(self) -> None:
        """Start what a person would have to start by hand."""
        self.task.present()

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind the boxes."""
        name = self.store.state.model.name
        return (MODELS[name].weights,) if name in MODELS and name != OWN else ()

    def is_idle(self) -> bool:
        """Whether nothing is loaded, read, found or written; a paused job rests."""
        tasks_rest = all(task.is_idle() for task in self.tasks)
        return tasks_rest and self._facts.is_idle() and self.context.engine.is_idle()

    def shutdown(self) -> None:
        """Cancel every job."""
        for task in self.tasks:
            task.shutdown()
        self._facts.shutdown()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures, folders and videos; what else there is may be the window's."""
        if task_for(local_files(event.mimeData()), self.store.state.files.task) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Do with them what can be done with them."""
        paths = tuple(local_files(event.mimeData()))
        key = task_for(paths, self.store.state.files.task)
        if key is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self._task(key).choose(paths)

    def _task(self, key: FilesTask) -> Task:
        return next(task for task in self.tasks if task.key == key)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        bench = Workbench()
        bench.add_work(self._stack)
        bench.add_card(self.chooser)
        for task in self.tasks:
            self._stack.addWidget(task.view)
            bench.add_card(task.card)
        for card in (self.thresholds_card, self.classes_card, self.model_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        store, engine = self.store, self.context.engine
        self.chooser.taskChosen.connect(self._on_task_chosen)
        self.model_card.chosen.connect(lambda field: store.update("model", **field))
        self.model_card.ownWanted.connect(self.own_model.choose)
        self.own_model.opened.connect(self._on_own_model_opened)
        self.thresholds_card.chosen.connect(lambda field: store.update("thresholds", **field))
        self.classes_card.shownChanged.connect(
            lambda shown: store.update("thresholds", shown=shown)
        )
        self._facts.ready.connect(self._on_facts_ready)
        self._facts.failed.connect(self._on_facts_failed)
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        for task in self.tasks:
            task.chosen.connect(self._on_files_chosen)

    def _follow(self, state: DetectorState) -> None:
        for task in self.tasks:
            task.show_choices(state)
        self._ask_facts()

    def _ask_facts(self) -> None:
        """Have the detector loaded, in a worker, to say what it is and which classes it has."""
        engine, state = self.context.engine, self.store.state
        if engine.failure:
            self._on_engine_failed(engine.failure)
        elif not engine.is_ready:
            self.model_card.set_busy(WAITING)
        elif self._facts.ask(DetectRequest(state.model, state.thresholds, str(engine.device))):
            self.model_card.set_busy("Loading…")

    def _on_own_model_opened(self) -> None:
        self._facts.forget()
        self._ask_facts()

    def _on_facts_ready(self, facts: ModelFacts) -> None:
        self.model_card.set_busy("")
        self.model_card.show_problem("")
        self.model_card.show_facts(facts)
        self.classes_card.show_classes(facts.class_names)

    def _on_facts_failed(self, why: str) -> None:
        self.model_card.set_busy("")
        self.model_card.show_problem(why)

    def _on_engine_ready(self) -> None:
        self.model_card.set_busy("")
        if self._is_active:
            self._ask_facts()
        for task in self.tasks:
            task.engine_ready()

    def _on_engine_failed(self, why: str) -> None:
        self.model_card.set_busy("")
        self.model_card.show_problem(why)
        for task in self.tasks:
            task.engine_failed(why)

    def _on_task_chosen(self, key: FilesTask) -> None:
        files = self._remembered.get(key, FilesState(key))
        self.store.edit(lambda state: replace(state, files=files))

    def _on_files_chosen(self, files: FilesState, at_once: bool) -> None:
        self.store.edit(lambda state: replace(state, files=files))
        if at_once:
            self._task(files.task).start()
