"""The values inside a network, captured by forward hooks on any module.

What is done with them, ordering and summing up, stands in `explorer.engine.maps`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from explorer.engine.hooks import LayerError, hooked
from explorer.engine.maps import ChannelOrder, MapStatistics, as_maps, order_channels, statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PASS_THROUGH: Final = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


def capture(
    module: nn.Module, x: Tensor, names: Iterable[str] | None = None, *, grad: bool = False
) -> dict[str, Tensor]:
    """Run ``module`` on ``x`` and return what its submodules gave out.

    Parameters
    ----------
    names
        Module paths as in ``named_modules``; "" is the module itself. None takes every submodule
        except the containers (`nn.Sequential`), whose output is that of their last part.
    grad
        Keep the graph, so that gradients can be taken to the captured tensors. Without it the
        pass runs in inference mode.

    Returns
    -------
    dict
        Tensors as the modules gave them, by name: in the order asked for, or in that of the
        pass. Of a module that runs more than once it is the last output. Where a module gives
        several tensors, the first has its name and the others ``name[1]``, ``name[2]``, …

    Raises
    ------
    LayerError
        A name that does not exist, with the nearest ones, or that the pass never comes to.

    Notes
    -----
    A value is kept as the module gave it, even if a later step (an in-place ReLU, ``+=``)
    overwrites it: then, and only then, it is copied. The module's mode is left as it is: call
    ``eval()`` first if dropout is to be off. The hooks are removed even if the pass raises.
    """
    wanted = _names(module, names)
    kept: dict[str, list[Tensor]] = {}

    def keep(name: str, _inputs: Any, output: Any) -> Any:
        kept.pop(name, None)
        kept[name] = list(_tensors(output))
        # With a graph, what comes later gets a copy to overwrite.
        return _cloned(output) if grad else None

    with torch.enable_grad() if grad else torch.inference_mode():
        with hooked(module, [name for name in wanted if name], keep):
            if grad:
                output = module(x)
            else:
                with _CopyOnWrite(kept):
                    output = module(x)
    if "" in wanted:
        kept[""] = list(_tensors(output))
    if names is None:
        return _flat(kept)
    if silent := [name for name in wanted if not kept.get(name)]:
        raise LayerError(f'The pass never comes to layer "{silent[0]}", or it gives no tensor.')
    return _flat({name: kept[name] for name in wanted})


class _CopyOnWrite(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Copies a kept tensor at the moment before an operation writes into its memory."""

    def __init__(self, kept: dict[str, list[Tensor]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._kept = kept

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Leave torch.compile out of it: wrapping for it imports the compiler, 1.5 s."""
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if func._schema.is_mutable:
            for argument, value in _arguments(func, args, kwargs):
                if argument.alias_info is not None and argument.alias_info.is_write:
                    self._copy_what_shares_memory_with(value)
        return func(*args, **kwargs)

    def _copy_what_shares_memory_with(self, written: Any) -> None:
        places = {_place(tensor) for tensor in _tensors(written)}
        for tensors in self._kept.values():
            tensors[:] = [one.clone() if _place(one) in places else one for one in tensors]


def _arguments(func: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield an operation's declared arguments with the values they have in this call."""
    declared = func._schema.arguments
    yield from zip(declared, args, strict=False)
    yield from ((one, kwargs[one.name]) for one in declared if one.name in kwargs)


def _place(tensor: Tensor) -> tuple[torch.device, int]:
    return tensor.device, tensor.untyped_storage().data_ptr()


def _names(module: nn.Module, names: Iterable[str] | None) -> list[str]:
    if names is None:
        inside = [
            name
            for name, one in module.named_modules()
            if name and not isinstance(one, _PASS_THROUGH)
        ]
        return inside or [""]
    known = dict(module.named_modules())
    wanted = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5) or [n for n in known if n][:3]
            raise LayerError(f'There is no layer "{name}". Near it: {", ".join(near) or "none"}.')
    return wanted


def _flat(kept: dict[str, list[Tensor]]) -> dict[str, Tensor]:
    return {
        f"{name}[{number}]" if number else name: tensor
        for name, tensors in kept.items()
        for number, tensor in enumerate(tensors)
    }


def _tensors(output: Any) -> Iterator[Tensor]:
    """Yield the tensors of an output, however nested."""
    if isinstance(output, Tensor):
        yield output
    elif isinstance(output, dict):
        for value in output.values():
            yield from _tensors(value)
    elif isinstance(output, tuple | list):
        for value in output:
            yield from _tensors(value)


def _cloned(output: Any) -> Any:
    """Return the output with every tensor copied, within the graph."""
    if isinstance(output, Tensor):
        return output.clone()
    if isinstance(output, dict):
        return type(output)({key: _cloned(value) for key, value in output.items()})
    if isinstance(output, tuple) and hasattr(output, "_fields"):
        return type(output)(*(_cloned(value) for value in output))
    if isinstance(output, tuple | list):
        return type(output)(_cloned(value) for value in output)
    return output


__all__ = [
    "ChannelOrder",
    "LayerError",
    "MapStatistics",
    "as_maps",
    "capture",
    "order_channels",
    "statistics",
]
