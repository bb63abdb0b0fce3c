"""Moments and branches in words: where one is, how far, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.presets import FIELD_TITLES
from explorer.services.jobs import JobState
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.engine.style import StyleConfig
    from explorer.panels.style.branch import Branch
    from explorer.panels.style.values import Moment

_TITLES: Final = {
    **FIELD_TITLES,
    "style_mix": "shares of the styles",
    "optimizer": "optimiser",
    "learning_rate": "step length",
    "precision": "numbers",
    "trunk": "network",
    "seed": "seed",
}
_UNSEEN: Final = frozenset({"noise", "seed"})
"""They make the start; a fork has its own."""
_STATES: Final = {
    JobState.READY: "starts",
    JobState.RUNNING: "",
    JobState.PAUSED: "paused",
    JobState.DONE: "done",
    JobState.CANCELLED: "cancelled",
    JobState.FAILED: "failed",
}


def moment_words(name: str, moment: Moment, total: int, *, is_best: bool) -> str:
    """Say which moment this is: branch, step, size, loss."""
    height, width = moment.rgb.shape[:2]
    lowest = ", the lowest" if is_best else ""
    return (
        f"{name} · step {moment.index:,} of {total:,} · {width} × {height} px · "
        f"J = {short_number(moment.losses.loss)}{lowest}"
    )


def shown_words(name: str, moment: Moment, total: int, *, is_best: bool) -> str:
    """Say the same where room is short and J is written elsewhere."""
    height, width = moment.rgb.shape[:2]
    lowest = " · lowest" if is_best else ""
    return f"{name} · step {moment.index:,}/{total:,} · {width} × {height} px{lowest}"


def short_words(name: str, index: int) -> str:
    """Name a moment where room is short."""
    return f"{name} · step {index:,}"


def state_words(branch: Branch) -> str:
    """Say what a branch does; empty while it simply paints."""
    state = branch.state()
    return "" if state is None else _STATES[state]


def differences(before: StyleConfig, after: StyleConfig, *, is_fork: bool = True) -> str:
    """Say what is painted otherwise: "β 200 → 2,000"; empty where nothing is."""
    found = []
    for name, title in _TITLES.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new and not (is_fork and name in _UNSEEN):
            found.append(_change(title, old, new))
    return ", ".join(found)


def _change(title: str, old: object, new: object) -> str:
    if isinstance(old, tuple) or isinstance(new, tuple):
        return f"other {title}"
    return f"{title} {_value(old)} → {_value(new)}"


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:,.6g}"
    return "own" if value is None else str(value)
