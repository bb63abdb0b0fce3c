"""The job of a task: its steps without their pictures, its newest step, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal

from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from PySide6.QtCore import QObject

    from explorer.widgets.panel import PanelContext

S = TypeVar("S")
M = TypeVar("M")
R = TypeVar("R")


class TaskRun(OneJob[S], Generic[S, M, R]):
    """Keeps what every step says, and only the newest picture.

    ``previewed`` comes some thirty times a second at most, whatever the pace of the job.
    """

    previewed = Signal(object)  # the newest step

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(context.jobs, context.errors, parent)
        self.steps: list[M] = []
        self.result: R | None = None

    def start(
        self,
        title: str,
        make: Callable[[], Generator[S, None, R]],
        keep: Callable[[S], M],
        fraction: Callable[[S], float] | None,
    ) -> None:
        """Begin; what ran before is cancelled.

        Parameters
        ----------
        make
            Called in the job's thread.
        keep
            What is kept of each step.
        fraction
            How much is done after a step, in 0..1; None where nobody knows how many there are.
        """
        self.forget()
        job: Job[S] = Job(
            title, make, self, metrics=keep, preview=lambda step: step, fraction=fraction
        )
        self._begin(job)
        self.changed.emit()

    def forget(self) -> None:
        """Let go of the job and of all that it said."""
        self._let_go()
        self.steps, self.result = [], None

    def _on_job_stepped(self, kept: M) -> None:
        self.steps.append(kept)

    def _on_job_previewed(self, step: Any) -> None:
        self.previewed.emit(step)

    def _on_job_done(self, result: R) -> None:
        self.result = result
        self.changed.emit()
