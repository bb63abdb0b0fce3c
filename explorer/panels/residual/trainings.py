"""The panel's one training: it is started here, goes on whatever page is open, and is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.residual.training_job import Begun, Stepped, fraction, run, save
from explorer.panels.residual.training_log import TrainingLog
from explorer.services.in_order import InOrder
from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from PySide6.QtCore import QObject

    from explorer.engine.residual.dataset import ReadStep
    from explorer.engine.residual.training import Training, TrainingResult
    from explorer.panels.residual.training_job import Order, Said
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry
    from explorer.services.jobs import JobState
    from explorer.services.turns import Turns

    Make = Callable[[Order], Generator[Said, None, TrainingResult]]


class Trainings(OneJob["Said"]):
    """Runs one training at a time, and keeps what it says and its newest networks.

    ``changed``: another training, another state of its job, or other networks. ``stepped``: more
    was said, some thirty times a second at most.

    Attributes
    ----------
    order
        What was asked for last.
    log
        What is trained, or was last, and all that it said; None before the first.
    reading
        How far the reading of images is; None before and after.
    """

    saved = Signal(object, int)
    """A checkpoint's file, and the iteration that it was taken at."""
    notSaved = Signal(str)
    """Why a checkpoint was not written."""

    def __init__(
        self, jobs: JobRegistry, errors: ErrorHub, parent: QObject | None = None, make: Make = run
    ) -> None:
        super().__init__(jobs, errors, parent)
        self._make = make
        self._writer = InOrder(self, name="checkpoint")
        self._turns: Turns[Training] | None = None
        self._result: TrainingResult | None = None
        self.order: Order | None = None
        self.log: TrainingLog | None = None
        self.reading: ReadStep | None = None

    def start(self, title: str, order: Order) -> None:
        """Begin; what ran before is cancelled.

        Its log stays until the images of the new one are read, its networks until there are newer
        ones: an order that cannot be carried out takes nothing away.
        """
        self._let_go()
        self._end_log()
        self.order, self.reading = order, None
        make = self._make
        job: Job[Said] = Job(
            title, lambda: make(order), self, preview=lambda said: said, fraction=fraction
        )
        self._begin(job)
        self.changed.emit()

    def trained(self) -> TrainingResult | None:
        """Return the newest networks: as they were after the last test, or at the end.

        They are copies that learn nothing further. None before the first test of the first
        training; one that is cancelled or fails leaves those of its last test, or of the training
        before.
        """
        return self._result

    def can_save(self) -> bool:
        """Whether there is a training to take a checkpoint of: also a paused or cancelled one."""
        return self._turns is not None

    def save(self, path: Path) -> None:
        """Write a checkpoint of the training as it is between this step and the next.

        ``saved`` or ``notSaved`` follows. Nothing happens where `can_save` says no.
        """
        if self._turns is not None:
            self._writer.submit(
                partial(save, self._turns, path),
                lambda iteration: self.saved.emit(path, iteration),
                self._on_writer_failed,
            )

    def is_idle(self) -> bool:
        """Whether nothing is trained or written; a paused training rests."""
        return super().is_idle() and self._writer.is_idle()

    def shutdown(self) -> None:
        """Cancel, let what is being written be written, and wait for the threads."""
        super().shutdown()
        self._writer.shutdown()

    def _on_job_stepped(self, said: Said) -> None:
        if isinstance(said, Stepped):
            assert self.log is not None
            self.log.add(said.step)
            if said.result is not None:
                self._take(said.result)
        elif isinstance(said, Begun):
            self.log, self.reading, self._turns = TrainingLog(said), None, said.turns
            self.changed.emit()
        else:
            self.reading = said

    def _on_job_state_changed(self, state: JobState) -> None:
        if state.is_end:
            self.reading = None
            self._end_log()
        super()._on_job_state_changed(state)

    def _end_log(self) -> None:
        if self.log is not None:
            self.log.end()

    def _on_job_previewed(self, _said: Said) -> None:
        self.stepped.emit()

    def _on_job_done(self, result: TrainingResult) -> None:
        self._take(result)

    def _take(self, result: TrainingResult) -> None:
        self._result = result
        self.changed.emit()

    def _on_writer_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.notSaved.emit(str(error) or type(error).__name__)
