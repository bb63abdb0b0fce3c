"""The layers of a network that a person can look at, under the names that a course gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from torch import nn

from explorer.engine.trained.efficientnet_lite import Block
from explorer.engine.trained.squeezenet import Fire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.trained.base import TitledModule

LayerKind = Literal["conv", "activation", "pool", "block", "dense"]

_KINDS: Mapping[type[nn.Module], tuple[LayerKind, bool]] = {
    nn.Conv2d: ("conv", True),
    nn.ReLU: ("activation", False),
    nn.ReLU6: ("activation", False),
    nn.MaxPool2d: ("pool", False),
    nn.AdaptiveAvgPool2d: ("pool", False),
    nn.Linear: ("dense", True),
    Fire: ("block", False),
    Block: ("block", True),
}


@dataclass(frozen=True, slots=True)
class LayerRef:
    """A layer: its module path, such as ``features.7``, and its title, such as ``conv2_2``.

    ``kind`` is what the module is; a layer returns maps (N, C, H, W), or (N, C) among the dense
    ones. ``signed``: its values lie on both sides of 0.
    """

    name: str
    title: str
    kind: LayerKind
    signed: bool


def layers_of(module: TitledModule) -> tuple[LayerRef, ...]:
    """Return the layers of one of this package's networks, in the order they run."""
    return tuple(
        _layer(module.get_submodule(name), name, title) for name, title in module.titles().items()
    )


def _layer(layer: nn.Module, name: str, title: str) -> LayerRef:
    kind, signed = next(about for type_, about in _KINDS.items() if isinstance(layer, type_))
    return LayerRef(name, title, kind, signed)
