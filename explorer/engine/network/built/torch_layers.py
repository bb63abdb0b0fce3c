"""What PyTorch has no module for: other paddings, missing connections, blocks, side heads.

A block says what is inside by ``branches``; `module.py` builds these and finds them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explorer.engine.network.buffers import INPUT
from explorer.engine.network.rules import conv_pads
from explorer.engine.network.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.engine.network.layers import Conv, SparseConv


class LayerSequence(nn.Sequential):
    """Layers one after another; what a `Stack` further on asks for by name is kept for it."""

    def __init__(self, layers: Iterable[nn.Module], names: Sequence[str]) -> None:
        super().__init__(*layers)
        stacks = [layer for layer in self if isinstance(layer, Stack)]
        self._wanted = {source for stack in stacks for source in stack.sources}
        self._names = tuple(names)

    def forward(self, x: Tensor) -> Tensor:
        """Send (N, C, H, W), or a vector (N, C), through all layers."""
        known = {INPUT: x}
        for layer, name in zip(self, self._names, strict=True):
            x = layer(x, *(known[source] for source in getattr(layer, "sources", ())))
            if name in self._wanted:
                known[name] = x
        return x


class PaddedConv2d(nn.Conv2d):
    """A convolution whose padding differs from side to side, or follows the input's size."""

    def __init__(self, channels: int, layer: Conv) -> None:
        super().__init__(
            channels, layer.filters, layer.kernel, layer.stride, 0, layer.dilation, layer.groups,
            layer.bias,
        )  # fmt: skip
        self._layer = layer

    def forward(self, input: Tensor) -> Tensor:
        """Pad (N, C, H, W) with zeros, then convolve."""
        return super().forward(_padded(input, self._layer))


class SparseConv2d(nn.Module):
    """A convolution that has a kernel for each connection and nothing for the others.

    ``weight`` is (connections, f, f), filter by filter. The missing connections are zeros of the
    dense kernel that is put together in each pass.
    """

    rows: Tensor
    columns: Tensor

    def __init__(self, channels: int, layer: SparseConv) -> None:
        super().__init__()
        self.channels, self._layer = channels, layer
        pairs = [(row, column) for row, seen in enumerate(layer.connections) for column in seen]
        self.weight = nn.Parameter(torch.empty(len(pairs), *layer.kernel))
        self.bias = nn.Parameter(torch.empty(layer.filters)) if layer.bias else None
        for name, indices in zip(("rows", "columns"), zip(*pairs, strict=True), strict=True):
            self.register_buffer(name, torch.tensor(indices), persistent=False)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw from ±1/√(inputs of the filter), as PyTorch does for a dense kernel."""
        cells = self.weight[0].numel()
        fan_in = torch.tensor([len(seen) * cells for seen in self._layer.connections])
        bounds = fan_in.rsqrt()
        with torch.no_grad():
            nn.init.uniform_(self.weight, -1, 1).mul_(bounds[self.rows, None, None])
            if self.bias is not None:
                nn.init.uniform_(self.bias, -1, 1).mul_(bounds)

    def dense_weight(self) -> Tensor:
        """Return (filters, channels, f, f) with zeros where nothing is connected."""
        shape = (self._layer.filters, self.channels, *self._layer.kernel)
        return self.weight.new_zeros(shape).index_put((self.rows, self.columns), self.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W)."""
        return F.conv2d(_padded(x, self._layer), self.dense_weight(), self.bias, self._layer.stride)

    def extra_repr(self) -> str:
        """Return what print(module) shows."""
        filters, (connections, *kernel) = self._layer.filters, self.weight.shape
        return f"{self.channels}, {filters}, {connections} connections of {kernel[0]}×{kernel[1]}"


