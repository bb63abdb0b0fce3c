"""What a layer of a Darknet network makes of the volume that it gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.darknet.errors import DarknetError
from explorer.engine.darknet.layers import (
    Convolutional,
    HeadLayer,
    MaxPool,
    Placed,
    Reorg,
    Route,
    Shortcut,
    Upsample,
)

if TYPE_CHECKING:
    from explorer.engine.darknet.sections import Cfg

Volume = tuple[int, int, int]
"""Channels, height and width."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A layer, what it gets and what it gives."""

    placed: Placed
    input: Volume
    output: Volume


def output_of(cfg: Cfg, placed: Placed, before: Volume, layers: list[Planned]) -> Volume:
    """Return what a layer makes of the volume before it and of earlier layers' outputs.

    Raises
    ------
    DarknetError
        If it does not fit them.
    """
    match placed.layer:
        case Convolutional():
            output = _convolved(cfg, placed, placed.layer, before)
        case MaxPool(size, stride, padding):
            height, width = ((side + padding - size) // stride + 1 for side in before[1:])
            output = (before[0], height, width)
        case Route():
            output = _routed(cfg, placed, placed.layer, layers)
        case Shortcut(other):
            output = before
            _check_sides(cfg, placed, before, layers[other])
        case Upsample(stride):
            output = (before[0], before[1] * stride, before[2] * stride)
        case Reorg():
            output = _reorganised(cfg, placed, placed.layer, before)
        case _:
            output = before
    if min(output) < 1:
        raise fault(cfg, placed, f"nothing is left of {_shown(before)}")
    return output


def _convolved(cfg: Cfg, placed: Placed, layer: Convolutional, before: Volume) -> Volume:
    for name, channels in (("input channels", before[0]), ("filters", layer.filters)):
        if channels % layer.groups:
            raise fault(cfg, placed, f"{channels} {name} are not {layer.groups} equal groups")
    height, width = (
        (side + 2 * layer.padding - layer.size) // layer.stride + 1 for side in before[1:]
    )
    return layer.filters, height, width


def _routed(cfg: Cfg, placed: Placed, route: Route, layers: list[Planned]) -> Volume:
    first = layers[route.layers[0]].output
    channels = 0
    for number in route.layers:
        other = layers[number]
        _check_sides(cfg, placed, first, other)
        if other.output[0] % route.groups:
            raise fault(
                cfg, placed, f"{other.output[0]} channels are not {route.groups} equal groups"
            )
        channels += other.output[0] // route.groups
    return channels, *first[1:]


def _check_sides(cfg: Cfg, placed: Placed, mine: Volume, other: Planned) -> None:
    if isinstance(other.placed.layer, HeadLayer):
        raise fault(cfg, placed, f"it reads {other.placed.title}, which is an output")
    if mine[1:] != other.output[1:]:
        raise fault(
            cfg,
            placed,
            f"{_shown(mine)} and {_shown(other.output)} of {other.placed.title} "
            "have different sides",
        )


def _reorganised(cfg: Cfg, placed: Placed, layer: Reorg, before: Volume) -> Volume:
    channels, height, width = before
    stride = layer.stride
    if channels % stride**2 or height % stride or width % stride:
        raise fault(cfg, placed, f"{_shown(before)} cannot be divided by stride {stride}")
    return channels * stride**2, height // stride, width // stride


def _shown(volume: Volume) -> str:
    channels, height, width = volume
    return f"{height} × {width} × {channels}"


def fault(cfg: Cfg, placed: Placed, what: str) -> DarknetError:
    """Return an error about a layer."""
    return DarknetError(f"{cfg.file}, line {placed.line}, {placed.title}: {what}.")
