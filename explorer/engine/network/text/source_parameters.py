"""Which numbers of equal blocks become parameters, and how the others follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.network.text.source_tree import Number, Value, Words

if TYPE_CHECKING:
    from explorer.engine.network.text.source_text import Names

Vector = tuple[Value, ...]
FEWEST_FOR_A_RULE = 3
"""Different numbers that have to follow a rule such as 4 · width before it is believed."""
_CHANNELS = ("c_in", "width", "channels", "c_out")
_USUAL = {"stride": 1, "dilation": 1, "groups": 1}


class Column(NamedTuple):
    """A number as it is in each of the blocks, and what it is called."""

    vector: Vector
    role: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, its value for each of the blocks, and its default."""

    name: str
    values: Vector
    default: Value | None = None

    @property
    def annotation(self) -> str:
        """The type, as written in source."""
        return " | ".join(sorted({_type_name(value) for value in self.values}))


def _type_name(value: Value) -> str:
    if isinstance(value, tuple):
        return f"tuple[{', '.join(['int'] * len(value))}]"
    return type(value).__name__


class Parameters:
    """The parameters of a function, in order: those with a default come last.

    ``c_in`` and ``c_out`` are the channels that each of the blocks reads and returns.
    """

    def __init__(self, columns: list[Column], c_in: Vector, c_out: Vector, names: Names) -> None:
        self._roles: dict[Vector, str] = {}
        for column in columns:
            if len(set(column.vector)) > 1:
                self._roles.setdefault(column.vector, column.role)
        self._c_in, self._c_out = c_in, c_out
        self._texts: dict[Vector, str] = {}
        self.all: tuple[Parameter, ...] = ()
        self._name(_bases(self._roles), names)

    def _name(self, bases: dict[Vector, tuple[Vector, str]], names: Names) -> None:
        made = []
        for vector, role in self._roles.items():
            if vector not in bases:
                self._texts[vector] = names.fresh(self._title(vector, role))
                made.append(Parameter(self._texts[vector], vector, _default(vector, role)))
        for vector, (base, rule) in bases.items():
            self._texts[vector] = rule.format(self._texts[base])
        self.all = tuple(sorted(made, key=lambda one: one.default is not None))

    def _title(self, vector: Vector, role: str) -> str:
        if vector == self._c_in:
            return "channels" if vector == self._c_out else "c_in"
        return "c_out" if vector == self._c_out and role in _CHANNELS else role

    def expression(self, vector: Vector) -> Number | Words | None:
        """Return how a column is written: a number, in terms of the parameters, or None."""
        if vector in self._texts:
            return Words(self._texts[vector])
        return Number(vector[0]) if len(set(vector)) == 1 else None

    def shortcut_expression(self, column: Column, mask: tuple[bool, ...]) -> Number | Words | None:
        """Return how a column of a projection is written, which only masked blocks have.

        Of several parameters that fit, that is taken which means the same.
        """
        fitting = [known for known in self._texts if _masked(known, mask) == column.vector]
        family = [known for known in fitting if self._family(known) == _family(column.role)]
        first = self._c_in if column.role == "c_in" else self._c_out
        for known in (*(one for one in family if one == first), *family):
            return Words(self._texts[known])
        if len(set(column.vector)) == 1:
            return Number(column.vector[0], column.role)
        return Words(self._texts[fitting[0]]) if fitting else None

    def _family(self, vector: Vector) -> str:
        return _family(self._roles[vector])


def _family(role: str) -> str:
    return "channels" if role in _CHANNELS else role


def _masked(vector: Vector, mask: tuple[bool, ...]) -> Vector:
    return tuple(value for value, is_there in zip(vector, mask, strict=True) if is_there)


def _default(vector: Vector, role: str) -> Value | None:
    usual = _USUAL.get(role)
    return usual if usual in vector else None


def _bases(roles: dict[Vector, str]) -> dict[Vector, tuple[Vector, str]]:
    """Return for each column that follows from another one, that one and the rule."""
    found: dict[Vector, tuple[Vector, str]] = {}
    for vector, role in roles.items():
        for base, base_role in roles.items():
            rule = _rule(vector, base, role == "padding" and base_role == "kernel")
            if rule and base not in found:
                found[vector] = (base, rule)
                break
    return {vector: _rooted(rule, found) for vector, rule in found.items()}


def _rule(vector: Vector, base: Vector, is_padding: bool) -> str:
    if is_padding and all(
        isinstance(f, int) and f // 2 == p for f, p in zip(base, vector, strict=True)
    ):
        return "{} // 2"
    ratio = _ratio(vector, base)
    return f"{ratio} * {{}}" if ratio else ""


def _rooted(
    rule: tuple[Vector, str], found: dict[Vector, tuple[Vector, str]]
) -> tuple[Vector, str]:
    """Return a rule whose base is a parameter."""
    base, text = rule
    while base in found:
        base, inner = found[base]
        text = text.format(inner)
    return base, text


def _ratio(vector: Vector, base: Vector) -> int:
    """Return how many times the other one a column is; 0 where that is no rule."""
    if len(set(base)) < FEWEST_FOR_A_RULE or vector == base:
        return 0
    first, unit = vector[0], base[0]
    if not isinstance(first, int) or not isinstance(unit, int) or unit < 1:
        return 0
    ratio = first // unit
    pairs = zip(vector, base, strict=True)
    holds = all(isinstance(b, int) and b * ratio == value for value, b in pairs)
    return ratio if ratio > 1 and holds else 0
