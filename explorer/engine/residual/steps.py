"""What a training says while it runs: frozen values, without torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Phase = Literal["learn", "test"]


@dataclass(frozen=True, slots=True)
class LaneRecord:
    """One network at one iteration, counted from 1.

    Parameters
    ----------
    loss, training_error
        Mean cross-entropy in nats, and per cent named wrong, of the images shown since the record
        before, each before it was learnt from; they may be cut out and mirrored.
    gradient_norms
        ‖∂L/∂W‖ of each weighted layer in the order of `layer_names`, of this iteration's batch and
        before its step. May be infinite.
    activation_variances
        Variance of a[l], what each layer hands on, over this batch: after ReLU, and after the
        addition where one follows; of the scores for the last. May be infinite.
    """

    lane: str
    iteration: int
    epoch: int
    rate: float
    loss: float
    training_error: float
    gradient_norms: tuple[float, ...]
    activation_variances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LaneTest:
    """Per cent of the test images that a network named wrong after an iteration."""

    lane: str
    iteration: int
    epoch: int
    test_error: float


@dataclass(frozen=True, slots=True)
class Divergence:
    """A network whose loss was no finite number at an iteration: it is not trained any further."""

    lane: str
    iteration: int

    @property
    def text(self) -> str:
        """What happened, and what helps."""
        return (
            f"{self.lane} diverged at iteration {self.iteration:,}: its loss is no finite number "
            "any more. A lower learning rate, batch norm, or smaller first weights help."
        )


@dataclass(frozen=True, slots=True)
class TrainingStep:
    """The state after one iteration, or within a test.

    Parameters
    ----------
    iteration, total
        Iterations that all networks have behind them, and how many there will be.
    epoch
        Counted from 1.
    records
        One for each network that still learns, every ``record_every`` iterations; else none.
    tests
        One for each network after an epoch's last iteration, when its test is done; else none.
    diverged
        All so far.
    elapsed_s
        Time of computing, without what the caller does between steps.
    """

    phase: Phase
    iteration: int
    total: int
    epoch: int
    rate: float
    records: tuple[LaneRecord, ...] = ()
    tests: tuple[LaneTest, ...] = ()
    diverged: tuple[Divergence, ...] = ()
    elapsed_s: float = field(default=0.0, compare=False)

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.iteration / self.total


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was recorded, in the order in which it was."""

    records: tuple[LaneRecord, ...] = ()
    tests: tuple[LaneTest, ...] = ()
    diverged: tuple[Divergence, ...] = ()
    elapsed_s: float = field(default=0.0, compare=False)

    def of(self, lane: str) -> tuple[tuple[LaneRecord, ...], tuple[LaneTest, ...]]:
        """Return the records and the tests of one network."""
        return (
            tuple(one for one in self.records if one.lane == lane),
            tuple(one for one in self.tests if one.lane == lane),
        )


def layer_names(depth: int) -> tuple[str, ...]:
    """Return the module paths of the weighted layers of a depth, in the order of the pass."""
    blocks = (depth - 2) // 6 * 3
    inside = (f"blocks.{block}.conv{number}" for block in range(blocks) for number in (1, 2))
    return ("conv1", *inside, "dense")
