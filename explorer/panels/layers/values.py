"""What the worker finds out about a network, and what all parts of the panel are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.engine.network import Layer, LayerError, LayerReport, Network, Place, Report
    from explorer.engine.network.built.check import CheckReport
    from explorer.engine.network.counts.savings import Savings
    from explorer.panels.layers.shares import Shares
    from explorer.panels.layers.state import ViewState
    from explorer.panels.layers.table_rows import Cells
    from explorer.widgets.drawing.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class LayersView:
    """A network with everything that is known of it.

    Attributes
    ----------
    network, report
        The report reaches as far as the layers fit; ``report.problem`` says why it ends.
    selected, layer, layer_report
        The place that is looked at (None: the input), its layer, and what was found of it (None
        for the input, and for a layer that the network does not reach).
    view
        How it is looked at.
    figure
        The drawing, laid out.
    table
        The places and the cells of the table of all layers; None while nobody looks at it.
    shares
        The bars of where the counts are; None while nobody looks at them.
    savings
        What all convolutions save together; None where there is none.
    check, unchecked
        The three-way check of this very network; None as long as it is not known. If none will
        come, why.
    """

    network: Network
    report: Report
    selected: Place | None
    layer: Layer | None
    layer_report: LayerReport | None
    view: ViewState
    figure: Figure
    table: tuple[list[Place], list[Cells]] | None = None
    shares: Shares | None = None
    savings: Savings | None = None
    check: CheckReport | None = None
    unchecked: str = ""

    @property
    def problem(self) -> LayerError | None:
        """Why the network ends before its last layer."""
        return self.report.problem
