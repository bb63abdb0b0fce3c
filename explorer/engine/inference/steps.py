"""A graph's steps as a plain module, once the graph has done its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from torch import Tensor, fx


class Steps(nn.Module):
    """Computes what a graph computes, and takes its layers over: the graph is empty afterwards.

    A graph and its module refer to one another. So its weights, on a GPU too, would not be free
    before Python looks for such circles; this module's are free when nobody has it any more.
    """

    def __init__(self, network: fx.GraphModule) -> None:
        super().__init__()
        self._steps = type(network).forward  # a function, written for this graph alone
        for name, module in list(network.named_children()):
            self.add_module(name, module)
            delattr(network, name)
        for name, weights in list(network.named_parameters(recurse=False)):
            self.register_parameter(name, weights)
            delattr(network, name)
        for name, numbers in list(network.named_buffers(recurse=False)):
            self.register_buffer(name, numbers)
            delattr(network, name)
        self.eval()

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Return the outputs."""
        outputs: tuple[Tensor, ...] = self._steps(self, *inputs)
        return outputs
