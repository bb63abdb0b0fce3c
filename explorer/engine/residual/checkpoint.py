"""A training on disk: one safetensors file that it is resumed from exactly, and no pickle.

It holds the networks, the optimisers' momenta, what was counted since the last record, and the
history; the position among the batches is the number of iterations, because the order of an epoch
depends on the seed and its number alone (`batches.draw_epoch`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from explorer.engine.residual.config import TrainingConfig
from explorer.engine.residual.errors import CheckpointError, TrainingError
from explorer.engine.residual.history_form import from_tensors, to_tensors
from explorer.engine.residual.training import Training
from explorer.engine.whole_file import cannot_write, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from explorer.engine.residual.dataset import Dataset
    from explorer.engine.residual.runner import Runner
    from explorer.engine.residual.steps import History

FORMAT: Final = "convnet-explorer residual training"
VERSION: Final = 1
SUFFIX: Final = ".safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A training between two iterations.

    ``tensors`` are named ``LANE/network/PARAMETER``, ``LANE/optimiser/NUMBER/STATE`` and
    ``LANE/since/…``, lanes counted from 0. ``shown`` are each lane's images since the last record.
    ``data_sha256`` is that of the images and labels. ``torch`` and ``device`` are where it was
    made: another version or device rounds in another way.
    """

    config: TrainingConfig
    iteration: int
    history: History
    tensors: Mapping[str, Tensor]
    shown: tuple[int, ...]
    data_sha256: str
    torch: str
    device: str


def take_checkpoint(training: Training) -> Checkpoint:
    """Return a copy of all that a training is; between two of its steps, also while it rests."""
    tensors: dict[str, Tensor] = {}
    for number, runner in enumerate(training.runners):
        tensors |= {f"{number}/{name}": value for name, value in _state(runner).items()}
    return Checkpoint(
        training.config,
        training.iteration,
        training.history,
        tensors,
        tuple(runner.shown for runner in training.runners),
        _digest(training.data),
        torch.__version__,
        str(training.device),
    )


def resume(
    checkpoint: Checkpoint, data: Dataset | None = None, device: str | None = None
) -> Training:
    """Return a training that goes on where another was.

    On a CPU, with the same torch and number of threads, it ends as the other would have, to the
    bit.

    Parameters
    ----------
    data
        As for `Training`; read again if not given.
    device
        Another than the checkpoint's config names.

    Raises
    ------
    CheckpointError
        The images are not those that were learnt from, or the tensors do not fit the networks.
    TrainingDataError, DatasetError, DeviceError
        As `Training`.
    """
    config = checkpoint.config if device is None else replace(checkpoint.config, device=device)
    training = Training(config, data)
    if _digest(training.data) != checkpoint.data_sha256:
        raise CheckpointError(
            f"The images of {training.data.name} are not those that this training learnt from. "
            "Choose the folder it was started with, as it was then."
        )
    training.restore(checkpoint.iteration, checkpoint.history)
    lost = {one.lane: one for one in checkpoint.history.diverged}
    for number, runner in enumerate(training.runners):
        runner.diverged = lost.get(runner.lane.name)
        runner.shown = checkpoint.shown[number]
        start = f"{number}/"
        state = {
            name.removeprefix(start): value
            for name, value in checkpoint.tensors.items()
            if name.startswith(start)
        }
        try:
            _restore(runner, state)
        except (RuntimeError, LookupError, ValueError) as error:
            raise CheckpointError(
                f"The checkpoint does not fit {runner.lane.name}: {error}. It was altered; take "
                "another one."
            ) from error
    return training


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the file appears complete or not at all.

    Raises
    ------
    CheckpointError
        It cannot be written.
    """
    import msgspec

    about = {
        "format": FORMAT,
        "version": VERSION,
        "config": msgspec.to_builtins(checkpoint.config),
        "iteration": checkpoint.iteration,
        "elapsed_s": checkpoint.history.elapsed_s,
        "diverged": [[one.lane, one.iteration] for one in checkpoint.history.diverged],
        "shown": checkpoint.shown,
        "data_sha256": checkpoint.data_sha256,
        "torch": checkpoint.torch,
        "device": checkpoint.device,
    }
    lanes = [lane.name for lane in checkpoint.config.lanes]
    tensors = {**checkpoint.tensors, **to_tensors(checkpoint.history, lanes)}
    # One entry: several would be written in an order that changes from run to run.
    data = save(tensors, {"training": json.dumps(about, ensure_ascii=False)})
    try:
        write_whole(path, data)
    except OSError as error:
        raise CheckpointError(cannot_write(path, error)) from error


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises
    ------
    CheckpointError
        The file is missing, cut short, or something else.
    """
    try:
        with safe_open(path, framework="pt", device="cpu") as opened:
            about = json.loads((opened.metadata() or {})["training"])
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"{path} is no checkpoint of a training, or not all of it ({_reason(error)}). Choose "
            "another file."
        ) from error
    return _checkpoint(about, tensors, path)


