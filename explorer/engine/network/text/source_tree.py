"""Source as a tree: calls, chains of layers and blocks, before anybody decides how it looks.

Numbers are apart from the rest, because blocks that differ in nothing else become one function.
Labels and shapes are remarks: two nodes that differ in them alone are equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = int | float | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a tuple of them; ``role`` is what it would be called as a parameter."""

    value: Value
    role: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """Code as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Argument:
    """What a call is given; it is not written where it equals the default."""

    value: Expression
    keyword: str = ""
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call; without a function a tuple, and of the function ``[`` a list.

    ``takes_input``: in Keras, a function of the volume and not a layer that is applied to it.
    """

    function: str
    arguments: tuple[Argument, ...] = ()
    takes_input: bool = False
    label: str = field(default="", compare=False)
    shape: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Layers one after another; ``keeps`` are the names that a concatenation in it asks for."""

    items: tuple[Item, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of chains; ``after`` is what a residual block does to its sum, if anything."""

    kind: str
    chains: tuple[Chain, ...]
    after: Call | None = None
    c_in: int = field(default=0, compare=False)
    c_out: int = field(default=0, compare=False)
    label: str = field(default="", compare=False)
    shape: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A chain that runs several times over, each time with weights of its own."""

    chain: Chain
    count: int
    label: str = field(default="", compare=False)
    shape: str = field(default="", compare=False)


Item = Call | Block | Repeat
Expression = Number | Words | Call | Chain | Block | Repeat
Node = TypeVar("Node", bound=Expression)


def numbers(node: Expression) -> Iterator[Number]:
    """Yield the numbers of a node in the order in which they are written."""
    if isinstance(node, Number):
        yield node
    for part in _parts(node):
        yield from numbers(part)


def with_numbers(node: Node, others: Iterator[Expression]) -> Node:
    """Return a node with each number replaced by the next of others, and without remarks."""
    return cast("Node", _rebuilt(node, others))


def unremarked(node: Node) -> Node:
    """Return a node without a label or a shape anywhere in it."""
    return with_numbers(node, numbers(node))


def _rebuilt(node: Expression, others: Iterator[Expression]) -> Expression:
    if isinstance(node, Number):
        return next(others)
    if isinstance(node, Call):
        arguments = tuple(replace(one, value=_rebuilt(one.value, others)) for one in node.arguments)
        return Call(node.function, arguments, node.takes_input)
    if isinstance(node, Chain):
        items = tuple(with_numbers(item, others) for item in node.items)
        return replace(node, items=items)
    if isinstance(node, Block):
        chains = tuple(with_numbers(chain, others) for chain in node.chains)
        return Block(node.kind, chains, node.after, node.c_in, node.c_out)
    if isinstance(node, Repeat):
        return Repeat(with_numbers(node.chain, others), node.count)
    return node


def _parts(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Call):
        yield from (argument.value for argument in node.arguments)
    elif isinstance(node, Chain):
        yield from node.items
    elif isinstance(node, Block):
        yield from node.chains
    elif isinstance(node, Repeat):
        yield node.chain


def calls(node: Expression) -> Iterator[Call]:
    """Yield every call in a node, those that a block makes after its sum too."""
    if isinstance(node, Call):
        yield node
    if isinstance(node, Block) and node.after is not None:
        yield node.after
    for part in _parts(node):
        yield from calls(part)


def blocks(node: Expression) -> Iterator[Block]:
    """Yield every block in a node, outer ones first."""
    if isinstance(node, Block):
        yield node
    for part in _parts(node):
        yield from blocks(part)
