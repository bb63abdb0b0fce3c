"""What is offered on a button beside a problem of the unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.panels.filters.excite.layers import deepest_with_maps

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteView
    from explorer.panels.filters.maps.values import LayerFacts, NetworkFacts
    from explorer.panels.filters.state import UnitState


@dataclass(frozen=True, slots=True)
class Remedy:
    """A button: its text, and the unit that it chooses; None opens the page Feature maps."""

    text: str
    tooltip: str
    unit: UnitState | None


def remedy_for(view: ExciteView, unit: UnitState) -> Remedy | None:
    """Return what can be done about a problem of the network, the layer or the channel."""
    problem = view.problem
    if problem is None or problem.place not in ("network", "layer", "channel"):
        return None
    if problem.place == "channel" and view.layer is not None:
        return _nearest_channel(view.layer, unit)
    if problem.place == "layer" and view.network is not None:
        return _deepest_layer(view.network, unit)
    return Remedy("Feature maps", "What works for this file: walk through its maps", None)


def _nearest_channel(layer: LayerFacts, unit: UnitState) -> Remedy:
    channel = min(max(unit.channel or 0, 0), layer.shape[2] - 1)
    return Remedy(f"Use {channel}", "The nearest that there is", replace(unit, channel=channel))


def _deepest_layer(network: NetworkFacts, unit: UnitState) -> Remedy:
    deepest = deepest_with_maps(network)
    return Remedy(
        f"Use {deepest.title}",
        "The deepest layer that has maps",
        replace(unit, layer=deepest.name, channel=None),
    )
