"""A network as a real PyTorch module, and the way back from its parts to the layers."""

from __future__ import annotations

from functools import singledispatch
from math import prod
from typing import TYPE_CHECKING

from torch import nn

from explorer.engine.network.built.torch_layers import (
    Block,
    FlatLinear,
    InceptionBlock,
    LayerSequence,
    PaddedConv2d,
    RadialBasisDistances,
    ResidualBlock,
    SideHeadBlock,
    SparseConv2d,
    Stack,
    TrainablePool2d,
)
from explorer.engine.network.errors import LayerError, NetworkError, Place
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
from explorer.engine.network.report import LayerReport
from explorer.engine.network.rules import conv_pads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.engine.network.layers import ActivationKind
    from explorer.engine.network.network import Network
    from explorer.engine.network.report import Report

LARGEST_TENSOR = 2**60
"""Numbers; PyTorch counts bytes in 63 bits."""
ACTIVATIONS: dict[ActivationKind, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky-relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "softmax": lambda: nn.Softmax(dim=1),
}


def build_module(network: Network) -> LayerSequence:
    """Build a network in PyTorch, with fresh weights: (N, C, H, W) in.

    Under ``torch.device("meta")`` no memory is taken and nothing is drawn.

    Raises
    ------
    LayerError
        A layer does not fit, or has more numbers than a tensor can hold.
    """
    report = network.report()
    _check_sizes(report)
    return _sequence(report.layers)


def modules_by_place(module: nn.Module) -> dict[Place, nn.Module]:
    """Return for each layer's place, blocks included, the module that was built for it.

    Raises
    ------
    NetworkError
        The module is none that `build_module` returned.
    """
    if not isinstance(module, LayerSequence):
        raise NetworkError(
            f"A {type(module).__name__} has no places: only a module that a network built has."
        )
    return dict(_placed(module, ()))


def _placed(sequence: LayerSequence, place: Place) -> Iterator[tuple[Place, nn.Module]]:
    for index, module in enumerate(sequence):
        yield (*place, index), module
        for branch, inner in enumerate(module.branches if isinstance(module, Block) else ()):
            yield from _placed(inner, (*place, index, branch))


def _check_sizes(report: Report) -> None:
    for one in report.leaves():
        largest = max(prod(one.weights), one.fixed, one.output.size)
        if largest > LARGEST_TENSOR:
            raise LayerError(
                f"{one.title} has {largest:,} numbers: more than a tensor can hold.",
                place=one.place,
            )


def _sequence(reports: tuple[LayerReport, ...]) -> LayerSequence:
    return LayerSequence(
        [_module(one.layer, one) for one in reports], [one.layer.name for one in reports]
    )


@singledispatch
def _module(layer: Layer, report: LayerReport) -> nn.Module:
    raise LayerError(f"A layer of kind {layer.kind!r} cannot be built.", place=report.place)


@_module.register
def _(layer: Conv, report: LayerReport) -> nn.Module:
    channels, pads = report.input.channels, conv_pads(layer, report.input)
    follows_size = layer.padding == "tf-same" and layer.stride != (1, 1)
    if follows_size or pads[0] != pads[1] or pads[2] != pads[3]:
        return PaddedConv2d(channels, layer)
    return nn.Conv2d(
        channels, layer.filters, layer.kernel, layer.stride, (pads[0], pads[2]), layer.dilation,
        layer.groups, layer.bias,
    )  # fmt: skip


@_module.register
def _(layer: SparseConv, report: LayerReport) -> nn.Module:
    return SparseConv2d(report.input.channels, layer)


@_module.register
def _(layer: Pool, report: LayerReport) -> nn.Module:
    pads = report.windows.pads if report.windows else (0, 0, 0, 0)
    padding = (pads[0], pads[2])
    pool: nn.Module
    if layer.mode == "max":
        pool = nn.MaxPool2d(
            layer.kernel, layer.stride, padding, layer.dilation, ceil_mode=layer.ceil
        )
    else:
        pool = nn.AvgPool2d(layer.kernel, layer.stride, padding, layer.ceil, layer.counts_padding)
    return TrainablePool2d(report.input.channels, pool) if layer.trainable else pool


@_module.register
def _(layer: GlobalPool, report: LayerReport) -> nn.Module:
    return nn.AdaptiveMaxPool2d(1) if layer.mode == "max" else nn.AdaptiveAvgPool2d(1)


@_module.register
def _(layer: Dense, report: LayerReport) -> nn.Module:
    return FlatLinear(report.input.size, layer.units, layer.bias)


@_module.register
def _(layer: RadialBasis, report: LayerReport) -> nn.Module:
    return RadialBasisDistances(report.input.size, layer.units)


@_module.register
def _(layer: Flatten, report: LayerReport) -> nn.Module:
    return nn.Flatten()


@_module.register
def _(layer: Activation, report: LayerReport) -> nn.Module:
    return ACTIVATIONS[layer.function]()


@_module.register
def _(layer: BatchNorm, report: LayerReport) -> nn.Module:
    norm = nn.BatchNorm1d if report.is_flat else nn.BatchNorm2d
    return norm(report.input.channels, eps=layer.epsilon, affine=layer.affine)


@_module.register
def _(layer: LocalResponseNorm, report: LayerReport) -> nn.Module:
    return nn.LocalResponseNorm(layer.size, layer.alpha, layer.beta, layer.k)


@_module.register
def _(layer: Dropout, report: LayerReport) -> nn.Module:
    return nn.Dropout(layer.share)


@_module.register
def _(layer: Concat, report: LayerReport) -> nn.Module:
    return Stack(layer.sources)


@_module.register
def _(layer: Residual, report: LayerReport) -> nn.Module:
    after = nn.Identity() if layer.after == "none" else ACTIVATIONS[layer.after]()
    return ResidualBlock(_sequence(report.branch(0)), _sequence(report.branch(1)), after)


@_module.register
def _(layer: Inception, report: LayerReport) -> nn.Module:
    return InceptionBlock(_sequence(report.branch(index)) for index in range(len(layer.paths)))


@_module.register
def _(layer: SideHead, report: LayerReport) -> nn.Module:
    return SideHeadBlock(_sequence(report.branch(0)))
