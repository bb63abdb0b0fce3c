"""MTCNN's three networks: each looks closer at what the one before let through.

K. Zhang, Z. Zhang, Z. Li, Y. Qiao, "Joint Face Detection and Alignment Using Multitask Cascaded
Convolutional Networks", IEEE Signal Processing Letters 23 (2016), figure 2. All take pictures as
float (N, 3, H, W) with (value − 127.5)/128, and none pads: a result is a sum over real pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.weights import load_weights

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = "mtcnn"


class ProposalNet(nn.Module):
    """P-Net: slides a window of 12 × 12 pixels over the picture in steps of 2."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 10, 3), nn.PReLU(10)
        self.pool1 = nn.MaxPool2d(2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(10, 16, 3), nn.PReLU(16)
        self.conv3, self.prelu3 = nn.Conv2d(16, 32, 3), nn.PReLU(32)
        self.score = nn.Conv2d(32, 2, 1)
        self.box = nn.Conv2d(32, 4, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (N, 2, h, w), no face and face, and offsets of the edges (N, 4, h, w)."""
        x = self.pool1(self.prelu1(self.conv1(x)))
        x = self.prelu3(self.conv3(self.prelu2(self.conv2(x))))
        return self.score(x), self.box(x)


class RefineNet(nn.Module):
    """R-Net: looks at 24 × 24 pixels of each proposal."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 28, 3), nn.PReLU(28)
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(28, 48, 3), nn.PReLU(48)
        self.pool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv3, self.prelu3 = nn.Conv2d(48, 64, 2), nn.PReLU(64)
        self.dense, self.prelu = nn.Linear(64 * 3 * 3, 128), nn.PReLU(128)
        self.score = nn.Linear(128, 2)
        self.box = nn.Linear(128, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits (N, 2), no face and face, and offsets of the edges (N, 4)."""
        x = self.pool1(self.prelu1(self.conv1(x)))
        x = self.pool2(self.prelu2(self.conv2(x)))
        x = self.prelu3(self.conv3(x)).flatten(1)
        x = self.prelu(self.dense(x))
        return self.score(x), self.box(x)


class OutputNet(nn.Module):
    """O-Net: looks at 48 × 48 pixels, and says where eyes, nose and mouth are."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 32, 3), nn.PReLU(32)
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(32, 64, 3), nn.PReLU(64)
        self.pool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv3, self.prelu3 = nn.Conv2d(64, 64, 3), nn.PReLU(64)
        self.pool3 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.conv4, self.prelu4 = nn.Conv2d(64, 128, 2), nn.PReLU(128)
        self.dense, self.prelu = nn.Linear(128 * 3 * 3, 256), nn.PReLU(256)
        self.score = nn.Linear(256, 2)
        self.box = nn.Linear(256, 4)
        self.landmarks = nn.Linear(256, 10)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (N, 2), offsets of the edges (N, 4), and landmarks (N, 10).

        Landmarks are five x and then five y, in parts of the window's width and height.
        """
        x = self.pool1(self.prelu1(self.conv1(x)))
        x = self.pool2(self.prelu2(self.conv2(x)))
        x = self.pool3(self.prelu3(self.conv3(x)))
        x = self.prelu4(self.conv4(x)).flatten(1)
        x = self.prelu(self.dense(x))
        return self.score(x), self.box(x), self.landmarks(x)


class Networks(nn.Module):
    """The three of them, as one file of weights holds them."""

    def __init__(self) -> None:
        super().__init__()
        self.pnet, self.rnet, self.onet = ProposalNet(), RefineNet(), OutputNet()


def load_networks() -> Networks:
    """Return the networks with their bundled weights, in float32 on the CPU.

    Raises
    ------
    WeightsError
        If the file is missing or damaged.
    """
    with torch.device("meta"):  # no memory, and no random numbers that nobody needs
        networks = Networks()
    networks.load_state_dict(load_weights(WEIGHTS), assign=True)
    return networks.eval().requires_grad_(False)
