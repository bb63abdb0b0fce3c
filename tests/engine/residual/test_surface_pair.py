"""Two slices side by side; the bundled networks, and what was recorded of them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.engine.residual.bundled import (
    DEVIATION,
    LAB_NAMES,
    MEAN,
    lab_error,
    lab_file,
    load_lab_network,
)
from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.config import DataSource
from explorer.engine.residual.data import load_data
from explorer.engine.residual.recording import RecordingError
from explorer.engine.residual.surface import SurfaceConfig, SurfaceError, loss_surface
from explorer.engine.residual.surface_pair import lab_sample, loss_surfaces
from explorer.engine.residual.surface_recording import PATH, load_surface_recording
from explorer.engine.weights import manifest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import Any

FIVE = SurfaceConfig(points=5)


def gen(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


IMAGES = torch.randn(20, 1, 12, 12, generator=gen(5))
LABELS = torch.randint(0, 10, (20,), generator=gen(6))


def pair() -> list[CifarNetwork]:
    return [
        CifarNetwork(8, alpha=alpha, width=4, channels=1, generator=gen(0)).eval()
        for alpha in (0.0, 1.0)
    ]


def exhaust(steps: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def test_two_together_are_what_each_is_alone() -> None:
    steps, together = exhaust(loss_surfaces(pair(), IMAGES, LABELS, FIVE))
    alone = [exhaust(loss_surface(one, IMAGES, LABELS, FIVE))[1] for one in pair()]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.losses, other.losses)
    assert [step.index for step in steps] == list(range(1, 26))
    assert steps[-1].fraction == 1
    assert all(np.isfinite(losses).sum() == 7 for losses in steps[6].losses)


def test_bad_data_is_said_at_once() -> None:
    with pytest.raises(SurfaceError, match="no pictures"):
        loss_surfaces(pair(), IMAGES[:0], LABELS[:0], FIVE)


def test_the_sample_is_what_the_bundled_networks_learnt_from() -> None:
    images, labels = lab_sample(7)
    data = load_data(DataSource(), 7)
    assert images.shape == (7, 1, 28, 28)
    assert images.dtype == torch.float32
    assert labels.tolist() == data.labels.tolist()
    back = images[:, 0] * DEVIATION + MEAN
    assert back.numpy() == pytest.approx(data.images[..., 0], abs=1e-3)


def test_the_recording_is_of_the_bundled_networks() -> None:
    recording = load_surface_recording()
    assert set(recording.pairs) == {20, 56}
    for depth, (plain, residual) in recording.pairs.items():
        assert (plain.name, residual.name) == (f"plain-{depth}", f"residual-{depth}")
        for one in (plain, residual):
            record = manifest()[lab_file(one.name)]
            assert one.weights == record.sha256
            assert one.epochs == record.measured["epochs"]
            assert one.test_error == lab_error(one.name)
            assert one.surface.config == SurfaceConfig(span=0.5)
            assert np.isfinite(one.surface.losses).all()


@pytest.mark.parametrize("name", ["plain-20", "residual-20", "plain-56", "residual-56"])
def test_the_recorded_middle_is_the_networks_own_loss(name: Any) -> None:
    recording = load_surface_recording()
    one = next(each for both in recording.pairs.values() for each in both if each.name == name)
    images, labels = lab_sample(one.surface.images)
    with torch.inference_mode():
        loss = functional.cross_entropy(load_lab_network(name)(images), labels)
    assert one.surface.centre == pytest.approx(float(loss), rel=1e-3)


def test_skips_make_the_recorded_valleys_wider() -> None:
    for plain, residual in load_surface_recording().pairs.values():
        assert residual.surface.flatness.radius > plain.surface.flatness.radius


@pytest.mark.slow
@pytest.mark.parametrize("name", LAB_NAMES)
def test_bundled_networks_err_exactly_as_recorded(name: Any) -> None:
    data = load_data(DataSource())
    images = (torch.from_numpy(data.test_images).float() - MEAN) / DEVIATION
    network = load_lab_network(name)
    with torch.inference_mode():
        parts = [network(part) for part in images.permute(0, 3, 1, 2).split(250)]
    wrong = torch.cat(parts).argmax(1) != torch.from_numpy(data.test_labels)
    # Another processor rounds otherwise: two pictures may change sides.
    assert 100 * wrong.double().mean().item() == pytest.approx(lab_error(name), abs=0.11)


def test_the_deep_plain_network_is_the_worst_and_skips_help_at_both_depths() -> None:
    error = {name: lab_error(name) for name in LAB_NAMES}
    assert error["residual-20"] < error["plain-20"] < error["plain-56"]
    assert error["residual-56"] < error["plain-56"]


@pytest.mark.slow
def test_the_recording_can_be_made_again() -> None:
    plain, residual = load_surface_recording().pairs[20]
    config = SurfaceConfig(points=5, span=0.5)
    networks = [load_lab_network("plain-20"), load_lab_network("residual-20")]
    _, surfaces = exhaust(loss_surfaces(networks, *lab_sample(plain.surface.images), config))
    for recorded, made in zip((plain, residual), surfaces, strict=True):
        # Of the 21 points a side, every fifth is one of the 5.
        assert recorded.surface.losses[::5, ::5] == pytest.approx(made.losses, rel=0.02)


def content() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return made


def test_a_missing_or_damaged_recording_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "surfaces.json"
    with pytest.raises(
        RecordingError, match=r"surfaces\.json cannot be used: .*record_residual_su"
    ):
        load_surface_recording(path)
    altered = content()
    del altered["surfaces"]["plain-20"]
    for broken, why in (
        ("{", "no JSON text"),
        (json.dumps({**content(), "surfaces": {}}), "no surface"),
        (json.dumps(altered), "plain-20"),
        (json.dumps(_with_loss(content(), -1.0)), "21 × 21"),
        (json.dumps(_with_loss(content(), math.nan)), "21 × 21"),
        (json.dumps({**content(), "config": {"points": 20}}), "odd"),
    ):
        path.write_text(broken, encoding="utf-8")
        with pytest.raises(RecordingError, match=why):
            load_surface_recording(path)


def _with_loss(altered: dict[str, Any], loss: float) -> dict[str, Any]:
    altered["surfaces"]["plain-20"]["losses"][3][4] = loss
    return altered
