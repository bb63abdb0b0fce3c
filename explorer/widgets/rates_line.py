"""The line above a live picture: how fast, how late, how many frames were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.services.rates import Rates

TIP = (
    "Pictures shown a second · from capture to screen, median · frames left out since the start · "
)
"""What the numbers are; who asks for the line adds what the work is."""


def rates_line(rates: Rates | None, work: str) -> str:
    """Return the numbers, as wide whatever they are; of a still picture the work's time alone."""
    if rates is None:
        return work
    latency = "   –" if rates.latency_ms is None else f"{rates.latency_ms:4.0f}"
    moving = f"{rates.fps:5.1f} fps · latency {latency} ms · dropped {rates.dropped:3,}"
    return f"{moving} · {work}" if work else moving
