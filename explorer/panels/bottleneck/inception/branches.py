"""The four branches: what they are called in short, and in which colours they are painted."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.inception_costs import BRANCHES
from explorer.widgets import theme
from explorer.widgets.drawing.inks import inks_of, mixed

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

BRANCH_TITLES = MappingProxyType({"one": "1×1", "three": "3×3", "five": "5×5", "pool": "pool"})
"""By the keys of `BRANCHES`."""
_TOKENS = {"one": "accent", "three": "good", "pool": "warm"}
REDUCTION_SHARE = 0.5
"""How much of the ground is mixed into the colour of what only narrows."""


def branch_colour(key: str, *, is_soft: bool = False) -> QColor:
    """Return a branch's colour in the present theme; soft for its 1×1 that only narrows."""
    present = theme.current_theme()
    colour = present.colour(_TOKENS[key]) if key in _TOKENS else inks_of(present).block
    return mixed(colour, present.colour("surface"), REDUCTION_SHARE) if is_soft else colour


__all__ = ["BRANCHES", "BRANCH_TITLES", "branch_colour"]
