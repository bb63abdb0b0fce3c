"""The training scripts learn the same in two processes as in one."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import load_file

from explorer.engine.assets import ASSETS
from tests.torchrun import ROOT, torchrun

if TYPE_CHECKING:
    from pathlib import Path

RUNS = "tests.assets.small_runs"


@dataclass(frozen=True)
class Runs:
    """The folders that one process and two have written, and what they have printed."""

    alone: Path
    together: Path
    alone_said: str
    together_said: str

    def tensors(self, name: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Return each tensor of a file, by one process and by two."""
        alone, together = load_file(self.alone / name), load_file(self.together / name)
        assert list(alone) == list(together)
        return [(alone[key], together[key]) for key in alone]

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return a record of one process and of two."""
        return [json.loads((folder / name).read_text()) for folder in (self.alone, self.together)]


def both(folder: Path, *names: str) -> Runs:
    """Run scripts in one process, then in two."""
    alone, together = folder / "alone", folder / "together"
    command = [sys.executable, "-m", RUNS, str(alone), *names]
    one = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert one.returncode == 0, one.stderr
    two = torchrun(RUNS, together, *names)
    assert two.returncode == 0, two.stderr
    return Runs(alone, together, one.stdout, two.stdout)


@pytest.fixture(scope="module")
def classifiers(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return both(tmp_path_factory.mktemp("runs"), "lenet", "residual")


def assert_same(runs: Runs, name: str, tolerance: float) -> None:
    for one, two in runs.tensors(name):
        if one.is_floating_point():
            assert torch.linalg.norm(one - two) <= tolerance * torch.linalg.norm(one)
        else:
            assert torch.equal(one, two)


@pytest.mark.parametrize("name", ["lenet", "residual"])
def test_two_processes_learn_what_one_does(classifiers: Runs, name: str) -> None:
    assert_same(classifiers, f"{name}.safetensors", 1e-12)


def test_there_is_one_log_and_it_is_the_same(classifiers: Runs) -> None:
    one, two = (
        [line for line in said.splitlines() if "epoch" in line]
        for said in (classifiers.alone_said, classifiers.together_said)
    )
    assert len(one) == 4
    assert one == two


def test_errors_losses_and_gradient_norms_are_those_of_all(classifiers: Runs) -> None:
    one, two = classifiers.records("residual.json")
    assert (one.pop("processes"), two.pop("processes")) == (1, 2)
    for record in (one, two):
        for epochs in record["runs"].values():
            assert all(epoch.pop("elapsed_s") > 0 for epoch in epochs)
    assert one == two


@pytest.mark.slow
def test_two_processes_learn_to_detect_what_one_does(tmp_path: Path) -> None:
    runs = both(tmp_path, "yolo")
    assert_same(runs, "yolo/lecture-yolo.safetensors", 1e-7)  # stored in float32
    one, two = runs.records("yolo/lecture-yolo-training.json")
    assert (one.pop("processes"), two.pop("processes")) == (1, 2)
    for key in ("steps", "scenes_seen", "scenes_composed", "training"):
        assert one[key] == two[key]
    first, second = (
        [{key: row[key] for key in row if key != "seconds"} for row in record["log"]]
        for record in (one, two)
    )
    assert len(first) == 2
    assert first == second
    assert runs.together_said.count("first scenes after") == 1


def test_the_help_says_how_to_run_on_several_hosts() -> None:
    path = ASSETS / "build/torchrun.py"
    spec = importlib.util.spec_from_file_location("torchrun_of_scripts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = module.parser_of("What it does.", "train_x.py", "--device cuda").format_help()
    assert "torchrun --nproc-per-node 4 assets/build/train_x.py --device cuda" in text
    assert "--nnodes 2" in text
