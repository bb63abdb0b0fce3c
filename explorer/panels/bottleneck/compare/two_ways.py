"""Both variants as one drawing: the direct one above, the bottlenecked one below, to one scale.

A pure function of what was counted. Lengths follow the square root of the count, as in the Layer
Builder's drawings, and all volumes share one unit, so that they can be compared by eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.bottleneck.derivation import UNITS
from explorer.widgets.drawing.figure import (
    OBLIQUE_X,
    OBLIQUE_Y,
    Caption,
    Figure,
    Link,
    Room,
    Solid,
)
from explorer.widgets.drawing.labels import shapes
from explorer.widgets.drawing.volumes import CHANNELS, WIDTH
from explorer.widgets.numbers import big_text, short_count

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import LayerCost, PartCost
    from explorer.engine.bottleneck.variants import VariantComparison
    from explorer.engine.network import Place, Shape
    from explorer.panels.bottleneck.state import Counts

EDGE = 10.0
TALLEST = 58.0
DEEPEST = 78.0
"""The longest receding edge; wide volumes make all lengths shorter."""
LEAST = 2.5
ARROW = 176.0
"""Room for what a layer is and costs, between two volumes."""
AIR = 8.0
TOTALS = 156.0
LINE = 15.0
GAP = 3.0
"""Between a line and its words."""
ROW_GAP = 8.0
DIRECT: tuple[Place, Place] = ((), (0,))
BOTTLENECKED: tuple[Place, Place, Place] = ((1,), (2,), (3,))
"""Places in the drawing, from the input on."""


class _Face(NamedTuple):
    width: float
    height: float
    depth: float

    @property
    def dx(self) -> float:
        return self.depth * OBLIQUE_X

    @property
    def dy(self) -> float:
        return self.depth * OBLIQUE_Y

    @property
    def across(self) -> float:
        return self.width + self.dx

    @property
    def exit(self) -> float:
        """Where a line comes into sight that leaves from behind the receding side."""
        hidden = 1.0 if self.dy <= self.height / 2 else self.height / 2 / self.dy
        return self.width + self.dx * hidden


@dataclass(frozen=True, slots=True)
class _Plan:
    """How large the three volumes are, and in which columns they stand."""

    given: _Face
    narrow: _Face
    output: _Face

    @property
    def narrow_x(self) -> float:
        return EDGE + self.given.across + ARROW

    @property
    def output_x(self) -> float:
        return self.narrow_x + self.narrow.across + ARROW

    @property
    def totals_x(self) -> float:
        return self.output_x + self.output.across + 2 * AIR

    @property
    def above(self) -> float:
        """How far a row reaches above its axis: volumes, or the words at the right."""
        rise = max(self.given.dy, self.narrow.dy, self.output.dy)
        return max(self.given.height / 2 + rise, 2 * LINE)

    @property
    def below(self) -> float:
        """How far it reaches below: shapes under the volumes, or costs under the lines."""
        return max(self.given.height / 2 + AIR / 2 + LINE, GAP + 2 * LINE)


def two_ways(comparison: VariantComparison, counts: Counts) -> Figure:
    """Return both variants with the shapes of their volumes and what each layer costs.

    Parameters
    ----------
    counts
        Whether multiplications or FLOPs are said.
    """
    plan = _plan(comparison)
    axis = EDGE + plan.above
    second = axis + plan.below + ROW_GAP + plan.above
    above = _direct(comparison, plan, axis, counts)
    below = _bottlenecked(comparison, plan, second, counts)
    return Figure(
        plan.totals_x + TOTALS + EDGE, second + plan.below + EDGE,
        (*above.solids, *below.solids), (*above.links, *below.links),
        legend="all volumes to one scale, lengths as √count", is_network=False,
        captions=(*above.captions, *below.captions),
    )  # fmt: skip


class _Row(NamedTuple):
    solids: list[Solid]
    links: list[Link]
    captions: list[Caption]


def _direct(comparison: VariantComparison, plan: _Plan, axis: float, counts: Counts) -> _Row:
    (layer,) = comparison.direct.layers
    solids = [
        _input(layer, DIRECT[0], plan, axis),
        _solid(layer, DIRECT[1], "direct", plan.output_x, axis, plan.output),
    ]
    link, captions = _arrow(layer, EDGE, plan.given, plan.output_x, axis, counts)
    captions += _totals(comparison.direct, "directly", "warm", plan, axis, counts)
    return _Row(solids, [link], captions)


def _bottlenecked(comparison: VariantComparison, plan: _Plan, axis: float, counts: Counts) -> _Row:
    first, second = comparison.bottlenecked.layers
    solids = [
        _input(first, BOTTLENECKED[0], plan, axis),
        _solid(first, BOTTLENECKED[1], "narrowing", plan.narrow_x, axis, plan.narrow),
        _solid(second, BOTTLENECKED[2], "conv", plan.output_x, axis, plan.output),
    ]
    before, words_before = _arrow(first, EDGE, plan.given, plan.narrow_x, axis, counts)
    after, words_after = _arrow(second, plan.narrow_x, plan.narrow, plan.output_x, axis, counts)
    captions = words_before + words_after
    captions += _totals(
        comparison.bottlenecked, "bottlenecked", "accent", plan, axis, counts,
        comparison.ratio(counts),
    )  # fmt: skip
    return _Row(solids, [before, after], captions)


def _plan(comparison: VariantComparison) -> _Plan:
    given, (narrow, output) = (
        comparison.spec.input,
        (layer.output for layer in comparison.bottlenecked.layers),
    )
    deepest = sqrt(max(shape.channels for shape in (given, narrow, output))) * CHANNELS
    unit = min(TALLEST / sqrt(max(given.height, given.width)), DEEPEST / deepest)
    return _Plan(*(_face(shape, unit) for shape in (given, narrow, output)))


def _face(shape: Shape, unit: float) -> _Face:
    width, height = unit * sqrt(shape.width) * WIDTH, unit * sqrt(shape.height)
    depth = unit * sqrt(shape.channels) * CHANNELS
    return _Face(max(width, LEAST), max(height, LEAST), max(depth, LEAST))


def _input(layer: LayerCost, place: Place, plan: _Plan, axis: float) -> Solid:
    return _volume(place, "input", ("input",), layer.input, EDGE, axis, plan.given)


def _solid(layer: LayerCost, place: Place, kind: str, x: float, axis: float, face: _Face) -> Solid:
    return _volume(place, kind, (layer.name,), layer.output, x, axis, face, layer)


def _volume(
    place: Place, kind: str, titles: tuple[str, ...], shape: Shape, x: float, axis: float,
    face: _Face, layer: LayerCost | None = None,
) -> Solid:  # fmt: skip
    top = axis - face.height / 2
    middle = x + face.across / 2
    words = Room(middle - ARROW / 2, top + face.height + AIR / 2, ARROW, LINE)
    return Solid(
        place, kind, "volume", x, top, face.width, face.height, face.depth, titles,
        shapes(shape), shape, words, report=None if layer is None else layer.report,
    )  # fmt: skip


def _arrow(
    layer: LayerCost, x: float, face: _Face, end: float, axis: float, counts: Counts
) -> tuple[Link, list[Caption]]:
    """Return the line from the volume at ``x`` on: over it the layer, under it what it costs."""
    link = Link(((x + face.exit + AIR, axis), (end - AIR / 2, axis)))
    left = x + face.across + AIR
    wide = end - AIR - left
    f, _, depth, filters = layer.weights
    noun = "filter" if filters == 1 else "filters"
    titles = (f"{filters:,} {noun} of {f}×{f}×{depth:,}", f"{filters:,} of {f}×{f}×{depth:,}",
              f"{f}×{f}")  # fmt: skip
    captions = [Caption(Room(left, axis - LINE - GAP, wide, LINE), titles, "text", is_strong=True)]
    for line, texts in enumerate(_cost_texts(layer, counts)):
        captions.append(Caption(Room(left, axis + GAP + line * LINE, wide, LINE), texts))
    return link, captions


def _totals(
    part: PartCost, title: str, tone: str, plan: _Plan, axis: float, counts: Counts,
    ratio: float | None = None,
) -> list[Caption]:  # fmt: skip
    """Return the lines at the right: which way this is, and what it costs in all."""
    lines = [((title,), tone, True), *((texts, "text", False)
             for texts in _cost_texts(part, counts))]  # fmt: skip
    if ratio is not None:
        words = (ratio_text(ratio, UNITS[counts]), ratio_text(ratio))
        lines.append((words, ratio_tone(ratio), True))
    top = axis - LINE * len(lines) / 2
    return [
        Caption(Room(plan.totals_x, top + at * LINE, TOTALS, LINE), texts, tone, strong, "left")
        for at, (texts, tone, strong) in enumerate(lines)
    ]


def _cost_texts(
    cost: LayerCost | PartCost, counts: Counts
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    operations = cost.macs if counts == "macs" else cost.flops
    return (
        (f"{big_text(operations)} {UNITS[counts]}", f"{short_count(operations)} {UNITS[counts]}"),
        (f"{big_text(cost.params)} parameters", f"{short_count(cost.params)} parameters"),
    )


def ratio_text(ratio: float, unit: str = "") -> str:
    """Return how many times less the bottleneck takes: 9.68 times fewer MACs."""
    if ratio == 1:
        return f"as many {unit}".strip()
    times = max(ratio, 1 / ratio)
    number = f"{times:,.0f}" if times >= 999.5 else f"{times:.3g}"
    amount = "hardly" if number == "1" else f"{number} times"
    return f"{amount} {'fewer' if ratio > 1 else 'more'} {unit}".strip()


def ratio_tone(ratio: float) -> str:
    """Return the theme's tone of a saving, or of what is no saving."""
    return "good" if ratio > 1 else "bad" if ratio < 1 else "muted"
