"""What a training has said so far, as the GUI keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.residual.steps import History

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.residual.config import TrainingConfig
    from explorer.engine.residual.steps import Divergence, LaneRecord, LaneTest, TrainingStep
    from explorer.panels.residual.training_job import Begun, DataFacts


class LaneLog:
    """One network: its records, its tests, and whether it has diverged."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.records: list[LaneRecord] = []
        self.tests: list[LaneTest] = []
        self.diverged: Divergence | None = None


class TrainingLog:
    """Grows step by step; what a checkpoint brought along comes first.

    Attributes
    ----------
    lanes
        In the order of the config.
    first, is_resumed
        The iteration it began after, and whether a checkpoint was gone on with.
    iteration, total, per_epoch
        How many are over, how many there will be, and how many make an epoch.
    is_over
        Whether nothing more will be said: it is done, cancelled, or has failed.
    """

    def __init__(self, begun: Begun) -> None:
        self.config: TrainingConfig = begun.config
        self.data: DataFacts = begun.data
        self.device = begun.device
        self.remark = begun.remark
        self.total = begun.total
        self.per_epoch = max(begun.total // begun.config.epochs, 1)
        self.iteration = begun.iteration
        self.elapsed_s = begun.history.elapsed_s
        self.first = begun.iteration
        self.is_resumed = begun.is_resumed
        self.is_testing = False
        self.is_over = False
        self._lanes = {lane.name: LaneLog(lane.name) for lane in begun.config.lanes}
        self._records: list[LaneRecord] = []
        self._tests: list[LaneTest] = []
        self._diverged: tuple[Divergence, ...] = ()
        self._take(begun.history.records, begun.history.tests, begun.history.diverged)

    @property
    def lanes(self) -> tuple[LaneLog, ...]:
        """The networks."""
        return tuple(self._lanes.values())

    @property
    def diverged(self) -> tuple[Divergence, ...]:
        """The networks that are not trained any further, in the order in which they were lost."""
        return self._diverged

    @property
    def counts(self) -> tuple[int, int, int, bool]:
        """How many records, tests and divergences there are, and if it is over.

        Other counts, another picture.
        """
        return len(self._records), len(self._tests), len(self._diverged), self.is_over

    def lane(self, name: str) -> LaneLog:
        """Return a network; a name that is not trained raises KeyError."""
        return self._lanes[name]

    def add(self, step: TrainingStep) -> None:
        """Take what a step says."""
        self.iteration, self.elapsed_s = step.iteration, step.elapsed_s
        self.is_testing = step.phase == "test" and not step.tests
        self._take(step.records, step.tests, step.diverged)

    def end(self) -> None:
        """Take note that nothing more will be said."""
        self.is_over, self.is_testing = True, False

    def history(self) -> History:
        """Return all of it as one value."""
        return History(tuple(self._records), tuple(self._tests), self._diverged, self.elapsed_s)

    def _take(
        self,
        records: Iterable[LaneRecord],
        tests: Iterable[LaneTest],
        diverged: tuple[Divergence, ...],
    ) -> None:
        for record in records:
            self._records.append(record)
            self._lanes[record.lane].records.append(record)
        for test in tests:
            self._tests.append(test)
            self._lanes[test.lane].tests.append(test)
        self._diverged = diverged
        for one in diverged:
            self._lanes[one.lane].diverged = one
