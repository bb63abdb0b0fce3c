"""A network under operation: what becomes of its output, computed from where something changes.

What comes before the first block that changes is remembered of the last input, and so is that
block's F(x), so that its own gate costs an addition and what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from explorer.engine.residual.gates import Operation, check

if TYPE_CHECKING:
    from explorer.engine.residual.gates import ResidualPlace
    from explorer.engine.residual.operable import Operable, Ways


@dataclass(frozen=True, slots=True)
class _Change:
    """What is done at one block of the chain: which F runs there, if any, and its skip's gate."""

    block: int
    gate: float = 1.0
    deleted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """What a block was given, what its F made of it (None if it did not run), and its output."""

    change: _Change
    x: Tensor
    residual: Tensor | None
    y: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    stages: tuple[_Stage, ...]
    output: Tensor


class Theatre:
    """A network that operations are done to, and put back, without touching its weights.

    One thread at a time. Remembered are two passes of the last input, the untouched one and the
    last other one.

    Parameters
    ----------
    chain
        What `explorer.engine.residual.operable.operable` makes of a network in eval mode.
    """

    def __init__(self, chain: Operable) -> None:
        self._chain = chain
        self._whole = Operation.of(len(chain.places))
        self._block_of = [index for index, ways in enumerate(chain.ways) if ways is not None]
        self._x: Tensor | None = None
        self._first: Tensor | None = None
        self._known: dict[bool, _Pass] = {}

    @property
    def places(self) -> tuple[ResidualPlace, ...]:
        """The blocks that can be operated on."""
        return self._chain.places

    @torch.inference_mode()
    def run(self, x: Tensor, operation: Operation | None = None) -> Tensor:
        """Return the network's output for an input, under an operation or untouched.

        Untouched it is what the network itself returns, to the bit.

        Raises
        ------
        OperationError
            The network cannot undergo the operation.
        """
        operation = operation or self._whole
        check(operation, self.places)
        if self._x is None or self._first is None or not _equal(self._x, x):
            self._known.clear()
            self._x, self._first = x.clone(), self._chain.before(x)
        changes = self._changes(operation)
        made = self._continued(self._first, changes)
        self._known[operation == self._whole] = made
        return made.output.clone()

    def forget(self) -> None:
        """Let go of what is remembered of the last input."""
        self._x = self._first = None
        self._known.clear()

    def _changes(self, operation: Operation) -> list[_Change]:
        changes = [_Change(index) for index in range(len(self._chain.blocks))]
        parts = zip(operation.order, operation.gates, operation.deleted, strict=True)
        for index, (block, gate, deleted) in zip(self._block_of, parts, strict=True):
            changes[index] = _Change(self._block_of[block], gate, deleted)
        return changes

    def _continued(self, first: Tensor, changes: list[_Change]) -> _Pass:
        """Go on from the pass that is the same for longest."""
        before = max(self._known.values(), key=lambda one: _shared(one, changes), default=None)
        known = () if before is None else before.stages
        same = 0 if before is None else _shared(before, changes)
        if before is not None and same == len(changes):
            return before
        stages = list(known[:same])
        for index in range(same, len(changes)):
            x = stages[-1].y if stages else first
            before_here = known[same] if index == same and known else None
            stages.append(self._stage(index, changes[index], x, before_here))
        return _Pass(tuple(stages), self._chain.after(stages[-1].y))

    def _stage(self, index: int, change: _Change, x: Tensor, known: _Stage | None) -> _Stage:
        ways = self._chain.ways[index]
        if ways is None:
            return _Stage(change, x, None, self._chain.blocks[index](x))
        residual = None
        if known is not None and known.change.block == change.block:
            residual = known.residual
        if residual is None and not change.deleted:
            block = self._chain.ways[change.block]
            assert block is not None
            residual = block.residual(x)
        y = _joined(ways, x, None if change.deleted else residual, change.gate)
        return _Stage(change, x, residual, y)


def _equal(one: Tensor, other: Tensor) -> bool:
    return (
        one.shape == other.shape
        and one.dtype == other.dtype
        and one.device == other.device
        and one.stride() == other.stride()
        and torch.equal(one, other)
    )


def _shared(known: _Pass, changes: list[_Change]) -> int:
    """Return at how many blocks, from the first, a pass did the same."""
    for index, (stage, change) in enumerate(zip(known.stages, changes, strict=True)):
        if stage.change != change:
            return index
    return len(changes)


def _joined(ways: Ways, x: Tensor, residual: Tensor | None, gate: float) -> Tensor:
    """Return g(δ·F(x) + α·skip(x)); what is multiplied by 0 is left out, infinite or not."""
    if gate == 0:
        return ways.joined(torch.zeros_like(ways.around(x)) if residual is None else residual)
    around = ways.around(x) if gate == 1 else gate * ways.around(x)
    return ways.joined(around if residual is None else residual + around)
