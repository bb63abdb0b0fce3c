"""Blocks that differ in numbers alone become one function, with these numbers as parameters.

So a ResNet of 50 blocks is read in one, as people write it. Residual blocks with a projection and
those without one share a function where the projections stand just where the channels change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

from explorer.engine.network.text.source_parameters import Column, Parameter, Parameters
from explorer.engine.network.text.source_text import Names
from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Expression,
    Item,
    Number,
    Words,
    calls,
    numbers,
    with_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

MOST_PARAMETERS = 9


@dataclass(frozen=True, slots=True)
class Function:
    """A function that returns a block; ``projects_if``: the shortcut's layers are for that case."""

    name: str
    parameters: tuple[Parameter, ...]
    block: Block
    projects_if: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """What a dialect's functions look like.

    ``width``: how a function says how many channels come in, or "" where a parameter says it.
    ``may_share``: whether a block can be moved into a function.
    """

    width: str = ""
    may_share: Callable[[Block], bool] = lambda block: True
    takes_input: bool = False


def factored(chain: Chain, names: Names, style: Style) -> tuple[Chain, tuple[Function, ...]]:
    """Return a chain that calls functions for its blocks, and the functions, innermost first."""
    functions: list[Function] = []
    for depth in range(_depth(chain), 0, -1):
        found = [block for block in _at_depth(chain, depth) if style.may_share(block)]
        made: dict[Block, Call] = {}
        for group in _groups(found, style.width):
            shared = _share(group, names, style)
            if shared is not None:
                function, uses = shared
                functions.append(function)
                made |= uses
        chain = _replaced(chain, made)
    return chain, tuple(functions)


def _groups(found: list[Block], width: str) -> Iterator[list[Block]]:
    """Yield blocks of one structure that stand more than once; those to be merged together."""
    groups: dict[Hashable, list[Block]] = {}
    for block in found:
        groups.setdefault(_skeleton(block), []).append(block)
    bodies: dict[Hashable, list[list[Block]]] = {}
    for group in groups.values():
        bodies.setdefault(_body_skeleton(group[0]), []).append(group)
    for same_body in bodies.values():
        merged = [block for group in same_body for block in group]
        if len(same_body) == 2 and _merge(merged, Names(), width) is not None:
            yield [block for block in found if block in set(merged)]
        else:
            yield from (group for group in same_body if len(group) > 1)


def _skeleton(block: Block) -> Hashable:
    return with_numbers(block, repeat(Words("_")))


def _body_skeleton(block: Block) -> Hashable:
    """Return what residual blocks have in common that differ in their shortcut's presence."""
    if block.kind != "residual":
        return _skeleton(block)
    return _skeleton(replace(block, chains=block.chains[:1]))


def _distinct(group: list[Block]) -> list[Block]:
    return list(dict.fromkeys(group))


def _share(
    group: list[Block], names: Names, style: Style
) -> tuple[Function, dict[Block, Call]] | None:
    """Return a function for a group, and the call of it for each block."""
    distinct = _distinct(group)
    inner = Names(("x",))
    is_mixed = len({_skeleton(block) for block in distinct}) > 1
    made = _merge(group, inner, style.width) if is_mixed else _unify(distinct, inner)
    if made is None or len(made.parameters) > MOST_PARAMETERS:
        return None
    function = replace(made, name=names.fresh(_name(group[0])))
    uses = {
        block: Call(function.name, _arguments(function, column), style.takes_input)
        for column, block in enumerate(distinct)
    }
    return function, uses


def _arguments(function: Function, column: int) -> tuple[Argument, ...]:
    return tuple(
        Argument(
            Number(one.values[column], one.name),
            "" if one.default is None else one.name,
            None if one.default is None else Number(one.default),
        )
        for one in function.parameters
    )


def _unify(distinct: list[Block], inner: Names) -> Function:
    """Return a function with a parameter for whatever differs between blocks of one structure."""
    columns = _columns(distinct)
    parameters = Parameters(columns, *_ends(distinct), inner)
    template = with_numbers(distinct[0], _written(columns, parameters))
    return Function("", parameters.all, template)


