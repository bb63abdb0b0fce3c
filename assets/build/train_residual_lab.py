"""Train the residual lab's own networks on the bundled clothes: small, and with ReLU at the end.

``python assets/build/train_residual_lab.py`` writes two files into ``assets/weights``:
``residual-lab.safetensors`` with plain-20, residual-20 and residual-20-B (projections where shapes
differ), and ``residual-lab-56.safetensors`` with plain-56 and residual-56, all 8 channels wide.
They are what a block is shown with, and what a loss surface can be drawn around at once. It takes
about ten minutes on two cores, and ten more for the deep pair; ``--only NAME`` makes one file,
``--epochs 1`` tries the script out.
"""

from __future__ import annotations

import argparse
import platform
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import repository
import torch
import weight_files

from explorer.engine.device import cpu_name
from explorer.engine.residual.bundled import DEVIATION, MEAN, SIDE
from explorer.engine.residual.config import Lane, TrainingConfig, pair
from explorer.engine.residual.training import train

if TYPE_CHECKING:
    from explorer.engine.residual.training import Trained, TrainingResult

RECIPE = TrainingConfig(images=None, epochs=8, augment=True, device="cpu", record_every=20)


@dataclass(frozen=True, slots=True)
class Lab:
    """A file: its trainings by shortcut option, and what the manifest calls it."""

    network: str
    runs: dict[str, TrainingConfig]


_LAYERS = "Plain and residual networks of {} layers, 8, 16 and 32 channels, ReLU after the addition"
LABS = {
    "residual-lab": Lab(
        f"{_LAYERS.format(20)}; shortcuts A (zeros) and B (1×1)",
        {
            "A": replace(RECIPE, lanes=pair(20)),
            "B": replace(RECIPE, lanes=(Lane(20),), shortcut="B"),
        },
    ),
    "residual-lab-56": Lab(
        f"{_LAYERS.format(56)}; shortcuts A (zeros)",
        {"A": replace(RECIPE, lanes=pair(56), epochs=4)},
    ),
}


def run(config: TrainingConfig) -> TrainingResult:
    """Train, and say each test."""
    training = train(config)
    while True:
        try:
            step = next(training)
        except StopIteration as end:
            result: TrainingResult = end.value
            return result
        for test in step.tests:
            print(f"epoch {test.epoch}: {test.lane} {test.test_error:.2f} %", flush=True)


def make(name: str, epochs: int | None) -> None:
    """Train and write one file."""
    lab = LABS[name]
    trained: dict[str, Trained] = {}
    for option, config in lab.runs.items():
        config = replace(config, epochs=epochs or config.epochs)
        for one in run(config).trained:
            trained[one.name if option == "A" else f"{one.name}-B"] = one
    tensors = {
        f"{network}/{key}": value
        for network, one in trained.items()
        for key, value in one.state_dict().items()
    }
    weight_files.write(name, tensors, about(lab, trained, config.epochs))


def about(lab: Lab, trained: dict[str, Trained], epochs: int) -> dict[str, object]:
    """Return the manifest's words for the file."""
    errors = {name: one.test_error for name, one in trained.items()}
    return {
        "network": lab.network,
        "source": {"data": "assets/datasets/fashion-mnist-10000.safetensors"},
        "licence": {"code": "MIT", "weights": "MIT", "data": "MIT, © 2017 Zalando SE"},
        "preprocessing": {
            "size": [SIDE, SIDE],
            "channels": "grey",
            "mean": [MEAN],
            "std": [DEVIATION],
        },
        "measured": {
            "test_error": errors,
            "of": "2,000 test images, per cent named wrong, after the last epoch",
            "seed": RECIPE.seed,
            "epochs": epochs,
            "device": cpu_name(),
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
        "build": Path(__file__).resolve().relative_to(repository.ROOT).as_posix(),
    }


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=LABS, help="one of the files")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's")
    arguments = parser.parse_args()
    for name in [arguments.only] if arguments.only else LABS:
        make(name, arguments.epochs)


if __name__ == "__main__":
    main()
