"""The job that paints all pictures, and what it has said so far."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Signal

from explorer.panels.style.folder.listing import bundled_photographs
from explorer.panels.style.folder.sheet import Sheet
from explorer.panels.style.folder.values import FolderRequest, target_beside
from explorer.panels.style.folder.way_card import NO_STYLE
from explorer.widgets.counting import many
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Generator

    from explorer.engine.style import StyleCache
    from explorer.panels.style.folder.values import FolderStep, Listed, Outcome
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.services.turns import Turns
    from explorer.widgets.panel import PanelContext

LOADING: Final = "PyTorch is loading; it starts by itself then."
READING: Final = "The paintings are still being read; it starts by itself then."
OUR_FOLDER: Final = "ConvNet Explorer, painted"


class Batch(QObject):
    """Some pictures, the folder they go into, and at most one job on them.

    ``is_wanted``: it starts as soon as what it needs is there.
    """

    changed = Signal()  # the job's state
    stepped = Signal(object)  # FolderStep, the newest

    def __init__(self, context: PanelContext, shared: Shared, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._shared = context, shared
        self.sheet = Sheet(bundled_photographs())
        self.target = users_pictures() / OUR_FOLDER
        self.is_wanted = False
        self.run: TaskRun[FolderStep, Outcome | None, None] = TaskRun(context, self)
        self.run.changed.connect(self._on_run_changed)
        self.run.previewed.connect(self._on_run_previewed)

    def take(self, listed: Listed) -> None:
        """Take other pictures, and paint them into a folder beside theirs."""
        self.run.forget()
        self.is_wanted = False
        self.sheet = Sheet(listed)
        if listed.is_bundled:
            self.target = users_pictures() / OUR_FOLDER
        else:
            self.target = target_beside(listed.folder or users_pictures())

    def obstacle(self, state: StyleState) -> str:
        """Return why nothing can be started yet, or at all; "" if it can."""
        engine, pictures = self._context.engine, self._shared.pictures.pictures
        if engine.failure:
            return engine.failure
        if state.folder.way == "live" and not any(state.live.weights):
            return NO_STYLE
        if state.folder.way == "optimise":
            problems = [problem for place, problem in pictures.problems if place >= 0]
            if problems:
                return f"The style cannot be used: {problems[0]}"
            if None in pictures.styles or not pictures.styles:
                return READING
        return "" if engine.is_ready else LOADING

    def start(self, state: StyleState) -> str:
        """Paint, or return why not; if it is only too early, it is wanted from now on."""
        problem = self.obstacle(state)
        self.is_wanted = problem in (LOADING, READING)
        if not problem:
            self._begin(state)
        return problem

    def note(self) -> None:
        """Bring the sheet up to what the job has said."""
        self.sheet.note(self.run.steps)

    def is_running(self) -> bool:
        """Whether pictures are painted; a paused job is under way, too."""
        return self.run.is_running()

    def is_idle(self) -> bool:
        """Whether nothing is painted or wanted; a paused job rests."""
        return self.run.is_idle() and not self.is_wanted

    def shutdown(self) -> None:
        """Cancel."""
        self.run.shutdown()

    def _begin(self, state: StyleState) -> None:
        styles = tuple(one for one in self._shared.pictures.pictures.styles if one is not None)
        request = FolderRequest(
            self.sheet.listed.paths, self.target, state.folder.way, state.paint, state.live,
            styles, str(self._context.engine.device),
        )  # fmt: skip
        self.sheet.begin()
        title = f"Painting {many(self.sheet.count, 'picture')}"
        make = partial(_paint, request, self._shared.studio.network)
        self.run.start(title, make, _outcome_of, _fraction)

    def _on_run_previewed(self, step: FolderStep) -> None:
        self.sheet.step = step
        self.stepped.emit(step)

    def _on_run_changed(self) -> None:
        state = self.run.state()
        if state is not None and state.is_end:
            self.note()
            self.sheet.end()
        self.changed.emit()


def users_pictures() -> Path:
    """Return the folder of the user's pictures."""
    place = QStandardPaths.StandardLocation.PicturesLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def _outcome_of(step: FolderStep) -> Outcome | None:
    return step.outcome


def _fraction(step: FolderStep) -> float:
    return step.fraction


def _paint(request: FolderRequest, network: Turns[StyleCache]) -> Generator[FolderStep, None, None]:
    from explorer.panels.style.folder.work import paint_folder

    return paint_folder(request, network)
