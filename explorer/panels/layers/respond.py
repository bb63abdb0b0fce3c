"""From what is asked to what is shown; runs in the worker, and knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from explorer.engine.network.counts.savings import total_savings
from explorer.engine.network.edit import layer_at
from explorer.panels.layers.shares import shares_of
from explorer.panels.layers.table_rows import table_cells
from explorer.panels.layers.values import LayersView
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.volumes import volumes

if TYPE_CHECKING:
    from explorer.engine.network import Network, Place, Report
    from explorer.engine.network.counts.savings import Savings
    from explorer.panels.layers.state import LayersState, ViewState
    from explorer.panels.layers.table_rows import Cells
    from explorer.widgets.drawing.figure import Figure

KEPT = 8
"""Networks whose report and drawing are remembered: undo and redo find them there."""


@dataclass(frozen=True, slots=True)
class DrawingRequest:
    """What a drawing depends on."""

    network: Network
    graph: bool
    collapse: bool
    true_scale: bool
    expanded: frozenset[Place]


def respond(state: LayersState) -> LayersView:
    """Return everything that is known of a network without PyTorch."""
    network, view = state.network, state.view
    report = _trace(network)
    selected = state.selected
    return LayersView(
        network=network,
        report=report,
        selected=selected,
        layer=None if selected is None else layer_at(network, selected),
        layer_report=None if selected is None else report.at(selected),
        view=view,
        figure=_draw(_drawing_request(network, view)),
        table=_table(network, view.counts == "flops") if view.lower == "table" else None,
        shares=shares_of(report, view) if view.lower == "shares" else None,
        savings=_savings(network),
    )


def _drawing_request(network: Network, view: ViewState) -> DrawingRequest:
    return DrawingRequest(
        network,
        view.drawing == "graph",
        view.collapse,
        view.true_scale,
        frozenset(view.expanded),
    )


@lru_cache(KEPT)
def _trace(network: Network) -> Report:
    return network.trace()


@lru_cache(KEPT)
def _savings(network: Network) -> Savings | None:
    return total_savings(_trace(network))


@lru_cache(KEPT)
def _table(network: Network, flops: bool) -> tuple[list[Place], list[Cells]]:
    return table_cells(network, _trace(network), flops=flops)


@lru_cache(KEPT)
def _draw(request: DrawingRequest) -> Figure:
    report = _trace(request.network)
    if request.graph:
        return graph(request.network, report, collapse=request.collapse, expanded=request.expanded)
    return volumes(
        request.network,
        report,
        collapse=request.collapse,
        true_scale=request.true_scale,
        expanded=request.expanded,
    )
