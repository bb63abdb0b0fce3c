"""What a network costs, by formula against building it in PyTorch and watching it run.

Both sides give each layer's output, parameters and MACs. The peer builds VGG-16 of torch.nn on the
meta device, hooks every layer and sends one shape through. Ours starts cold: the cache of layers
is emptied each time. The check of ResNet-152 is measured against what it cannot do without: the
same module built and run on the meta device under torch's counter.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.engine.network.built.check import check
from explorer.engine.network.rules import effect_of
from explorer.engine.zoo import build
from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.network import Network

STAGES = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
PARAMETERS, MACS = 138_357_544, 15_470_264_320


def rows() -> list[Row]:
    """The rows of this module."""
    return [
        Row(
            name="VGG-16: a report by formula / built on the meta device, hooked and run",
            ours=_reported,
            peer=_hooked,
            goal=0.05,
            repeats=25,
            warm_ups=3,
        ),
        Row(
            name="ResNet-152: the three-way check / only built and counted on the meta device",
            ours=_checked,
            peer=_counted,
            goal=2.0,
        ),
    ]


def _reported() -> None:
    effect_of.cache_clear()
    report = _vgg16().report()
    rows = [(one.output, one.params, one.macs) for one in report.walk()]
    assert sum(params for _, params, _ in rows) == PARAMETERS
    assert report.macs == MACS


def _hooked() -> None:
    rows: list[tuple[torch.Size, int, int]] = []

    def note(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        weight = getattr(module, "weight", None)
        macs = 0 if weight is None else output[0].numel() * weight[0].numel()
        rows.append((output.shape, sum(one.numel() for one in module.parameters()), macs))

    with torch.device("meta"), torch.no_grad():
        module = _torchs_vgg16()
        for layer in module:
            layer.register_forward_hook(note)
        module(torch.empty(1, 3, 224, 224))
    assert sum(params for _, params, _ in rows) == PARAMETERS
    assert sum(macs for *_, macs in rows) == MACS


def _torchs_vgg16() -> nn.Sequential:
    layers: list[nn.Module] = []
    channels = 3
    for filters, convolutions in STAGES:
        for _ in range(convolutions):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    layers += [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout()]
    layers += [nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 1000)]
    return nn.Sequential(*layers).eval()


def _checked() -> None:
    effect_of.cache_clear()
    assert not check(_resnet152()).differences


def _counted() -> None:
    with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as counter:
        module = _resnet152().to_module().eval()
        module(torch.empty(1, 3, 224, 224))
    assert counter.get_total_flops() == 2 * _resnet152().report().macs


@cache
def _vgg16() -> Network:
    return build("vgg16")


@cache
def _resnet152() -> Network:
    return build("resnet152")
