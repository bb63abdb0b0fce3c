"""The same networks written in torch.nn, counted on the meta device by PyTorch's own counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.trained.alexnet import AlexNet
from explorer.engine.trained.efficientnet_lite import EfficientNetLite0
from explorer.engine.trained.lenet import LeNet5
from explorer.engine.trained.squeezenet import SqueezeNet
from explorer.engine.trained.vgg import VGG16
from explorer.engine.zoo import build

if TYPE_CHECKING:
    from collections.abc import Callable


class Bottleneck(nn.Module):
    def __init__(self, before: int, width: int, stride: int, early: bool) -> None:
        super().__init__()
        first, second = (stride, 1) if early else (1, stride)
        self.body = nn.Sequential(
            nn.Conv2d(before, width, 1, first, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, second, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width),
        )  # fmt: skip
        self.side: nn.Module = nn.Identity()
        if stride != 1 or before != 4 * width:
            self.side = nn.Sequential(
                nn.Conv2d(before, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width)
            )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.body(x) + self.side(x))


def torch_resnet50(early: bool = False) -> nn.Module:
    def stage(before: int, width: int, stride: int, count: int) -> list[nn.Module]:
        rest = [Bottleneck(4 * width, width, 1, early) for _ in range(count - 1)]
        return [Bottleneck(before, width, stride, early), *rest]

    return nn.Sequential(
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
        *stage(64, 64, 1, 3), *stage(256, 128, 2, 4), *stage(512, 256, 2, 6),
        *stage(1024, 512, 2, 3),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000),
    )  # fmt: skip


def torch_vgg16() -> nn.Module:
    layers: list[nn.Module] = []
    before = 3
    for width in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        if width == 0:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
        before = width
    dense = [nn.Linear(25_088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), *dense, nn.Linear(4096, 1000))


def torch_alexnet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 96, 11, 4), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("vgg16", torch_vgg16),
        ("resnet50", torch_resnet50),
        ("resnet50-v1", lambda: torch_resnet50(early=True)),
        ("alexnet", torch_alexnet),
        ("alexnet-torchvision", lambda: AlexNet(head=True)),
        ("vgg16", lambda: VGG16(head=True)),
        ("lenet5", LeNet5),
        ("squeezenet", SqueezeNet),
        ("efficientnet-lite0", EfficientNetLite0),
    ],
)
def test_parameters_and_macs_are_those_of_torch(name: str, make: Callable[[], nn.Module]) -> None:
    network = build(name)
    height, width, channels = network.input
    with torch.device("meta"):
        module = make().eval()
        counter = FlopCounterMode(display=False)
        with counter, torch.no_grad():
            output = module(torch.empty(1, channels, height, width))
    report = network.report()
    assert report.params == sum(parameter.numel() for parameter in module.parameters())
    assert report.fixed == sum(b.numel() for b in module.buffers() if b.is_floating_point())
    assert 2 * report.macs == report.flops == counter.get_total_flops()
    assert output.shape[1:].numel() == report.output.size
