"""The slices that there are: the recorded ones, what is being computed, what was computed last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.residual.surface.values import (
    Asked,
    Landscape,
    Shown,
    SurfaceRequest,
    errors_of,
    recorded,
    under_way,
    with_errors,
)
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.engine.residual.surface_pair import SurfacesStep
    from explorer.engine.residual.surface_recording import SurfaceRecording
    from explorer.panels.residual.state import SurfacePair
    from explorer.services.jobs import Job
    from explorer.widgets.panel import PanelContext

    Both = tuple[Landscape, Landscape]
    Make = Callable[[SurfaceRequest], Generator[SurfacesStep, None, Both]]
    Read = Callable[[], SurfaceRecording]

TITLE = "The loss around {plain} and {residual}"


class Slices(QObject):
    """One pair is computed at a time; one that is cancelled takes nothing away.

    ``failure`` is why the last one failed, ``missing`` why there is no recording.
    """

    changed = Signal()  # there is more to see, or another state
    jobChanged = Signal()

    def __init__(
        self, context: PanelContext, parent: QObject, make: Make,
        read: Read,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._make, self._read = make, read
        self._request: SurfaceRequest | None = None
        self._newest: SurfacesStep | None = None
        self._computed: dict[SurfacePair, Shown] = {}
        self._recorded: dict[SurfacePair, Shown | None] = {}
        self._recording: SurfaceRecording | None = None
        self.missing = ""
        self._errors = context.errors
        self._run: TaskRun[SurfacesStep, int, Both] = TaskRun(context, self)
        self._run.changed.connect(self._on_run_changed)
        self._run.previewed.connect(self._on_run_previewed)
        self._reader: LatestWins[tuple[SurfaceRecording, dict[SurfacePair, Shown | None]]]
        self._reader = LatestWins(self, name="recorded surfaces")
        self._reader.resultReady.connect(self._on_reader_result)
        self._reader.failed.connect(self._on_reader_failed)

    @property
    def job(self) -> Job[SurfacesStep] | None:
        """The present job."""
        return self._run.job

    @property
    def failure(self) -> BaseException | None:
        """What made it fail."""
        return self._run.failure

    @property
    def recording(self) -> SurfaceRecording | None:
        """What was recorded, once it is read."""
        return self._recording

    def load(self) -> None:
        """Read the recording, once."""
        if self._recording is None and self._reader.is_idle():
            self._reader.submit(partial(_read, self._read))

    def start(self, request: SurfaceRequest, names: tuple[str, str]) -> None:
        """Begin; what ran before is cancelled."""
        self._request, self._newest = request, None
        make = self._make
        self._run.start(
            TITLE.format(plain=names[0], residual=names[1]),
            lambda: make(request),
            lambda step: step.index,
            lambda step: step.fraction,
        )
        self.jobChanged.emit()

    def shown(self, asked: Asked) -> Shown | None:
        """Return what there is of the networks that are asked for; None if nothing."""
        request = self._request
        if (
            request is not None
            and self._newest is not None
            and self._is_under_way()
            and request.asked.pair == asked.pair  # it may have learnt more meanwhile
        ):
            return self._named(request, under_way(request, self._newest))
        computed = self._computed.get(asked.pair)
        if computed is not None and (computed.asked.is_of(asked) or asked.training is None):
            return computed
        return self._recorded.get(asked.pair) or computed

    def is_running(self) -> bool:
        """Whether something is computed; a paused job is, too."""
        return self._run.is_running()

    def is_idle(self) -> bool:
        """Whether nothing is computed or read; a paused job rests."""
        return self._run.is_idle() and self._reader.is_idle()

    def shutdown(self) -> None:
        """Cancel, and wait for the threads."""
        self._run.shutdown()
        self._reader.shutdown()

    def _is_under_way(self) -> bool:
        """Whether the newest step is what there is: a job is done a moment before its result."""
        ended = self._run.state() is JobState.DONE and self._run.result is None
        return ended or self._run.is_running()

    def _named(self, request: SurfaceRequest, shown: Shown) -> Shown:
        return with_errors(
            shown, errors_of(request.asked.pair, request.trained, self._recording)
        )  # fmt: skip

    def _on_run_previewed(self, step: SurfacesStep) -> None:
        self._newest = step
        self.changed.emit()

    def _on_run_changed(self) -> None:
        request, result = self._request, self._run.result
        if self._run.state() is JobState.DONE and request is not None and result is not None:
            total = request.asked.config.points**2
            shown = Shown(request.asked, "computed", result, total)
            self._computed[request.asked.pair] = self._named(request, shown)
        self.jobChanged.emit()
        self.changed.emit()

    def _on_reader_result(
        self, result: tuple[SurfaceRecording, dict[SurfacePair, Shown | None]]
    ) -> None:
        self._recording, self._recorded = result
        self.missing = ""
        self.changed.emit()

    def _on_reader_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.missing = str(error)
        else:
            self._errors.report(error)
        self.changed.emit()


def _read(read: Read) -> tuple[SurfaceRecording, dict[SurfacePair, Shown | None]]:
    """Read, in a worker: how flat a slice is takes some milliseconds."""
    recording = read()
    pairs: tuple[SurfacePair, ...] = ("bundled-20", "bundled-56")
    return recording, {pair: recorded(pair, recording) for pair in pairs}
