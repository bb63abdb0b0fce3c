"""The maximisation that runs or ran last: one at a time, whatever page is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.filters.excite.ascent import AscentStep, ascend
from explorer.services.jobs import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.panels.filters.excite.ascent import AscentRequest, Snapshot
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry

    Make = Callable[[AscentRequest], Generator[AscentStep, None, None]]


class Ascents(QObject):
    """Starts a job in place of the one before, and remembers what it has shown."""

    changed = Signal()  # another job, or its state
    stepped = Signal()  # another picture

    def __init__(
        self, jobs: JobRegistry, errors: ErrorHub, parent: QObject, make: Make = ascend
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._errors = errors
        self._make = make
        self._former: list[Job[AscentStep]] = []
        self.job: Job[AscentStep] | None = None
        self.request: AscentRequest | None = None
        self.step: AscentStep | None = None
        self.curve: list[float] = []
        self.problem = ""

    def start(self, request: AscentRequest) -> None:
        """Begin; what ran before is cancelled."""
        self._let_go()
        make = self._make
        job: Job[AscentStep] = Job(
            f"Maximise {request.title}",
            lambda: make(request),
            self,
            metrics=lambda step: step.now.activation,
            preview=lambda step: step,
            fraction=lambda step: step.fraction,
        )
        job.stepped.connect(self.curve.append)
        job.previewed.connect(self._on_job_previewed)
        job.stateChanged.connect(self._on_job_state_changed)
        job.failed.connect(self._on_job_failed)
        self.job, self.request = job, request
        self._jobs.add(job)
        job.start()

    def shown(self) -> Snapshot | None:
        """Return the newest picture while the job goes on, the best one at its end."""
        if self.step is None or self.job is None:
            return None
        return self.step.best if self.job.state.is_end else self.step.now

    def state(self) -> JobState | None:
        """Where the job is; None before the first."""
        return None if self.job is None else self.job.state

    def is_running(self) -> bool:
        """Whether a job takes the device."""
        return self.state() is JobState.RUNNING

    def is_idle(self) -> bool:
        """Whether nothing runs; a paused job rests."""
        return all(job.is_idle() for job in (*self._former, *self._present()))

    def shutdown(self) -> None:
        """Cancel, and wait for the threads."""
        for job in (*self._former, *self._present()):
            job.shutdown()

    def _present(self) -> tuple[Job[AscentStep], ...]:
        return () if self.job is None else (self.job,)

    def _let_go(self) -> None:
        """Forget the present job; it ends by itself after its step."""
        job, self.job, self.request = self.job, None, None
        self.step, self.curve, self.problem = None, [], ""
        if job is None:
            return
        job.disconnect(self)
        if job.state.is_end:
            job.deleteLater()
            return
        self._former.append(job)
        job.stateChanged.connect(self._on_former_state_changed)
        job.cancel()

    def _on_job_previewed(self, step: AscentStep) -> None:
        self.step = step
        self.stepped.emit()

    def _on_job_state_changed(self, _state: JobState) -> None:
        self.changed.emit()

    def _on_job_failed(self, error: BaseException) -> None:
        self.problem = str(error)
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.changed.emit()

    def _on_former_state_changed(self, _state: JobState) -> None:
        for job in [job for job in self._former if job.state.is_end]:
            self._former.remove(job)
            job.deleteLater()
