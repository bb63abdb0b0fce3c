"""VGG-19 (Simonyan & Zisserman, 2014), configuration E, read from the official file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.official import check_fits, read_official
from explorer.engine.style.layers import layer_titles
from explorer.engine.trained.trunk import Trunk
from explorer.engine.trained.vgg import VGG16

if TYPE_CHECKING:
    from pathlib import Path

_CHANNELS = (64, 128, 256, 512, 512)


class VGG19(Trunk):
    """Sixteen 3×3 convolutions, with torchvision's names; the dense layers are VGG-16's."""

    def __init__(self, head: bool = False) -> None:
        layers: list[nn.Module] = []
        channels_in = 3
        for title in layer_titles("vgg19"):
            if title.startswith("conv"):
                channels = _CHANNELS[int(title[4]) - 1]
                layers.append(nn.Conv2d(channels_in, channels, 3, padding=1))
                channels_in = channels
            else:
                layers.append(nn.ReLU() if title.startswith("relu") else nn.MaxPool2d(2))
        classifier = VGG16(head=True).classifier if head else None
        super().__init__(nn.Sequential(*layers), layer_titles("vgg19"), 7, classifier)


def load_vgg19(path: Path, device: torch.device) -> nn.Sequential:
    """Return the convolutions of an official file, with the dense layers in it or without.

    Raises
    ------
    WeightsError
        If the file cannot be used; the message says why and what to do.
    """
    state = read_official(path)
    with torch.device("meta"):
        module = VGG19(head=any(name.startswith("classifier.") for name in state))
    check_fits(state, module, path)
    kept = {name: tensor for name, tensor in state.items() if name.startswith("features.")}
    module.load_state_dict({name: tensor.to(device) for name, tensor in kept.items()}, False, True)
    return module.features.requires_grad_(False)
