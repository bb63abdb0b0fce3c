"""What a layer costs, as formulae in letters and with today's numbers; the counts are the report's.

Conventions: MACs are the multiplications of convolutions and dense layers without the bias; FLOPs
are twice that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from explorer.engine.network import LayerReport
from explorer.engine.network.layers import (
    BatchNorm,
    Conv,
    Dense,
    Layer,
    Pool,
    RadialBasis,
    SparseConv,
)
from explorer.engine.network.report import FLOPS_PER_MAC
from explorer.panels.layers.cards.latex import PREVIOUS, grouped, product, total

MOST_DIGITS = 32
"""Of the terms of a sum that is written out: a longer one would be too small to read."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number's formula: in letters, and with numbers up to but without the result.

    Both are empty where there is nothing to multiply; ``words`` then says why.
    """

    general: str = ""
    numbers: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CostText:
    """Formulae of a layer's parameters and MACs."""

    params: Count
    macs: Count


def cost_text(report: LayerReport) -> CostText:
    """Return how a layer's parameters and MACs are counted."""
    if report.layer.branches:
        return _block_text(report)
    return _text(report.layer, report)


def formula(count: Count, result: int, factor: int = 1) -> str:
    """Return a count in two lines of LaTeX: letters, then numbers with the result."""
    before = rf"{factor} \cdot " if factor != 1 else ""
    general, numbers = count.general, count.numbers
    if factor != 1 and " + " in numbers:
        general, numbers = rf"\left( {general} \right)", f"({numbers})"
    lines = [f"{before}{general}"] if general else []
    return "\n".join([*lines, f"{before}{numbers} = {grouped(result)}"])


def operations(report: LayerReport, counts: str) -> tuple[str, int, int]:
    """Return the unit that is asked for ("macs" or "flops"), the count, and its factor."""
    if counts == "flops":
        return "FLOPs = 2 · MACs", report.flops, FLOPS_PER_MAC
    return "MACs", report.macs, 1


def shape_words(shape: tuple[int, ...]) -> str:
    """Return the shape of weights or biases: 5 × 5 × 6 × 16, or "none"."""
    return " × ".join(f"{side:,}" for side in shape) or "none"


@singledispatch
def _text(layer: Layer, report: LayerReport) -> CostText:
    no_macs = Count(words="By convention 0: it multiplies by no weights.")
    return CostText(Count(words="Nothing in it is trained."), no_macs)


@_text.register
def _(layer: Conv, report: LayerReport) -> CostText:
    shared = PREVIOUS if layer.groups == 1 else rf"\frac{{{PREVIOUS}}}{{g}}"
    depth: object = report.input.channels
    if layer.groups > 1:
        depth = rf"\frac{{{report.input.channels}}}{{{layer.groups}}}"
    letters, numbers = (*_kernel_letters(layer.kernel), shared), (*layer.kernel, depth)
    return _conv_text(letters, numbers, report, bias=layer.bias)


@_text.register
def _(layer: SparseConv, report: LayerReport) -> CostText:
    connections = report.weights[-1]
    letters = (*_kernel_letters(layer.kernel), r"\mathrm{connections}")
    numbers = (*layer.kernel, connections)
    bias, biases = (" + c", f" + {layer.filters}") if layer.bias else ("", "")
    params = Count(f"{product(*letters)}{bias}", f"{product(*numbers)}{biases}")
    height, width, _ = report.output
    macs = Count(product("h'", "w'", *letters), product(height, width, *numbers))
    return CostText(params, macs)


@_text.register
def _(layer: Dense, report: LayerReport) -> CostText:
    n, units = report.input.size, layer.units
    params = Count(r"(n + 1) \cdot n'", rf"({n} + 1) \cdot {units}")
    if not layer.bias:
        params = Count(r"n \cdot n'", product(n, units))
    return CostText(params, Count(r"n \cdot n'", product(n, units)))


@_text.register
def _(layer: RadialBasis, report: LayerReport) -> CostText:
    numbers = product(report.input.size, layer.units)
    stored = Count(words=f"{report.fixed:,} numbers of the patterns are stored and not trained.")
    return CostText(stored, Count(r"n \cdot n'", numbers))


@_text.register
def _(layer: BatchNorm, report: LayerReport) -> CostText:
    channels = report.input.channels
    stored = f"{report.fixed:,} running means and variances are stored and not trained."
    params = Count("2 c", product(2, channels), stored) if layer.affine else Count(words=stored)
    return CostText(
        params,
        Count(words="By convention 0: in inference it can be folded into a convolution before it."),
    )


@_text.register
def _(layer: Pool, report: LayerReport) -> CostText:
    learned = Count("2 c", product(2, report.input.channels), "A coefficient and a bias a channel.")
    nothing = Count(words="Pooling learns nothing.")
    if layer.trainable:
        words = "By convention 0, though each output is multiplied by its channel's coefficient."
        return CostText(learned, Count(words=words))
    macs = Count(words="By convention 0: it compares or adds, and multiplies by no weights.")
    return CostText(nothing, macs)


def _conv_text(
    letters: tuple[object, ...], numbers: tuple[object, ...], report: LayerReport, *, bias: bool
) -> CostText:
    height, width, filters = report.output
    params = Count(
        rf"({product(*letters)} + 1) \cdot c", rf"({product(*numbers)} + 1) \cdot {filters}"
    )
    if not bias:
        params = Count(product(*letters, "c"), product(*numbers, filters))
    macs = Count(product("h'", "w'", *letters, "c"), product(height, width, *numbers, filters))
    return CostText(params, macs)


def _kernel_letters(kernel: tuple[int, int]) -> tuple[str, str]:
    if kernel[0] == kernel[1]:
        return "f", "f"
    return r"f_{\mathrm{h}}", r"f_{\mathrm{w}}"


def _block_text(report: LayerReport) -> CostText:
    """Add up the layers in a block, side heads apart."""
    inside = [one for one in report.children if one.layer.kind != "side-head"]
    if report.layer.kind == "side-head":
        words = "Of its head, which no total of the network counts."
    else:
        words = "Of the layers in it, added up."
    return CostText(
        _sum([one.params for one in inside], words), _sum([one.macs for one in inside], words)
    )


def _sum(counts: list[int], words: str) -> Count:
    terms = [count for count in counts if count]
    text, equals, _ = total(terms).rpartition(" = ")
    is_short = equals and sum(len(f"{count:,}") for count in terms) <= MOST_DIGITS
    return Count("", text if is_short else "", words if terms else "Nothing in it counts.")
