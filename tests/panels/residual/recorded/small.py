"""Recordings made up for tests, in the form in which the script writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from explorer.engine.residual.recording import Recording, load_recording

if TYPE_CHECKING:
    from pathlib import Path

# Training error after each of three epochs; the test error is 5 above.
ENDS = {
    "plain-8": (60.0, 40.0, 20.0),
    "residual-8": (50.0, 30.0, 10.0),
    "plain-14": (70.0, 60.0, 30.0),
    "residual-14": (50.0, 20.0, 8.0),
}


def content_of(ends: dict[str, tuple[float, ...]], **about: Any) -> dict[str, Any]:
    """Return what a file holds; ``about`` replaces what it says of itself."""
    said = {
        "data": "noise",
        "recipe": {"seed": 3, "batch": 4, "momentum": 0.9, "weight_decay": 0.1, "limit": 48,
                   "paper_iterations": 30},
        "precision": "float32", "device": "a slide rule", "processes": 2, "torch": "2.13",
        "python": "3.11", "date": "2026-01-02", "training_error": "of pictures that were shown",
    }  # fmt: skip
    return {**said, **about, "runs": {name: _epochs(name, run) for name, run in ends.items()}}


def write(
    folder: Path, ends: dict[str, tuple[float, ...]] | None = None, name: str = "own.json"
) -> Path:
    """Write a recording."""
    path = folder / name
    path.write_text(json.dumps(content_of(ENDS if ends is None else ends)), encoding="utf-8")
    return path


def recording_of(folder: Path, ends: dict[str, tuple[float, ...]] | None = None) -> Recording:
    """Return a recording."""
    return load_recording(write(folder, ends))


def _epochs(name: str, errors: tuple[float, ...]) -> list[dict[str, Any]]:
    depth = int(name.partition("-")[2])
    return [
        {
            "epoch": epoch,
            "iteration": 5 * epoch,
            "rate": 0.1 if epoch < 3 else 0.01,
            "loss": error / 50,
            "training_error": error,
            "test_error": error + 5,
            "gradient_norms": [0.1 * epoch] * depth,
            "elapsed_s": 2.0 * epoch,
        }
        for epoch, error in enumerate(errors, 1)
    ]
