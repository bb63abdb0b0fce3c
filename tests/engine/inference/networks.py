"""A small detector with all that a YOLO is made of, and weights like trained ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ConvBlock(nn.Sequential):
    def __init__(self, before: int, after: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.activation = nn.LeakyReLU(0.1)


class SmallYolo(nn.Module):
    """Two grids, strides 16 and 8: 27 numbers for each cell."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            ConvBlock(3, 16), nn.MaxPool2d(2, 2), ConvBlock(16, 24), nn.MaxPool2d(2, 2)
        )
        self.fine = nn.Sequential(ConvBlock(24, 32), nn.MaxPool2d(2, 2, ceil_mode=True))
        self.coarse = nn.Sequential(
            ConvBlock(32, 48, stride=2),
            nn.ReplicationPad2d((0, 1, 0, 1)),
            nn.MaxPool2d(2, 1),
            ConvBlock(48, 64),
        )
        self.shrink = ConvBlock(64, 32, 1)
        self.unused = ConvBlock(64, 32)
        self.upsample = nn.Upsample(scale_factor=2)
        self.residual = ConvBlock(64, 64)
        self.heads_out = nn.ModuleList([nn.Conv2d(64, 27, 1), nn.Conv2d(64, 27, 1)])
        self.last = nn.Identity()

    def forward(self, rgb_unit: Tensor) -> tuple[Tensor, ...]:
        fine = self.fine(self.stem(rgb_unit))
        coarse = self.coarse(fine)
        self.unused(coarse)
        joined = torch.cat((self.upsample(self.shrink(coarse)), fine), dim=1)
        joined = joined + self.residual(joined)
        return self.last(self.heads_out[0](coarse)), self.last(self.heads_out[1](joined))


class Scaled(nn.Module):
    """Has numbers of its own, outside of its layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)
        self.scale = nn.Parameter(torch.tensor(3.0))
        self.register_buffer("shift", torch.tensor(0.5))

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) * self.scale + self.shift


def small_yolo(seed: int = 0) -> SmallYolo:
    """Return the network in evaluation mode, with statistics that no layer is born with."""
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        network = SmallYolo()
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, 0.1, nonlinearity="leaky_relu")
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean = torch.randn_like(module.running_mean) * 0.3
                module.running_var = torch.rand_like(module.running_var) + 0.5
                nn.init.uniform_(module.weight, 0.7, 1.3)
                nn.init.normal_(module.bias, 0.0, 0.3)
    return network.eval().requires_grad_(False)


def state_of(network: nn.Module) -> dict[str, Tensor]:
    """Return a copy of all numbers of a network."""
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}
