"""The job that lays faces out so that neighbours stay neighbours, to be watched as it settles."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from explorer.engine.projection import LayoutStep
    from explorer.widgets.panel import PanelContext

    Embeddings = NDArray[np.float32]
    Make = Callable[[Embeddings], Generator[LayoutStep, None, LayoutStep]]

PACE_S = 1 / 100
"""No step takes less: one wants to see the faces move."""


def settle(
    embeddings: Embeddings, pace_s: float = PACE_S
) -> Generator[LayoutStep, None, LayoutStep]:
    """Lay embeddings (N, 128) out, no step faster than the pace (job's thread)."""
    from explorer.engine.projection import neighbour_layout

    steps = neighbour_layout(embeddings)
    while True:
        began_s = time.perf_counter()
        try:
            step = next(steps)
        except StopIteration as end:
            last: LayoutStep = end.value
            return last
        yield step
        time.sleep(max(0.0, pace_s - (time.perf_counter() - began_s)))


class LayoutRun(OneJob["LayoutStep"]):
    """``newest`` is the step that is shown; ``embeddings`` what it places."""

    previewed = Signal(object)  # LayoutStep

    def __init__(self, context: PanelContext, make: Make, parent: QObject) -> None:
        super().__init__(context.jobs, context.errors, parent)
        self._make = make
        self.embeddings: Embeddings | None = None
        self.newest: LayoutStep | None = None

    def forget(self) -> None:
        """Let go of the job and of the layout."""
        self._let_go()
        self.embeddings, self.newest = None, None
        self.changed.emit()

    def start(self, embeddings: Embeddings) -> None:
        """Begin; what ran before is cancelled."""
        self._let_go()
        self.embeddings, self.newest, make = embeddings, None, self._make
        job: Job[LayoutStep] = Job(
            "Laying faces out",
            lambda: make(embeddings),
            self,
            metrics=lambda step: step.index,
            preview=lambda step: step,
            fraction=lambda step: step.fraction,
        )
        self._begin(job)
        self.changed.emit()

    def _on_job_previewed(self, step: LayoutStep) -> None:
        self.newest = step
        self.previewed.emit(step)
