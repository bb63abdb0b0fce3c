"""What the page shows, as a value; worked out in the worker, without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.inception import preset_of
from explorer.engine.bottleneck.inception_costs import compare_designs
from explorer.engine.bottleneck.inception_formulas import module_formulas
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.volumes import volumes

if TYPE_CHECKING:
    from explorer.engine.bottleneck.inception import InceptionDesign
    from explorer.engine.bottleneck.inception_costs import InceptionComparison
    from explorer.engine.bottleneck.inception_formulas import ModuleFormulas
    from explorer.engine.bottleneck.remarks import Remark
    from explorer.panels.bottleneck.state import Counts, Drawing
    from explorer.widgets.drawing.figure import Figure

REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class ModuleRequest:
    """What the view depends on."""

    design: InceptionDesign
    counts: Counts
    drawing: Drawing


@dataclass(frozen=True, slots=True, eq=False)
class ModuleView:
    """A design with all that is known of it.

    Attributes
    ----------
    preset
        "3a" to "5b"; "" for a design of one's own.
    sums
        The mathematics: of the unit of cost that is chosen, then of the parameters.
    """

    request: ModuleRequest
    preset: str
    comparison: InceptionComparison
    remarks: tuple[Remark, ...]
    sums: tuple[ModuleFormulas, ModuleFormulas]
    figure: Figure

    @property
    def design(self) -> InceptionDesign:
        """The module that is shown."""
        return self.request.design

    @property
    def counts(self) -> Counts:
        """The unit of cost."""
        return self.request.counts


def respond(request: ModuleRequest) -> ModuleView:
    """Return what is to be shown."""
    comparison = compare_designs(request.design)
    return ModuleView(
        request,
        preset_of(request.design),
        comparison,
        request.design.remarks(),
        (module_formulas(comparison, request.counts), module_formulas(comparison, "params")),
        _drawn(request.design, request.drawing),
    )


@lru_cache(REMEMBERED)
def _drawn(design: InceptionDesign, drawing: Drawing) -> Figure:
    network = design.network()
    draw = graph if drawing == "graph" else volumes
    return draw(network, network.trace())
