"""Two processes, started as ``torchrun`` does, against one with the same batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file

from tests.engine.distributed import worker
from tests.torchrun import torchrun

if TYPE_CHECKING:
    from pathlib import Path

WORKER = "tests.engine.distributed.worker"


def test_two_processes_learn_what_one_does(tmp_path: Path) -> None:
    run = torchrun(WORKER, tmp_path / "values")
    assert run.returncode == 0, run.stderr
    first, second = (load_file(tmp_path / f"values.{rank}") for rank in range(2))
    alone = worker.trained() | worker.normalised()
    assert set(first) == set(alone)
    for key, value in alone.items():
        assert torch.equal(first[key], second[key]), key
        tolerance = 1e-12 if value.dtype == torch.float64 else 1e-6
        scale = value.abs().max().item()
        torch.testing.assert_close(first[key], value, rtol=0, atol=tolerance * scale)


def test_one_that_fails_ends_all_with_its_message(tmp_path: Path) -> None:
    run = torchrun(WORKER, tmp_path / "values", 2)
    assert run.returncode != 0
    assert not list(tmp_path.iterdir())
    assert "The training ended in process 1 of 2" in run.stderr
    root_cause = run.stderr.partition("Root Cause")[2]
    assert "rank      : 1" in root_cause
    assert "ValueError: this picture cannot be read" in root_cause
