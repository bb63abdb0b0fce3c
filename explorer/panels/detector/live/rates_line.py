"""The line above the picture: how fast, how late, how many frames were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets import rates_line as shared

if TYPE_CHECKING:
    from explorer.panels.detector.values import DetectView
    from explorer.services.rates import Rates

TIP = f"{shared.TIP}the network's pass for this picture"


def rates_line(rates: Rates | None, view: DetectView | None) -> str:
    """Return the numbers, as wide whatever they are; of a still picture the pass alone."""
    return shared.rates_line(rates, "" if view is None else f"network {view.infer_ms:5.1f} ms")
