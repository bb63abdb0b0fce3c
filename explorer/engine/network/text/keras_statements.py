"""Chains and blocks as statements of Keras's functional interface: ``x = layer(x)``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.network.text.source_layout import STEP, set_lines
from explorer.engine.network.text.source_repeats import Run, runs
from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Item,
    Repeat,
    Words,
    blocks,
    unremarked,
)

if TYPE_CHECKING:
    from explorer.engine.network.text.source_text import Names

_FEWEST_SAVED = 3
"""Statements, for a loop to read better than writing them again."""


class Scope:
    """The inside of one function: its variables, and the further outputs that arise in it.

    ``side_functions`` are the functions that return a further output and no volume to go on with.
    """

    def __init__(self, names: Names, side_functions: frozenset[str] = frozenset()) -> None:
        self._names = names
        self._side_functions = side_functions
        self._kept: dict[str, str] = {}
        self.sides: list[str] = []

    def chain(self, chain: Chain, source: str, target: str, indent: str) -> tuple[list[str], str]:
        """Return the statements of a chain and the variable that holds its result.

        ``source`` holds what goes in; everything that is computed is put into ``target``.
        """
        outside = self._kept
        lines, self._kept = self._given(chain, source, indent)
        for run in runs(chain.items, lambda run: self._is_worth(run, chain)):
            items = chain.items[run.start : run.start + run.period]
            inside = indent
            if run.times > 1:
                lines += [f"{indent}{target} = {source}"] if source != target else []
                lines.append(f"{indent}for _ in range({run.times}):")
                source, inside = target, indent + STEP
            for item in items:
                plain = unremarked(item) if run.times > 1 else item
                made, source = self._item(plain, source, target, inside)
                lines += made
        self._kept = outside
        return lines, source

    def _given(self, chain: Chain, source: str, indent: str) -> tuple[list[str], dict[str, str]]:
        """Return where a concatenation finds what the chain was given."""
        if "input" not in chain.keeps:
            return [], {}
        name = self._names.fresh("given")
        return [f"{indent}{name} = {source}"], {'"input"': name}

    def _is_worth(self, run: Run, chain: Chain) -> bool:
        items = chain.items[run.start : run.start + run.period]
        return run.saved >= _FEWEST_SAVED and not any(self._has_side(item) for item in items)

    def _has_side(self, item: Item) -> bool:
        if isinstance(item, Call):
            return item.function in self._side_functions
        return any(block.kind == "side-head" for block in blocks(item))

    def _item(self, item: Item, source: str, target: str, indent: str) -> tuple[list[str], str]:
        if isinstance(item, Repeat):
            raise TypeError("Repeats are found here.")
        if isinstance(item, Block):
            if item.kind == "side-head":
                return self._side_head(item, source, indent), source
            return self.block(item, source, target, indent), target
        if item.function == "Keep":
            return self._keep(item, source, indent), source
        if item.function == "Concat":
            return self._concat(item, source, target, indent), target
        if item.function in self._side_functions:
            side = self._side()
            return _applied(item, source, side, indent), source
        return _applied(item, source, target, indent), target

    def _keep(self, item: Call, source: str, indent: str) -> list[str]:
        (name,) = _texts(item)
        self._kept[name] = self._names.fresh(name, "kept")
        return [f"{indent}{self._kept[name]} = {source}"]

    def _concat(self, item: Call, source: str, target: str, indent: str) -> list[str]:
        parts = [source, *(self._kept[name] for name in _texts(item))]
        return _stacked(parts, target, indent, item)

    def _side(self) -> str:
        self.sides.append(self._names.fresh("side"))
        return self.sides[-1]

    def _side_head(self, block: Block, source: str, indent: str) -> list[str]:
        side = self._names.fresh("side")
        lines, result = self.chain(block.chains[0], source, side, indent)
        self.sides.append(result)
        return lines

    def block(
        self, block: Block, source: str, target: str, indent: str, projects_if: str = ""
    ) -> list[str]:
        """Return the statements of a block, whose result is put into a variable.

        ``projects_if``: the shortcut's layers are for that case alone.
        """
        if block.kind == "inception":
            return self._inception(block, source, target, indent)
        body, shortcut = block.chains
        side, side_result = self._shortcut(shortcut, source, indent, projects_if)
        main, main_result = self.chain(body, source, self._names.fresh("y"), indent)
        parts, lines = [main_result, side_result], [*side, *main]
        if block.after is None:
            return [*lines, *_joined("layers.Add", parts, target, indent, block)]
        after = replace(block.after, label=block.label, shape=block.shape)
        unremarked = replace(block, label="", shape="")
        lines += _joined("layers.Add", parts, target, indent, unremarked)
        return [*lines, *_applied(after, target, target, indent)]

    def _shortcut(
        self, shortcut: Chain, source: str, indent: str, projects_if: str
    ) -> tuple[list[str], str]:
        if not shortcut.items:
            return [], source
        name = self._names.fresh("shortcut")
        if not projects_if:
            return self.chain(shortcut, source, name, indent)
        lines, _ = self.chain(shortcut, source, name, indent + STEP)
        return [f"{indent}{name} = {source}", f"{indent}if {projects_if}:", *lines], name

    def _inception(self, block: Block, source: str, target: str, indent: str) -> list[str]:
        lines: list[str] = []
        results = []
        for number, chain in enumerate(block.chains, 1):
            branch = self._names.fresh(f"branch_{number}") if chain.items else source
            made, result = self.chain(chain, source, branch, indent)
            lines += made
            results.append(result)
        return [*lines, *_stacked(results, target, indent, block)]


def _applied(item: Call, source: str, target: str, indent: str) -> list[str]:
    """Return the statement in which a layer, or a function, is applied to a variable."""
    if item.takes_input:
        given = replace(item, arguments=(Argument(Words(source)), *item.arguments))
        return set_lines(given, indent, f"{target} = ")
    return set_lines(item, indent, f"{target} = ", f"({source})")


def _joined(layer: str, parts: list[str], target: str, indent: str, remarks: Item) -> list[str]:
    """Return the statement in which a layer joins several variables."""
    listed = Call("[", tuple(Argument(Words(part)) for part in parts))
    whole = Call(f"{layer}()", (Argument(listed),), label=remarks.label, shape=remarks.shape)
    return set_lines(whole, indent, f"{target} = ")


def _stacked(parts: list[str], target: str, indent: str, remarks: Item) -> list[str]:
    """Return the statement that stacks variables; one alone is what it is."""
    if len(parts) == 1:
        return [f"{indent}{target} = {parts[0]}"]
    return _joined("layers.Concatenate", parts, target, indent, remarks)


def _texts(item: Call) -> list[str]:
    return [one.value.text for one in item.arguments if isinstance(one.value, Words)]
