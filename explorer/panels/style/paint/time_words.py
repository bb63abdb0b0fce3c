"""What is said beside Start: how long it will take, how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.engine.bottleneck.unit_text import memory_text, seconds_text
from explorer.services.jobs import JobState
from explorer.widgets.numbers import duration_text

if TYPE_CHECKING:
    from explorer.engine.style import StyleConfig
    from explorer.panels.style.branch import Branch
    from explorer.panels.style.paint.estimator import Estimate

LOADING: Final = "PyTorch is loading; then painting can start."
MEASURING: Final = "A few steps are being measured…"
UNKNOWN: Final = "Not measured yet"


def estimate_text(estimate: Estimate | None, *, again: bool = False) -> str:
    """Return how long a painting, or another one, will take here, in short."""
    if estimate is None:
        return UNKNOWN
    return f"{'Anew: about' if again else 'About'} {span_text(estimate.total_s)}"


def details_text(config: StyleConfig, estimate: Estimate | None, needed_bytes: int) -> str:
    """Return what that time is worked out from, and about how much memory is needed."""
    memory = f"about {memory_text(needed_bytes)} of memory"
    if estimate is None:
        return f"{config.steps:,} steps at {config.size} px, {memory}"
    measured = "measured here"
    if estimate.measured_size != config.size:
        measured = f"worked out from {estimate.measured_size} px"
    step = seconds_text(estimate.step_s)
    return f"{config.steps:,} steps of {step} at {config.size} px, {measured}; {memory}"


def ended_text(branch: Branch) -> str:
    """Return how a branch ended; empty while it is at work."""
    state = branch.state()
    if state is None or not state.is_end or not branch.losses:
        return ""
    last = branch.losses[-1]
    took = span_text(last.elapsed_s)
    if state is JobState.DONE:
        return f"{branch.name}: {last.index:,} steps in {took}"
    best = branch.best()
    kept = "" if best is None else f", the best picture (step {best.index:,}) is kept"
    return f"{branch.name}: ended at step {last.index:,} after {took}{kept}"


def span_text(seconds: float) -> str:
    """Return a time span: to a tenth of a second below ten, else as `duration_text` has it."""
    return f"{seconds:.1f} s" if seconds < 9.95 else duration_text(seconds)
