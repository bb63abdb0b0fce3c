"""A long piece of work that is started by hand: one at a time, whatever page is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.services.jobs import JobState

if TYPE_CHECKING:
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry
    from explorer.services.jobs import Job

S = TypeVar("S")


class OneJob(QObject, Generic[S]):
    """Starts a job in place of the one before; a subclass keeps what the job says.

    ``failure`` is what made the present job fail. What the program does not expect is reported,
    too.
    """

    changed = Signal()  # another job, or its state
    stepped = Signal()  # there is more to see

    def __init__(self, jobs: JobRegistry, errors: ErrorHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._errors = errors
        self._former: list[Job[S]] = []
        self.job: Job[S] | None = None
        self.failure: BaseException | None = None

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

    def _begin(self, job: Job[S]) -> None:
        """Start a job that a subclass has made; what it says comes to the subclass."""
        job.stepped.connect(self._on_job_stepped)
        job.previewed.connect(self._on_job_previewed)
        job.done.connect(self._on_job_done)
        job.stateChanged.connect(self._on_job_state_changed)
        job.failed.connect(self._on_job_failed)
        self.job = job
        self._jobs.add(job)
        job.start()

    def _let_go(self) -> None:
        """Forget the present job; it ends by itself after its step."""
        job, self.job, self.failure = self.job, None, None
        if job is None:
            return
        job.disconnect(self)
        if job.state.is_end:
            job.deleteLater()
            return
        self._former.append(job)
        job.stateChanged.connect(self._on_former_state_changed)
        job.cancel()

    def _present(self) -> tuple[Job[S], ...]:
        return () if self.job is None else (self.job,)

    def _on_job_stepped(self, kept: Any) -> None:
        """Take what is kept of a step."""

    def _on_job_previewed(self, step: Any) -> None:
        """Take the newest step, some thirty times a second at most."""

    def _on_job_done(self, result: Any) -> None:
        """Take what came of it."""

    def _on_job_state_changed(self, _state: JobState) -> None:
        self.changed.emit()

    def _on_job_failed(self, error: BaseException) -> None:
        self.failure = error
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.changed.emit()

    def _on_former_state_changed(self, _state: JobState) -> None:
        for job in [job for job in self._former if job.state.is_end]:
            self._former.remove(job)
            job.deleteLater()
