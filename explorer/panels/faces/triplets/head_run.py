"""The job that trains a head: every step's numbers, the newest picture, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.faces.triplets.training import row_of
from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from PySide6.QtCore import QObject

    from explorer.engine.faces.triplets.training import HeadStep
    from explorer.panels.faces.triplets.training import Row, Trained, Training
    from explorer.widgets.panel import PanelContext

    Make = Callable[[Training], Generator[HeadStep, None, Trained]]

TITLE = "Training a head"


class HeadRun(OneJob["HeadStep"]):
    """``rows`` are whole; ``newest`` is the step whose picture is shown.

    What was asked for is ``training``; ``result`` is None until its training has ended well.
    """

    previewed = Signal(object)  # HeadStep

    def __init__(self, context: PanelContext, make: Make, parent: QObject) -> None:
        super().__init__(context.jobs, context.errors, parent)
        self._make = make
        self.forget()

    def forget(self) -> None:
        """Let go of the job and of all that it said."""
        self._let_go()
        self.training: Training | None = None
        self.rows: list[Row] = []
        self.newest: HeadStep | None = None
        self.result: Trained | None = None

    def start(self, training: Training) -> None:
        """Begin; what ran before is cancelled."""
        self.forget()
        self.training, make = training, self._make
        job: Job[HeadStep] = Job(
            TITLE,
            lambda: make(training),
            self,
            metrics=row_of,
            preview=lambda step: step,
            fraction=lambda step: step.fraction,
        )
        self._begin(job)
        self.changed.emit()

    def _on_job_stepped(self, row: Row) -> None:
        self.rows.append(row)

    def _on_job_previewed(self, step: HeadStep) -> None:
        self.newest = step
        self.previewed.emit(step)

    def _on_job_done(self, result: Trained) -> None:
        self.result = result
        self.changed.emit()
