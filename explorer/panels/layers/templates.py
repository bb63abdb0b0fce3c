"""New layers as they are put in: fitting to the volume that they will be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    RadialBasis,
    Residual,
    SideHead,
    SparseConv,
    conv,
    pool,
    relu,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from explorer.engine.network import Network, Place, Shape

FEW_CHANNELS = 8
FIRST_FILTERS = 16
MOST_SPARSE = 64


@dataclass(frozen=True, slots=True)
class Template:
    """A layer that can be added: its word on the button, its icon, and how it is made."""

    word: str
    icon: str
    tip: str
    make: Callable[[Shape], Layer]


def _conv(shape: Shape) -> Layer:
    wide = shape.channels * 2 if shape.channels >= FEW_CHANNELS else FIRST_FILTERS
    f = 3 if min(shape.height, shape.width) > 1 else 1
    return conv(min(wide, 512), f, p="same")


def _pool(shape: Shape) -> Layer:
    f = min(2, shape.height, shape.width)
    return pool("max", f, s=f)


def _residual(shape: Shape) -> Layer:
    width = shape.channels
    return Residual((conv(width, 3, p="same"), relu(), conv(width, 3, p="same")))


def _inception(shape: Shape) -> Layer:
    part = max(shape.channels // 4, 4)
    narrow = max(part // 4, 2)
    return Inception(
        (
            (conv(part, 1), relu()),
            (conv(narrow, 1), relu(), conv(part, 3, p="same"), relu()),
            (conv(narrow, 1), relu(), conv(part, 5, p="same"), relu()),
            (pool("max", 3, s=1, p=1), conv(part, 1), relu()),
        )
    )


def _sparse(shape: Shape) -> Layer:
    c = shape.channels
    seen = min(3, c)
    filters = range(min(c, MOST_SPARSE))
    table = tuple(tuple(sorted((first + step) % c for step in range(seen))) for first in filters)
    return SparseConv(table, (3, 3), padding="same")


TEMPLATES: Mapping[str, Template] = {
    "conv": Template("Conv", "grid-3x3", "Filters that slide over the volume", _conv),
    "pool": Template("Pool", "shrink", "The maximum or mean of each window", _pool),
    "dense": Template(
        "Dense", "network", "Every output sees every input", lambda _shape: Dense(10)
    ),
    "activation": Template(
        "ReLU", "activity", "A function of each number: ReLU and others",
        lambda _shape: Activation(),
    ),
    "residual": Template(
        "Residual", "git-branch", "Layers with a connection that skips them", _residual
    ),
    "inception": Template(
        "Inception", "git-merge", "Filters of several sizes side by side, stacked", _inception
    ),
    "batch-norm": Template(
        "Batch norm", "scale", "Each channel to mean 0 and variance 1", lambda _shape: BatchNorm()
    ),
    "local-response-norm": Template(
        "LRN", "square-function", "AlexNet's normalisation over neighbouring channels",
        lambda _shape: LocalResponseNorm(),
    ),
    "global-pool": Template(
        "Global pool", "minus", "Each map to one number", lambda _shape: GlobalPool()
    ),
    "flatten": Template(
        "Flatten", "list", "The volume as one vector", lambda _shape: Flatten()
    ),
    "dropout": Template(
        "Dropout", "dices", "In training, a share of the numbers is set to 0",
        lambda _shape: Dropout(),
    ),
    "concat": Template(
        "Concat", "layers", "Stack the output of an earlier layer on this one",
        lambda _shape: Concat(("input",)),
    ),
    "sparse-conv": Template(
        "Sparse conv", "waypoints", "Filters that each see some channels only, as LeNet-5's C3",
        _sparse,
    ),
    "side-head": Template(
        "Side head", "git-branch", "An auxiliary classifier beside the network",
        lambda _shape: SideHead((GlobalPool(), Dense(10))),
    ),
    "radial-basis": Template(
        "Radial basis", "crosshair", "Distances to stored patterns, LeNet-5's output in 1998",
        lambda _shape: RadialBasis(10),
    ),
}  # fmt: skip
"""By kind of layer, in the order in which they are offered."""
PALETTE = ("conv", "pool", "dense", "activation", "residual", "inception")
"""What stands on buttons; the rest is in a menu."""


def new_layer(kind: str, network: Network, place: Place) -> Layer:
    """Return a layer of a kind that fits the volume which reaches a place."""
    return TEMPLATES[kind].make(volume_before(network, place))


def volume_before(network: Network, place: Place) -> Shape:
    """Return the volume that the layer at a place is given, as far as the layers fit."""
    report = network.trace()
    if place and place[-1] > 0:
        before = report.at((*place[:-1], place[-1] - 1))
        return report.output if before is None else before.output
    block = report.at(place[:-2]) if len(place) > 2 else None
    return network.input if block is None else block.input
