"""What is done to a trained network's residual blocks, as a value: gates, deletions, an order.

Deleting and reordering blocks is the lesion study of Veit, Wilber and Belongie (2016,
arXiv:1605.06431, sections 4.1 and 4.3). Nothing here imports torch.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explorer.engine.network.shape import Shape

T = TypeVar("T")

ShortcutKind = Literal["identity", "padded", "projected"]


class OperationError(ExplorerError, ValueError):
    """An operation that a network cannot undergo; the text says which and why."""


@dataclass(frozen=True, slots=True)
class ResidualPlace:
    """A place in a network where something goes around a block and is added to what it gives.

    Parameters
    ----------
    index
        Counted from 0, over the places that have a skip.
    name, title
        The block's module path, such as ``_blocks.2``, and what a course calls it, "block 3".
    input, output
        What the block there is given, and gives.
    linear
        Nothing follows the addition: y = F(x) + x. Otherwise a ReLU g does: y = g(F(x) + x).
    shortcut
        ``"identity"``; ``"padded"`` is option A of He et al. (2015, section 3.3), ``"projected"``
        option B.
    around
        What goes around the block, in words.
    """

    index: int
    name: str
    title: str
    input: Shape
    output: Shape
    linear: bool
    shortcut: ShortcutKind
    around: str

    @property
    def formula(self) -> str:
        """The block's equation, with its gate α."""
        skip = "x" if self.shortcut == "identity" else "skip(x)"
        inner = f"F(x) + α·{skip}"
        return f"y = {inner}" if self.linear else f"y = g({inner})"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done at each place i of a network: y = g(δᵢ·F(x) + αᵢ·skip(x)).

    F is that of block ``order[i]``; where the addition is linear there is no g. All belongs to the
    place: a block that is moved leaves gate and deletion behind.

    Parameters
    ----------
    gates
        αᵢ in 0..1, how much of the skip is let through.
    deleted
        Where δᵢ is 0: the block is gone and its skip is left.
    order
        Which block stands at each place.

    Raises
    ------
    OperationError
        The three are not of one length, a gate is out of its range, or a block is missing.
    """

    gates: tuple[float, ...]
    deleted: tuple[bool, ...]
    order: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.gates) == len(self.deleted) == len(self.order):
            raise OperationError(
                f"{len(self.gates)} gates, {len(self.deleted)} deletions and {len(self.order)} "
                "blocks: there has to be one of each for every place."
            )
        for index, gate in enumerate(self.gates):
            if not 0 <= gate <= 1:
                raise OperationError(f"Gate {index + 1} is {gate:g}: a gate lies in 0 to 1.")
        if sorted(self.order) != list(range(len(self.order))):
            raise OperationError(f"The order {self.order} does not name every block once.")

    @classmethod
    def of(
        cls,
        places: int,
        gates: Iterable[tuple[int, float]] = (),
        deleted: Iterable[int] = (),
        swapped: Iterable[tuple[int, int]] = (),
    ) -> Operation:
        """Return what is done to a network of so many places; what is not named stays whole.

        Raises
        ------
        OperationError
            A place does not exist, or a gate is out of its range.
        """
        made = cls((1.0,) * places, (False,) * places, tuple(range(places)))
        for place, gate in gates:
            made = made.with_gate(place, gate)
        for place in deleted:
            made = made.with_deleted(place)
        for one, other in swapped:
            made = made.with_swapped(one, other)
        return made

    @property
    def is_untouched(self) -> bool:
        """Whether the network is as it was trained."""
        return self == Operation.of(len(self.order))

    @property
    def touched(self) -> tuple[int, ...]:
        """The places where something is not as it was trained."""
        parts = enumerate(zip(self.gates, self.deleted, self.order, strict=True))
        return tuple(place for place, part in parts if part != (1, False, place))

    def with_gate(self, place: int, alpha: float) -> Operation:
        """Return the same with another α at a place; an `OperationError` if there is none."""
        return replace(self, gates=_changed(self.gates, place, alpha))

    def with_deleted(self, place: int, deleted: bool = True) -> Operation:
        """Return the same with F off, or on again; an `OperationError` if there is no place."""
        return replace(self, deleted=_changed(self.deleted, place, deleted))

    def with_swapped(self, one: int, other: int) -> Operation:
        """Return the same with the blocks of two places exchanged.

        Whether their shapes allow it is for `swap` and `check` to say. An `OperationError` if
        there is no such place.
        """
        order = _changed(self.order, one, self.order[_checked(self.order, other)])
        return replace(self, order=_changed(order, other, self.order[one]))


def swap(operation: Operation, places: Sequence[ResidualPlace], one: int, other: int) -> Operation:
    """Return an operation with the blocks of two places exchanged.

    Raises
    ------
    OperationError
        The blocks do not fit; the text says why, and which would.
    """
    check(operation, places)
    changed = operation.with_swapped(one, other)
    if reason := why_not_swap(places, one, other):
        raise OperationError(reason)
    return changed


def why_not_swap(places: Sequence[ResidualPlace], one: int, other: int) -> str | None:
    """Return why the blocks of two places cannot change places, or None if they can."""
    first, second = places[one], places[other]
    if one == other:
        return f"{_name(first)} stands there already: choose another block to exchange it with."
    if _fits(first, second):
        return None
    there = [place.title for place in places if place is not first and _fits(first, place)]
    shapes = f"{_name(first)} {_shapes(first)}, {second.title} {_shapes(second)}"
    remedy = f"It can change places with {_listed(there)}." if there else "No other block fits."
    return f"{shapes}: neither can stand where the other does. {remedy}"


def exchangeable(places: Sequence[ResidualPlace], one: int) -> tuple[int, ...]:
    """Return the places whose block can change places with this one's."""
    return tuple(
        place.index for place in places if place.index != one and _fits(places[one], place)
    )


