"""The measurements behind the bars: one job a network, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.gates import OperationError
from explorer.panels.residual.operate.accuracy import AccuracyRequest, Progress
from explorer.panels.residual.operate.bars_values import BarsView
from explorer.panels.residual.operate.values import TITLES, operation_of
from explorer.services.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.values import Chain
    from explorer.panels.residual.state import Network, OperateState
    from explorer.services.jobs import Job
    from explorer.widgets.panel import PanelContext

    Measure = Callable[[AccuracyRequest], Generator[Progress, None, Progress]]

TITLE = "{network} without each block"


class Measuring(QObject):
    """Starts measurements once torch is there, and keeps the newest of each network."""

    changed = Signal()  # a job, or its state
    stepped = Signal()  # there is more to see

    def __init__(self, context: PanelContext, measure: Measure, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = context.engine
        self._wanted: OperateState | None = None
        self.runs: dict[Network, Runs[AccuracyRequest, Progress, Progress]] = {
            network: Runs(context.jobs, context.errors, measure, lambda step: step.fraction, self)
            for network in TITLES
        }
        for runs in self.runs.values():
            runs.changed.connect(self.changed)
            runs.stepped.connect(self.stepped)
        self._engine.ready.connect(self._on_engine_ready)
        self._engine.failed.connect(self._on_engine_failed)

    def start(self, state: OperateState) -> None:
        """Measure a network and what is set, now or as soon as torch is there."""
        if self._engine.is_ready:
            request = self._request(state)
            title = TITLE.format(network=TITLES[request.network])
            self.runs[request.network].start(title, request)
        elif not self._engine.failure:
            self._wanted = state

    def bars(self, chain: Chain, state: OperateState) -> BarsView:
        """Return the newest bars; a whole measurement goes before one that was cancelled."""
        runs = self.runs[chain.network]
        is_running = runs.is_running()
        is_done = not is_running and runs.result is not None
        progress, measured = (runs.steps[-1] if runs.steps else None), runs.request
        if is_done:
            progress, measured = runs.result, runs.answered
        return BarsView(
            chain,
            state.chosen,
            progress,
            measured,
            None if measured is None else _operation(chain, measured),
            progress is not None and measured != self._request(state),
            is_running,
            runs.ended_at if is_done else None,
        )

    def job(self, network: Network) -> Job[Progress] | None:
        """Return a network's job while it runs or is paused."""
        runs = self.runs[network]
        return runs.job if runs.is_running() else None

    def problem(self, network: Network) -> str:
        """Return why a network's last measurement failed, or ""."""
        failure = self.runs[network].failure
        return str(failure) if isinstance(failure, ExplorerError) else ""

    def is_idle(self) -> bool:
        """Whether nothing is measured, nor waited for; a paused job rests."""
        return self._wanted is None and all(runs.is_idle() for runs in self.runs.values())

    def shutdown(self) -> None:
        """Cancel all."""
        for runs in self.runs.values():
            runs.shutdown()

    def _request(self, state: OperateState) -> AccuracyRequest:
        device = str(self._engine.device)
        return AccuracyRequest(state.network, device, state.gates, state.deleted, state.swapped)

    def _on_engine_ready(self, _info: object) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.start(wanted)

    def _on_engine_failed(self, _why: str) -> None:
        self._wanted = None


def _operation(chain: Chain, request: AccuracyRequest) -> Operation | None:
    """Return what was set when a measurement began; None where it could not begin."""
    try:
        return operation_of(chain.places, request)
    except OperationError:
        return None
