"""From what the panel shows to what the controls of one layer need to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.layers.cards.fields import InputForm, Shown
from explorer.panels.layers.cards.places import earlier_names, flow_before

if TYPE_CHECKING:
    from explorer.panels.layers.values import LayersView


def shown_of(view: LayersView) -> Shown:
    """Return the chosen layer, or the input, with what its controls need to know."""
    if view.layer is None or view.selected is None:
        return Shown(InputForm.of(view.network))
    return Shown(
        view.layer,
        view.selected,
        flow_before(view.network, view.selected, view.report),
        earlier_names(view.network, view.selected),
    )
