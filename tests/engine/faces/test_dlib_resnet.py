from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explorer.engine.assets import ASSETS
from explorer.engine.faces.dlib_resnet import (
    CHIP,
    MEAN_RGB,
    DlibResNet,
    FaceDownBlock,
    folded,
    normalised,
)
from explorer.engine.images import load_rgb
from explorer.engine.weights import load_weights, manifest

DLIB = json.loads(Path(__file__).with_name("dlib-19.24.6.json").read_text(encoding="utf-8"))
"""What dlib itself says of two chips, computed with its own file of weights."""

HALVING = (3, 7, 10, 13)
"""The blocks that halve the maps."""


def formula_chip() -> np.ndarray:
    """Return the middle of the picture that the manifest's references are of."""
    y, x, c = np.indices((224, 224, 3))
    rgb = ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)
    return np.ascontiguousarray(rgb[37:187, 37:187])


def astronaut_chip() -> np.ndarray:
    """Return her face, about as large as a chip has it, and not aligned."""
    return np.ascontiguousarray(load_rgb(ASSETS / "images/astronaut.jpg")[50:200, 150:300])


@pytest.fixture(scope="module")
def network() -> DlibResNet:
    network = DlibResNet().eval()
    network.load_state_dict(folded(load_weights("dlib-face")))
    return network


@torch.inference_mode()
def embedded(network: nn.Module, *chips: np.ndarray) -> np.ndarray:
    return network(normalised(torch.from_numpy(np.stack(chips)))).numpy()


def test_29_convolutions_and_nothing_trained_elsewhere() -> None:
    network = DlibResNet()
    kinds = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert len(kinds) == 29
    assert sum(p.numel() for p in network.parameters()) == 5_607_488


def test_as_dlib_itself(network: DlibResNet) -> None:
    ours = embedded(network, formula_chip(), astronaut_chip())
    for our, name in zip(ours, ("formula", "astronaut"), strict=True):
        # What is left is the rounding of the file to half precision.
        assert np.linalg.norm(our - np.array(DLIB[name])) < 1e-3


def test_as_the_manifest_says(network: DlibResNet) -> None:
    kept = np.array(manifest()["dlib-face"].reference["embedding"])
    assert np.linalg.norm(embedded(network, formula_chip())[0] - kept) < 1e-3


def test_against_dlib_where_it_is_installed(network: DlibResNet) -> None:
    dlib = pytest.importorskip("dlib")
    package = find_spec("face_recognition_models")  # importing it takes a part of setuptools
    if package is None or package.origin is None:
        pytest.skip("no face_recognition_models, which has dlib's own file")
    models = Path(package.origin).parent / "models"
    theirs = dlib.face_recognition_model_v1(
        str(models / "dlib_face_recognition_resnet_model_v1.dat")
    )
    generator = np.random.default_rng(5)
    noise = generator.integers(0, 256, (CHIP, CHIP, 3), np.uint8)
    for chip in (formula_chip(), astronaut_chip(), noise):
        expected = np.array(theirs.compute_face_descriptor(chip))
        assert np.linalg.norm(embedded(network, chip)[0] - expected) < 0.02


@torch.inference_mode()
def test_folding_changes_nothing(network: DlibResNet) -> None:
    """The network layer by layer, as dlib's file has it, with additions written out."""
    tensors = load_weights("dlib-face")

    def layer(x: torch.Tensor, name: str, stride: int, padding: int) -> torch.Tensor:
        z = functional.conv2d(
            x, tensors[f"{name}.weight"], tensors[f"{name}.bias"], stride, padding
        )
        scale, shift = tensors[f"{name}.scale"], tensors[f"{name}.shift"]
        return z * scale[:, None, None] + shift[:, None, None]

    chip = torch.from_numpy(astronaut_chip()).permute(2, 0, 1)[None].float()
    x = (chip - torch.tensor(MEAN_RGB)[:, None, None]) / 256
    x = functional.max_pool2d(functional.relu(layer(x, "stem", 2, 0)), 3, 2)
    for number in range(14):
        name, halves = f"blocks.{number}", number in HALVING
        z = functional.relu(layer(x, f"{name}.conv1", 1 + halves, 1 - halves))
        z = layer(z, f"{name}.conv2", 1, 1)
        around = functional.avg_pool2d(x, 2, 2) if halves else x
        total = torch.zeros(1, z.shape[1], *around.shape[2:])
        total[:, :, : z.shape[2], : z.shape[3]] += z
        total[:, : around.shape[1]] += around
        x = functional.relu(total)
    assert x.shape == (1, 256, 2, 2)
    whole = (x.mean((2, 3)) @ tensors["embedding.weight"].T)[0].numpy()
    assert embedded(network, astronaut_chip())[0] == pytest.approx(whole, abs=1e-5)


@pytest.mark.parametrize("size", [4, 7, 8, 17, 35])
def test_maps_of_different_sizes_are_added_from_the_top_left(size: int) -> None:
    block = FaceDownBlock(2, 3, size)
    for conv in (block.conv1, block.conv2):
        nn.init.zeros_(conv.weight)
        nn.init.zeros_(conv.bias)
    nn.init.constant_(block.conv2.bias, 10.0)
    x = torch.rand(1, 2, size, size)
    y = block(x)
    half, convolved = size // 2, (size - 3) // 2 + 1
    assert y.shape == (1, 3, half, half)
    body = torch.zeros(half, half)
    body[:convolved, :convolved] = 10
    expected = functional.avg_pool2d(x, 2)[0]
    assert torch.allclose(y[0, :2], expected + body)
    assert torch.equal(y[0, 2], body)


def test_half_precision_hardly_moves_an_embedding() -> None:
    measured = manifest()["dlib-face"].measured
    assert measured["max_l2_change"] < 1e-3
    assert manifest()["dlib-face"].size_bytes < 12_000_000
