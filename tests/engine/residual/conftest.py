"""A training that takes no time: noise to learn by heart, and networks of 8 layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.residual.config import TrainingConfig, pair
from explorer.engine.residual.dataset import Dataset
from tests.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from explorer.engine.residual.steps import TrainingStep
    from explorer.engine.residual.training import TrainingResult


@pytest.fixture
def noise() -> Dataset:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (48, 12, 12, 1), np.uint8)
    labels = np.arange(48, dtype=np.int64) % 3
    return Dataset("noise", ("a", "b", "c"), images, labels, images[:20], labels[:20])


@pytest.fixture
def config() -> Iterator[TrainingConfig]:
    with one_thread():
        yield TrainingConfig(
            lanes=pair(8), epochs=3, batch=8, width=4, record_every=4, device="cpu", augment=True
        )


@pytest.fixture
def exhaust() -> Callable[
    [Generator[TrainingStep, None, TrainingResult]], tuple[list[TrainingStep], TrainingResult]
]:
    """Run a training to its end; return its steps and its result."""

    def run(
        steps: Generator[TrainingStep, None, TrainingResult],
    ) -> tuple[list[TrainingStep], TrainingResult]:
        seen = []
        while True:
            try:
                seen.append(next(steps))
            except StopIteration as end:
                return seen, end.value

    return run
