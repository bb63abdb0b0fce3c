"""What a convolution saves against a dense layer between the same two volumes.

The course gives two reasons why convolutions need few parameters: sparse connections (an output
depends on one window only) and parameter sharing (all places use the same filter). Three layers
between h×w×c_prev and h′×w′×c tell them apart (Goodfellow, Bengio and Courville, "Deep Learning",
2016, section 9.2):

- dense:  D = (h·w·c_prev)·(h′·w′·c) weights, every output with every input;
- local:  L = (f·f·c_prev/groups)·(h′·w′·c), a window each, but weights of its own at each place;
- shared: S = (f·f·c_prev/groups)·c, the convolution.

D/L is saved by sparse connections, L/S = h′·w′ by sharing, and D/S is their product.

Only weights are counted. Biases would not be comparable: the dense and the local layer have one
for each of the h′·w′·c outputs, the convolution c, and D/S would be a product no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from explorer.engine.network.counts.trunk import trunk
from explorer.engine.network.layers import Conv, SparseConv

if TYPE_CHECKING:
    from explorer.engine.network.report import LayerReport, Report
    from explorer.engine.network.rules import Windows
    from explorer.engine.network.shape import Shape


CACHE_SIZE = 4096


@dataclass(frozen=True, slots=True)
class Savings:
    """Weights of the three layers, and how the convolution is connected.

    Attributes
    ----------
    dense, local, shared
        Weights D, L and S, without biases.
    outputs
        Numbers that are computed, h′·w′·c.
    connections
        Pairs of an output and a number of the input that it really depends on. It is less than L
        where windows reach over the padding: "each output depends on f·f·c_prev inputs" does not
        hold at the border.
    """

    dense: int
    local: int
    shared: int
    outputs: int
    connections: int

    @property
    def by_sparsity(self) -> float:
        """D/L: how many times fewer weights for sparse connections.

        It is less than 1 where windows are larger than the input without its padding.
        """
        return self.dense / self.local

    @property
    def by_sharing(self) -> float:
        """L/S: how many times fewer weights for parameter sharing, h′·w′."""
        return self.local / self.shared

    @property
    def total(self) -> float:
        """D/S: how many times fewer weights in all."""
        return self.dense / self.shared

    @property
    def per_output(self) -> float:
        """Numbers in a window, f·f·c_prev/groups; the mean where filters differ in it."""
        return self.local / self.outputs

    @property
    def uses(self) -> float:
        """How often each weight is used in a picture: once at each place, h′·w′."""
        return self.local / self.shared

    @property
    def reads_of_padding(self) -> int:
        """Products with a cell of the padding: they are counted as MACs, and they are 0."""
        return self.local - self.connections

    @property
    def share_of_padding(self) -> float:
        """Share of the products that are with the padding."""
        return self.reads_of_padding / self.local

    @property
    def real_per_output(self) -> float:
        """Numbers of the input itself that an output depends on, in the mean."""
        return self.connections / self.outputs


def savings(report: LayerReport) -> Savings | None:
    """Return what a layer saves; None if it is no convolution."""
    layer, windows = report.layer, report.windows
    if windows is None or not isinstance(layer, Conv | SparseConv):
        return None
    shared, places = prod(report.weights), report.output.height * report.output.width
    taps = prod(windows.kernel)
    return Savings(
        dense=report.input.size * report.output.size,
        local=shared * places,
        shared=shared,
        outputs=report.output.size,
        connections=_real_taps(windows, report.input, report.output) * (shared // taps),
    )


def total_savings(report: Report) -> Savings | None:
    """Return what all convolutions of a network save together; None where there is none."""
    found = [one for one in map(savings, trunk(report.layers)) if one is not None]
    if not found:
        return None
    return Savings(
        dense=sum(one.dense for one in found),
        local=sum(one.local for one in found),
        shared=sum(one.shared for one in found),
        outputs=sum(one.outputs for one in found),
        connections=sum(one.connections for one in found),
    )


@lru_cache(CACHE_SIZE)
def real_taps(n: int, size: int, f: int, before: int, s: int = 1, d: int = 1) -> int:
    """Return how many reads of all windows along an axis hit the input and no padding.

    Parameters
    ----------
    n, size
        Cells of the input and of the output.
    f, before, s, d
        Kernel, cells of padding before the input, stride and dilation.
    """
    total = 0
    for k in range(f):  # cell k of window i lies at i·s + k·d − before
        first = max(-((k * d - before) // s), 0)
        last = min((n - 1 + before - k * d) // s, size - 1)
        total += max(last - first + 1, 0)
    return total


def _real_taps(windows: Windows, before: Shape, after: Shape) -> int:
    above, _, left, _ = windows.pads
    f, s, d = windows.kernel, windows.stride, windows.dilation
    return real_taps(before.height, after.height, f[0], above, s[0], d[0]) * real_taps(
        before.width, after.width, f[1], left, s[1], d[1]
    )