class TrainablePool2d(nn.Module):
    """A pooling whose result is multiplied by a learned coefficient, plus a learned bias.

    LeCun et al. 1998, section II.B, layer S2; there the four cells are added up, so that its
    coefficients are a quarter of those here.
    """

    def __init__(self, channels: int, pool: nn.Module) -> None:
        super().__init__()
        self.pool = pool
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Pool (N, C, H, W), then weight each channel."""
        pooled: Tensor = self.pool(x)
        return pooled * self.weight[:, None, None] + self.bias[:, None, None]


class FlatLinear(nn.Linear):
    """A dense layer that reads whatever comes as one vector."""

    def forward(self, input: Tensor) -> Tensor:
        """Return (N, units) for (N, …)."""
        return super().forward(input.flatten(1))


class RadialBasisDistances(nn.Module):
    """Squared distances to stored patterns: LeCun et al. 1998, equation 7.

    ``patterns`` is (units, inputs), ±1 at random until someone puts drawn ones there.
    """

    patterns: Tensor

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.register_buffer("patterns", torch.randint(0, 2, (units, inputs)).float() * 2 - 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, units) for (N, …)."""
        return (x.flatten(1)[:, None, :] - self.patterns).square().sum(-1)

    def extra_repr(self) -> str:
        """Return what print(module) shows."""
        units, inputs = self.patterns.shape
        return f"{inputs}, {units}"


class Stack(nn.Module):
    """The present volume with earlier ones stacked on it, along the channels."""

    def __init__(self, sources: tuple[str, ...]) -> None:
        super().__init__()
        self.sources = sources

    def forward(self, *volumes: Tensor) -> Tensor:
        """Return (N, sum of all C, H, W); the first is the present one, then the sources."""
        return torch.cat(volumes, 1)

    def extra_repr(self) -> str:
        """Return what print(module) shows."""
        return ", ".join(self.sources)


class Block(nn.Module):
    """A module that holds sequences of layers."""

    @property
    def branches(self) -> tuple[LayerSequence, ...]:
        """The sequences, in the order of the layer's own ``branches``."""
        raise NotImplementedError


class ResidualBlock(Block):
    """g(F(x) + shortcut(x)); an empty shortcut is the identity."""

    def __init__(self, body: LayerSequence, shortcut: LayerSequence, after: nn.Module) -> None:
        super().__init__()
        self.body, self.shortcut, self.after = body, shortcut, after

    @property
    def branches(self) -> tuple[LayerSequence, ...]:
        """The body, then the shortcut."""
        return (self.body, self.shortcut)

    def forward(self, x: Tensor) -> Tensor:
        """Add what the two make of a volume."""
        added: Tensor = self.body(x) + self.shortcut(x)
        return cast("Tensor", self.after(added))


class InceptionBlock(Block):
    """Branches on the same volume, their outputs stacked along the channels."""

    def __init__(self, paths: Iterable[LayerSequence]) -> None:
        super().__init__()
        self.paths = nn.ModuleList(paths)

    @property
    def branches(self) -> tuple[LayerSequence, ...]:
        """The branches, in the order in which they are stacked."""
        return tuple(cast("LayerSequence", path) for path in self.paths)

    def forward(self, x: Tensor) -> Tensor:
        """Stack what the branches make of a volume."""
        return torch.cat([path(x) for path in self.paths], 1)


class SideHeadBlock(Block):
    """An auxiliary classifier: what comes in goes on unchanged.

    In training its layers run too, and what they return is kept in ``answer`` for the loss;
    in evaluation they do not run, and ``answer`` is None.
    """

    def __init__(self, head: LayerSequence) -> None:
        super().__init__()
        self.head = head
        self.answer: Tensor | None = None

    @property
    def branches(self) -> tuple[LayerSequence, ...]:
        """The one sequence."""
        return (self.head,)

    def forward(self, x: Tensor) -> Tensor:
        """Return x itself."""
        self.answer = self.head(x) if self.training else None
        return x


def _padded(x: Tensor, layer: Conv | SparseConv) -> Tensor:
    height, width = x.shape[-2:]
    above, below, left, right = conv_pads(layer, Shape(height, width, x.shape[-3]))
    return F.pad(x, (left, right, above, below))
