"""What an inception module costs, branch by branch, beside its naive and bottlenecked forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.costs import PartCost, Quantity, layer_costs
from explorer.engine.network.counts.memory import BYTES_PER_NUMBER

if TYPE_CHECKING:
    from explorer.engine.bottleneck.inception import InceptionDesign
    from explorer.engine.network.report import LayerReport
    from explorer.engine.network.shape import Shape

BRANCHES = ("one", "three", "five", "pool")
"""Keys of the branches, in the order in which they are stacked."""


@dataclass(frozen=True, slots=True)
class DesignCost:
    """A module's cost.

    Each branch reads the input for itself. Stacking is not counted: where branches write into
    their places of one volume, as fast code does, it moves nothing.

    Attributes
    ----------
    key, title
        For programs and for people: "naive", "naive, pool passed through".
    design
        The module.
    branches
        In the order of `BRANCHES`.
    """

    key: str
    title: str
    design: InceptionDesign
    branches: tuple[PartCost, ...]

    @property
    def output(self) -> Shape:
        """What the branches give, stacked."""
        return self.design.output

    @property
    def whole(self) -> PartCost:
        """All layers together."""
        layers = tuple(layer for branch in self.branches for layer in branch.layers)
        return PartCost(self.key, self.title, layers)


@dataclass(frozen=True, slots=True)
class InceptionComparison:
    """A design as it is, and the three forms that the paper's section 4 is about.

    Attributes
    ----------
    today
        With the 1×1s that are on.
    naive
        Figure 2a: no reductions, and all pooled channels passed through.
    naive_projected
        No reductions, a 1×1 after the pooling: the output is as deep as the bottlenecked one's.
    bottlenecked
        Figure 2b: every 1×1.
    """

    today: DesignCost
    naive: DesignCost
    naive_projected: DesignCost
    bottlenecked: DesignCost

    @property
    def all(self) -> tuple[DesignCost, DesignCost, DesignCost, DesignCost]:
        """Today's, then the three forms."""
        return (self.today, self.naive, self.naive_projected, self.bottlenecked)

    def ratio(self, quantity: Quantity) -> float:
        """Return how many times less today's design takes than figure 2a."""
        return self.naive.whole.total(quantity) / self.today.whole.total(quantity)


def design_cost(
    design: InceptionDesign,
    key: str = "today",
    title: str = "as designed",
    *,
    batch: int = 1,
    bytes_per_number: int = BYTES_PER_NUMBER,
) -> DesignCost:
    """Count a module.

    Raises
    ------
    BottleneckError
        The batch or the bytes are less than 1.
    """
    (block,) = design.network().report().layers
    parts = (
        _branch(name, block.branch(index), batch, bytes_per_number)
        for index, name in enumerate(BRANCHES)
    )
    return DesignCost(key, title, design, tuple(parts))


def compare_designs(
    design: InceptionDesign, *, batch: int = 1, bytes_per_number: int = BYTES_PER_NUMBER
) -> InceptionComparison:
    """Count a design and the forms that it is compared with.

    Raises
    ------
    BottleneckError
        The batch or the bytes are less than 1.
    """
    forms = (
        (design, "today", "as designed"),
        (design.naive(), "naive", "naive, pool passed through"),
        (design.naive(project_pool=True), "naive-projected", "naive, 1×1 after the pool"),
        (design.bottlenecked(), "bottlenecked", "bottlenecked"),
    )
    return InceptionComparison(
        *(
            design_cost(form, key, title, batch=batch, bytes_per_number=bytes_per_number)
            for form, key, title in forms
        )
    )


def _branch(
    key: str, reports: tuple[LayerReport, ...], batch: int, bytes_per_number: int
) -> PartCost:
    layers = layer_costs(reports, batch, bytes_per_number)
    return PartCost(key, " → ".join(one.name for one in layers), layers)
