"""From a report to a tree of source: what PyTorch and Keras have in common.

A `Dialect` knows how a plain layer and a shape are written; chains and blocks are the same in
all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from explorer.engine.network.layers import (
    Concat,
    Conv,
    Inception,
    Pair,
    Pool,
    Residual,
    SideHead,
    SparseConv,
)
from explorer.engine.network.text.source_text import one_line, quoted
from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Item,
    Number,
    Value,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.network.report import LayerReport, Report
    from explorer.engine.network.shape import Shape


@dataclass(frozen=True, slots=True)
class Step:
    """A plain layer on its way into source.

    ``was_flat``: a vector comes in. ``role`` is what its filters would be called as a parameter.
    ``flattens_next`` and ``follows_pool``: nothing but dropout stands between a global pooling
    and a layer that flattens, and this one is the pooling or comes after it: a dialect may let
    that pooling return a vector at once.
    """

    report: LayerReport
    was_flat: bool
    role: str = "width"
    flattens_next: bool = False
    follows_pool: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a plain layer is written, a shape, and a function after a sum."""

    plain: Callable[[Step], tuple[Call, ...]]
    shape: Callable[[Shape, bool], str]
    activation: Callable[[str], Call]


def lowered(report: Report, dialect: Dialect) -> Chain:
    """Return a whole network as a chain."""
    return _chain(report.layers, report.input, False, dialect, "")


def _chain(
    reports: tuple[LayerReport, ...], given: Shape, is_flat: bool, dialect: Dialect, kind: str
) -> Chain:
    items: list[Item] = []
    keeps = tuple(dict.fromkeys(
        source for one in reports if isinstance(one.layer, Concat) for source in one.layer.sources
    ))  # fmt: skip
    seen = dialect.shape(given, is_flat)
    for index, one in enumerate(reports):
        step = Step(
            one,
            is_flat,
            _role(reports, index, kind),
            _flattens_next(reports, index, keeps),
            _follows_pool(reports, index, keeps),
        )
        made, seen = _labelled(_items(step, dialect), one, seen, dialect)
        items += made
        if one.layer.name in keeps:
            items.append(call("Keep", Words(quoted(one.layer.name))))
        is_flat = one.is_flat
    return Chain(tuple(items), keeps)


def _labelled(
    items: tuple[Item, ...], one: LayerReport, seen: str, dialect: Dialect
) -> tuple[list[Item], str]:
    """Return the items of a layer with its name and with the shapes that are new."""
    made: list[Item] = []
    for index, item in enumerate(items):
        is_last = index + 1 == len(items)
        shape = item.shape or (dialect.shape(one.output, one.is_flat) if is_last else seen)
        label = one_line(one.layer.name) if is_last else ""
        made.append(replace(item, label=label, shape="" if shape == seen else shape))
        seen = shape
    return made, seen


def _items(step: Step, dialect: Dialect) -> tuple[Item, ...]:
    one, layer = step.report, step.report.layer
    if not isinstance(layer, Residual | Inception | SideHead):
        return dialect.plain(step)
    chains = tuple(
        _chain(one.branch(index), one.input, step.was_flat, dialect, layer.kind)
        for index in range(len(layer.branches))
    )
    has_after = isinstance(layer, Residual) and layer.after != "none"
    after = dialect.activation(layer.after) if has_after else None  # type: ignore[union-attr]
    return (Block(layer.kind, chains, after, one.input.channels, one.output.channels),)


def _role(reports: tuple[LayerReport, ...], index: int, kind: str) -> str:
    """Return what a layer's filters are called where they differ between equal blocks."""
    layer = reports[index].layer
    if kind != "inception" or not isinstance(layer, Conv):
        return "width"
    windows = [one.layer.kernel for one in reports[index + 1 :] if isinstance(one.layer, Conv)]
    larger = next((kernel for kernel in windows if kernel != (1, 1)), None)
    if layer.kernel == (1, 1) and larger:
        return f"ch{_times(larger)}_reduce"
    if any(isinstance(one.layer, Pool) for one in reports[:index]):
        return "pool_proj"
    return f"ch{_times(layer.kernel)}"


def _times(kernel: Pair) -> str:
    return f"{kernel[0]}x{kernel[1]}"


def _flattens_next(reports: tuple[LayerReport, ...], index: int, keeps: tuple[str, ...]) -> bool:
    if reports[index].layer.name in keeps:
        return False
    for one in islice(reports, index + 1, None):
        if one.layer.kind in ("flatten", "dense"):
            return True
        if one.layer.kind != "dropout" or one.layer.name in keeps:
            return False
    return False


def _follows_pool(reports: tuple[LayerReport, ...], index: int, keeps: tuple[str, ...]) -> bool:
    before = index - 1
    while before >= 0 and reports[before].layer.kind == "dropout":
        before -= 1
    is_pool = before >= 0 and reports[before].layer.kind == "global-pool"
    return is_pool and _flattens_next(reports, before, keeps)


def call(function: str, *values: Value | Number | Words | Call, **options: Argument) -> Call:
    """Return a call with positional values and with options, see `option`."""
    arguments = [Argument(_expression(value)) for value in values]
    arguments += [replace(one, keyword=keyword) for keyword, one in options.items()]
    return Call(function, tuple(arguments))


def option(value: Value | str | bool, default: Value | str | bool | None, role: str) -> Argument:
    """Return an argument that is written only where it differs from a default."""
    return Argument(
        _option(value, role), default=None if default is None else _option(default, role)
    )


def _option(value: Value | str | bool, role: str) -> Number | Words:
    if isinstance(value, bool):
        return Words(str(value))
    return Words(quoted(value)) if isinstance(value, str) else Number(value, role)


def _expression(value: Value | Number | Words | Call) -> Number | Words | Call:
    return value if isinstance(value, Number | Words | Call) else Number(value)


def sides(pair: Pair) -> Value:
    """Return one number where both sides are equal."""
    return pair[0] if pair[0] == pair[1] else pair


def connections(layer: SparseConv) -> Call:
    """Return the channels that each filter sees, as a tuple of tuples."""
    rows = (Call("", tuple(Argument(Words(str(c))) for c in seen)) for seen in layer.connections)
    return Call("", tuple(Argument(row) for row in rows))
