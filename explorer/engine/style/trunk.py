"""The part of VGG that the losses look at: no deeper, and as quick as the device allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.inference.rewriting import layout_for
from explorer.engine.preprocessing import IMAGENET
from explorer.engine.style.layers import deepest, layer_titles
from explorer.engine.style.vgg19 import load_vgg19
from explorer.engine.trained.catalogue import load_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from explorer.engine.style.config import Pooling, TrunkName


class StyleTrunk:
    """Feature maps of a picture at some layers, differentiable.

    The first convolution computes in float32 whatever ``dtype`` is: each of its outputs is a sum
    over 27 numbers, in which rounding does not cancel out.

    Parameters
    ----------
    layers
        VGG's ``features``, from the first on.
    titles
        Their names.
    wanted
        Layers whose maps are returned; those behind the last of them are not computed.
    pooling
        What stands where VGG has max pooling.
    """

    def __init__(
        self,
        layers: nn.Sequential,
        titles: Sequence[str],
        wanted: frozenset[str],
        pooling: Pooling,
        device: torch.device,
        dtype: torch.dtype,
    ) -> None:
        self.device, self.dtype, self.wanted = device, dtype, wanted
        self._exact = torch.promote_types(dtype, torch.float32)
        self._layout = layout_for(device)
        self._pool = functional.max_pool2d if pooling == "max" else functional.avg_pool2d
        count = 1 + max((titles.index(title) for title in wanted), default=-1)
        self._titles = tuple(titles[:count])
        self._convolutions = {
            title: self._prepared(layer)
            for title, layer in zip(self._titles, layers, strict=False)
            if isinstance(layer, nn.Conv2d)
        }

    def __call__(self, unit_rgb: Tensor) -> dict[str, Tensor]:
        """Return the wanted maps (N, C, H, W) of RGB in 0..1, (N, 3, H, W), by title."""
        x = IMAGENET.normalise(unit_rgb.to(self._exact)).contiguous(memory_format=self._layout)
        maps: dict[str, Tensor] = {}
        for title in self._titles:
            if title in self._convolutions:
                weight, bias = self._convolutions[title]
                x = functional.conv2d(x.to(weight.dtype), weight, bias, padding=1)
            elif title.startswith("relu"):
                # A convolution does not need its own output for the way back: room is saved.
                kept = title.replace("relu", "conv") in self.wanted
                x = (functional.relu if kept else functional.relu_)(x.to(self.dtype))
            else:
                x = self._pool(x, 2)
            if title in self.wanted:
                maps[title] = x
        return maps

    def _prepared(self, layer: nn.Conv2d) -> tuple[Tensor, Tensor | None]:
        dtype = self._exact if layer.in_channels == 3 else self.dtype
        weight = layer.weight.detach().to(self.device, dtype)
        bias = None if layer.bias is None else layer.bias.detach().to(self.device, dtype)
        return weight.contiguous(memory_format=self._layout), bias


def load_trunk(
    name: TrunkName,
    file: Path | None,
    wanted: frozenset[str],
    pooling: Pooling,
    device: torch.device,
    dtype: torch.dtype,
) -> StyleTrunk:
    """Return a trunk ready to run, with bundled weights or an official file's.

    Raises
    ------
    WeightsError
        If the file cannot be used; the message says why and what to do.
    """
    assert deepest(name, *wanted)
    if name == "vgg19":
        assert file is not None  # StyleConfig sees to it
        layers = load_vgg19(file, device)
    else:
        layers = load_network(name, device, file).module.get_submodule("features")  # type: ignore[assignment]
    return StyleTrunk(layers, layer_titles(name), wanted, pooling, device, dtype)
