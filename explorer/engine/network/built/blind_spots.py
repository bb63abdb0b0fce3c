"""Where ``torch.utils.flop_counter`` cannot count a layer, and what it says there instead."""

from __future__ import annotations

from functools import singledispatch
from math import prod

from explorer.engine.network.layers import Layer, RadialBasis, SparseConv
from explorer.engine.network.report import LayerReport


@singledispatch
def counter_says(layer: Layer, report: LayerReport) -> tuple[int, str]:
    """Return the MACs that the counter finds in a plain layer, and why if they are not the true.

    The reason is empty where the counter can count.
    """
    return report.macs, ""


@counter_says.register
def _(layer: SparseConv, report: LayerReport) -> tuple[int, str]:
    """Count the dense kernel that the module convolves with, zeros and all."""
    height, width, filters = report.output
    channels = report.input.channels
    dense = height * width * filters * channels * prod(layer.kernel)
    if dense == report.macs:
        return dense, ""
    connections = sum(len(seen) for seen in layer.connections)
    return dense, (
        f"the counter sees the {filters} filters connected to all {channels} channels, with "
        f"weights of 0 where there is no connection: {filters * channels} kernels and not "
        f"{connections}, {dense:,} MACs instead of {report.macs:,}."
    )


@counter_says.register
def _(layer: RadialBasis, report: LayerReport) -> tuple[int, str]:
    return 0, (
        "the counter knows products of matrices only and takes squared distances as 0 MACs "
        f"instead of {report.macs:,}."
    )
