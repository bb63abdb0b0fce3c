"""A long piece of work that is started by hand: one at a time, whatever page is on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.services.jobs import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry

Q = TypeVar("Q")
S = TypeVar("S")
R = TypeVar("R")


class Runs(QObject, Generic[Q, S, R]):
    """Starts a job for a request in place of the one before, and keeps what came of it.

    A result stays until another run has ended well: one that is cancelled takes nothing away.

    Parameters
    ----------
    make
        Called with the request in the job's thread.
    fraction
        How much is done after a step, in 0..1.
    """

    changed = Signal()  # another job, or its state
    stepped = Signal()  # there are more steps

    def __init__(
        self,
        jobs: JobRegistry,
        errors: ErrorHub,
        make: Callable[[Q], Generator[S, None, R]],
        fraction: Callable[[S], float],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._errors = errors
        self._make = make
        self._fraction = fraction
        self._former: list[Job[S]] = []
        self.job: Job[S] | None = None
        self.request: Q | None = None
        self.steps: list[S] = []
        self.problem: BaseException | None = None
        self.result: R | None = None
        self.answered: Q | None = None
        """What the result answers."""
        self.ended_at: datetime | None = None

    def start(self, title: str, request: Q) -> None:
        """Begin; what ran before is cancelled."""
        self._let_go()
        make = self._make
        job: Job[S] = Job(
            title,
            lambda: make(request),
            self,
            preview=lambda step: step,
            fraction=self._fraction,
        )
        job.stepped.connect(self._on_job_stepped)
        job.previewed.connect(self._on_job_previewed)
        job.done.connect(self._on_job_done)
        job.failed.connect(self._on_job_failed)
        job.stateChanged.connect(self._on_job_state_changed)
        self.job, self.request = job, request
        self._jobs.add(job)
        job.start()
        self.changed.emit()

    def state(self) -> JobState | None:
        """Where the job is; None before the first."""
        return None if self.job is None else self.job.state

    def is_running(self) -> bool:
        """Whether the job is under way; a paused one is, too."""
        return self.state() in (JobState.RUNNING, JobState.PAUSED)

    def is_idle(self) -> bool:
        """Whether nothing computes; a paused job rests."""
        return all(job.is_idle() for job in (*self._former, *self._present()))

    def shutdown(self) -> None:
        """Cancel, and wait for the threads."""
        for job in (*self._former, *self._present()):
            job.shutdown()

    def _present(self) -> tuple[Job[S], ...]:
        return () if self.job is None else (self.job,)

    def _let_go(self) -> None:
        """Forget the present job; it ends by itself after its step."""
        job, self.job, self.request = self.job, None, None
        self.steps, self.problem = [], None
        if job is None:
            return
        job.disconnect(self)
        if job.state.is_end:
            job.deleteLater()
            return
        self._former.append(job)
        job.stateChanged.connect(self._on_former_state_changed)
        job.cancel()

    def _on_job_stepped(self, step: S) -> None:
        self.steps.append(step)

    def _on_job_previewed(self, _step: Any) -> None:
        self.stepped.emit()

    def _on_job_state_changed(self, _state: JobState) -> None:
        self.changed.emit()

    def _on_job_done(self, result: R) -> None:
        self.result, self.answered = result, self.request
        self.ended_at = datetime.now()
        self.changed.emit()

    def _on_job_failed(self, error: BaseException) -> None:
        self.problem = error
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.changed.emit()

    def _on_former_state_changed(self, _state: JobState) -> None:
        for job in [job for job in self._former if job.state.is_end]:
            self._former.remove(job)
            job.deleteLater()
