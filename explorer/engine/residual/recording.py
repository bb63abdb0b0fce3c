"""The recorded run: long trainings on CIFAR-10 made with ``assets/build/record_residual_runs.py``.

The log ships, the pictures do not. It is read as what it is: how much of the paper's schedule was
run stands in it, and `Recording.share` says it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.assets import ASSETS
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATH: Final = ASSETS / "recordings" / "residual-cifar10.json"
PAPER_ERRORS: Final[Mapping[int, float]] = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43}
"""Test error on CIFAR-10 in per cent by depth, table 6 of He et al., 2015 (arXiv:1512.03385).

ResNet-110's is the best of five runs, 6.61 ± 0.16 their mean and deviation.
"""


class RecordingError(ExplorerError, ValueError):
    """The recorded run is missing or damaged; the text says what to do."""


@dataclass(frozen=True, slots=True)
class RecordedEpoch:
    """One network after an epoch, counted from 1.

    Errors in per cent; the training's is of the images as they were shown during the epoch, cut
    out and mirrored. ``gradient_norms`` are those of the epoch's last batch, layer by layer.
    """

    epoch: int
    iteration: int
    rate: float
    loss: float
    training_error: float
    test_error: float
    gradient_norms: tuple[float, ...]
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One network's epochs; ``name`` is for example ``plain-56``."""

    name: str
    depth: int
    is_plain: bool
    epochs: tuple[RecordedEpoch, ...]

    @property
    def last(self) -> RecordedEpoch:
        """Where it ended."""
        return self.epochs[-1]

    @property
    def best_test_error(self) -> float:
        """The lowest of all epochs, in per cent: what it could have been stopped at."""
        return min(one.test_error for one in self.epochs)

    @property
    def paper_error(self) -> float | None:
        """What the paper has for this network after the whole schedule; None if nothing."""
        return None if self.is_plain else PAPER_ERRORS.get(self.depth)


@dataclass(frozen=True, slots=True)
class Recording:
    """All runs, which saw the same batches, and where and how they were made."""

    runs: tuple[RecordedRun, ...]
    data: str
    seed: int
    batch: int
    momentum: float
    weight_decay: float
    iterations: int
    paper_iterations: int
    images: int
    precision: str
    device: str
    torch: str
    python: str
    date: str

    @property
    def share(self) -> float:
        """How much of the paper's iterations was run, in 0..1."""
        return self.iterations / self.paper_iterations

    @property
    def is_whole(self) -> bool:
        """Whether it was all of them."""
        return self.iterations >= self.paper_iterations

    @property
    def what_was_run(self) -> str:
        """In a sentence."""
        epochs = max(len(run.epochs) for run in self.runs)
        if self.is_whole:
            return f"The paper's whole schedule: {self.iterations:,} iterations, {epochs} epochs."
        return (
            f"{self.iterations:,} of the paper's {self.paper_iterations:,} iterations "
            f"({self.share:.0%}), {epochs} epochs; the learning rate fell at the same shares."
        )

    def run(self, name: str) -> RecordedRun:
        """Return the run of this name.

        Raises
        ------
        KeyError
            There is none.
        """
        return {run.name: run for run in self.runs}[name]


def load_recording(path: Path = PATH) -> Recording:
    """Read the recorded run, and check that it is whole.

    Raises
    ------
    RecordingError
        The file is missing, or something in it is missing or impossible.
    """
    try:
        return _recording(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
        raise RecordingError(
            f"{path.name} cannot be used ({reason}). Restore it with git, or record it again with "
            "`python assets/build/record_residual_runs.py`."
        ) from error


def _recording(content: Mapping[str, Any]) -> Recording:
    recipe = content["recipe"]
    runs = tuple(_run(name, epochs) for name, epochs in content["runs"].items())
    if not runs:
        raise ValueError("it holds no run")
    return Recording(
        runs,
        str(content["data"]),
        int(recipe["seed"]),
        int(recipe["batch"]),
        float(recipe["momentum"]),
        float(recipe["weight_decay"]),
        max(run.last.iteration for run in runs),
        int(recipe["paper_iterations"]),
        int(recipe["limit"]),
        str(content["precision"]),
        str(content["device"]),
        str(content["torch"]),
        str(content["python"]),
        str(content["date"]),
    )


def _run(name: str, epochs: list[Mapping[str, Any]]) -> RecordedRun:
    kind, _, depth = name.partition("-")
    if kind not in ("plain", "residual"):
        raise ValueError(f"a network is called {name!r}")
    run = RecordedRun(name, int(depth), kind == "plain", tuple(map(_epoch, epochs)))
    numbers = [one.epoch for one in run.epochs]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"epochs of {name} are missing")
    if any(len(one.gradient_norms) != run.depth for one in run.epochs):
        raise ValueError(f"{name} has not one gradient norm for each of {run.depth} layers")
    return run


def _epoch(content: Mapping[str, Any]) -> RecordedEpoch:
    epoch = RecordedEpoch(
        int(content["epoch"]),
        int(content["iteration"]),
        float(content["rate"]),
        float(content["loss"]),
        float(content["training_error"]),
        float(content["test_error"]),
        tuple(map(float, content["gradient_norms"])),
        float(content["elapsed_s"]),
    )
    errors = (epoch.training_error, epoch.test_error)
    numbers = (epoch.rate, epoch.loss, *epoch.gradient_norms)
    if not all(0 <= error <= 100 for error in errors) or not all(map(math.isfinite, numbers)):
        raise ValueError(f"epoch {epoch.epoch} has impossible numbers")
    return epoch
