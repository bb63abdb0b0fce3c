"""The projection that a residual block's shortcut needs, where the body changes the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.network import BatchNorm, conv
from explorer.engine.network.walk import walk_layers

if TYPE_CHECKING:
    from explorer.engine.network import Layer, Residual, Shape
    from explorer.engine.network.walk import Flow


def projection(block: Residual, flow: Flow) -> tuple[Layer, ...] | None:
    """Return a 1×1 convolution that gives the input the body's shape; None where none can.

    It has the stride s with ⌈n/s⌉ = n′ along both axes, and a batch normalisation where the body
    has one (He et al. 2015, section 3.3, option B).
    """
    reports, end, problem = walk_layers(block.body, flow)
    if problem is not None or end.is_flat or flow.is_flat:
        return None
    strides = _stride(flow.shape, end.shape)
    if strides is None:
        return None
    normed = any(isinstance(one.layer, BatchNorm) for one in reports)
    first = conv(end.shape.channels, 1, s=strides, bias=not normed)
    return (first, BatchNorm()) if normed else (first,)


def _stride(before: Shape, after: Shape) -> tuple[int, int] | None:
    found = tuple(
        next((s for s in range(1, n + 1) if -(-n // s) == wanted), 0)
        for n, wanted in ((before.height, after.height), (before.width, after.width))
    )
    return (found[0], found[1]) if all(found) else None
