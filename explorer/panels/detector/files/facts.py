"""What the chosen detector is, learnt in a worker before any job needs it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.panels.detector.state import ModelState
    from explorer.panels.detector.values import DetectRequest, ModelFacts
    from explorer.services.errors import ErrorHub

    Answer = tuple[ModelState, ModelFacts | ExplorerError]


class FactsReader(QObject):
    """Loads the detector that is chosen; it then lies on the shelf for the first job."""

    ready = Signal(object)  # ModelFacts
    failed = Signal(str)

    def __init__(self, shelf: DetectorShelf, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._asked: tuple[ModelState, str] | None = None
        self._worker: LatestWins[Answer] = LatestWins(self, name="detector")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)

    def ask(self, request: DetectRequest) -> bool:
        """Load a detector unless it is the one that was asked for last; True if it is loaded."""
        key = request.model, request.device
        if key == self._asked:
            return False
        self._asked = key
        self._worker.submit(partial(_facts, request, self._shelf))
        return True

    def forget(self) -> None:
        """Ask anew at the next call: files may be others now."""
        self._asked = None

    def is_idle(self) -> bool:
        """Whether nothing is loaded."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """Stop."""
        self._worker.shutdown()

    def _on_worker_result(self, answer: Answer) -> None:
        model, facts = answer
        if self._asked is None or model != self._asked[0]:
            return
        if isinstance(facts, ExplorerError):
            self._asked = None  # another try may end better: a file was put there
            self.failed.emit(str(facts))
        else:
            self.ready.emit(facts)


def _facts(request: DetectRequest, shelf: DetectorShelf) -> Answer:
    try:
        with shelf.lent(request) as loaded:
            return request.model, loaded.facts
    except ExplorerError as error:
        return request.model, error
