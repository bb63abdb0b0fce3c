"""EfficientNet-Lite0 (Google, 2020): EfficientNet-B0 with ReLU6 and no squeeze-and-excitation.

The names of the parameters are those of the published PyTorch port, so that its file loads.
The convolutions pad as TensorFlow does, which at stride 2 is one row and column more at the
bottom right than at the top left.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from explorer.engine.trained.base import TitledModule
from explorer.engine.zoo.efficientnet import EPSILON, STAGES

BLOCK = {
    "_expand_conv": "expand",
    "_relu0": "expand relu",
    "_depthwise_conv": "depthwise",
    "_relu1": "depthwise relu",
    "_project_conv": "project",
}


class SameConv2d(nn.Conv2d):
    """A convolution without bias that returns ceil(n / stride) rows and columns."""

    def __init__(
        self, channels_in: int, channels: int, kernel: int, stride: int = 1, groups: int = 1
    ) -> None:
        super().__init__(channels_in, channels, kernel, stride=stride, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Pad what TensorFlow's SAME asks for, then convolve."""
        top, bottom = self._padding(x.shape[2], self.kernel_size[0], self.stride[0])
        left, right = self._padding(x.shape[3], self.kernel_size[1], self.stride[1])
        if top or bottom or left or right:
            x = F.pad(x, (left, right, top, bottom))
        return super().forward(x)

    @staticmethod
    def _padding(n: int, f: int, s: int) -> tuple[int, int]:
        total = max((-(-n // s) - 1) * s + f - n, 0)
        return total // 2, total - total // 2


class Block(nn.Module):
    """An inverted residual: widen by 1×1, filter each channel by itself, narrow by 1×1.

    Where the shape stays, what came in is added: a[l] goes through untouched, with no ReLU after.
    """

    def __init__(self, channels_in: int, channels: int, kernel: int, stride: int, expansion: int):
        super().__init__()
        wide = channels_in * expansion
        self.adds_input = stride == 1 and channels_in == channels
        self._expand_conv: nn.Module | None = None
        if expansion != 1:
            self._expand_conv = SameConv2d(channels_in, wide, 1)
            self._bn0 = nn.BatchNorm2d(wide, eps=EPSILON)
            self._relu0 = nn.ReLU6()
        self._depthwise_conv = SameConv2d(wide, wide, kernel, stride, groups=wide)
        self._bn1 = nn.BatchNorm2d(wide, eps=EPSILON)
        self._relu1 = nn.ReLU6()
        self._project_conv = SameConv2d(wide, channels, 1)
        self._bn2 = nn.BatchNorm2d(channels, eps=EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, channels, ceil(H / stride), ceil(W / stride))."""
        narrow = self.residual(x)
        return x + narrow if self.adds_input else narrow

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x): what the convolutions make of x, before anything is added."""
        wide = x
        if self._expand_conv is not None:
            wide = self._relu0(self._bn0(self._expand_conv(x)))
        wide = self._relu1(self._bn1(self._depthwise_conv(wide)))
        narrow: Tensor = self._bn2(self._project_conv(wide))
        return narrow


class EfficientNetLite0(TitledModule):
    """1000 classes from (N, 3, 224, 224), with 4,652,008 parameters and 16 blocks."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = SameConv2d(3, 32, 3, stride=2)
        self._bn0 = nn.BatchNorm2d(32, eps=EPSILON)
        self._relu0 = nn.ReLU6()
        blocks: list[nn.Module] = []
        channels = 32
        for stage in STAGES:
            for repeat in range(stage.repeats):
                stride = stage.stride if repeat == 0 else 1
                blocks.append(
                    Block(channels, stage.channels, stage.kernel, stride, stage.expansion)
                )
                channels = stage.channels
        self._blocks = nn.Sequential(*blocks)
        self._conv_head = SameConv2d(channels, 1280, 1)
        self._bn1 = nn.BatchNorm2d(1280, eps=EPSILON)
        self._relu1 = nn.ReLU6()
        self._avg_pooling = nn.AdaptiveAvgPool2d(1)
        self._fc = nn.Linear(1280, 1000)

    def titles(self) -> dict[str, str]:
        """Return the layers' titles by module path, in the order they run."""
        titles = {"_conv_stem": "stem/conv", "_relu0": "stem/relu"}
        for index, block in enumerate(self._blocks):
            name = f"_blocks.{index}"
            parts = {name for name, _ in block.named_children()}
            titles |= {
                f"{name}.{part}": f"block {index + 1}/{title}"
                for part, title in BLOCK.items()
                if part in parts
            }
            titles[name] = f"block {index + 1}"
        return titles | {
            "_conv_head": "head/conv",
            "_relu1": "head/relu",
            "_avg_pooling": "average pool",
            "_fc": "fc",
        }

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits (N, 1000)."""
        return self.after_blocks(self._blocks(self.before_blocks(x)))

    def before_blocks(self, x: Tensor) -> Tensor:
        """Return what the first block is given, (N, 32, 112, 112)."""
        x = self._relu0(self._bn0(self._conv_stem(x)))
        return x

    def after_blocks(self, x: Tensor) -> Tensor:
        """Return the logits (N, 1000) of what the last block gives, (N, 320, 7, 7)."""
        x = self._relu1(self._bn1(self._conv_head(x)))
        logits: Tensor = self._fc(self._avg_pooling(x).flatten(1))
        return logits