def _checkpoint(about: Mapping[str, Any], tensors: dict[str, Tensor], path: Path) -> Checkpoint:
    import msgspec

    try:
        if (about["format"], about["version"]) != (FORMAT, VERSION):
            raise ValueError(
                f"it is a {about['format']!r} of version {about['version']!r}, and this program "
                f"reads version {VERSION} of a {FORMAT!r}"
            )
        config = msgspec.convert(about["config"], TrainingConfig)
        lanes = [lane.name for lane in config.lanes]
        history = from_tensors(tensors, lanes, about["diverged"], float(about["elapsed_s"]))
        iteration, shown = int(about["iteration"]), tuple(map(int, about["shown"]))
        if iteration < 0 or len(shown) != len(lanes) or min(shown) < 0:
            raise ValueError("numbers of it are impossible")
        if not {one.lane for one in history.diverged} <= set(lanes):
            raise ValueError("a network diverged in it that was not trained")
        return Checkpoint(
            config,
            iteration,
            history,
            {name: value for name, value in tensors.items() if not name.startswith("history/")},
            shown,
            str(about["data_sha256"]),
            str(about["torch"]),
            str(about["device"]),
        )
    except (msgspec.ValidationError, TrainingError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} cannot be resumed from ({_reason(error)}). Choose another file."
        ) from error


def _state(runner: Runner) -> dict[str, Tensor]:
    runner.count()
    kept = {f"network/{name}": value for name, value in runner.network.state_dict().items()}
    for number, parameter in enumerate(runner.network.parameters()):
        for name, value in runner.optimiser.state.get(parameter, {}).items():
            if isinstance(value, Tensor):
                kept[f"optimiser/{number}/{name}"] = value
    kept["since/wrong"] = runner.wrong
    kept["since/losses"] = torch.stack(runner.losses) if runner.losses else torch.zeros(0)
    # Cloned: a state dict shares memory with what goes on learning.
    return {name: value.detach().cpu().clone().contiguous() for name, value in kept.items()}


def _restore(runner: Runner, state: Mapping[str, Tensor]) -> None:
    weights = {
        name.removeprefix("network/"): value
        for name, value in state.items()
        if name.startswith("network/")
    }
    runner.network.load_state_dict(weights)
    parameters = list(runner.network.parameters())
    for name, value in state.items():
        what, _, rest = name.partition("/")
        if what == "optimiser":
            number, _, key = rest.partition("/")
            parameter = parameters[int(number)]
            runner.optimiser.state[parameter][key] = _laid_out_as(parameter, value)
    if len({frozenset(runner.optimiser.state[parameter]) for parameter in parameters}) > 1:
        raise ValueError("a momentum is missing")
    runner.wrong.copy_(state["since/wrong"])
    if state["since/losses"].dim() != 1:
        raise ValueError("the losses since the last record are no list")
    runner.losses[:] = state["since/losses"].to(runner.wrong.device).unbind()


def _laid_out_as(parameter: Tensor, value: Tensor) -> Tensor:
    """Return a momentum in its parameter's memory format: in another, sums round differently."""
    if not value.dim():
        return value  # Adam's count of steps
    if value.shape != parameter.shape:
        raise ValueError(f"a momentum is {(*value.shape,)} and should be {(*parameter.shape,)}")
    return torch.empty_like(parameter, requires_grad=False).copy_(value)


def _digest(data: Dataset) -> str:
    digest = hashlib.sha256()
    for part in (data.images, data.labels, data.test_images, data.test_labels):
        digest.update(str(part.shape).encode())
        digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
