"""A network as a graph of its layers, so that neighbours can be seen and joined."""

from __future__ import annotations

import inspect
from collections import Counter
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from torch import fx, nn

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Iterator

M = TypeVar("M", bound=nn.Module)

_IDLE = (nn.Identity, nn.Dropout, nn.Dropout2d)
"""What does nothing in evaluation mode."""


class TracingError(ExplorerError, ValueError):
    """A network whose steps depend on the picture's numbers: no graph can stand for it."""


def traced(network: nn.Module) -> fx.GraphModule:
    """Return a copy of a network, as a graph in evaluation mode without gradients.

    A module with no module inside is a node of its own, whoever wrote it; the others are opened.
    Layers that do nothing, or whose result nobody uses, are left out. The network itself stays as
    it is.

    Raises
    ------
    TracingError
        If its forward pass asks what numbers a tensor holds.
    """
    copy = deepcopy(network).eval().requires_grad_(False)
    try:
        graph = _Tracer().laid_out(copy)
    except fx.proxy.TraceError as error:
        raise TracingError(
            f"The steps of {type(network).__name__} depend on the numbers it is given, so they"
            f" cannot be laid out beforehand: {error}. Run the network as it is."
        ) from error
    module = fx.GraphModule(copy, graph)
    for kind in _IDLE:
        for node in module.graph.nodes:
            if module_of(module, node, kind) is not None:
                drop(module, node)
    module.graph.eliminate_dead_code()
    module.recompile()
    return module


class _Tracer(fx.Tracer):
    """Writes down the steps of one network, and touches no other.

    `torch.fx.Tracer.trace` puts a ``__call__`` of its own into ``nn.Module`` itself until it is
    done: whatever network another thread runs meanwhile fails. Here the layers of the copy alone
    are told to write themselves down.
    """

    def laid_out(self, network: nn.Module) -> fx.Graph:
        """Return the steps of a network; it is as before afterwards."""
        self.root, self.tensor_attrs = network, {}
        self.graph = fx.Graph(tracer_cls=type(self))
        names = inspect.signature(network.forward).parameters
        inputs = [self.create_proxy("placeholder", name, (), {}) for name in names]
        leaves = {
            path: module
            for path, module in network.named_modules()
            if path and next(module.children(), None) is None
        }
        for path, leaf in leaves.items():
            leaf.forward = partial(self._written, path)
        try:
            outputs = network(*inputs)
        finally:
            for leaf in leaves.values():
                del leaf.forward
        self.create_node("output", "output", (self.create_arg(outputs),), {})
        return self.graph

    def _written(self, path: str, *args: fx.Proxy, **kwargs: fx.Proxy) -> fx.Proxy:
        return self.create_proxy("call_module", path, args, kwargs)


def module_of(network: fx.GraphModule, node: fx.Node, kind: type[M]) -> M | None:
    """Return the module that a node calls, if it is of this kind and no kind of its own."""
    if node.op != "call_module":
        return None
    module = network.get_submodule(str(node.target))
    return module if type(module) is kind else None  # a subclass may do something else


def called_once(network: fx.GraphModule, kind: type[M]) -> Iterator[tuple[fx.Node, M]]:
    """Yield the calls of the modules of a kind that are called at one place alone."""
    calls = Counter(node.target for node in network.graph.nodes if node.op == "call_module")
    for node in list(network.graph.nodes):
        module = module_of(network, node, kind)
        if module is not None and calls[node.target] == 1:
            yield node, module


def drop(network: fx.GraphModule, node: fx.Node) -> None:
    """Take a layer out: who used its result uses its input."""
    node.replace_all_uses_with(node.all_input_nodes[0])
    network.graph.erase_node(node)
