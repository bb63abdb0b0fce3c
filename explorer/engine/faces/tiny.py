"""The quick way to find faces: a small network in YOLOv2's form, and O-Net for the landmarks.

The network is face-api's Tiny Face Detector (Vincent Mühler, 2018): five anchors in a grid of
cells of 32 pixels, as in the course, with convolutions taken apart into one a channel and one a
pixel. Its one class needs no class score: softmax of one number is 1, whatever the number, and the
last convolution here gives 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.faces.mtcnn import MINIMUM_PX, stages
from explorer.engine.faces.mtcnn.networks import load_networks
from explorer.engine.faces.mtcnn.summed_area import SummedArea
from explorer.engine.faces.working_size import WorkingSize
from explorer.engine.weights import load_weights
from explorer.engine.yolo.detector import Detector
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.heads import Head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.faces.values import Face

WEIGHTS = "tiny-face"
STRIDE = 32
ANCHORS = (
    (1.603231, 2.094468),
    (6.041143, 7.080126),
    (2.882459, 3.518061),
    (4.266906, 5.178857),
    (9.041765, 10.66308),
)
"""Width and height in cells."""

CLASS_NAMES = ("face",)


class TinyFaceNet(nn.Module):
    """Float (N, 3, S, S) in 0..1 to one map (N, 30, S/32, S/32): 19 × 19 × 5(5 + 1) at 608."""

    def __init__(self) -> None:
        super().__init__()
        anchors = tuple((width * STRIDE, height * STRIDE) for width, height in ANCHORS)
        self.heads = (Head(anchors, len(CLASS_NAMES), STRIDE, "softmax"),)
        channels = (16, 32, 64, 128, 256, 512)
        layers: list[nn.Module] = [nn.Conv2d(3, channels[0], 3), nn.LeakyReLU(0.1)]
        for before, after in zip(channels, channels[1:], strict=False):
            layers += [
                nn.MaxPool2d(2, ceil_mode=True),
                nn.Conv2d(before, before, 3, padding=1, groups=before, bias=False),
                nn.Conv2d(before, after, 1),
                nn.LeakyReLU(0.1),
            ]
        # A pool in steps of 1 that keeps the size: its last windows are half outside.
        layers += [nn.ConstantPad2d((0, 1, 0, 1), -torch.inf), nn.MaxPool2d(2, 1)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(512, self.heads[0].depth, 1))

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Return the raw numbers of every anchor of every cell."""
        return (self.layers(x),)


class TinyLocator:
    def __init__(self, device): self.device=device
