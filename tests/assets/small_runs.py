"""The training scripts, each for a few steps on a little data, in this process or under torchrun.

``python -m tests.assets.small_runs FOLDER lenet residual yolo`` writes what they write into a
folder. The networks are in double precision: in float32 an early training makes much of a rounding
that differs. (Torch's own batch norm of channels-last maps, with its sums in float32, is off by
4e-5 at 608 px.)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.numpy import load_file

from explorer.engine.assets import ASSETS

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(ASSETS / "build"))
DIGITS = load_file(ASSETS / "datasets/mnist-test-1000.safetensors")


def run(script: Callable[[], None], *arguments: object) -> None:
    """Run a script with a command line of its own."""
    sys.argv = [script.__module__, *map(str, arguments)]
    script()


def doubled(place: Any, name: str) -> None:
    """Let a function return its network or tensor in double precision."""
    function = getattr(place, name)
    setattr(place, name, lambda *values, **named: function(*values, **named).double())


def lenet(folder: Path) -> None:
    """2 epochs of 241 digits in batches of 48: the last leaves a process without a digit."""
    import mnist
    import train_lenet5

    parts = {"train": slice(0, 600), "t10k": slice(600, 1000)}
    mnist.read = lambda split: tuple(DIGITS[key][parts[split]] for key in ("images", "labels"))
    torch.set_default_dtype(torch.float64)
    output = folder / "lenet.safetensors"
    run(train_lenet5.main, "--epochs", 2, "--batch", 48, "--limit", 241, "--output", output)
    torch.set_default_dtype(torch.float32)


def residual(folder: Path) -> None:
    """2 epochs of 4 batches of 15, a plain and a residual network, tested on 46 pictures."""
    import cifar10
    import record_residual_runs

    draw = np.random.default_rng(1)
    labels = draw.integers(0, 10, 110)
    shades = draw.integers(40, 216, (10, 1, 1, 3))
    images = (shades[labels] + draw.integers(-40, 40, (110, 32, 32, 3))).astype(np.uint8)
    cifar10.load = lambda _: cifar10.Cifar10(images[:64], labels[:64], images[64:], labels[64:])
    doubled(record_residual_runs, "CifarNetwork")
    doubled(record_residual_runs.Batches, "prepared")
    run(
        record_residual_runs.main, "--device", "cpu", "--depths", 8, "--batch", 15,
        "--iterations", 8, "--limit", 64, "--output", folder / "residual.json",
        "--weights", folder / "residual.safetensors",
    )  # fmt: skip


def yolo(folder: Path) -> None:
    """2 steps of 3 scenes."""
    import lecture_ingredients
    import train_lecture_yolo

    from explorer.engine.yolo.lecture import training
    from explorer.engine.yolo.lecture.scenes import Ingredients

    draw = np.random.default_rng(2)
    photographs = tuple(draw.integers(0, 256, (300, 400, 3), dtype=np.uint8) for _ in range(2))
    ingredients = Ingredients(DIGITS["images"], DIGITS["labels"], photographs)
    lecture_ingredients.unpack = lambda _: ingredients
    train_lecture_yolo.ANCHOR_SCENES = 5
    train_lecture_yolo.LOG_EVERY_S = 0
    doubled(train_lecture_yolo, "fresh_network")
    doubled(training, "varied")
    run(
        train_lecture_yolo.main, "--device", "cpu", "--steps", 2, "--batch", 3, "--scenes", 1,
        "--ingredients", "here", "--output", folder / "yolo",
    )  # fmt: skip


if __name__ == "__main__":
    target, *names = sys.argv[1:]
    for one in (lenet, residual, yolo):
        if one.__name__ in names:
            one(Path(target))
