"""How large everything in a Darknet network is: shapes, numbers in the weights file, heads.

All is reckoned here before any memory is taken, so that a file that asks for the impossible is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from explorer.engine.darknet.errors import DarknetError
from explorer.engine.darknet.layers import (
    Convolutional,
    HeadLayer,
    Placed,
    Route,
    Shortcut,
    Yolo,
)
from explorer.engine.darknet.shapes import Planned, Volume, fault, output_of
from explorer.engine.yolo.heads import BOX_NUMBERS, Head

if TYPE_CHECKING:
    from explorer.engine.darknet.sections import Cfg

MAX_LIVE_NUMBERS = 2**28
"""Activations that may be held at a time: 1 GiB in float32. YOLOv3 at 608 px holds 0.1."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A network at one size of its input.

    Parameters
    ----------
    cfg
        What it was made from.
    size
        Side of the input in pixels.
    layers
        With their shapes.
    heads
        What the outputs mean, in the order of the cfg.
    stride
        Pixels of the input to a cell of the coarsest map; a size is a multiple of it.
    last_use
        For each layer the last one that reads its output; itself if none does.
    """

    cfg: Cfg
    size: int
    layers: tuple[Planned, ...]
    heads: tuple[Head, ...]
    stride: int
    last_use: tuple[int, ...]


def plan_of(cfg: Cfg, size: int) -> Plan:
    """Return the shapes of a network whose input is ``size`` × ``size`` pixels.

    Raises
    ------
    DarknetError
        If a layer does not fit what it gets, if it takes too much memory, or if the outputs are
        not those of a detector.
    """
    layers: list[Planned] = []
    heads: list[Head] = []
    for placed in cfg.layers:
        before = layers[-1].output if layers else (3, size, size)
        if layers and isinstance(layers[-1].placed.layer, HeadLayer):
            if not isinstance(placed.layer, Route):
                raise fault(cfg, placed, "after a head only a [route] can follow")
        layers.append(Planned(placed, before, output_of(cfg, placed, before, layers)))
        if isinstance(placed.layer, HeadLayer):
            heads.append(_head(cfg, placed, placed.layer, before, size))
    last_use = _last_use(layers)
    _check_memory(cfg, layers, last_use, size)
    _check_heads(cfg, heads)
    stride = max(-(-size // min(one.output[1:])) for one in layers)
    return Plan(cfg, size, tuple(layers), tuple(heads), stride, last_use)


def reads(placed: Placed) -> tuple[int, ...]:
    """Return which layers' outputs a layer reads; -1 is the picture."""
    match placed.layer:
        case Route(layers):
            return layers
        case Shortcut(other):
            return placed.index - 1, other
        case _:
            return (placed.index - 1,)


def numbers_in_file(one: Planned) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return what a layer has in the weights file, in that order: what it is, and its shape."""
    layer = one.placed.layer
    if not isinstance(layer, Convolutional):
        return ()
    kernel = (layer.filters, one.input[0] // layer.groups, layer.size, layer.size)
    vector = (layer.filters,)
    if not layer.batch_normalize:
        return ("biases", vector), ("weights", kernel)
    norm = ("biases", "scales", "rolling means", "rolling variances")
    return (*((name, vector) for name in norm), ("weights", kernel))


def count_in_file(one: Planned) -> int:
    """Return how many numbers of the weights file are a layer's."""
    return sum(prod(shape) for _, shape in numbers_in_file(one))


def _head(cfg: Cfg, placed: Placed, layer: HeadLayer, before: Volume, size: int) -> Head:
    anchors = layer.anchors_px if isinstance(layer, Yolo) else layer.anchors_cells
    depth = len(anchors) * (BOX_NUMBERS + layer.classes)
    channels, rows, columns = before
    if channels != depth:
        raise fault(
            cfg,
            placed,
            f"{len(anchors)} anchors × (5 + {layer.classes} classes) are {depth} "
            f"channels, and the layer before has {channels}",
        )
    if rows != columns or size % rows:
        raise fault(
            cfg,
            placed,
            f"an input of {size} pixels cannot be shared out among {rows} cells; its "
            "side has to be a multiple of the stride, mostly 32",
        )
    stride = size // rows
    if isinstance(layer, Yolo):
        return Head(anchors, layer.classes, stride, "logistic", layer.xy_scale)
    in_pixels = tuple((width * stride, height * stride) for width, height in anchors)
    return Head(in_pixels, layer.classes, stride, "softmax" if layer.softmax else "logistic")


def _check_heads(cfg: Cfg, heads: list[Head]) -> None:
    if not heads:
        raise DarknetError(f"{cfg.file} has neither [yolo] nor [region]: it is not a detector.")
    if len({head.classes for head in heads}) > 1:
        counts = ", ".join(str(head.classes) for head in heads)
        raise DarknetError(f"{cfg.file} has heads of {counts} classes; one number is due.")


def _last_use(layers: list[Planned]) -> tuple[int, ...]:
    last = list(range(len(layers)))
    for one in layers:
        for number in reads(one.placed):
            if number >= 0:
                last[number] = one.placed.index
    return tuple(last)


def _check_memory(cfg: Cfg, layers: list[Planned], last_use: tuple[int, ...], size: int) -> None:
    live: dict[int, int] = {-1: 3 * size * size}
    for one in layers:
        index = one.placed.index
        live[index] = prod(one.output)
        if sum(live.values()) > MAX_LIVE_NUMBERS:
            raise fault(
                cfg,
                one.placed,
                f"at {size} × {size} pixels the network needs over "
                f"{MAX_LIVE_NUMBERS / 2**28:.0f} GiB for its maps",
            )
        live = {number: count for number, count in live.items() if _kept(number, index, last_use)}


def _kept(number: int, after: int, last_use: tuple[int, ...]) -> bool:
    return number >= 0 and last_use[number] > after
