"""Each layer of a graph in the form that is quick on a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.inference.folding import gives_output, reads_input
from explorer.engine.inference.packed import PackedConv, PairMaxPool, can_pack, is_pair_pool
from explorer.engine.inference.rounding import round_kernels
from explorer.engine.inference.tracing import called_once, drop, module_of

if TYPE_CHECKING:
    from torch import Tensor, fx


class InFormat(nn.Module):
    """A layer that is given its input in its own number format."""

    def __init__(self, layer: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        self.layer = layer.to(dtype)
        self.dtype = dtype

    def forward(self, *inputs: Tensor) -> Tensor:
        """Return the layer's result."""
        return self.layer(*(x.to(self.dtype) for x in inputs))  # type: ignore[no-any-return]


def rewrite(network: fx.GraphModule, device: torch.device, dtype: torch.dtype) -> None:
    """Move a traced network to a device, its convolutions to a number format.

    Two kinds of convolution stay at float32. Those that read the picture: each of their outputs is
    a sum over 27 numbers, say, so that what is lost by rounding the weights does not cancel out; in
    YOLOv3-tiny the first layer's 432 weights do nine tenths of all the harm of bfloat16. And those
    whose result leaves the network, because it is read as it is. Other layers with weights compute
    in float32 too.
    """
    _convolutions(network, device, dtype)
    for node, pool in called_once(network, nn.MaxPool2d):
        if device.type == "cpu" and is_pair_pool(pool):
            network.set_submodule(str(node.target), PairMaxPool(pool.ceil_mode))
    for path in {str(node.target) for node in network.graph.nodes if node.op == "call_module"}:
        layer = network.get_submodule(path)
        if next(layer.parameters(recurse=False), None) is not None:
            network.set_submodule(path, InFormat(layer, torch.float32))
    network.delete_all_unused_submodules()
    network.recompile()
    network.to(device).to(memory_format=layout_for(device))  # type: ignore[call-overload]


def layout_for(device: torch.device) -> torch.memory_format:
    """Return the order in memory that convolutions on a device like best."""
    return torch.contiguous_format if device.type == "mps" else torch.channels_last


def _convolutions(network: fx.GraphModule, device: torch.device, dtype: torch.dtype) -> None:
    for node, conv in called_once(network, nn.Conv2d):
        exact = reads_input(network, node) or gives_output(network, node)
        own = torch.float32 if exact else dtype
        conv.weight.copy_(round_kernels(conv.weight, own))
        if device.type == "cpu" and can_pack(conv, own):
            packed = PackedConv(conv, _take_activation(network, node), own)
            network.set_submodule(str(node.target), packed)
        else:
            network.set_submodule(str(node.target), InFormat(conv, own))


def _take_activation(network: fx.GraphModule, node: fx.Node) -> nn.LeakyReLU | nn.ReLU | None:
    """Take the activation that alone reads a layer's result out of the graph, and return it."""
    if len(node.users) != 1:
        return None
    user = next(iter(node.users))
    for kind in (nn.LeakyReLU, nn.ReLU):
        activation = module_of(network, user, kind)
        if activation is not None:
            drop(network, user)
            return activation  # type: ignore[return-value]
    return None
