"""The three-way check of the newest network, in the background, once the engine is there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.engine.errors import ExplorerError
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.engine.network import Network
    from explorer.engine.network.built.check import CheckReport
    from explorer.services.engine_loader import EngineLoader
    from explorer.services.errors import ErrorHub

    Answer = tuple[Network, CheckReport | ExplorerError]

CALM_MS = 250
"""The check waits until a slider rests: it builds the whole network."""
KEPT = 16


class Checker(QObject):
    """Checks what was asked for last; each network once."""

    checked = Signal(object)
    """The network whose check is there now, or of which it is known that none will come."""

    def __init__(self, engine: EngineLoader, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._errors = errors
        self._known: dict[Network, CheckReport | ExplorerError] = {}
        self._wanted: Network | None = None
        self._worker: LatestWins[Answer] = LatestWins(self, name="check")
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._submit)
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)
        engine.ready.connect(lambda _info: self._submit())
        engine.failed.connect(self._on_engine_failed)

    def want(self, network: Network) -> CheckReport | None:
        """Return the check if it is known; otherwise see to it."""
        known = self._known.get(network)
        self._wanted = None if known is not None else network
        if known is None:
            self._calm.start()
        return None if isinstance(known, ExplorerError) else known

    def why_not(self, network: Network) -> str:
        """Return why a network is not checked; empty where it is, or will be."""
        known = self._known.get(network)
        if known is None:
            return self._engine.failure
        return str(known) if isinstance(known, ExplorerError) else ""

    def is_idle(self) -> bool:
        """Whether the newest check is there, or cannot be yet."""
        is_waiting = self._wanted is not None and self._engine.device is not None
        return not is_waiting and not self._calm.isActive() and self._worker.is_idle()

    def shutdown(self) -> None:
        """Stop checking."""
        self._calm.stop()
        self._worker.shutdown()

    def _submit(self) -> None:
        if self._wanted is not None and self._engine.device is not None:
            self._worker.submit(partial(_check, self._wanted))

    def _on_worker_result(self, answer: Answer) -> None:
        network, found = answer
        self._known[network] = found
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        if network == self._wanted:
            self._wanted = None
        self.checked.emit(network)

    def _on_worker_failed(self, error: BaseException) -> None:
        self._wanted = None
        self._errors.report(error)

    def _on_engine_failed(self, _reason: str) -> None:
        if self._wanted is not None:
            self.checked.emit(self._wanted)


def _check(network: Network) -> Answer:
    """Check a network; what PyTorch cannot hold, or what does not fit, is an answer as well."""
    from explorer.engine.network.built.check import check

    try:
        return network, check(network)
    except ExplorerError as error:
        return network, error
