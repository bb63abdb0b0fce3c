"""The rows of blocks, known without weights: the networks are built, and nothing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.faces.dlib_resnet import DlibResNet
from explorer.engine.residual.operable import operable
from explorer.engine.trained.efficientnet_lite import EfficientNetLite0
from explorer.panels.residual.operate.values import Block, Chain

if TYPE_CHECKING:
    from explorer.engine.residual.operable import Operable
    from explorer.panels.residual.state import Network


def describe() -> dict[Network, Chain]:
    """Return the row of each network."""
    with torch.device("meta"):
        classifier, faces = EfficientNetLite0().eval(), DlibResNet().eval()
    return {
        "efficientnet-lite0": _chain("efficientnet-lite0", operable(classifier)),
        "dlib-face": _chain("dlib-face", operable(faces)),
    }


def _chain(network: Network, found: Operable) -> Chain:
    place_of = {place.name: place.index for place in found.places}
    prefix = found.places[0].name.rpartition(".")[0]
    blocks = []
    for index, (module, shapes) in enumerate(zip(found.blocks, found.shapes, strict=True)):
        name = f"{prefix}.{index}"
        blocks.append(Block(index + 1, name, *shapes, _inside(module), place_of.get(name)))
    return Chain(network, tuple(blocks), found.places)


def _inside(block: nn.Module) -> str:
    """Return the convolutions of F in the order they run."""
    return ", ".join(_text(one) for one in block.modules() if isinstance(one, nn.Conv2d))


def _text(conv: nn.Conv2d) -> str:
    size = f"{conv.kernel_size[0]}×{conv.kernel_size[1]}"
    kind = " depthwise" if conv.groups > 1 else f"→{conv.out_channels}"
    stride = f" stride {conv.stride[0]}" if conv.stride[0] > 1 else ""
    return f"{size}{kind}{stride}"
