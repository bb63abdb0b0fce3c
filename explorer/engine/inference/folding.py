"""What can be computed before any picture is there: batch normalisation, the scale of pixels."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from explorer.engine.inference.tracing import called_once, drop

if TYPE_CHECKING:
    from torch import fx


def fold_batch_norm(network: fx.GraphModule) -> int:
    """Put each batch normalisation into the convolution before it; return how many there were.

    γ·(W∗x + b − μ)/√(σ² + ε) + β is a convolution again: W' = γ/√(σ² + ε)·W and
    b' = γ/√(σ² + ε)·(b − μ) + β. A normalisation stays where something else reads the convolution
    too, or where either is called at two places.
    """
    folded = 0
    once = dict(called_once(network, nn.Conv2d))
    for node, norm in called_once(network, nn.BatchNorm2d):
        source = node.all_input_nodes[0]
        conv = once.get(source)
        if conv is None or len(source.users) > 1 or norm.running_mean is None:
            continue
        network.set_submodule(str(source.target), fuse_conv_bn_eval(conv, norm))
        drop(network, node)
        folded += 1
    _finish(network)
    return folded


def fold_input_scale(network: fx.GraphModule, scale: float) -> None:
    """Make the network multiply its input by a number.

    It costs nothing where convolutions alone read the input: their weights take the number.
    (Zeros that they pad with stay zeros.)
    """
    once = dict(called_once(network, nn.Conv2d))
    for source in network.graph.find_nodes(op="placeholder"):
        readers = list(source.users)
        if all(node in once and once[node].padding_mode == "zeros" for node in readers):
            for node in readers:
                once[node].weight.mul_(scale)
        else:
            with network.graph.inserting_after(source):
                scaled = network.graph.call_function(operator.mul, (source, scale))
            source.replace_all_uses_with(scaled, lambda node, by=scaled: node is not by)
    _finish(network)


def reads_input(network: fx.GraphModule, node: fx.Node) -> bool:
    """Return whether a layer reads the network's input, as it is or scaled."""
    sources = node.all_input_nodes
    return any(
        source.op == "placeholder"
        or (source.target is operator.mul and source.all_input_nodes[0].op == "placeholder")
        for source in sources
    )


def gives_output(network: fx.GraphModule, node: fx.Node) -> bool:
    """Return whether a layer's result leaves the network."""
    return any(user.op == "output" for user in node.users)


def _finish(network: fx.GraphModule) -> None:
    network.graph.lint()
    network.delete_all_unused_submodules()
    network.recompile()
