"""The network that turns a face into 128 numbers: dlib's ResNet of 29 convolutions.

Davis King trained it with a metric loss so that embeddings of one person lie within 0.6 of one
another and those of two do not; 99.38 % of the pairs of Labeled Faces in the Wild come out right
(dlib's ``dnn_face_recognition_ex.cpp``). Its blocks are those of He et al., 2015
(arXiv:1512.03385), figure 2, with half the filters of ResNet-34, and with shortcuts of option A:
where a block halves the maps the shortcut averages 2×2 pixels, and its new channels are zeros.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping

CHIP = 150
"""Side of the square picture of a face that the network sees, in pixels."""

EMBEDDING = 128
"""How many numbers it answers with."""

MEAN_RGB = (122.782, 117.001, 104.298)
"""What is taken from each channel before all is divided by 256; it stands in dlib's file."""

_STAGES = ((32, 3), (64, 4), (128, 3), (256, 3), (256, 1))
"""Filters and blocks of each; the first block of every stage but the first halves the maps."""


class FaceBlock(nn.Module):
    """Two 3×3 convolutions and the way around them: y = ReLU(F(x) + x)."""

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(filters, filters, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H, W) of (N, C, H, W)."""
        out: Tensor = self.relu2(self.residual(x) + x)
        return out

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), before the addition."""
        body: Tensor = self.conv2(self.relu1(self.conv1(x)))
        return body


class FaceDownBlock(nn.Module):
    """A block that halves the maps: y = ReLU(F(x) + the mean of each 2×2 pixels of x).

    Neither way pads, so of an even number of rows the convolution makes one fewer than the mean,
    ⌊(n − 3)/2⌋ + 1 against ⌊n/2⌋. dlib adds maps of different sizes by taking what is missing,
    at the right and at the bottom, and the new channels, to be zeros.
    """

    def __init__(self, channels: int, filters: int, size: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride=2)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1)
        self.relu2 = nn.ReLU()
        self._new_channels = filters - channels
        self._short_by = 1 - size % 2

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, filters, ⌊H/2⌋, ⌊W/2⌋) of (N, channels, H, W)."""
        out: Tensor = self.relu2(self.residual(x) + self.around(x))
        return out

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), before the addition."""
        body: Tensor = self.conv2(self.relu1(self.conv1(x)))
        return functional.pad(body, (0, 1, 0, 1)) if self._short_by else body

    def around(self, x: Tensor) -> Tensor:
        """Return what takes the way around: the mean of each 2×2 pixels, and zeros."""
        around = functional.avg_pool2d(x, 2)
        if self._new_channels:
            around = functional.pad(around, (0, 0, 0, 0, 0, self._new_channels))
        return around


class DlibResNet(nn.Module):
    """The network with its affine layers folded into the convolutions before them.

    Weights come from `folded`, of what the file ``dlib-face`` holds.
    """

    def __init__(self) -> None:
        super().__init__()
        channels, size = _STAGES[0][0], (CHIP - 7) // 2 + 1
        self.stem = nn.Conv2d(3, channels, 7, stride=2)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(3, stride=2)
        size = (size - 3) // 2 + 1
        blocks: list[nn.Module] = []
        for stage, (filters, count) in enumerate(_STAGES):
            if stage:
                blocks.append(FaceDownBlock(channels, filters, size))
                channels, size = filters, size // 2
            blocks += [FaceBlock(filters) for _ in range(count - bool(stage))]
        self.blocks = nn.Sequential(*blocks)
        self.embedding = nn.Linear(channels, EMBEDDING, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return embeddings (N, 128), not normalised, of float (N, 3, 150, 150) of `normalised`."""
        return self.after_blocks(self.blocks(self.before_blocks(x)))

    def before_blocks(self, x: Tensor) -> Tensor:
        """Return what the first block is given, (N, 32, 35, 35)."""
        maps: Tensor = self.pool(self.relu(self.stem(x)))
        return maps

    def after_blocks(self, maps: Tensor) -> Tensor:
        """Return the embeddings (N, 128) of what the last block gives, (N, 256, 2, 2)."""
        embedded: Tensor = self.embedding(maps.mean((2, 3)))
        return embedded


def normalised(chips_rgb: Tensor) -> Tensor:
    """Turn uint8 RGB chips (N, 150, 150, 3) into the network's input (N, 3, 150, 150)."""
    mean = torch.tensor(MEAN_RGB, device=chips_rgb.device)
    return ((chips_rgb.float() - mean) / 256).permute(0, 3, 1, 2)


def folded(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Fold each affine layer into its convolution: γ·(W∗x + b) + β = (γW)∗x + (γb + β).

    Parameters
    ----------
    tensors
        Of each convolution ``weight``, ``bias``, ``scale`` γ and ``shift`` β, and
        ``embedding.weight``.

    Returns
    -------
    dict
        The state of a `DlibResNet`, float32.
    """
    state: dict[str, Tensor] = {}
    for key, value in tensors.items():
        layer, _, part = key.rpartition(".")
        scale = tensors.get(f"{layer}.scale")
        if part == "weight":
            state[key] = value if scale is None else value * scale[:, None, None, None]
        elif part == "bias":
            assert scale is not None
            state[key] = value * scale + tensors[f"{layer}.shift"]
    return state
