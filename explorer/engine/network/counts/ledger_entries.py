"""The choices behind each total, as data: what a step is called, counts and says."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from explorer.engine.network.counts.savings import savings
from explorer.engine.network.layers import BatchNorm, Conv, GlobalPool, Residual, SparseConv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from explorer.engine.network.report import LayerReport

CONVS = ("conv", "sparse-conv")
WEIGHTED = (*CONVS, "dense")
NORMS = ("batch-norm", "local-response-norm")
POOLS = ("pool", "global-pool")


@dataclass(frozen=True, slots=True)
class Entry:
    """A step: its label, the kinds of layers that it looks at, what it counts in each, and why."""

    label: str
    kinds: tuple[str, ...]
    count: Callable[[LayerReport], int]
    explanation: str

    def sum(self, layers: Iterable[LayerReport]) -> int:
        """Add up over layers."""
        return sum(self.count(one) for one in layers if one.layer.kind in self.kinds)


def _weights(one: LayerReport) -> int:
    return prod(one.weights)


def _biases(one: LayerReport) -> int:
    return prod(one.biases) if one.biases else 0


def _params(one: LayerReport) -> int:
    return one.params


def _fixed(one: LayerReport) -> int:
    return one.fixed


def _macs(one: LayerReport) -> int:
    return one.macs


def _read(one: LayerReport) -> int:
    return one.input.size


def _written(one: LayerReport) -> int:
    return one.output.size


def _biased(one: LayerReport) -> int:
    """Count the outputs to which a bias is added."""
    return one.output.size if one.biases else 0


def _activated(one: LayerReport) -> int:
    """Count what goes through an activation: a layer's, or that after a residual sum."""
    is_linear = isinstance(one.layer, Residual) and one.layer.after == "none"
    return 0 if is_linear else one.output.size


def _normalised(one: LayerReport) -> int:
    affine = isinstance(one.layer, BatchNorm) and one.layer.affine
    return one.output.size * (2 if affine else 1)


def _torchinfo(one: LayerReport) -> int:
    """Count what torchinfo has besides: biases, γ and β; it sees no product in stored patterns."""
    if one.layer.kind == "radial-basis":
        return -one.macs
    return one.params if one.layer.kind == "batch-norm" else _biased(one)


def _fvcore(one: LayerReport) -> int:
    """Count what fvcore has besides: batch norms and global means, but no stored patterns."""
    if one.layer.kind == "radial-basis":
        return -one.macs
    if isinstance(one.layer, GlobalPool):
        return one.input.size if one.layer.mode == "average" else 0
    return _normalised(one)


def _padding(one: LayerReport) -> int:
    found = savings(one)
    return 0 if found is None else -found.reads_of_padding


def _more_ungrouped(count: Callable[[LayerReport], int]) -> Callable[[LayerReport], int]:
    """Return how much more a convolution would count without its groups."""

    def more(one: LayerReport) -> int:
        return count(one) * (one.layer.groups - 1) if isinstance(one.layer, Conv) else 0

    return more


def _more_unsparse(count: Callable[[LayerReport], int]) -> Callable[[LayerReport], int]:
    """Return how much more a sparse convolution would count if every filter saw all channels."""

    def more(one: LayerReport) -> int:
        if not isinstance(one.layer, SparseConv):
            return 0
        seen = sum(len(channels) for channels in one.layer.connections)
        return count(one) // seen * (one.input.channels * one.layer.filters - seen)

    return more


def _dense_alternatives(count: Callable[[LayerReport], int]) -> tuple[Entry, ...]:
    return (
        Entry(
            "groups taken as one",
            ("conv",),
            _more_ungrouped(count),
            "Without groups every filter sees all channels.",
        ),
        Entry(
            "sparse convolutions taken as dense",
            ("sparse-conv",),
            _more_unsparse(count),
            "As most programs build it: each filter sees all channels.",
        ),
    )


