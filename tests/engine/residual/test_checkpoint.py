"""A resumed training ends as the uninterrupted one, to the bit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from explorer.engine.residual.checkpoint import (
    load_checkpoint,
    resume,
    save_checkpoint,
    take_checkpoint,
)
from explorer.engine.residual.config import TrainingConfig, pair
from explorer.engine.residual.errors import CheckpointError
from explorer.engine.residual.steps import TrainingStep
from explorer.engine.residual.training import Training, TrainingResult

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.engine.residual.dataset import Dataset

Run = Callable[..., tuple[list[TrainingStep], TrainingResult]]


def same(one: TrainingResult, other: TrainingResult) -> bool:
    states = [
        (left.state_dict(), right.state_dict())
        for left, right in zip(one.trained, other.trained, strict=True)
    ]
    weights = all(torch.equal(left[name], right[name]) for left, right in states for name in left)
    return weights and one.history == other.history


def saved_after(training: Training, count: int, path: Path) -> None:
    steps = training.steps()
    for _ in range(count):
        next(steps)
    save_checkpoint(path, take_checkpoint(training))


@pytest.mark.parametrize(
    ("optimiser", "count"), [("sgd", 0), ("sgd", 3), ("sgd", 6), ("sgd", 7), ("adam", 3)]
)
def test_resumed_equals_uninterrupted(
    config: TrainingConfig, noise: Dataset, exhaust: Run, tmp_path: Path, optimiser: str, count: int
) -> None:
    """Before the first step, between two records, before a test, after one."""
    config = replace(config, optimiser=optimiser, learning_rate=0.02)
    steps, whole = exhaust(Training(config, noise).steps())
    saved_after(Training(config, noise), count, tmp_path / "a.safetensors")
    resumed = resume(load_checkpoint(tmp_path / "a.safetensors"), noise)
    rest, result = exhaust(resumed.steps())
    assert rest == steps[count:]
    assert same(result, whole)


def test_in_the_middle_of_a_test_the_test_is_made_again(
    config: TrainingConfig, noise: Dataset, exhaust: Run, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("explorer.engine.residual.batches.TEST_BATCH", 8)
    steps, whole = exhaust(Training(config, noise).steps())
    assert [step.phase for step in steps[5:9]] == ["learn", "test", "test", "test"]
    saved_after(Training(config, noise), 8, tmp_path / "a.safetensors")
    rest, result = exhaust(resume(load_checkpoint(tmp_path / "a.safetensors"), noise).steps())
    assert rest == steps[6:]
    assert same(result, whole)


def test_what_diverged_stays_so(
    config: TrainingConfig, noise: Dataset, exhaust: Run, tmp_path: Path
) -> None:
    wild = replace(config, lanes=pair(20), batch_norm=False, initialisation="large")
    training = Training(wild, noise)
    exhaust(training.steps())
    save_checkpoint(tmp_path / "a.safetensors", take_checkpoint(training))
    rest, result = exhaust(resume(load_checkpoint(tmp_path / "a.safetensors"), noise).steps())
    assert rest == []
    assert result.history == training.history
    assert len(result.history.diverged) == 2


def test_a_file_holds_all_that_it_was_and_seconds(
    config: TrainingConfig, noise: Dataset, tmp_path: Path
) -> None:
    training = Training(config, noise)
    saved_after(training, 7, tmp_path / "a.safetensors")
    read = load_checkpoint(tmp_path / "a.safetensors")
    assert read.config == config
    assert read.iteration == 6
    assert read.history == training.history
    assert read.history.elapsed_s == training.history.elapsed_s
    assert read.torch == torch.__version__
    again = tmp_path / "b.safetensors"
    save_checkpoint(again, read)
    assert again.read_bytes() == (tmp_path / "a.safetensors").read_bytes()


def test_other_images_are_refused(config: TrainingConfig, noise: Dataset, tmp_path: Path) -> None:
    saved_after(Training(config, noise), 3, tmp_path / "a.safetensors")
    read = load_checkpoint(tmp_path / "a.safetensors")
    other = noise.images.copy()
    other[0, 0, 0] ^= 1
    with pytest.raises(CheckpointError, match="are not those that this training learnt from"):
        resume(read, replace(noise, images=other))


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"\x08\0\0\0\0\0\0\0{}      "])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        load_checkpoint(path)


def test_a_missing_and_a_truncated_file_are_refused(
    config: TrainingConfig, noise: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "a.safetensors"
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        load_checkpoint(path)
    saved_after(Training(config, noise), 3, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match="is no checkpoint"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"version": 2}, "reads version 1"),
        ({"format": "other"}, "reads version 1"),
        ({"config": {"lanes": [{"depth": 9}]}}, "not 9"),
        ({"config": {"epochs": "many"}}, "cannot be resumed from"),
        ({"iteration": "six"}, "cannot be resumed from"),
        ({"iteration": -1}, "impossible"),
        ({"shown": [1]}, "impossible"),
        ({"shown": None}, "cannot be resumed from"),
        ({"shown": [-5, 0]}, "impossible"),
        ({"diverged": [1]}, "cannot be resumed from"),
        ({"diverged": [["plain-110", 3]]}, "was not trained"),
    ],
)
def test_an_altered_description_is_refused(
    config: TrainingConfig, noise: Dataset, tmp_path: Path, changes: dict, match: str
) -> None:
    path = tmp_path / "a.safetensors"
    saved_after(Training(config, noise), 3, path)
    with safe_open(path, "pt") as opened:
        about = json.loads(opened.metadata()["training"])
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    save_file(tensors, path, {"training": json.dumps(about | changes)})
    with pytest.raises(CheckpointError, match=match):
        load_checkpoint(path)


@pytest.mark.parametrize(
    "spoilt", ["0/network/conv1.weight", "1/since/wrong", "1/optimiser/4/momentum_buffer"]
)
def test_tensors_that_do_not_fit_are_refused(
    config: TrainingConfig, noise: Dataset, spoilt: str
) -> None:
    training = Training(config, noise)
    next(training.steps())
    read = take_checkpoint(training)
    tensors = {**read.tensors, spoilt: torch.zeros(7)}
    with pytest.raises(CheckpointError, match="does not fit"):
        resume(replace(read, tensors=tensors), noise)
    del tensors[spoilt]
    with pytest.raises(CheckpointError, match="does not fit"):
        resume(replace(read, tensors=tensors), noise)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("0/optimiser/999/momentum_buffer", torch.zeros(7)),
        ("0/since/losses", torch.zeros(2, 2)),
    ],
)
def test_a_state_that_cannot_be_is_refused(
    config: TrainingConfig, noise: Dataset, name: str, value: torch.Tensor
) -> None:
    training = Training(config, noise)
    next(training.steps())
    read = take_checkpoint(training)
    tensors = {**read.tensors, name: value}
    with pytest.raises(CheckpointError, match="does not fit"):
        resume(replace(read, tensors=tensors), noise)


def test_a_place_that_cannot_be_written_is_said(
    config: TrainingConfig, noise: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(CheckpointError, match="cannot be written"):
        save_checkpoint(tmp_path / "no" / "a.safetensors", take_checkpoint(Training(config, noise)))
