"""A measurement or a sweep that is started for a request, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from PySide6.QtCore import QObject

    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry

Q = TypeVar("Q")
S = TypeVar("S")
R = TypeVar("R")


class Runs(OneJob[S], Generic[Q, S, R]):
    """Keeps all steps of the present job, and the result of the last that ended well.

    A result stays until another run has ended well: one that is cancelled takes nothing away.

    Parameters
    ----------
    make
        Called with the request in the job's thread.
    fraction
        How much is done after a step, in 0..1.
    """

    def __init__(
        self,
        jobs: JobRegistry,
        errors: ErrorHub,
        make: Callable[[Q], Generator[S, None, R]],
        fraction: Callable[[S], float],
        parent: QObject,
    ) -> None:
        super().__init__(jobs, errors, parent)
        self._make = make
        self._fraction = fraction
        self.request: Q | None = None
        self.steps: list[S] = []
        self.result: R | None = None
        self.answered: Q | None = None
        """What the result answers."""
        self.ended_at: datetime | None = None

    def start(self, title: str, request: Q) -> None:
        """Begin; what ran before is cancelled."""
        self._let_go()
        self.request, self.steps = request, []
        make = self._make
        job: Job[S] = Job(
            title,
            lambda: make(request),
            self,
            preview=lambda step: step,
            fraction=self._fraction,
        )
        self._begin(job)
        self.changed.emit()

    def _on_job_stepped(self, step: S) -> None:
        self.steps.append(step)

    def _on_job_previewed(self, _step: Any) -> None:
        self.stepped.emit()

    def _on_job_done(self, result: R) -> None:
        self.result, self.answered = result, self.request
        self.ended_at = datetime.now()
        self.changed.emit()
