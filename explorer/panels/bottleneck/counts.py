"""MACs or FLOPs: one choice for all pages, in the same words everywhere; no Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.bottleneck.state import Counts

TIPS: dict[Counts, str] = {
    "macs": "Multiply-accumulates: the products that are computed",
    "flops": "Multiplications and additions: twice the MACs",
}
CHOICE = "Unit of cost"
OPTIONS: tuple[tuple[Counts, str, str], ...] = (
    ("macs", "MACs", TIPS["macs"]),
    ("flops", "FLOPs", TIPS["flops"]),
)
"""Of the switch that says `CompareState.counts`."""
