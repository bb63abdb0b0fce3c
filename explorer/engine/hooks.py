"""Forward hooks that see only the forward pass of whoever set them.

A hook sits on the module, and one module may run in two threads at once: a live view and an
optimisation, say. A hook set here stays quiet in every pass but its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Each thread has a context of its own, so these are the passes that run in this thread.
_running: ContextVar[tuple[object, ...]] = ContextVar("running", default=())


class LayerError(ExplorerError, ValueError):
    """A layer does not exist, is not reached, or gives no single tensor."""


class _Reached(Exception):
    def __init__(self, output: Any) -> None:
        self.output = output


def find_layer(module: nn.Module, layer: str) -> nn.Module:
    """Return the submodule at a path such as ``features.7``.

    Raises
    ------
    LayerError
        If there is none; the message names the paths on the same level.
    """
    try:
        found: nn.Module = module.get_submodule(layer)
    except AttributeError:
        found = module
    if found is module:
        layers = ", ".join(name for name, _ in module.named_modules() if name)
        raise LayerError(f"The network has no layer {layer!r}. It has: {layers}")
    return found


@contextmanager
def hooked(
    module: nn.Module, layers: Iterable[str], hook: Callable[[str, Any, Any], Any]
) -> Iterator[None]:
    """Call ``hook(layer, inputs, output)`` for each layer that a pass in this block goes through.

    What the hook returns, unless it is None, replaces the output for the layers after it.
    """
    this_pass = object()

    def quiet_elsewhere(layer: str) -> Callable[[nn.Module, Any, Any], Any]:
        return lambda _module, inputs, output: (
            hook(layer, inputs, output) if this_pass in _running.get() else None
        )

    modules = {layer: find_layer(module, layer) for layer in layers}
    handles = [one.register_forward_hook(quiet_elsewhere(layer)) for layer, one in modules.items()]
    token = _running.set((*_running.get(), this_pass))
    try:
        yield
    finally:
        _running.reset(token)
        for handle in handles:
            handle.remove()


def forward_to(module: nn.Module, x: Tensor, layer: str) -> Tensor:
    """Run ``module`` on ``x`` up to ``layer``, and return that layer's output.

    Nothing after the layer is computed.

    Raises
    ------
    LayerError
        If there is no such layer, the pass never comes to it, or its output is not one tensor.
    """

    def stop(_layer: str, _inputs: Any, output: Any) -> None:
        raise _Reached(output)

    try:
        with hooked(module, [layer], stop):
            module(x)
    except _Reached as reached:
        if not isinstance(reached.output, Tensor):
            raise LayerError(f"Layer {layer} gives more than one tensor") from None
        return reached.output
    raise LayerError(f"The forward pass never comes to layer {layer}")