def _merge(group: list[Block], inner: Names, width: str) -> Function | None:
    """Return a function for residual blocks of which those with other channels are projected."""
    if not _projects_where_channels_change(group):
        return None
    distinct = _distinct(group)
    bodies = [replace(block, chains=block.chains[:1]) for block in distinct]
    columns = _columns(bodies)
    parameters = Parameters(columns, *_ends(distinct), inner)
    shortcut = _shortcut(distinct, parameters)
    c_in, c_out = (parameters.expression(vector) for vector in _ends(distinct))
    c_in = Words(width) if width else c_in
    if shortcut is None or c_in is None or c_out is None:
        return None
    body = with_numbers(bodies[0], _written(columns, parameters)).chains[0]
    block = replace(bodies[0], chains=(body, shortcut), label="", shape="")
    first, second = (c_out, c_in) if isinstance(c_in, Number) else (c_in, c_out)
    return Function("", parameters.all, block, f"{_code(first)} != {_code(second)}")


def _projects_where_channels_change(group: list[Block]) -> bool:
    projected = [bool(block.chains[1].items) for block in group if block.kind == "residual"]
    changes = [block.c_in != block.c_out for block in group]
    return projected == changes and len(set(projected)) > 1


def _shortcut(distinct: list[Block], parameters: Parameters) -> Chain | None:
    """Return the projection in terms of the parameters, or None where they do not say it."""
    mask = tuple(bool(block.chains[1].items) for block in distinct)
    sides = [
        replace(block, chains=block.chains[1:])
        for block, is_there in zip(distinct, mask, strict=True)
        if is_there
    ]
    written = [parameters.shortcut_expression(column, mask) for column in _columns(sides)]
    known = [expression for expression in written if expression is not None]
    if len(known) < len(written):
        return None
    return with_numbers(sides[0].chains[0], iter(known))


def _code(expression: Number | Words) -> str:
    return expression.text if isinstance(expression, Words) else str(expression.value)


def _written(columns: list[Column], parameters: Parameters) -> Iterator[Expression]:
    for column in columns:
        expression = parameters.expression(column.vector)
        yield Number(column.vector[0], column.role) if expression is None else expression


def _columns(distinct: list[Block]) -> list[Column]:
    """Return each number of a structure as it is in all the blocks."""
    rows = zip(*(numbers(block) for block in distinct), strict=True)
    return [Column(tuple(one.value for one in row), row[0].role) for row in rows]


def _ends(distinct: list[Block]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(b.c_in for b in distinct), tuple(b.c_out for b in distinct)


def _name(block: Block) -> str:
    """Return what a block is usually called."""
    if block.kind == "inception":
        return "inception"
    if block.kind != "residual":
        return "side_head"
    convolutions = [one for one in calls(block.chains[0]) if "Conv2" in one.function]
    if any(_is_depthwise(one) for one in convolutions):
        return "inverted_residual"
    return {2: "basic_block", 3: "bottleneck"}.get(len(convolutions), "residual_block")


def _is_depthwise(convolution: Call) -> bool:
    """Return whether each filter sees one channel."""
    groups = [one for one in convolution.arguments if one.keyword == "groups"]
    is_grouped = any(one.value == convolution.arguments[0].value != Number(1) for one in groups)
    return is_grouped or "Depthwise" in convolution.function


def sentence(function: Function) -> str:
    """Return what a function's docstring says."""
    block = function.block
    if block.kind == "inception":
        return f"An inception module of {len(block.chains)} branches."
    if block.kind != "residual":
        return "An auxiliary classifier."
    if function.projects_if:
        return "A residual block; its shortcut is projected where the channels change."
    return f"A residual block{', projected' if block.chains[1].items else ''}."


def _depth(chain: Chain) -> int:
    return max((1 + max(map(_depth, block.chains)) for block in _own_blocks(chain)), default=0)


def _own_blocks(chain: Chain) -> Iterator[Block]:
    return (item for item in chain.items if isinstance(item, Block))


def _at_depth(chain: Chain, depth: int) -> Iterator[Block]:
    for block in _own_blocks(chain):
        if depth == 1:
            yield block
        for inner in block.chains:
            yield from _at_depth(inner, depth - 1)


def _replaced(chain: Chain, made: dict[Block, Call]) -> Chain:
    """Return a chain with the blocks replaced for which there is a call now."""
    return replace(chain, items=tuple(_replaced_item(item, made) for item in chain.items))


def _replaced_item(item: Item, made: dict[Block, Call]) -> Item:
    if not isinstance(item, Block):
        return item
    if item in made:
        return replace(made[item], label=item.label, shape=item.shape)
    return replace(item, chains=tuple(_replaced(chain, made) for chain in item.chains))
