"""The converted networks say what the package's own weights said, before they were converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.faces.mtcnn.networks import load_networks
from explorer.engine.weights import load_weights, manifest

if TYPE_CHECKING:
    from explorer.engine.faces.mtcnn.networks import Networks


@pytest.fixture(scope="module")
def networks() -> Networks:
    return load_networks()


@pytest.mark.parametrize(("name", "side"), [("pnet", 12), ("rnet", 24), ("onet", 48)])
def test_they_answer_as_the_original_weights(networks: Networks, name: str, side: int) -> None:
    y, x, c = np.indices((224, 224, 3))
    rgb = ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.float32)
    corner = torch.from_numpy(rgb[:side, :side]).permute(2, 0, 1)[None]
    with torch.inference_mode():
        said = getattr(networks, name)((corner - 127.5) / 128)
    due = manifest()["mtcnn"].reference["outputs"][name]
    assert len(said) == len(due) == (3 if name == "onet" else 2)
    for mine, recorded in zip(said, due, strict=True):
        assert mine.flatten().tolist() == pytest.approx(recorded, rel=2e-3, abs=2e-3)


def test_half_precision_changes_next_to_nothing() -> None:
    record = manifest()["mtcnn"]
    assert record.size_bytes < 1_100_000
    assert record.measured["max_score_change"] < 0.002
    assert record.measured["max_place_change"] < 0.001  # of a face's width
    tensors = load_weights("mtcnn")
    assert sum(value.numel() for value in tensors.values()) == 6_632 + 100_178 + 389_040


def test_none_pads(networks: Networks) -> None:
    """A window alone, and the same window in a picture, give the same."""
    picture = torch.randn(1, 3, 40, 40, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        scores, boxes = networks.pnet(picture)
        for row, column in ((0, 0), (3, 8), (10, 2)):
            window = picture[:, :, 2 * row :, 2 * column :][:, :, :12, :12]
            score, box = networks.pnet(window)
            assert score.shape == (1, 2, 1, 1)
            torch.testing.assert_close(score[0, :, 0, 0], scores[0, :, row, column])
            torch.testing.assert_close(box[0, :, 0, 0], boxes[0, :, row, column])
