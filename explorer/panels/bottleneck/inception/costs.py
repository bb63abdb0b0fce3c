"""Rows of the charts: what each branch costs, and what the module's forms cost, with ratios."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.derivation import UNITS
from explorer.engine.bottleneck.inception_costs import BRANCHES
from explorer.engine.bottleneck.latex import decimal_text
from explorer.widgets.numbers import big_text

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import PartCost, Quantity
    from explorer.engine.bottleneck.inception_costs import DesignCost, InceptionComparison


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: whose it is, what it is, and how much; soft where it only narrows."""

    branch: str
    title: str
    count: int
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity of a row: the bar's parts, and a few words beside the number."""

    unit: str
    segments: tuple[Segment, ...]
    note: str = ""
    tone: str = "muted"

    @property
    def total(self) -> int:
        """The whole bar."""
        return sum(one.count for one in self.segments)

    @property
    def text(self) -> str:
        """The number, exact."""
        return big_text(self.total)

    @property
    def spoken(self) -> str:
        """The number with its unit and note."""
        return f"{self.total:,} {self.unit}" + (f", {self.note}" if self.note else "")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the chart: its title, a caption below, and its two quantities."""

    title: str
    caption: str
    measures: tuple[Measure, Measure]
    branch: str = ""
    is_strong: bool = False

    @property
    def spoken(self) -> str:
        """The line in words."""
        return f"{self.title}: {'; '.join(one.spoken for one in self.measures)}"

    @property
    def details(self) -> str:
        """All parts of both bars, one a line."""
        lines = [f"{self.title} ({self.caption})"]
        for one in self.measures:
            lines += [f"{part.title}: {part.count:,} {one.unit}" for part in one.segments]
        return "\n".join(lines)


def branch_rows(cost: DesignCost, unit: Quantity) -> tuple[Row, ...]:
    """Return a row for each branch, its bars cut into layers, its note a share of the whole."""
    return tuple(
        Row(
            branch.title,
            f"{branch.output.channels:,} channels",
            (_layers(key, branch, cost, unit), _layers(key, branch, cost, "params")),
            key,
        )
        for key, branch in zip(BRANCHES, cost.branches, strict=True)
    )


def form_rows(comparison: InceptionComparison, unit: Quantity) -> tuple[Row, ...]:
    """Return a row for each form, its bars cut into branches, its note the ratio to figure 2a."""
    naive = comparison.naive
    return tuple(
        Row(
            form.title.replace("as designed", "as designed today"),
            f"{form.output.channels:,} channels out",
            (_branches(form, naive, unit), _branches(form, naive, "params")),
            is_strong=form is comparison.today,
        )
        for form in comparison.all
    )


def ratio_text(naive: int, count: int) -> tuple[str, str]:
    """Return how a count stands to the naive one, and the tone to say it in."""
    if count == naive:
        return "as many", "muted"
    text = decimal_text(Fraction(max(naive, count), min(naive, count)))[1]
    return (f"{text}× fewer", "good") if count < naive else (f"{text}× more", "warm")


def _layers(key: str, branch: PartCost, cost: DesignCost, unit: Quantity) -> Measure:
    convolutions = [one for one in branch.layers if one.weights]
    segments = tuple(
        Segment(key, one.name, getattr(one, unit), is_soft=one is not convolutions[-1])
        for one in convolutions
    )
    share = branch.total(unit) / cost.whole.total(unit)
    return Measure(UNITS[unit], segments, f"{share:.1%}" if segments else "")


def _branches(form: DesignCost, naive: DesignCost, unit: Quantity) -> Measure:
    segments = tuple(
        Segment(key, branch.title, branch.total(unit))
        for key, branch in zip(BRANCHES, form.branches, strict=True)
    )
    if form is naive:
        return Measure(UNITS[unit], segments, "reference")
    note, tone = ratio_text(naive.whole.total(unit), form.whole.total(unit))
    return Measure(UNITS[unit], segments, note, tone)
