"""What a training's job does in its thread: read the images, train, and say what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from explorer.engine.residual.errors import TrainingDataError
from explorer.services.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from explorer.engine.residual.checkpoint import Checkpoint
    from explorer.engine.residual.config import DataSource, TrainingConfig
    from explorer.engine.residual.dataset import Dataset, ReadStep, Skipped
    from explorer.engine.residual.steps import History, TrainingStep
    from explorer.engine.residual.training import Training, TrainingResult

Said: TypeAlias = "ReadStep | Begun | Stepped"


@dataclass(frozen=True, slots=True)
class Anew:
    """A training from its first iteration on."""

    config: TrainingConfig


@dataclass(frozen=True, slots=True)
class GoOn:
    """A training that goes on where a checkpoint was taken.

    Parameters
    ----------
    device
        Which one computes here.
    elsewhere
        Where the images may lie if they are no longer where the checkpoint says.
    """

    path: Path
    device: str | None
    elsewhere: DataSource | None = None


Order = Anew | GoOn


@dataclass(frozen=True, slots=True, eq=False)
class Begun:
    """The images are read and the networks made: what is trained, on what, and from where on.

    Parameters
    ----------
    turns
        Lends the training between two of its steps; see `Turns`.
    history, iteration
        What a checkpoint brings along, where ``is_resumed``.
    remark
        What else there is to know of a checkpoint; "" if nothing.
    """

    config: TrainingConfig
    data: DataFacts
    device: str
    total: int
    turns: Turns[Training]
    history: History
    iteration: int = 0
    is_resumed: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the networks learn from, without the images: how many there are, and in which form."""

    name: str
    class_names: tuple[str, ...]
    images: int
    test_images: int
    side: int
    channels: int
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """An iteration, or a batch of a test; after a whole test with the networks as they are then.

    ``fraction``: how much of this job is done, in 0..1.
    """

    step: TrainingStep
    fraction: float
    result: TrainingResult | None = None


def run(order: Order) -> Generator[Said, None, TrainingResult]:
    """Carry an order out.

    Between two steps the training may be lent to another thread, which saves it.

    Raises
    ------
    TrainingError, DatasetError, CheckpointError, DeviceError
        As `Training` and `resume`, before the first step.
    """
    training, remark = yield from _made(order)
    turns = Turns(lambda: training)
    first = training.iteration
    yield Begun(
        training.config, _facts(training.data), str(training.device), training.total, turns,
        training.history, first, isinstance(order, GoOn), remark,
    )  # fmt: skip
    steps = training.steps()
    try:
        while True:
            with turns.turn():
                try:
                    step = next(steps)
                except StopIteration as end:
                    result: TrainingResult = end.value
                    return result
                newest = training.result() if step.tests else None
            left = training.total - first
            yield Stepped(step, (step.iteration - first) / left if left else 1.0, newest)
    finally:
        steps.close()


def fraction(said: Said) -> float | None:
    """Return how much of the training is done; None while images are read."""
    return said.fraction if isinstance(said, Stepped) else None


def save(turns: Turns[Training], path: Path) -> int:
    """Write a checkpoint between two steps; return at which iteration.

    The training goes on while the file is written.

    Raises
    ------
    CheckpointError
        It cannot be written.
    """
    from explorer.engine.residual.checkpoint import save_checkpoint, take_checkpoint

    with turns.turn() as training:
        taken = take_checkpoint(training)
    save_checkpoint(path, taken)
    return taken.iteration


def _made(order: Order) -> Generator[ReadStep, None, tuple[Training, str]]:
    from explorer.engine.residual.data import read_data
    from explorer.engine.residual.training import Training

    if isinstance(order, Anew):
        config = order.config
        data = yield from read_data(config.data, config.images, config.test_images)
        return Training(config, data), ""
    return (yield from _resumed(order))


def _resumed(order: GoOn) -> Generator[ReadStep, None, tuple[Training, str]]:
    from explorer.engine.residual.checkpoint import load_checkpoint, resume

    checkpoint = load_checkpoint(order.path)
    data, source = yield from _found(checkpoint, order.elsewhere)
    checkpoint = replace(checkpoint, config=replace(checkpoint.config, data=source))
    training = resume(checkpoint, data, order.device)
    return training, _remark(checkpoint, str(training.device))


def _found(
    checkpoint: Checkpoint, elsewhere: DataSource | None
) -> Generator[ReadStep, None, tuple[Dataset, DataSource]]:
    """Read the images where the checkpoint says, or else where the person says they are now."""
    from explorer.engine.residual.data import read_data

    config = checkpoint.config
    try:
        data = yield from read_data(config.data, config.images, config.test_images)
    except TrainingDataError as error:
        if elsewhere is None or elsewhere.kind != config.data.kind or elsewhere == config.data:
            raise TrainingDataError(
                f"The images of this training are not where they were. {error} If they have "
                "moved, choose their folder among the data, then open the checkpoint again."
            ) from error
        source = replace(elsewhere, side=config.data.side)
        data = yield from read_data(source, config.images, config.test_images)
        return data, source
    return data, config.data


def _remark(checkpoint: Checkpoint, device: str) -> str:
    """Say where the training will round otherwise than it did."""
    import torch

    there = (checkpoint.device, checkpoint.torch)
    if there == (device, torch.__version__):
        return ""
    return (
        f"The checkpoint was taken on {there[0]} with PyTorch {there[1]}. It goes on on {device} "
        f"with PyTorch {torch.__version__}, which rounds otherwise: not to the bit as it would "
        "have there."
    )


def _facts(data: Dataset) -> DataFacts:
    return DataFacts(
        data.name,
        data.class_names,
        len(data.images),
        len(data.test_images),
        data.side,
        data.channels,
        data.skipped,
    )
