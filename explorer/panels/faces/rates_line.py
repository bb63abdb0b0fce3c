"""The line above a picture: how fast, how late, how many frames were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets import rates_line as shared

if TYPE_CHECKING:
    from explorer.panels.faces.values import FacesView
    from explorer.services.rates import Rates

TIP = f"{shared.TIP}finding and embedding the faces of this picture"


def rates_line(rates: Rates | None, view: FacesView | None) -> str:
    """Return the numbers, as wide whatever they are; of a still picture the networks alone."""
    return shared.rates_line(rates, "" if view is None else f"networks {view.network_ms:6.1f} ms")
