"""What layers cost: multiplications, parameters, bytes moved, and the ratio that decides the speed.

Traffic is the least that a layer can move between memory and processor: it reads its input and its
parameters once and writes its output once. A real machine moves more where its caches do not hold
what is needed again. Arithmetic intensity is FLOPs over these bytes, the horizontal axis of the
roofline (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for
multicore architectures", Communications of the ACM 52(4), 2009): a layer left of the roof's ridge
waits for memory, one right of it for multiplications. So the intensity here is an upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal

from explorer.engine.bottleneck.errors import BottleneckError
from explorer.engine.network.counts.memory import BYTES_PER_NUMBER
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.network.report import LayerReport
    from explorer.engine.network.shape import Shape

Quantity = Literal["macs", "flops", "params", "activations", "traffic"]
QUANTITIES: tuple[Quantity, ...] = ("macs", "flops", "params", "activations", "traffic")
COSTED = frozenset({"conv", "pool"})
"""Kinds of layers that are counted.

A ReLU multiplies by no weight, and fast code applies it to a convolution's numbers before they are
written; so it costs nothing here.
"""


@dataclass(frozen=True, slots=True)
class LayerCost:
    """One layer's cost for a batch of pictures; every count comes from the layer's report.

    ``macs``, ``flops``, ``activations`` and ``traffic`` are those of the batch; parameters are
    read once for all its pictures.
    """

    report: LayerReport
    batch: int = 1
    bytes_per_number: int = BYTES_PER_NUMBER

    @property
    def name(self) -> str:
        """The layer's name, such as "5×5"."""
        return self.report.title

    @property
    def input(self) -> Shape:
        """What the layer reads, of one picture."""
        return self.report.input

    @property
    def output(self) -> Shape:
        """What the layer writes, of one picture."""
        return self.report.output

    @property
    def weights(self) -> tuple[int, ...]:
        """The shape of the weights, (f, f, c_prev, c); empty for pooling."""
        return self.report.weights

    @property
    def weight_count(self) -> int:
        """Weights without biases."""
        return prod(self.weights) if self.weights else 0

    @property
    def params(self) -> int:
        """Weights and biases."""
        return self.report.params

    @property
    def macs(self) -> int:
        """Multiplications, without those of biases; with those of padded zeros."""
        return self.batch * self.report.macs

    @property
    def flops(self) -> int:
        """Multiplications and additions: twice the MACs."""
        return FLOPS_PER_MAC * self.macs

    @property
    def activations(self) -> int:
        """Numbers written."""
        return self.batch * self.report.output.size

    @property
    def read(self) -> int:
        """Bytes read: input, weights and biases, once each."""
        return (self.batch * self.report.input.size + self.params) * self.bytes_per_number

    @property
    def written(self) -> int:
        """Bytes written: the output, once."""
        return self.activations * self.bytes_per_number

    @property
    def traffic(self) -> int:
        """Bytes moved."""
        return self.read + self.written

    @property
    def intensity(self) -> float:
        """Arithmetic intensity in FLOPs per byte."""
        return self.flops / self.traffic


@dataclass(frozen=True, slots=True)
class PartCost:
    """Layers that belong together, a variant or a branch, with their totals.

    ``key`` is for programs, ``title`` for people. A total's traffic has what lies between two
    layers twice, written by the one and read by the other, as when they run one after another.
    """

    key: str
    title: str
    layers: tuple[LayerCost, ...]

    @property
    def output(self) -> Shape:
        """What the last layer writes, of one picture."""
        return self.layers[-1].output

    @property
    def weight_count(self) -> int:
        """Weights of all layers, without biases."""
        return sum(one.weight_count for one in self.layers)

    @property
    def params(self) -> int:
        """Weights and biases of all layers."""
        return self.total("params")

    @property
    def macs(self) -> int:
        """Multiplications of all layers."""
        return self.total("macs")

    @property
    def flops(self) -> int:
        """Multiplications and additions of all layers: twice the MACs."""
        return self.total("flops")

    @property
    def activations(self) -> int:
        """Numbers that all layers write."""
        return self.total("activations")

    @property
    def traffic(self) -> int:
        """Bytes that all layers move."""
        return self.total("traffic")

    @property
    def intensity(self) -> float:
        """FLOPs of all layers per byte that they move."""
        return self.flops / self.traffic

    def total(self, quantity: Quantity) -> int:
        """Return a quantity's sum over the layers."""
        return sum(getattr(one, quantity) for one in self.layers)


def layer_costs(
    reports: Iterable[LayerReport], batch: int = 1, bytes_per_number: int = BYTES_PER_NUMBER
) -> tuple[LayerCost, ...]:
    """Return the costs of the convolutions and poolings among layers, in order.

    Raises
    ------
    BottleneckError
        The batch or the bytes are less than 1.
    """
    if batch < 1:
        raise BottleneckError(f"A batch of {batch}: it needs at least one picture.", "batch")
    if bytes_per_number < 1:
        raise BottleneckError(
            f"{bytes_per_number} bytes: a number takes at least 1.", "bytes_per_number"
        )
    return tuple(
        LayerCost(one, batch, bytes_per_number) for one in reports if one.layer.kind in COSTED
    )
