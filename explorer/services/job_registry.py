"""Which jobs run: for the status bar, and for ending them all when the window closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.services.jobs import JobState

if TYPE_CHECKING:
    from explorer.services.jobs import Job

CHANGED_MS = 200
"""Progress is said at most this often: nobody reads faster."""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A line of the status bar: what runs, how much is done (0..1) and how long it may take."""

    title: str
    fraction: float | None
    eta_s: float | None
    is_paused: bool


class JobRegistry(QObject):
    """Lists jobs from their start to their end."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job[Any]] = []
        self._delay = QTimer(self, interval=CHANGED_MS, singleShot=True)
        self._delay.timeout.connect(self.changed)

    def add(self, job: Job[Any]) -> None:
        """List a job until it ends; it may have been started already."""
        if job in self._jobs or job.state.is_end:
            return
        self._jobs.append(job)
        job.stateChanged.connect(self._on_job_state)
        job.progressed.connect(self._on_job_progress)
        self.changed.emit()

    def running(self) -> tuple[RunningJob, ...]:
        """What runs or is paused, oldest first."""
        return tuple(
            RunningJob(job.title, job.fraction, job.eta_s, job.state is JobState.PAUSED)
            for job in self._jobs
            if job.state in (JobState.RUNNING, JobState.PAUSED)
        )

    def cancel_all(self) -> None:
        """Cancel every job."""
        for job in tuple(self._jobs):
            job.cancel()

    def shutdown(self) -> None:
        """Cancel every job and wait for each, for a bounded time."""
        self.cancel_all()
        for job in tuple(self._jobs):
            job.shutdown()
        self._delay.stop()

    def _on_job_state(self, _state: object) -> None:
        ended = [job for job in self._jobs if job.state.is_end]
        self._jobs = [job for job in self._jobs if not job.state.is_end]
        for job in ended:
            job.stateChanged.disconnect(self._on_job_state)
            job.progressed.disconnect(self._on_job_progress)
        self.changed.emit()

    def _on_job_progress(self, _fraction: float) -> None:
        if not self._delay.isActive():
            self._delay.start()
