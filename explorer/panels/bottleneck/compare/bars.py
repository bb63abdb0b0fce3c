"""The costs of both variants as bars: numbers and lengths, before anything is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.bottleneck.derivation import UNITS
from explorer.panels.bottleneck.compare.two_ways import ratio_text, ratio_tone
from explorer.panels.bottleneck.counts import TIPS as COUNT_TIPS

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import PartCost, Quantity
    from explorer.engine.bottleneck.variants import VariantComparison
    from explorer.panels.bottleneck.state import Counts

TIPS: dict[Quantity, str] = {
    "macs": COUNT_TIPS["macs"],
    "flops": COUNT_TIPS["flops"],
    "params": "Weights and biases, which are trained",
    "activations": "Numbers that the layers write for one picture: the bottleneck writes its own "
    "besides",
    "traffic": "The least that is moved for one picture in float32: each layer reads its input and "
    "its parameters once and writes its output once",
}


class Bar(NamedTuple):
    """One variant's cost, and the parts that it is stacked of, in the order of its layers."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(count for _, count in self.parts)


class BarGroup(NamedTuple):
    """A quantity of both variants, how they compare, and what is counted."""

    title: str
    direct: Bar
    bottlenecked: Bar
    ratio: str
    tone: str
    tip: str

    @property
    def bars(self) -> tuple[Bar, Bar]:
        """The direct variant's, then the bottlenecked one's."""
        return (self.direct, self.bottlenecked)

    @property
    def longest(self) -> int:
        """The count whose bar takes all of the width."""
        return max(bar.total for bar in self.bars)

    def lines(self) -> tuple[str, ...]:
        """Return all numbers as words, for tooltips and screen readers."""
        found = []
        for bar in self.bars:
            parts = " + ".join(f"{name} {count:,}" for name, count in bar.parts)
            total = f" = {bar.total:,}" if len(bar.parts) > 1 else ""
            found.append(f"{bar.name}: {parts}{total}")
        return tuple(found)


def bar_groups(comparison: VariantComparison, counts: Counts) -> tuple[BarGroup, ...]:
    """Return operations, parameters, activations and memory traffic of both variants."""
    titles: dict[Quantity, str] = {
        counts: UNITS[counts], "params": "parameters", "activations": "activations",
        "traffic": "memory traffic, bytes",
    }  # fmt: skip
    return tuple(_group(comparison, quantity, title) for quantity, title in titles.items())


def intensities(comparison: VariantComparison) -> tuple[tuple[str, float], ...]:
    """Return FLOPs per byte of each variant and of each layer of the bottlenecked one."""
    direct, narrow = comparison.variants
    first, second = (layer.intensity for layer in narrow.layers)
    return (
        ("directly", direct.intensity), ("bottlenecked", narrow.intensity),
        ("1×1", first), (comparison.spec.kernel_text, second),
    )  # fmt: skip


def intensity_text(value: float) -> str:
    """Return FLOPs per byte with three digits at least: 182.9, 8.06, 1,250."""
    return f"{value:,.1f}" if value >= 99.95 else f"{value:.3g}"


def _group(comparison: VariantComparison, quantity: Quantity, title: str) -> BarGroup:
    ratio = comparison.ratio(quantity)
    return BarGroup(
        title,
        _bar("directly", comparison.direct, quantity),
        _bar("bottlenecked", comparison.bottlenecked, quantity),
        ratio_text(ratio), ratio_tone(ratio), TIPS[quantity],
    )  # fmt: skip


def _bar(name: str, part: PartCost, quantity: Quantity) -> Bar:
    names = (f"{layer.weights[0]}×{layer.weights[1]}" for layer in part.layers)
    return Bar(name, tuple(zip(names, (getattr(layer, quantity) for layer in part.layers),
                               strict=True)))  # fmt: skip
