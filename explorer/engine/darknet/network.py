"""A Darknet network as a module: any square whose side is a multiple of the stride goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn

from explorer.engine.darknet.layers import (
    Convolutional,
    HeadLayer,
    MaxPool,
    Reorg,
    Route,
    Shortcut,
    Upsample,
)
from explorer.engine.darknet.modules import (
    ChannelRoute,
    ConvolutionalBlock,
    DarknetReorg,
    ShortcutSum,
    max_pool,
)
from explorer.engine.darknet.plan import Plan, reads

if TYPE_CHECKING:
    from explorer.engine.darknet.shapes import Planned
    from explorer.engine.yolo.heads import Head


class DarknetNetwork(nn.Module):
    """The layers of a cfg, by number; a head gives what it gets, before any activation.

    Parameters
    ----------
    plan
        What the layers are.

    Attributes
    ----------
    heads
        What the outputs mean, in the order of the cfg.
    stride
        A side of the input is a multiple of it.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.heads: tuple[Head, ...] = plan.heads
        self.stride = plan.stride
        self.layers = nn.ModuleList(_module(one, plan) for one in plan.layers)
        self._reads = tuple(reads(one.placed) for one in plan.layers)
        self._last_use = plan.last_use
        self._heads_at = tuple(
            one.placed.index for one in plan.layers if isinstance(one.placed.layer, HeadLayer)
        )

    def forward(self, rgb_unit: Tensor) -> tuple[Tensor, ...]:
        """Return for each head (N, A·(5+C), S, S) of pictures (N, 3, side, side) in 0..1."""
        kept: dict[int, Tensor] = {-1: rgb_unit}
        outputs: list[Tensor] = []
        for index, (layer, read) in enumerate(zip(self.layers, self._reads, strict=True)):
            kept[index] = layer(*(kept[number] for number in read))
            if index in self._heads_at:
                outputs.append(kept[index])
            for number in (*read, index):
                if number < 0 or self._last_use[number] <= index:
                    kept.pop(number, None)  # its memory is free for what comes
        return tuple(outputs)


def _module(one: Planned, plan: Plan) -> nn.Module:
    layer = one.placed.layer
    match layer:
        case Convolutional():
            return ConvolutionalBlock(layer, one.input[0])
        case MaxPool():
            return max_pool(layer)
        case Route(_, groups, group):
            return ChannelRoute(groups, group)
        case Shortcut(other, activation):
            return ShortcutSum(one.input[0], plan.layers[other].output[0], activation)
        case Upsample(stride):
            return nn.Upsample(scale_factor=stride, mode="nearest")
        case Reorg(stride):
            return DarknetReorg(stride)
        case _:
            return nn.Identity()  # a head
