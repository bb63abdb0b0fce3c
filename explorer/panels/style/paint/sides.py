"""What stands beside what: pictures with their names, for the picture's room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.panels.style.paint.lanes import at_or_before
from explorer.panels.style.paint.words import differences, short_words, state_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.style.branch import Branch
    from explorer.panels.style.studio import Studio
    from explorer.panels.style.values import Moment

Mode = Literal["one", "both", "divided"]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A picture, its name, and a second line about it."""

    rgb: NDArray[np.uint8]
    name: str
    words: str = ""


def moment_side(studio: Studio, moment: Moment) -> Side:
    """Return a moment as a side."""
    return Side(moment.rgb, short_words(studio.branches[moment.branch].name, moment.index))


def divided_sides(studio: Studio, shown: Moment) -> tuple[Side, Side]:
    """Return the pinned moment, or the content where none is, and the moment that is shown."""
    if studio.compared is not None:
        return moment_side(studio, studio.compared), moment_side(studio, shown)
    content = studio.branches[shown.branch].plan.content
    return Side(content.rgb, content.title), moment_side(studio, shown)


def branch_sides(studio: Studio) -> tuple[Side, ...]:
    """Return every branch that has a picture.

    While the newest is followed, each shows its own newest; else each shows the same step, or the
    last before it.
    """
    found = []
    for branch in studio.branches:
        moment = _of_branch(branch, studio.selected)
        if moment is not None:
            name = short_words(branch.name, moment.index)
            found.append(Side(moment.rgb, name, branch_words(studio, branch)))
    return tuple(found)


def branch_words(studio: Studio, branch: Branch) -> str:
    """Say how a branch differs from the one that it was forked from, and what it does."""
    parts = []
    if branch.origin is not None:
        parent = studio.branches[branch.origin.branch]
        change = differences(parent.plan.config, branch.plan.config)
        parts.append(change or f"as {parent.name}")
    if state := state_words(branch):
        parts.append(state)
    return " · ".join(parts)


def _of_branch(branch: Branch, selected: Moment | None) -> Moment | None:
    if selected is None:
        return branch.newest()
    if selected.branch == branch.number:
        return selected
    return at_or_before(branch.moments, selected.index)
