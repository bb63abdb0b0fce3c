"""The layers of VGG-16 and VGG-19 that losses can be taken at, by the names of the papers."""

from __future__ import annotations

from functools import cache
from typing import Final, TypeAlias

from explorer.engine.style.errors import StyleError

LayerWeights: TypeAlias = tuple[tuple[str, float], ...]
"""Titles of layers, each with its weight."""

CHANNELS: Final = (64, 128, 256, 512, 512)
"""Of the maps of each block, in both networks."""
_CONVOLUTIONS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}


@cache
def layer_titles(trunk: str) -> tuple[str, ...]:
    """Return the titles in the order of torchvision's ``features``: conv1_1, relu1_1, …, pool5."""
    titles = []
    for block, count in enumerate(_CONVOLUTIONS[trunk], 1):
        for number in range(1, count + 1):
            titles += [f"conv{block}_{number}", f"relu{block}_{number}"]
        titles.append(f"pool{block}")
    return tuple(titles)


def deepest(trunk: str, *titles: str) -> int:
    """Return how many of the trunk's layers it takes to compute the named ones."""
    return 1 + max((layer_titles(trunk).index(title) for title in titles), default=-1)


def channels_of(title: str) -> int:
    """Return how many maps a layer has."""
    return CHANNELS[int(title[4]) - 1]


def shrinking_of(title: str) -> int:
    """Return how many times the maps are halved along each side on the way to a layer."""
    return int(title[4]) - 1 + title.startswith("pool")


def check_layers(trunk: str, layers: LayerWeights, field: str) -> None:
    """Refuse a layer that is not there, is there twice, or has a weight below 0.

    Raises
    ------
    StyleError
        The text names the layer, and those that there are.
    """
    names = [name for name, _ in layers]
    for name, weight in layers:
        if name not in layer_titles(trunk):
            known = ", ".join(layer_titles(trunk))
            raise StyleError(f'{trunk} has no layer "{name}"; there are {known}.', field)
        if names.count(name) > 1:
            raise StyleError(f"{name} is named twice.", field)
        if not 0 <= weight < float("inf"):
            raise StyleError(f"{name} has the weight {weight:g}: it is 0 or more.", field)
