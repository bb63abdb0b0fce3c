"""How long painting takes on this device, measured before it starts."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from explorer.engine.errors import ExplorerError
from explorer.panels.style.branch import painting
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from explorer.engine.style import StyleCache, StyleConfig
    from explorer.panels.style.values import Losses
    from explorer.services.errors import ErrorHub
    from explorer.services.turns import Turns

SOON_S: Final = 3.0
"""What a measurement may take that nobody asked for."""
SOON_SIZE: Final = 384
"""The largest picture that is measured unasked, where nothing is known of the device yet."""
LEAST_STEPS: Final = 8
"""So many steps of a painting say how long one takes."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds of a step at the last size, and of all steps.

    ``measured_size`` is the size at which a step was measured: at another one the time is worked
    out from the areas.
    """

    step_s: float
    total_s: float
    measured_size: int


@dataclass(frozen=True, slots=True)
class _Measured:
    kind: Hashable
    size: int
    step_s: float | None = None  # None: it was left off, or failed
    failure: ExplorerError | None = None


class Estimator(QObject):
    """Takes a few steps in a thread and remembers what they took; for the GUI thread.

    Parameters
    ----------
    network
        What painting works with: a measurement takes its steps in turns with it.
    """

    changed = Signal()  # another time is known, or why there is none

    def __init__(self, network: Turns[StyleCache], errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._network = network
        self._known: dict[Hashable, dict[int, float]] = {}
        self._failures: dict[Hashable, ExplorerError] = {}
        self._gone = threading.Event()
        self._worker: LatestWins[_Measured] = LatestWins(self, name="time of a step")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)

    def estimate(self, config: StyleConfig) -> Estimate | None:
        """Return how long a config takes by what was measured; None where nothing was."""
        from explorer.engine.style import seconds_left

        times = self._known.get(kind_of(config))
        if not times:
            return None
        nearest = min(times, key=lambda size: abs(size - config.size))
        step_s = times[nearest] * (config.size / nearest) ** 2
        return Estimate(step_s, seconds_left(config, config.first_index, step_s), nearest)

    def failure(self, config: StyleConfig) -> ExplorerError | None:
        """Return why a config could not be measured: as a rule it cannot be painted either."""
        return self._failures.get((kind_of(config), config.size))

    def is_soon(self, config: StyleConfig) -> bool:
        """Whether measuring takes so little that nobody has to ask for it."""
        from explorer.engine.style.timing import TRIAL_STEPS

        known = self.estimate(config)
        if known is None:
            return config.size <= SOON_SIZE
        return known.measured_size != config.size and known.step_s * TRIAL_STEPS < SOON_S

    def measure(self, config: StyleConfig) -> None:
        """Measure; the newest config wins."""
        self.stop()
        self._failures.pop((kind_of(config), config.size), None)
        self._gone = threading.Event()
        self._worker.submit(partial(_measured, config, self._network, self._gone))
        self.changed.emit()

    def note(self, config: StyleConfig, losses: Sequence[Losses]) -> None:
        """Remember the time of a step as a painting took it: nobody has to measure that again.

        It is the median: steps with a picture take longer.
        """
        kind = kind_of(config)
        at_last = [one.elapsed_s for one in losses if one.size == config.size]
        if len(at_last) > LEAST_STEPS and config.size not in self._known.get(kind, {}):
            spans = [after - before for before, after in pairwise(at_last[1:])]
            self._known.setdefault(kind, {})[config.size] = median(spans)

    def stop(self) -> None:
        """Leave off after the present step."""
        self._gone.set()

    def is_idle(self) -> bool:
        """Whether nothing is measured."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """Leave off, and end the thread."""
        self.stop()
        self._worker.shutdown()

    def _on_worker_result(self, measured: _Measured) -> None:
        if measured.step_s is not None:
            self._known.setdefault(measured.kind, {})[measured.size] = measured.step_s
        if measured.failure is not None:
            self._failures[measured.kind, measured.size] = measured.failure
        self.changed.emit()


def kind_of(config: StyleConfig) -> Hashable:
    """Return what the time of a step depends on, but for its size."""
    height, width = config.content_rgb.shape[:2]
    used = {
        title
        for layers, weight in (
            (config.content_layers, config.content_weight),
            (config.style_layers, config.style_weight),
        )
        for title, share in layers
        if share * weight
    }
    return (
        config.device,
        config.trunk,
        config.trunk_file,
        config.precision,
        config.pooling,
        config.optimizer,
        config.colour == "luminance",
        frozenset(used),
        round(height / width, 1),
    )


def _measured(config: StyleConfig, network: Turns[StyleCache], gone: threading.Event) -> _Measured:
    """Measure, or say why that cannot be done (worker's thread)."""
    kind, size = kind_of(config), config.size
    try:
        return _Measured(kind, size, _step_s(config, network, gone))
    except ExplorerError as error:
        return _Measured(kind, size, failure=error)


def _step_s(config: StyleConfig, network: Turns[StyleCache], gone: threading.Event) -> float | None:
    """Take the steps of a trial; None where it was left off."""
    from explorer.engine.style.timing import TRIAL_STEPS, step_s_of, trial_of

    elapsed: list[float] = []
    with closing(painting(trial_of(config), network, gone)) as steps:
        for step in steps:
            if step is None or gone.is_set():
                return None
            elapsed.append(step.elapsed_s)
            if len(elapsed) == TRIAL_STEPS:
                break
    return step_s_of(elapsed)
