"""The axis that the timeline and the plot of the losses share: steps from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.panels.style.branch import Branch
    from explorer.widgets.theme import Theme

GUTTER_PX: Final = 60
"""Left of the first step: names of branches, and numbers of the losses."""
EDGE_PX: Final = 12


@dataclass(frozen=True, slots=True)
class StepAxis:
    """Step 0 at ``left``, step ``total`` at ``right``, in pixels."""

    left: float
    right: float
    total: int

    def x(self, index: float) -> float:
        """Return where a step is."""
        return self.left + (self.right - self.left) * index / self.total

    def index(self, x: float) -> float:
        """Return which step is at a place, a fraction between two; kept within the ends."""
        share = (x - self.left) / max(self.right - self.left, 1.0)
        return min(max(share, 0.0), 1.0) * self.total


def step_axis(width: float, total: int, present: Theme) -> StepAxis:
    """Return the axis of a widget of a width."""
    return StepAxis(present.px(GUTTER_PX), width - present.px(EDGE_PX), max(total, 1))


def total_of(branches: Iterable[Branch]) -> int:
    """Return the last step of all branches."""
    return max((branch.plan.config.steps for branch in branches), default=1)
