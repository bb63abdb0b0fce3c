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


SCRIPT: Final = "assets/build/record_residual_runs.py"
LARGEST: Final = 64_000_000
"""Bytes of a file that is read: a hundred times a full-length training of four networks."""


class RecordingError(ExplorerError, ValueError):
    """A recorded run is missing or damaged; the text says what to do."""


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
    """All runs, which saw the same batches, and where and how they were made.

    ``processes``: on how many the batches were divided. ``training_error``: of which images the
    training error is, in words.
    """

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
    processes: int
    training_error: str

    def __post_init__(self) -> None:
        if not self.runs:
            raise ValueError("it holds no run")
        first = [one.iteration for one in self.runs[0].epochs]
        for run in self.runs:
            if [one.iteration for one in run.epochs] != first:
                raise ValueError(f"{run.name} was not trained beside {self.runs[0].name}")
        if min(self.batch, self.images, self.paper_iterations, self.processes) < 1:
            raise ValueError("its recipe has impossible numbers")

    @property
    def epochs(self) -> int:
        """How many every network was trained."""
        return len(self.runs[0].epochs)

    @property
    def paper_epochs(self) -> int:
        """How many such epochs the paper's iterations are, rounded."""
        return round(self.paper_iterations / self.runs[0].epochs[0].iteration)

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
        epochs = self.epochs
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
    """Read the recorded run, or one of the user's own, and check that it is whole.

    Raises
    ------
    RecordingError
        The file is missing, or something in it is missing or impossible.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST // 1_000_000} MB")
        return _recording(json.loads(path.read_text(encoding="utf-8")))
    except FAULTS as error:
        what_to_do = (
            f"Restore it with git, or record it again with `python {SCRIPT}`."
            if path == PATH
            else f"Choose a file that {SCRIPT} has written."
        )
        raise RecordingError(
            f"{path.name} cannot be used: {fault_text(error)}. {what_to_do}"
        ) from error


FAULTS: Final = (
    OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip
"""What reading, and anything at all in the place of the numbers, may raise."""


def fault_text(fault: BaseException) -> str:
    """Return one of `FAULTS` in words for people who did not write the file."""
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    if isinstance(fault, (json.JSONDecodeError, UnicodeDecodeError, RecursionError)):
        return "it is no JSON text, or not all of it"
    if isinstance(fault, KeyError):
        return f"“{fault.args[0]}” is missing in it"
    if isinstance(fault, ValueError):
        return str(fault)
    return f"it is not built like a recording ({fault})"


def _recording(content: Mapping[str, Any]) -> Recording:
    recipe = content["recipe"]
    runs = tuple(_run(name, epochs) for name, epochs in content["runs"].items())
    return Recording(
        runs,
        str(content["data"]),
        int(recipe["seed"]),
        int(recipe["batch"]),
        float(recipe["momentum"]),
        float(recipe["weight_decay"]),
        max((run.last.iteration for run in runs), default=0),
        int(recipe["paper_iterations"]),
        int(recipe["limit"]),
        str(content["precision"]),
        str(content["device"]),
        str(content["torch"]),
        str(content["python"]),
        str(content["date"]),
        int(content.get("processes", 1)),
        str(content["training_error"]),
    )


def _run(name: str, epochs: list[Mapping[str, Any]]) -> RecordedRun:
    kind, _, depth = name.partition("-")
    if kind not in ("plain", "residual"):
        raise ValueError(f"a network is called {name!r}")
    run = RecordedRun(name, int(depth), kind == "plain", tuple(map(_epoch, epochs)))
    numbers = [one.epoch for one in run.epochs]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"epochs of {name} are missing")
    counts = [one.iteration for one in run.epochs]
    if counts[0] < 1 or counts != sorted(set(counts)):
        raise ValueError(f"iterations of {name} do not rise")
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
    numbers = (epoch.rate, epoch.loss, epoch.elapsed_s, *epoch.gradient_norms)
    are_sizes = all(math.isfinite(one) and one >= 0 for one in numbers)
    if not all(0 <= error <= 100 for error in errors) or not are_sizes:
        raise ValueError(f"epoch {epoch.epoch} has impossible numbers")
    return epoch
