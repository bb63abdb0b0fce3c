"""The network of the lecture: one grid of 19×19 cells over 608 pixels, 5 anchors, a softmax.

Its layers are those of Darknet (Redmon and Farhadi, "YOLOv3: An Incremental Improvement", 2018,
section 2.4): convolution, batch normalisation and leaky ReLU; halving by stride; residual blocks
of 1×1 and 3×3. The passthrough of YOLOv2 (section 2, "Fine-Grained Features") brings the 38×38
maps to the 19×19 ones, so that small digits can be told apart. 1.31 GMACs at 608 px.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.yolo.heads import BOX_NUMBERS, Head

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASS_NAMES = tuple(str(digit) for digit in range(10))
SIZE_PX = 608
STRIDE = 32
GRID = SIZE_PX // STRIDE
ANCHORS = 5

_CHANNELS = (16, 32, 64, 128, 256)
_BLOCKS = (0, 0, 2, 2, 2)
_PASSED = 32  # channels of the fine maps that go past the last halving


class ConvNorm(nn.Sequential):
    """A convolution without bias, batch normalisation, leaky ReLU with slope 0.1."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.activation = nn.LeakyReLU(0.1)


class Residual(nn.Module):
    """A 1×1 to half the channels and a 3×3 back, added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.reduce = ConvNorm(channels, channels // 2, 1)
        self.expand = ConvNorm(channels // 2, channels, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        expanded: Tensor = self.expand(self.reduce(x))
        return x + expanded


class LectureYolo(nn.Module):
    """Finds digits; for each cell and anchor: box, p_c and a softmax over ten classes.

    Parameters
    ----------
    anchors_px
        Five widths and heights in pixels of the input.
    """

    anchors_px: Tensor

    def __init__(self, anchors_px: Sequence[tuple[float, float]]) -> None:
        super().__init__()
        self.register_buffer("anchors_px", torch.tensor(anchors_px, dtype=torch.float32))
        stages = [
            nn.Sequential(ConvNorm(before, after, 3, 2), *(Residual(after) for _ in range(blocks)))
            for before, after, blocks in zip((3, *_CHANNELS), _CHANNELS, _BLOCKS, strict=False)
        ]
        self.fine = nn.Sequential(*stages[:-1])
        self.coarse = stages[-1]
        self.passthrough = nn.Sequential(ConvNorm(_CHANNELS[-2], _PASSED, 1), nn.PixelUnshuffle(2))
        self.merge = nn.Sequential(
            ConvNorm(_CHANNELS[-1] + 4 * _PASSED, _CHANNELS[-2], 1),
            ConvNorm(_CHANNELS[-2], _CHANNELS[-1], 3),
        )
        depth = len(anchors_px) * (BOX_NUMBERS + len(CLASS_NAMES))
        self.predict = nn.Conv2d(_CHANNELS[-1], depth, 1)

    @property
    def heads(self) -> tuple[Head, ...]:
        """What the output means."""
        anchors = tuple((width, height) for width, height in self.anchors_px.tolist())
        return (Head(anchors, len(CLASS_NAMES), STRIDE, "softmax"),)

    def forward(self, picture: Tensor) -> tuple[Tensor, ...]:
        """Return one map (N, 75, S/32, S/32) for pictures (N, 3, S, S) with values in 0..1."""
        fine = self.fine(picture)
        together = torch.cat((self.passthrough(fine), self.coarse(fine)), dim=1)
        return (self.predict(self.merge(together)),)


def fresh_network(anchors_px: Sequence[tuple[float, float]], seed: int) -> LectureYolo:
    """Return a network that has not learnt anything, drawn from a seed.

    p_c starts at about 0.01, so that the many cells without an object do not drown the first steps
    (Lin et al., "Focal Loss for Dense Object Detection", 2017, section 3.3).
    """
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        network = LectureYolo(anchors_px)
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, 0.1, nonlinearity="leaky_relu")
    nn.init.normal_(network.predict.weight, 0, 0.01, generator=torch.Generator().manual_seed(seed))
    bias = torch.zeros(len(anchors_px), BOX_NUMBERS + len(CLASS_NAMES))
    bias[:, 4] = -4.6
    network.predict.bias = nn.Parameter(bias.flatten())
    return network
