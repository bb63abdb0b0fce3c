"""The maximisation that runs or ran last: one at a time, whatever page is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.ascent import AscentStep, ascend
from explorer.services.jobs import Job, JobState
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from PySide6.QtCore import QObject

    from explorer.panels.filters.excite.ascent import AscentRequest, Snapshot
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry

    Make = Callable[[AscentRequest], Generator[AscentStep, None, None]]


class Ascents(OneJob[AscentStep]):
    """Remembers the newest step, and the activation of all: pictures would fill the memory."""

    def __init__(
        self, jobs: JobRegistry, errors: ErrorHub, parent: QObject, make: Make = ascend
    ) -> None:
        super().__init__(jobs, errors, parent)
        self._make = make
        self.request: AscentRequest | None = None
        self.step: AscentStep | None = None
        self.curve: list[float] = []

    def start(self, request: AscentRequest) -> None:
        """Begin; what ran before is cancelled."""
        self._let_go()
        self.request, self.step, self.curve = request, None, []
        make = self._make
        job: Job[AscentStep] = Job(
            f"Maximise {request.title}",
            lambda: make(request),
            self,
            metrics=lambda step: step.now.activation,
            preview=lambda step: step,
            fraction=lambda step: step.fraction,
        )
        self._begin(job)

    def shown(self) -> Snapshot | None:
        """Return the newest picture while the job goes on, the best one at its end."""
        if self.step is None or self.job is None:
            return None
        return self.step.best if self.job.state.is_end else self.step.now

    def is_running(self) -> bool:
        """Whether a job takes the device."""
        return self.state() is JobState.RUNNING

    @property
    def problem(self) -> str:
        """What made the job fail, in words."""
        return "" if self.failure is None else str(self.failure)

    def _on_job_stepped(self, activation: float) -> None:
        self.curve.append(activation)

    def _on_job_previewed(self, step: AscentStep) -> None:
        self.step = step
        self.stepped.emit()
