"""The line above a picture: how fast, how late, how many frames were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.faces.values import FacesView
    from explorer.services.rates import Rates

TIP = (
    "Pictures shown a second · from capture to screen, median · frames left out since the start · "
    "finding and embedding the faces of this picture"
)


def rates_line(rates: Rates | None, view: FacesView | None) -> str:
    """Return the numbers, as wide whatever they are; of a still picture the networks alone."""
    networks = "" if view is None else f"networks {view.network_ms:6.1f} ms"
    if rates is None:
        return networks
    latency = "   –" if rates.latency_ms is None else f"{rates.latency_ms:4.0f}"
    moving = f"{rates.fps:5.1f} fps · latency {latency} ms · dropped {rates.dropped:3,}"
    return f"{moving} · {networks}" if networks else moving