PARAMS = (
    Entry(
        "weights of convolutions",
        ("conv",),
        _weights,
        "f·f·c_prev/groups weights for each of the c filters.",
    ),
    Entry(
        "weights of sparse convolutions",
        ("sparse-conv",),
        _weights,
        "f·f weights for each channel that a filter is connected to.",
    ),
    Entry(
        "weights of dense layers",
        ("dense",),
        _weights,
        "One for each pair of an input and an output.",
    ),
    Entry(
        "biases",
        WEIGHTED,
        _biases,
        "One for each filter or unit; a convolution before a batch norm mostly has none.",
    ),
    Entry(
        "γ and β of batch norm",
        ("batch-norm",),
        _params,
        "A trained scale and shift for each channel.",
    ),
    Entry(
        "trainable pooling",
        ("pool",),
        _params,
        "A coefficient and a bias for each channel, as in LeNet-5 (1998).",
    ),
)
PARAMS_BEYOND = (
    Entry(
        "running statistics of batch norm",
        ("batch-norm",),
        _fixed,
        "A mean and a variance for each channel are stored with the weights, so a file is larger "
        "by them; they are measured and not trained.",
    ),
    Entry(
        "fixed patterns",
        ("radial-basis",),
        _fixed,
        "The output layer compares with patterns that were drawn by hand.",
    ),
)
PARAMS_INSTEAD = (
    *_dense_alternatives(_weights),
    Entry(
        "no biases",
        WEIGHTED,
        lambda one: -_biases(one),
        "Some tables of papers count weights alone.",
    ),
)

MACS = (
    Entry(
        "convolutions",
        CONVS,
        _macs,
        "Each weight is multiplied once at each of the h′·w′ places.",
    ),
    Entry("dense layers", ("dense",), _macs, "Each weight is multiplied once."),
    Entry(
        "radial basis",
        ("radial-basis",),
        _macs,
        "A squared difference for each number of each pattern.",
    ),
)
FLOPS_BEYOND = (
    Entry(
        "biases",
        WEIGHTED,
        _biased,
        "An addition for each output. Twice the MACs has it already, strictly: n products need "
        "only n − 1 additions.",
    ),
    Entry(
        "batch norm",
        ("batch-norm",),
        _normalised,
        "Each number is normalised, and scaled where there are γ and β; in inference both can be "
        "folded into the convolution before.",
    ),
    Entry(
        "pooling",
        POOLS,
        _read,
        "A comparison or an addition for each number that comes in, overlaps of windows aside.",
    ),
    Entry(
        "activations",
        ("activation", "residual"),
        _activated,
        "One operation for each number, whatever the function is.",
    ),
    Entry("residual sums", ("residual",), _written, "An addition for each number."),
)
MACS_INSTEAD = (
    *_dense_alternatives(_macs),
    Entry(
        "no products with the padding",
        CONVS,
        _padding,
        "Cells of the padding are 0, and need not be multiplied.",
    ),
    Entry(
        "as torchinfo counts",
        (*WEIGHTED, "batch-norm", "radial-basis"),
        _torchinfo,
        "A bias counts once at each place, γ and β of a batch norm once each. It calls the sum "
        "mult-adds.",
    ),
    Entry(
        "as fvcore counts",
        ("batch-norm", "global-pool", "radial-basis"),
        _fvcore,
        "A MAC is one FLOP there. Batch norms and global means count; biases, other poolings and "
        "activations do not.",
    ),
)

ACTIVATIONS = (
    Entry(
        "outputs of convolutions",
        CONVS,
        _written,
        'What "Designing Network Design Spaces" (Radosavovic et al. 2020) calls activations.',
    ),
    Entry(
        "outputs of dense layers",
        ("dense", "radial-basis"),
        _written,
        "One for each unit.",
    ),
    Entry(
        "outputs of normalisation",
        NORMS,
        _written,
        "Written out of place, so that each is a volume of its own.",
    ),
    Entry(
        "outputs of activations",
        ("activation", "residual"),
        _activated,
        "Written out of place as well.",
    ),
    Entry("outputs of pooling", POOLS, _written, "The smaller volumes."),
    Entry(
        "sums and stacks",
        ("residual", "inception", "concat"),
        _written,
        "What residual blocks add up, and what branches are stacked to.",
    ),
)
ACTIVATIONS_BEYOND = (
    Entry(
        "views",
        ("flatten", "dropout"),
        _written,
        "Flatten, and dropout in inference, show the same numbers again; counters that look at "
        "each module's output count them.",
    ),
)
