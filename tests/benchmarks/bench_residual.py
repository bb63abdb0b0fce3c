"""The residual lab's training against the loop that everybody writes.

The same two networks, images in memory, batches, optimiser and schedule; the plain loop measures
nothing but the loss. Ours yields a step for each iteration and records errors, gradient norms and
activation variances at the default interval.
"""

from __future__ import annotations

from functools import cache
from itertools import cycle
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from explorer.engine.device import pick_device
from explorer.engine.residual.config import TrainingConfig, pair
from explorer.engine.residual.data import load_data
from explorer.engine.residual.runner import new_network
from explorer.engine.residual.training import train
from tests.benchmarks.harness import Row, measure, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.dataset import Dataset
    from explorer.engine.residual.steps import TrainingStep

ITERATIONS = 20
CONFIG = TrainingConfig(lanes=pair(20), epochs=1000)


def rows() -> list[Row]:
    """The rows of this module."""
    return [
        Row(
            name=f"plain-20 and residual-20, {ITERATIONS} iterations of {CONFIG.batch} on "
            f"{pick_device()} / a plain PyTorch loop",
            ours=_ours,
            peer=_plain,
            goal=1.1,
            repeats=9,
            warm_ups=1,
        )
    ]


@cache
def _data() -> Dataset:
    return load_data(CONFIG.data, CONFIG.images, 500)


@cache
def _steps() -> Iterator[TrainingStep]:
    return train(CONFIG, _data())


def _ours() -> None:
    done = 0
    while done < ITERATIONS:  # tests come between
        done += next(_steps()).phase == "learn"
    _wait()


class PlainLoop:
    """Two networks and their optimisers, as a tutorial has it."""

    def __init__(self) -> None:
        device = pick_device()
        data = _data()
        images = torch.from_numpy(data.images).to(device).permute(0, 3, 1, 2).float()
        self._images = (images - images.mean()) / images.std()
        self._labels = torch.from_numpy(data.labels).to(device)
        self._networks = [new_network(lane, CONFIG, data).to(device) for lane in CONFIG.lanes]
        self._optimisers = [
            torch.optim.SGD(
                one.parameters(), CONFIG.learning_rate, CONFIG.momentum,
                weight_decay=CONFIG.weight_decay,
            )
            for one in self._networks
        ]  # fmt: skip
        self._mixed = device.type == "cuda"
        self._batches = cycle(torch.randperm(len(data.labels)).split(CONFIG.batch)[:-1])

    def step(self) -> None:
        """Learn one batch with both."""
        chosen = next(self._batches)
        images, labels = self._images[chosen], self._labels[chosen]
        for network, optimiser in zip(self._networks, self._optimisers, strict=True):
            with torch.autocast(images.device.type, torch.bfloat16, enabled=self._mixed):
                loss = functional.cross_entropy(network(images), labels)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()


@cache
def _loop() -> PlainLoop:
    return PlainLoop()


def _plain() -> None:
    for _ in range(ITERATIONS):
        _loop().step()
    _wait()


def _wait() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


if __name__ == "__main__":
    print("\n".join(table(measure(row) for row in rows())))
