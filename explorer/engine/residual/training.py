"""Plain and residual networks trained in lockstep, one iteration after the other, to be watched.

All start from the same seed and learn the same batches in the same order, so they differ in their
depths and their skips alone (He et al., 2015, section 4.2).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from explorer.engine.device import pick_device
from explorer.engine.residual.batches import Batches
from explorer.engine.residual.data import load_data
from explorer.engine.residual.errors import TrainingError
from explorer.engine.residual.runner import Runner
from explorer.engine.residual.steps import History, LaneRecord, LaneTest, TrainingStep

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from explorer.engine.residual.cifar_network import CifarNetwork
    from explorer.engine.residual.config import Lane, TrainingConfig
    from explorer.engine.residual.dataset import Dataset
    from explorer.engine.residual.steps import Divergence, Phase


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A network as it is after some iterations, in evaluation mode, on the training's device.

    ``test_error`` is per cent, None before the first test and after a divergence.
    """

    lane: Lane
    network: CifarNetwork
    test_error: float | None
    diverged: Divergence | None = None

    @property
    def name(self) -> str:
        """For example ``plain-20``."""
        return self.lane.name

    def state_dict(self) -> dict[str, Tensor]:
        """Return its parameters and buffers on the CPU."""
        return {key: value.cpu() for key, value in self.network.state_dict().items()}


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """The networks in the order of the config, what they learnt from, and all that was recorded."""

    config: TrainingConfig
    data: Dataset
    device: str
    trained: tuple[Trained, ...]
    history: History

    def sample(self, count: int) -> tuple[Tensor, Tensor]:
        """Return the first training images as the networks read them, and their labels.

        Floats (N, C, H, W), neither cut out nor mirrored, and int64 (N,), on the device.
        """
        device = torch.device(self.device)
        # Of all images are the mean and the deviation that the networks have learnt with.
        batches = Batches(self.data, 2, 0, False, device)
        return batches.prepared(self.data.images[:count], self.data.labels[:count])


