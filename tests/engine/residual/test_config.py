"""What can be asked for, and what is refused before anything starts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from explorer.engine.residual.config import DataSource, Lane, TrainingConfig, pair
from explorer.engine.residual.errors import TrainingError
from explorer.engine.residual.presets import PRESETS, preset


def test_lanes_are_called_by_what_they_are() -> None:
    assert [lane.name for lane in pair(20, 56)] == [
        "plain-20", "residual-20", "plain-56", "residual-56",
    ]  # fmt: skip
    assert Lane(8, 0.5).name == "residual-8 (α = 0.5)"


def test_the_rate_falls_where_the_papers_does() -> None:
    """By 10 after 32,000 and 48,000 of 64,000 iterations, section 4.2."""
    config = TrainingConfig(learning_rate=0.1)
    rates = [config.rate(i, 64_000) for i in (0, 31_999, 32_000, 47_999, 48_000, 63_999)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])
    assert replace(config, schedule="constant").rate(63_999, 64_000) == 0.1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lanes": ()}, "lanes"),
        ({"lanes": (Lane(20), Lane(20))}, "lanes"),
        ({"epochs": 0}, "epochs"),
        ({"batch": 1}, "batch"),
        ({"width": 129}, "width"),
        ({"images": 1}, "images"),
        ({"seed": -1}, "seed"),
        ({"record_every": 0}, "record_every"),
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"momentum": 1.0}, "momentum"),
        ({"weight_decay": -1.0}, "weight_decay"),
        ({"initialisation": "zero"}, "initialisation"),
        ({"schedule": "cosine"}, "schedule"),
        ({"optimiser": "lion"}, "optimiser"),
        ({"shortcut": "C"}, "shortcut"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_its_field(changes: dict, field: str) -> None:
    with pytest.raises(TrainingError) as raised:
        TrainingConfig(**changes)
    assert raised.value.field == field
    assert str(raised.value)


@pytest.mark.parametrize("depth", [0, 2, 19, 21, 206])
def test_other_depths_are_refused(depth: int) -> None:
    with pytest.raises(TrainingError, match=f"not {depth}"):
        Lane(depth)


@pytest.mark.parametrize("kind", ["idx", "cifar10", "folder"])
def test_a_source_without_its_folder_is_refused(kind: str) -> None:
    with pytest.raises(TrainingError, match="folder"):
        DataSource(kind)


def test_presets_are_found_by_their_keys() -> None:
    assert preset("vanishing").config.initialisation == "small"
    assert not preset("exploding").config.batch_norm
    assert len({one.key for one in PRESETS}) == len(PRESETS)
    with pytest.raises(KeyError):
        preset("nothing")


def test_configs_and_presets_come_without_torch() -> None:
    code = (
        "import sys, explorer.engine.residual.presets, explorer.engine.residual.steps, "
        "explorer.engine.residual.recording, explorer.engine.residual.curves; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
