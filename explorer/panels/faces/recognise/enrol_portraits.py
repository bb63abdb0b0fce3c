"""Enrols the bundled faces when asked: found and embedded in a worker, then given to the keeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.portraits import portraits
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.panels.faces.portraits import Portrait
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import Locator
    from explorer.services.errors import ErrorHub


class EnrolPortraits(QObject):
    """One worker, used once or twice in a lesson."""

    changed = Signal()  # it began, or ended

    def __init__(self, shared: Shared, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._shared = shared
        self._errors = errors
        self.problem = ""
        self._worker: LatestWins[tuple[Portrait, ...]] = LatestWins(self, name="portraits")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)

    def start(self, locator: Locator, device: str) -> None:
        """Begin, unless it runs already."""
        if not self._worker.is_idle():
            return
        self.problem = ""
        ask = self._shared.ask
        self._worker.submit(lambda: ask(lambda session: portraits(session, locator, device)))
        self.changed.emit()

    def is_idle(self) -> bool:
        """Whether nothing is being found."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self._worker.shutdown()

    def _on_worker_result(self, found: tuple[Portrait, ...]) -> None:
        for one in found:
            self._shared.keeper.enrol(one.name, one.embedding, one.chip)
        self.changed.emit()

    def _on_worker_failed(self, error: BaseException) -> None:
        self.problem = str(error)
        if not isinstance(error, ExplorerError):
            self._errors.report(error)
        self.changed.emit()
