"""What layers are called where people read of them."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from explorer.engine.network.layers import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    Pool,
    RadialBasis,
    Residual,
    SideHead,
    SparseConv,
)

if TYPE_CHECKING:
    from explorer.engine.network.layers import Pair

ACTIVATION_TITLES = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "leaky-relu": "leaky ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
}
KIND_TITLES = {
    "conv": "Convolution",
    "sparse-conv": "Sparse convolution",
    "pool": "Pooling",
    "global-pool": "Global pooling",
    "dense": "Dense",
    "radial-basis": "Radial basis",
    "flatten": "Flatten",
    "activation": "Activation",
    "batch-norm": "Batch normalisation",
    "local-response-norm": "Local response normalisation",
    "dropout": "Dropout",
    "concat": "Concatenation",
    "residual": "Residual block",
    "inception": "Inception module",
    "side-head": "Side head",
}


@singledispatch
def title(layer: Layer) -> str:
    """Return a layer's short title, such as "conv 5×5" or "max pool 2×2"."""
    return KIND_TITLES.get(layer.kind, layer.kind).lower()


def times(pair: Pair) -> str:
    """Return a pair as 5×5."""
    return f"{pair[0]}×{pair[1]}"


def sides(pair: Pair) -> str:
    """Return a pair as 2, or as 1×2 where the two differ."""
    return str(pair[0]) if pair[0] == pair[1] else times(pair)


@title.register
def _(layer: Conv) -> str:
    extras = [f"/{sides(layer.stride)}"] if layer.stride != (1, 1) else []
    if layer.groups > 1:
        extras.append(f"in {layer.groups} groups")
    if layer.dilation != (1, 1):
        extras.append(f"dilated {sides(layer.dilation)}")
    return " ".join([f"conv {times(layer.kernel)}", *extras])


@title.register
def _(layer: SparseConv) -> str:
    return f"sparse conv {times(layer.kernel)}"


@title.register
def _(layer: Pool) -> str:
    stride = f" /{sides(layer.stride)}" if layer.stride != layer.kernel else ""
    learned = "trainable " if layer.trainable else ""
    return f"{learned}{layer.mode} pool {times(layer.kernel)}{stride}"


@title.register
def _(layer: GlobalPool) -> str:
    return f"global {layer.mode} pool"


@title.register
def _(layer: Dense) -> str:
    return f"dense {layer.units}"


@title.register
def _(layer: RadialBasis) -> str:
    return f"radial basis {layer.units}"


@title.register
def _(layer: Flatten) -> str:
    return "flatten"


@title.register
def _(layer: Activation) -> str:
    return ACTIVATION_TITLES[layer.function]


@title.register
def _(layer: BatchNorm) -> str:
    return "batch norm"


@title.register
def _(layer: LocalResponseNorm) -> str:
    return "LRN"


@title.register
def _(layer: Dropout) -> str:
    return f"dropout {layer.share:g}"


@title.register
def _(layer: Concat) -> str:
    return f"concat {', '.join(layer.sources)}"


@title.register
def _(layer: Residual) -> str:
    return "residual, projected" if layer.shortcut else "residual"


@title.register
def _(layer: Inception) -> str:
    return f"inception, {len(layer.paths)} branches"


@title.register
def _(layer: SideHead) -> str:
    return "side head"
