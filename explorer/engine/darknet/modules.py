"""What torch has not in Darknet's form, and a convolution with all that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor, nn

if TYPE_CHECKING:
    from explorer.engine.darknet.layers import Activation, Convolutional, MaxPool

BN_EPS = 1e-5
"""What Darknet adds to a variance on a GPU, where its networks were trained."""


def activation_module(activation: Activation) -> nn.Module:
    """Return an activation; Darknet's leaky ReLU has slope 0.1 below 0."""
    match activation:
        case "leaky":
            return nn.LeakyReLU(0.1)
        case "logistic":
            return nn.Sigmoid()
        case "mish":
            return nn.Mish()
        case "linear":
            return nn.Identity()


class ConvolutionalBlock(nn.Sequential):
    """``conv``, ``norm`` if there is one, and ``activation``."""

    def __init__(self, layer: Convolutional, in_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels,
            layer.filters,
            layer.size,
            layer.stride,
            layer.padding,
            groups=layer.groups,
            bias=not layer.batch_normalize,
        )
        if layer.batch_normalize:
            self.norm = nn.BatchNorm2d(layer.filters, eps=BN_EPS)
        self.activation = activation_module(layer.activation)


def max_pool(layer: MaxPool) -> nn.Module:
    """Return a pooling that puts half of the padding before, rounded down, and the rest behind."""
    before, behind = layer.padding // 2, (layer.padding + 1) // 2
    if before == behind:
        return nn.MaxPool2d(layer.size, layer.stride, before)
    if layer.size == layer.stride == 2:
        return nn.MaxPool2d(2, 2, ceil_mode=True)
    return PaddedMaxPool(layer.size, layer.stride, before, behind)


class PaddedMaxPool(nn.MaxPool2d):
    """Max pooling with more padding behind than before; what is outside is never the largest."""

    def __init__(self, size: int, stride: int, before: int, behind: int) -> None:
        super().__init__(size, stride)
        self.pads = (before, behind, before, behind)

    def forward(self, x: Tensor) -> Tensor:
        """Pool (N, C, H, W)."""
        pooled: Tensor = super().forward(F.pad(x, self.pads, value=float("-inf")))
        return pooled


class DarknetReorg(nn.Module):
    """Pixels moved into channels, as the function ``reorg_cpu`` of Darknet does it.

    Darknet has the direction of that function swapped: it reads the input (C, H, W) as if it were
    (C/s², sH, sW), and takes s × s blocks of *that* apart. The weights of YOLOv2 were trained so.
    """

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Turn (N, C, H, W) into (N, C·s², H/s, W/s)."""
        s = self.stride
        count, channels, height, width = x.shape
        blocks = x.reshape(count, channels // s**2, height, s, width, s)
        taken = blocks.permute(0, 3, 5, 1, 2, 4)
        return taken.reshape(count, channels * s**2, height // s, width // s)


class ShortcutSum(nn.Module):
    """The sum with an earlier layer, over the channels that both have, and an activation."""

    def __init__(self, channels: int, other_channels: int, activation: Activation) -> None:
        super().__init__()
        self.shared = min(channels, other_channels)
        self.whole = channels == other_channels
        self.activation = activation_module(activation)

    def forward(self, x: Tensor, other: Tensor) -> Tensor:
        """Return activation(x + other), with the channels of ``x``."""
        if self.whole:
            total = x + other
        else:
            total = torch.cat(
                (x[:, : self.shared] + other[:, : self.shared], x[:, self.shared :]), 1
            )
        result: Tensor = self.activation(total)
        return result


class ChannelRoute(nn.Module):
    """Channels of earlier layers one behind another, or one of equal groups of each."""

    def __init__(self, groups: int, group: int) -> None:
        super().__init__()
        self.groups = groups
        self.group = group

    def forward(self, *inputs: Tensor) -> Tensor:
        """Concatenate (N, Cᵢ, H, W) along the channels."""
        if self.groups > 1:
            inputs = tuple(x.chunk(self.groups, dim=1)[self.group] for x in inputs)
        return inputs[0] if len(inputs) == 1 else torch.cat(inputs, dim=1)
