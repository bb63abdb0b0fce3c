"""Triplets: their loss, which ones to learn from, and a small head that learns from them.

Names are found when they are asked for, so that ``config`` and ``errors`` import without torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.engine.faces.triplets.collapse import Collapse, find_collapse, spread
    from explorer.engine.faces.triplets.config import MININGS, HeadConfig, Mining
    from explorer.engine.faces.triplets.errors import (
        NoPositiveError,
        TooFewPeopleError,
        TripletError,
    )
    from explorer.engine.faces.triplets.head import ProjectionHead
    from explorer.engine.faces.triplets.loss import triplet_loss
    from explorer.engine.faces.triplets.mining import hardest, mine
    from explorer.engine.faces.triplets.training import (
        BatchReport,
        HeadResult,
        HeadStep,
        train_head,
    )

__all__ = [
    "MININGS", "BatchReport", "Collapse", "HeadConfig", "HeadResult", "HeadStep", "Mining",
    "NoPositiveError", "ProjectionHead", "TooFewPeopleError", "TripletError", "find_collapse",
    "hardest", "mine", "spread", "train_head", "triplet_loss",
]  # fmt: skip

_WHERE: Final = {
    "collapse": ("Collapse", "find_collapse", "spread"),
    "config": ("MININGS", "HeadConfig", "Mining"),
    "errors": ("NoPositiveError", "TooFewPeopleError", "TripletError"),
    "head": ("ProjectionHead",),
    "loss": ("triplet_loss",),
    "mining": ("hardest", "mine"),
    "training": ("BatchReport", "HeadResult", "HeadStep", "train_head"),
}


def __getattr__(name: str) -> object:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