class Training:
    """A training that its owner drives, and may look at and save between two steps.

    Everything that can be wrong with what is asked for is said when it is made. On a CPU with the
    same number of threads, a config gives the same numbers again, the seconds aside. No global
    state of torch is used or changed.

    Parameters
    ----------
    data
        What to learn from, where it was read already; of it, too, only as many images are used as
        the config says.

    Raises
    ------
    TrainingDataError
        There is nothing to learn from.
    DatasetError
        The bundled images are missing or altered.
    DeviceError
        The device is not there.
    """

    def __init__(self, config: TrainingConfig, data: Dataset | None = None) -> None:
        self.config = config
        if data is None:
            data = load_data(config.data, config.images, config.test_images)
        self.data = data.first(config.images, config.test_images).checked()
        self.device = pick_device(config.device)
        self._batches = Batches(self.data, config.batch, config.seed, config.augment, self.device)
        self.runners = tuple(Runner(lane, config, self.data, self.device) for lane in config.lanes)
        self.total = config.epochs * self._batches.per_epoch
        self.iteration = 0
        self._records: list[LaneRecord] = []
        self._tests: list[LaneTest] = []
        self._elapsed_s, self._since = 0.0, perf_counter()

    @property
    def history(self) -> History:
        """All that was recorded so far."""
        return History(tuple(self._records), tuple(self._tests), self._diverged(), self._elapsed_s)

    def restore(self, iteration: int, history: History) -> None:
        """Go on where another training was; the runners' states are set by their owner."""
        self.iteration = iteration
        self._records, self._tests = list(history.records), list(history.tests)
        self._elapsed_s = history.elapsed_s

    def steps(self) -> Generator[TrainingStep, None, TrainingResult]:
        """Train to the end, or until every network has diverged.

        Yields
        ------
        TrainingStep
            One for each iteration, with records at some, and one for each batch of a test.

        Returns
        -------
        TrainingResult
            The networks and the history.

        Raises
        ------
        TrainingError
            The device has not enough memory.
        """
        self._since = perf_counter()
        try:
            for step in self._steps():
                self._elapsed_s += perf_counter() - self._since
                yield replace(step, elapsed_s=self._elapsed_s)
                self._since = perf_counter()  # a paused job waits at the `yield`
        except torch.OutOfMemoryError as error:
            raise TrainingError(
                f"{self.device} has not enough memory for batches of {self.config.batch} images "
                f"and {len(self.runners)} networks {self.config.width} wide. Take smaller ones.",
                "batch",
            ) from error
        return self.result()

    def result(self) -> TrainingResult:
        """Return copies of the networks as they are now; between two steps only."""
        return TrainingResult(
            self.config,
            self.data,
            str(self.device),
            tuple(self._trained(runner) for runner in self.runners),
            self.history,
        )

    def _steps(self) -> Iterator[TrainingStep]:
        while True:
            if self._is_test_due():
                yield from self._test()
            if self.iteration >= self.total or not self._learning():
                return
            yield self._learn()

    def _learn(self) -> TrainingStep:
        images, labels = self._batches.batch(self.iteration)
        rate = self.config.rate(self.iteration, self.total)
        look = self._is_recorded(self.iteration + 1)
        learning = self._learning()
        for runner in learning:
            runner.learn(images, labels, rate, look)
        self.iteration += 1
        records: tuple[LaneRecord, ...] = ()
        if look:
            made = [runner.record(self.iteration, self._epoch(), rate) for runner in learning]
            records = tuple(record for record in made if record is not None)
            self._records += records
        return self._said("learn", records=records)

    def _test(self) -> Iterator[TrainingStep]:
        """Test the networks that still learn; a step follows each batch."""
        learning = self._learning()
        wrong = [torch.zeros((), dtype=torch.int64, device=self.device) for _ in learning]
        for number, (images, labels) in enumerate(self._batches.tests(), 1):
            for runner, count in zip(learning, wrong, strict=True):
                count += runner.count_wrong(images, labels)
            tests: tuple[LaneTest, ...] = ()
            if number == self._batches.test_batches:
                tests = tuple(
                    LaneTest(
                        runner.lane.name, self.iteration, self._epoch(),
                        100 * int(count) / self._batches.test_count,
                    )
                    for runner, count in zip(learning, wrong, strict=True)
                )  # fmt: skip
                self._tests += tests
            yield self._said("test", tests=tests)

    def _said(
        self,
        phase: Phase,
        records: tuple[LaneRecord, ...] = (),
        tests: tuple[LaneTest, ...] = (),
    ) -> TrainingStep:
        rate = self.config.rate(self.iteration - 1, self.total)
        return TrainingStep(
            phase, self.iteration, self.total, self._epoch(), rate, records, tests, self._diverged()
        )

    def _is_recorded(self, iteration: int) -> bool:
        """Whether an iteration, counted from 1, is: the first, too, and the last of an epoch."""
        ends = iteration % self._batches.per_epoch == 0
        return ends or iteration == 1 or iteration % self.config.record_every == 0

    def _is_test_due(self) -> bool:
        """Whether an epoch has ended, and its test has not."""
        tested = self._tests[-1].iteration if self._tests else 0
        ends = self.iteration % self._batches.per_epoch == 0
        return ends and self.iteration > tested and bool(self._learning())

    def _epoch(self) -> int:
        return (self.iteration - 1) // self._batches.per_epoch + 1

    def _learning(self) -> list[Runner]:
        return [runner for runner in self.runners if runner.diverged is None]

    def _diverged(self) -> tuple[Divergence, ...]:
        return tuple(one.diverged for one in self.runners if one.diverged is not None)

    def _trained(self, runner: Runner) -> Trained:
        tests = [one.test_error for one in self._tests if one.lane == runner.lane.name]
        error = tests[-1] if tests and runner.diverged is None else None
        network = deepcopy(runner.network).eval().requires_grad_(False)
        return Trained(runner.lane, network, error, runner.diverged)


def train(
    config: TrainingConfig, data: Dataset | None = None
) -> Generator[TrainingStep, None, TrainingResult]:
    """Train networks side by side; a `Training` that needs no looking after.

    What can be wrong is said at once and not at the first step; see there.
    """
    return Training(config, data).steps()
