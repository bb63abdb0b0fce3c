"""The line above the picture: how fast, how late, how many frames were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.detector.values import DetectView
    from explorer.services.rates import Rates

TIP = (
    "Pictures shown a second · from capture to screen, median · frames left out since the start · "
    "the network's pass for this picture"
)


def rates_line(rates: Rates | None, view: DetectView | None) -> str:
    """Return the numbers, as wide whatever they are; of a still picture the pass alone."""
    network = "" if view is None else f"network {view.infer_ms:5.1f} ms"
    if rates is None:
        return network
    latency = "   –" if rates.latency_ms is None else f"{rates.latency_ms:4.0f}"
    moving = f"{rates.fps:5.1f} fps · latency {latency} ms · dropped {rates.dropped:3,}"
    return f"{moving} · {network}" if network else moving
