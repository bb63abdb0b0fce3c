"""Trainings that take no time: noise in MNIST's form, and networks of 8 layers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.images import save_rgb
from explorer.engine.residual.config import DataSource, TrainingConfig, pair
from explorer.engine.residual.steps import Divergence, History, LaneRecord, LaneTest, TrainingStep
from explorer.panels.residual.state import ResidualState, TrainState
from explorer.panels.residual.training_job import Begun, DataFacts
from explorer.panels.residual.training_log import TrainingLog
from explorer.services.turns import Turns

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

IMAGES, TESTS, SIDE = 96, 20, 12
BATCH, EPOCHS = 16, 2
TOTAL = EPOCHS * IMAGES // BATCH


def write_idx(folder: Path) -> Path:
    """Write the four files of a set in MNIST's form; return the folder."""
    rng = np.random.default_rng(0)
    folder.mkdir(exist_ok=True)
    for split, count in (("train", IMAGES), ("t10k", TESTS)):
        images = rng.integers(0, 256, (count, SIDE, SIDE), np.uint8)
        labels = (np.arange(count) % 3).astype(np.uint8)
        (folder / f"{split}-images-idx3-ubyte").write_bytes(_idx(images))
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(_idx(labels))
    return folder


def write_pictures(folder: Path, classes: dict[str, int]) -> Path:
    """Write a subfolder of pictures for each class; return the folder."""
    rng = np.random.default_rng(1)
    for name, count in classes.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            rgb = rng.integers(0, 256, (20, 20, 3), np.uint8)
            save_rgb(folder / name / f"{number}.png", rgb)
    return folder


def config(folder: Path, **changes: Any) -> TrainingConfig:
    """Return a training of 12 iterations."""
    chosen: dict[str, Any] = {
        "lanes": pair(8), "data": DataSource("idx", str(folder)), "epochs": EPOCHS, "batch": BATCH,
        "width": 4, "record_every": 2, "device": "cpu", **changes,
    }  # fmt: skip
    return TrainingConfig(**chosen)


def state(folder: Path, **changes: Any) -> ResidualState:
    """Return the state that asks for it."""
    chosen: dict[str, Any] = {
        "data": "idx", "folder": str(folder), "depth": 8, "epochs": EPOCHS, "batch": BATCH,
        "width": 4, "record_every": 2, **changes,
    }  # fmt: skip
    return ResidualState(page="train", train=TrainState(**chosen))


def log_of(
    *depths: int, epochs: int = 4, per_epoch: int = 10, test_images: int = 2000
) -> TrainingLog:
    """Return a log of a training that has just begun."""
    made = TrainingConfig(lanes=pair(*depths or (8,)), epochs=epochs, device="cpu")
    data = DataFacts("noise", ("a", "b"), 100, test_images, SIDE, 1)
    turns: Turns[Any] = Turns(lambda: None)
    return TrainingLog(Begun(made, data, "cpu", epochs * per_epoch, turns, History()))


def record(
    lane: str,
    iteration: int,
    error: float = 50.0,
    loss: float = 1.5,
    norms: tuple[float, ...] = (0.1, 0.2),
    variances: tuple[float, ...] = (1.0, 1.0, 1.0),
    rate: float = 0.1,
) -> LaneRecord:
    """Return what was recorded of a network."""
    return LaneRecord(lane, iteration, 1, rate, loss, error, norms, variances)


def step(
    log: TrainingLog,
    iteration: int,
    *said: LaneRecord | LaneTest,
    diverged: tuple[Divergence, ...] = (),
) -> None:
    """Let a training say something."""
    records = tuple(one for one in said if isinstance(one, LaneRecord))
    tests = tuple(one for one in said if isinstance(one, LaneTest))
    log.add(TrainingStep("learn", iteration, log.total, 1, 0.1, records, tests, diverged, 1.0))


def _idx(values: NDArray[np.uint8]) -> bytes:
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return header + values.tobytes()
