"""Two networks side by side: their totals, and which layer of one is which of the other.

Layers are aligned sequence by sequence, so a block is held against a block and what is inside
follows. In a sequence the longest runs of equal layers are matched first (difflib), then in what
is left between them runs of the same kinds. Names do not count: they are the user's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from explorer.engine.network.layers import Layer
    from explorer.engine.network.network import Network
    from explorer.engine.network.report import LayerReport, Report

Relation = Literal["equal", "changed", "left", "right"]
Reports: TypeAlias = "tuple[LayerReport, ...]"
CACHE_SIZE = 4096
_INSIDE = frozenset({"body", "shortcut", "paths", "head"})
"""Fields that hold layers; what differs there is seen in the rows of those layers."""


@dataclass(frozen=True, slots=True)
class Total:
    """One quantity of both networks."""

    label: str
    left: int
    right: int

    @property
    def difference(self) -> int:
        """How much the right one has more."""
        return self.right - self.left

    @property
    def ratio(self) -> float | None:
        """Right over left; None where the left one is 0."""
        return self.right / self.left if self.left else None


@dataclass(frozen=True, slots=True)
class Row:
    """A layer of one or of both networks.

    Attributes
    ----------
    relation
        "equal" in choices and shapes; "changed": same kind; "left" or "right": only there.
    differences
        Of a changed row: the fields that differ, then "inside", "input" and "output" where the
        layers in a block or the shapes do.
    """

    left: LayerReport | None
    right: LayerReport | None
    relation: Relation
    differences: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """How many blocks the layer stands in."""
        one = self.left or self.right
        return one.depth if one is not None else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, their totals and their layers in one order."""

    left: Report
    right: Report
    totals: tuple[Total, ...]
    rows: tuple[Row, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the networks differ in nothing but names."""
        return self.left.input == self.right.input and all(
            row.relation == "equal" for row in self.rows
        )


def compare(a: Network, b: Network) -> Comparison:
    """Hold two networks side by side, as far as their layers fit."""
    left, right = a.trace(), b.trace()
    rows = tuple(_aligned(left.layers, right.layers))
    return Comparison(left, right, _totals(left, right), rows)


def _totals(left: Report, right: Report) -> tuple[Total, ...]:
    names = (
        ("parameters", "params"), ("stored, not trained", "fixed"), ("MACs", "macs"),
        ("activations", "activations"), ("most alive at once", "peak"),
        ("parameters of side heads", "side_params"),
    )  # fmt: skip
    totals = [Total(label, getattr(left, name), getattr(right, name)) for label, name in names]
    weighted = (_weighted(left), _weighted(right))
    return (*totals, Total("layers with weights", *weighted))


def _weighted(report: Report) -> int:
    """Count convolutions and dense layers, as in the names VGG-16 and ResNet-50."""
    kinds = ("conv", "sparse-conv", "dense")
    return sum(one.layer.kind in kinds for one in report.leaves())


def _aligned(left: Reports, right: Reports) -> Iterator[Row]:
    for is_match, before, after in _runs(left, right, _nameless_layer):
        if is_match:
            yield from _paired(before, after)
            continue
        for is_kind, some, others in _runs(before, after, _kind):
            if is_kind:
                yield from _paired(some, others)
            else:
                yield from _single(some, "left")
                yield from _single(others, "right")


def _runs(
    left: Reports, right: Reports, key: Callable[[LayerReport], Hashable]
) -> Iterator[tuple[bool, Reports, Reports]]:
    """Yield two sequences cut into (whether they match, piece, piece), in order.

    What is common at both ends is matched first: an edit leaves most of a network as it was, and
    difflib is quadratic and ignores what occurs often in long sequences.
    """
    keys = [key(one) for one in left], [key(one) for one in right]
    head = _common(*keys)
    tail = _common(keys[0][head:][::-1], keys[1][head:][::-1])
    ends = len(left) - tail, len(right) - tail
    matcher = SequenceMatcher(None, keys[0][head : ends[0]], keys[1][head : ends[1]])
    blocks = [(0, 0, head), *((head + a, head + b, n) for a, b, n in matcher.get_matching_blocks())]
    i = j = 0
    for a, b, size in (*blocks, (*ends, tail)):
        if (i, j) != (a, b):
            yield False, left[i:a], right[j:b]
        i, j = a + size, b + size
        if size:
            yield True, left[a:i], right[b:j]


def _common(left: list[Hashable], right: list[Hashable]) -> int:
    """Return how many items two lists have in common at their beginning."""
    pairs = zip(left, right, strict=False)
    shorter = min(len(left), len(right))
    return next((i for i, (one, other) in enumerate(pairs) if one != other), shorter)


def _paired(left: Reports, right: Reports) -> Iterator[Row]:
    for one, other in zip(left, right, strict=True):
        differences = _differences(one, other)
        yield Row(one, other, "changed" if differences else "equal", differences)
        for index in range(max(len(one.layer.branches), len(other.layer.branches))):
            yield from _aligned(one.branch(index), other.branch(index))


def _single(reports: Reports, side: Literal["left", "right"]) -> Iterator[Row]:
    for one in (inner for report in reports for inner in report.walk()):
        yield Row(one, None, side) if side == "left" else Row(None, one, side)


def _differences(one: LayerReport, other: LayerReport) -> tuple[str, ...]:
    before, after = _nameless(one.layer), _nameless(other.layer)
    found = []
    if before != after:
        found = [
            field.name
            for field in fields(before)
            if field.name not in _INSIDE
            and getattr(before, field.name) != getattr(after, field.name)
        ]
        found += ["inside"] if before.branches != after.branches else []
    found += ["input"] if one.input != other.input else []
    found += ["output"] if one.output != other.output else []
    return tuple(found)


def _nameless_layer(report: LayerReport) -> Hashable:
    return _nameless(report.layer)


def _kind(report: LayerReport) -> Hashable:
    return report.layer.kind


@lru_cache(CACHE_SIZE)
def _nameless(layer: Layer) -> Layer:
    """Return a layer without its name and those of the layers in it."""
    branches = tuple(tuple(map(_nameless, branch)) for branch in layer.branches)
    return replace(layer.with_branches(branches), name="")