def shuffled(operation: Operation, places: Sequence[ResidualPlace], seed: int) -> Operation:
    """Return an operation with the blocks of each shape in an order drawn from the seed."""
    check(operation, places)
    order, generator = list(operation.order), random.Random(seed)
    for place in places:
        group = [place.index, *exchangeable(places, place.index)]
        if place.index == min(group):
            drawn = [operation.order[index] for index in group]
            generator.shuffle(drawn)
            for index, block in zip(group, drawn, strict=True):
                order[index] = block
    return replace(operation, order=tuple(order))


def deletions(places: Sequence[ResidualPlace]) -> tuple[Operation, ...]:
    """Return the whole network, and then the network without each of its blocks in turn."""
    whole = Operation.of(len(places))
    return (whole, *(whole.with_deleted(place.index) for place in places))


def check(operation: Operation, places: Sequence[ResidualPlace]) -> None:
    """Raise an `OperationError` if a network with these places cannot undergo the operation."""
    if len(operation.order) != len(places):
        raise OperationError(
            f"The operation is on {len(operation.order)} blocks, the network has {len(places)}: "
            "it was made for another network."
        )
    for place, block in zip(places, operation.order, strict=True):
        if not _fits(place, places[block]):
            raise OperationError(
                f"{_name(places[block])} {_shapes(places[block])} cannot stand where "
                f"{place.title} {_shapes(place)} does."
            )


def _fits(one: ResidualPlace, other: ResidualPlace) -> bool:
    return (one.input, one.output) == (other.input, other.output)


def _name(place: ResidualPlace) -> str:
    return place.title[:1].upper() + place.title[1:]


def _shapes(place: ResidualPlace) -> str:
    if place.input == place.output:
        return f"({place.input.text})"
    return f"({place.input.text} → {place.output.text})"


def _listed(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} or {titles[-1]}"


def _checked(values: Sequence[object], place: int) -> int:
    if not 0 <= place < len(values):
        raise OperationError(
            f"There is no place {place}: the network's {len(values)} are counted from 0."
        )
    return place


def _changed(values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    _checked(values, place)
    return (*values[:place], value, *values[place + 1 :])
