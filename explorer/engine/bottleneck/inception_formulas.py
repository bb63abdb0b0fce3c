"""What an inception module costs as mathematics: a product for each layer, a sum for each branch.

h×w cells, c channels in; n₁, n₃, n₅ and nₚ are the widths of the branches, r₃ and r₅ those of the
reductions. Stride 1 and "same" padding, so h·w stands before every branch (Szegedy et al., "Going
deeper with convolutions", 2014, section 4 and table 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.derivation import UNITS
from explorer.engine.bottleneck.formulas import Formula
from explorer.engine.bottleneck.inception_costs import BRANCHES
from explorer.engine.bottleneck.latex import decimal_latex, decimal_text, grouped, product
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import LayerCost, PartCost
    from explorer.engine.bottleneck.formulas import Counted
    from explorer.engine.bottleneck.inception_costs import DesignCost, InceptionComparison

WIDTH_LETTERS = {
    "one": ("n_1",),
    "three": ("r_3", "n_3"),
    "five": ("r_5", "n_5"),
    "pool": ("n_p",),
}
"""Letters for the widths of a branch, in order; of one that is shorter, the last."""
NOTHING = "0"


@dataclass(frozen=True, slots=True)
class ModuleFormulas:
    """A module's cost: each branch in the order of `BRANCHES`, their sum, and the ratio to naive.

    Attributes
    ----------
    ratio
        How many times less than figure 2a, the naive module whose pool is passed through.
    """

    quantity: Counted
    unit: str
    branches: tuple[Formula, ...]
    total: Formula
    ratio: Formula

    @property
    def all(self) -> tuple[Formula, ...]:
        """Every formula, in the order in which they are read."""
        return (*self.branches, self.total, self.ratio)


def module_formulas(comparison: InceptionComparison, quantity: Counted = "macs") -> ModuleFormulas:
    """Return how a quantity of today's module is counted."""
    today = comparison.today
    parts = tuple(
        _branch(key, part, today, quantity)
        for key, part in zip(BRANCHES, today.branches, strict=True)
    )
    return ModuleFormulas(
        quantity, UNITS[quantity], parts, _total(today, quantity), _ratio(comparison, quantity)
    )


def _branch(key: str, part: PartCost, cost: DesignCost, quantity: Counted) -> Formula:
    layers = [layer for layer in part.layers if layer.weights]
    count = part.total(quantity)
    if not layers:
        spoken = f"{part.title}: pooling multiplies nothing, and has no parameters."
        return Formula(part.title, NOTHING, NOTHING, spoken)
    letters = ("c", *WIDTH_LETTERS[key][-len(layers) :])
    numbers = (layers[0].weights[2], *(layer.weights[3] for layer in layers))
    return Formula(
        part.title,
        _sum_of(layers, letters, quantity, ("h", "w")),
        f"{_sum_of(layers, numbers, quantity, cost.design.input[:2])} = {grouped(count)}",
        f"{part.title}: {count:,} {UNITS[quantity]}.",
    )


def _sum_of(
    layers: list[LayerCost],
    widths: tuple[object, ...],
    quantity: Counted,
    cells: tuple[object, ...],
) -> str:
    """Return the terms of layers; ``widths`` are the channels before, between and behind them."""
    terms = [
        _term(layer, before, after, quantity)
        for layer, before, after in zip(layers, widths, widths[1:], strict=False)
    ]
    if quantity == "params":
        return " + ".join(terms)
    factor = (FLOPS_PER_MAC,) if quantity == "flops" else ()
    inside = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    return product(*factor, *cells, inside)


def _term(layer: LayerCost, before: object, after: object, quantity: Counted) -> str:
    """Return one layer's product: the filters, their cells and their depth."""
    f = layer.weights[0]
    window = () if f == 1 else (f"{f}^2",)
    if quantity == "params":
        return product(f"({product(*window, before)} + 1)", after)
    return product(after, *window, before)


def _total(cost: DesignCost, quantity: Counted) -> Formula:
    counts = [branch.total(quantity) for branch in cost.branches]
    total = cost.whole.total(quantity)
    return Formula(
        "all branches",
        r"\Sigma",
        f"{' + '.join(grouped(one) for one in counts)} = {grouped(total)}",
        f"Together: {' plus '.join(f'{one:,}' for one in counts)} equals {total:,} "
        f"{UNITS[quantity]}.",
    )


def _ratio(comparison: InceptionComparison, quantity: Counted) -> Formula:
    naive, today = (one.whole.total(quantity) for one in (comparison.naive, comparison.today))
    ratio = Fraction(naive, today)
    return Formula(
        "naive : today",
        r"\frac{\mathrm{naive}}{\mathrm{today}}",
        rf"\frac{{{grouped(naive)}}}{{{grouped(today)}}} {decimal_latex(ratio)}",
        compared_text(naive, today, UNITS[quantity]),
    )


def compared_text(naive: int, today: int, unit: str) -> str:
    """Return how a module stands to the naive one, as a sentence."""
    if naive == today:
        return f"The module takes as many {unit} as the naive one."
    ratio = Fraction(max(naive, today), min(naive, today))
    relation, text = decimal_text(ratio)
    about = "" if relation == "=" else "about "
    more = "fewer" if today < naive else "more"
    return f"The module takes {about}{text} times {more} {unit} than the naive one."
