"""What the page says in words: what is being loaded, how long a pass took, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.panels.filters.maps.network_card import OWN, TITLES

if TYPE_CHECKING:
    from explorer.panels.filters.maps.values import MapsView
    from explorer.panels.filters.state import UnitState


def title_of(unit: UnitState) -> str:
    """Return what the network of a state is called before it is loaded."""
    return Path(unit.own_file).name if unit.network == OWN else TITLES.get(unit.network, "")


def timing_text(view: MapsView, device_name: str) -> str:
    """Say how long the forward pass took and on what, or that none was needed."""
    where = view.network.runtime or device_name
    took = f"{milliseconds(view.forward_ms)} on {where}"
    if view.was_kept:
        return f"No new pass, the activations are kept ({took})"
    extent = "Forward pass" if view.whole_pass else f"Forward pass up to {view.layer.title}"
    return f"{extent} {took} · tiles and statistics {milliseconds(view.mosaic_ms)}"


def milliseconds(elapsed_ms: float) -> str:
    """Return a time with as many digits as are worth reading."""
    return f"{elapsed_ms:.1f} ms" if elapsed_ms < 10 else f"{elapsed_ms:.0f} ms"
