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

CALM_MS = 250
"""The check waits until a slider rests: it builds the whole network."""
KEPT = 16


class Checker(QObject):
    """Checks what was asked for last; each network once."""

    checked = Signal(object)  # the network whose check is there now

    def __init__(self, engine: EngineLoader, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._errors = errors
        self._known: dict[Network, CheckReport] = {}
        self._wanted: Network | None = None
        self._worker: LatestWins[tuple[Network, CheckReport]] = LatestWins(self, name="check")
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._submit)
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)
        engine.ready.connect(lambda _info: self._submit())

    def want(self, network: Network) -> CheckReport | None:
        """Return the check if it is known; otherwise see to it."""
        known = self._known.get(network)
        self._wanted = None if known is not None else network
        if known is None:
            self._calm.start()
        return known

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

    def _on_worker_result(self, result: tuple[Network, CheckReport]) -> None:
        network, report = result
        self._known[network] = report
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        if network == self._wanted:
            self._wanted = None
        self.checked.emit(network)

    def _on_worker_failed(self, error: BaseException) -> None:
        self._wanted = None
        if not isinstance(error, ExplorerError):
            self._errors.report(error)


def _check(network: Network) -> tuple[Network, CheckReport]:
    from explorer.engine.network.built.check import check

    return network, check(network)
