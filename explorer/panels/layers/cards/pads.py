"""The cells that a layer's padding adds, also of a layer that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.engine.arithmetic import same_padding_pair
from explorer.engine.network.layers import Conv, Pool, SparseConv
from explorer.engine.network.rules import Windows, conv_pads

if TYPE_CHECKING:
    from explorer.panels.layers.cards.fields import Shown


def padding_cells(shown: Shown, value: Any, sides: int) -> tuple[int, ...]:
    """Return the cells that a padding adds: above, below, left, right, or per axis.

    Of TensorFlow's padding, which depends on the input, it is 0 where nothing reaches the layer.
    """
    if not isinstance(value, str):
        return tuple(value)
    layer: Any = shown.layer
    if value == "tf-same":
        known = shown.flow is not None and isinstance(layer, Conv | SparseConv)
        return conv_pads(layer, shown.flow.shape) if known and shown.flow else (0,) * sides
    if value == "valid":
        return (0,) * sides
    dilation = getattr(layer, "dilation", (1, 1))
    pairs = [same_padding_pair(f, d) for f, d in zip(layer.kernel, dilation, strict=True)]
    if sides == len(pairs):
        return tuple(before for before, _ in pairs)
    return tuple(side for pair in pairs for side in pair)


def cells_text(cells: tuple[int, ...]) -> str:
    """Return cells as text: one number where all are alike, "1+2" of two sides, "3 × 2" of axes."""
    axes = [cells[:2], cells[2:]] if len(cells) == 4 else [(one, one) for one in cells]
    texts = [str(one[0]) if one[0] == one[1] else f"{one[0]}+{one[1]}" for one in axes]
    return texts[0] if texts[0] == texts[1] else " × ".join(texts)


def windows_of(shown: Shown) -> Windows | None:
    """Return where a layer's windows lie, whether they fit or not; None where it has none."""
    layer = shown.layer
    if not isinstance(layer, Conv | SparseConv | Pool):
        return None
    sides = 2 if isinstance(layer, Pool) else 4
    cells = padding_cells(shown, layer.padding, sides)
    if sides == 2:
        cells = (cells[0], cells[0], cells[1], cells[1])
    above, below, left, right = cells
    dilation = (1, 1) if isinstance(layer, SparseConv) else layer.dilation
    return Windows(layer.kernel, (above, below, left, right), layer.stride, dilation)
