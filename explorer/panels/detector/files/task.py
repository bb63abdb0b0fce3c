"""One of the three things to do with files: its card, its view, its job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.panels.detector.values import DetectRequest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.state import DetectorState, FilesState, FilesTask
    from explorer.panels.detector.values import ModelFacts
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext
    from explorer.widgets.task_card import TaskCard
    from explorer.widgets.task_run import TaskRun

LOADING = "PyTorch is loading; it starts by itself then."
REFRESH_MS = 150
MS_A_STEP = 0.2
"""A table is written anew at most this often while a job runs."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the tasks share."""

    context: PanelContext
    store: Store[DetectorState]
    shelf: DetectorShelf


class Task(QObject):
    """Starts when the engine is there. What it was started with stays until it is started again."""

    key: FilesTask
    chosen = Signal(object, bool)  # FilesState that a person chose, and whether to start at once
    factsKnown = Signal(object)  # ModelFacts of the detector at work

    def __init__(self, desk: Desk, card: TaskCard, view: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.parent_widget = parent
        self.card: TaskCard = card
        self.view = view
        self._is_wanted = False
        self._files: FilesState | None = None
        self._facts: ModelFacts | None = None
        self._refresh = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._refresh.timeout.connect(self.refresh)
        card.startWanted.connect(self.start)

    @property
    def files(self) -> FilesState | None:
        """What was chosen for this task; None before anything was."""
        return self._files if self._files is not None and self._files.path else None

    def show_files(self, files: FilesState) -> None:
        """Take what the state says for this task."""
        if files != self._files:
            self._files = files
            self.take_files(files)

    def take_files(self, files: FilesState) -> None:
        """Show another source."""
        raise NotImplementedError

    def show_choices(self, state: DetectorState) -> None:
        """Follow detector and thresholds."""
        raise NotImplementedError

    def choose(self, paths: tuple[str, ...]) -> None:
        """Take what a person opened or dropped."""
        raise NotImplementedError

    def begin(self) -> None:
        """Start the job; the engine is there."""
        raise NotImplementedError

    def runs(self) -> tuple[TaskRun[Any, Any, Any], ...]:
        """Return the jobs."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show what the job has said so far."""
        raise NotImplementedError

    def present(self) -> None:
        """Start what a person would have to start by hand, for a picture of the page."""

    def start(self) -> None:
        """Begin now, or as soon as PyTorch is there."""
        engine = self.desk.context.engine
        self.card.show_remark("")
        self.card.after.offer()
        if engine.is_ready:
            self._is_wanted = False
            self.card.show_message("info", "")
            self.begin()
        elif engine.failure:
            self.card.show_message("error", engine.failure)
        else:
            self._is_wanted = True
            self.card.show_message("info", LOADING)

    def engine_ready(self) -> None:
        """Do what was waiting for PyTorch."""
        if self._is_wanted:
            self.start()

    def engine_failed(self, why: str) -> None:
        """Say why nothing can be started."""
        if self._is_wanted:
            self._is_wanted = False
            self.card.show_message("error", why)

    def look(self) -> DetectRequest:
        """Return detector, thresholds and device as they are now."""
        state = self.desk.store.state
        return DetectRequest(state.model, state.thresholds, str(self.desk.context.engine.device))

    def refresh_soon(self) -> None:
        """Refresh now and then while steps come fast, the less often the more there is to show."""
        if not self._refresh.isActive():
            steps = sum(len(run.steps) for run in self.runs())
            self._refresh.start(REFRESH_MS + round(MS_A_STEP * steps))

    def take_facts(self, facts: ModelFacts) -> None:
        """Pass on what the detector at work is, once."""
        if facts is not self._facts:
            self._facts = facts
            self.factsKnown.emit(facts)

    def is_idle(self) -> bool:
        """Whether nothing runs, and all that was found is shown; a paused job rests."""
        runs_rest = all(run.is_idle() for run in self.runs())
        return runs_rest and not self._is_wanted and not self._refresh.isActive()

    def shutdown(self) -> None:
        """Cancel."""
        for run in self.runs():
            run.shutdown()
        self._refresh.stop()
