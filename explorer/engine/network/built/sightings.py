"""What can be seen from outside while a module runs once: shapes, trained numbers, operations."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torch.utils.module_tracker import ModuleTracker

from explorer.engine.network.built.module import modules_by_place
from explorer.engine.network.built.torch_layers import (
    RadialBasisDistances,
    SideHeadBlock,
    SparseConv2d,
)
from explorer.engine.network.errors import NetworkError
from explorer.engine.network.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.network.errors import Place


@dataclass(frozen=True, slots=True)
class Sighting:
    """A module in one pass of one picture, without the side heads in it.

    ``macs`` are the output's cells × the kernel's numbers; ``flops`` are the counter's.
    """

    output: Shape
    is_flat: bool
    params: int
    macs: int
    flops: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was seen of each layer that ran, blocks included, and of the whole."""

    layers: dict[Place, Sighting]
    whole: Sighting


def watch(module: nn.Module, size: Shape) -> Sightings:
    """Run a module once where its weights are, in evaluation, and watch its layers.

    Side heads run too. The module's modes are what they were when this returns.

    Raises
    ------
    NetworkError
        The module was not built by a network, or does not run on a volume of this size.
    """
    places = modules_by_place(module)
    counter = FlopCounterMode(display=False)
    counter.mod_tracker = _NoTracker()
    trace = _Trace(counter)
    with _watched(places, trace), _evaluating(module), torch.no_grad(), counter:
        output = _run(module, _blank(module, size))
    trace.outputs[()] = output.shape
    trace.flops[()] = counter.get_total_flops()
    return _gathered({(): module, **places}, trace)


class _NoTracker(ModuleTracker):
    """The counter's own tracker hooks every module of the process, also those of other threads."""

    def __enter__(self) -> _NoTracker:
        return self

    def __exit__(self, *args: object) -> None:
        pass


@dataclass(slots=True)
class _Trace:
    """What the hooks write down, by place."""

    counter: FlopCounterMode
    outputs: dict[Place, torch.Size] = field(default_factory=dict)
    flops: dict[Place, int] = field(default_factory=dict)

    def enter(self, place: Place) -> None:
        self.flops[place] = -self.counter.get_total_flops()

    def leave(self, place: Place, output: Tensor) -> None:
        self.flops[place] += self.counter.get_total_flops()
        self.outputs[place] = output.shape


@contextmanager
def _watched(places: dict[Place, nn.Module], trace: _Trace) -> Iterator[None]:
    def enter_at(place: Place) -> Any:
        return lambda _module, _inputs: trace.enter(place)

    def leave_at(place: Place) -> Any:
        return lambda _module, _inputs, output: trace.leave(place, output)

    handles = []
    for place, module in places.items():
        handles.append(module.register_forward_pre_hook(enter_at(place)))
        handles.append(module.register_forward_hook(leave_at(place)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def _evaluating(module: nn.Module) -> Iterator[None]:
    """Set evaluation, but let side heads themselves believe in training: then they run."""
    modes = {one: one.training for one in module.modules()}
    for one in modes:
        one.training = isinstance(one, SideHeadBlock)
    try:
        yield
    finally:
        for one, mode in modes.items():
            one.training = mode
            if isinstance(one, SideHeadBlock):
                one.answer = None


def _blank(module: nn.Module, size: Shape) -> Tensor:
    stored = (*module.parameters(), *module.buffers())
    device = stored[0].device if stored else torch.device("meta")
    return torch.zeros(1, size.channels, size.height, size.width, device=device)


def _run(module: nn.Module, x: Tensor) -> Tensor:
    try:
        output: Tensor = module(x)
    except (RuntimeError, ValueError) as error:
        raise NetworkError(
            f"The module does not run on {tuple(x.shape)}, so it is not this network's: {error}"
        ) from error
    return output


def _gathered(places: dict[Place, nn.Module], trace: _Trace) -> Sightings:
    """Put together what was seen; what is in a side head counts up to that and no further."""
    sides = {place for place, one in places.items() if isinstance(one, SideHeadBlock)}
    params = {place: _trained(one) for place, one in places.items()}
    macs = dict.fromkeys(places, 0)
    for place in places.keys() & trace.outputs.keys():
        for counts in (place, *_blocks(place, sides)):
            macs[counts] += _macs(places[place], trace.outputs[place])
    flops = dict(trace.flops)
    for side in sides:
        for above in _blocks(side, sides):
            params[above] -= _trained(places[side])
            flops[above] -= trace.flops.get(side, 0)
    seen = {
        place: Sighting(_shape(size), len(size) == 2, params[place], macs[place], flops[place])
        for place, size in trace.outputs.items()
    }
    whole = seen.pop(())
    return Sightings(seen, whole)


def _blocks(place: Place, sides: set[Place]) -> Iterator[Place]:
    """Yield where a layer's numbers count too: the blocks around it up to a side head, the whole.

    What a side head has counts nowhere else, so a block's sum is that of the layers in it less
    those of its side heads.
    """
    while place:
        place = place[:-2]
        yield place
        if place in sides:
            return


def _shape(size: torch.Size) -> Shape:
    return Shape(1, 1, size[1]) if len(size) == 2 else Shape(size[2], size[3], size[1])


def _trained(module: nn.Module) -> int:
    return sum(one.numel() for one in module.parameters())


def _macs(module: nn.Module, output: torch.Size) -> int:
    """Multiply the output's cells by the kernel's numbers: each is used once at each cell."""
    kernel: Tensor | None = None
    if isinstance(module, nn.Conv2d | nn.Linear | SparseConv2d):
        kernel = module.weight
    elif isinstance(module, RadialBasisDistances):
        kernel = module.patterns
    return 0 if kernel is None else kernel.numel() * output[2:].numel()
