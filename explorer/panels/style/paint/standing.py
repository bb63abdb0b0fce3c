"""How things stand with a painting: whether it rests, failed, takes long, could be forked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.panels.style.paint.time_words import (
    MEASURING,
    details_text,
    ended_text,
    estimate_text,
)

if TYPE_CHECKING:
    from explorer.panels.style.paint.estimator import Estimator
    from explorer.panels.style.paint.run_card import RunCard
    from explorer.panels.style.state import PaintState
    from explorer.panels.style.studio import Studio
    from explorer.panels.style.values import Plan


def is_at_rest(studio: Studio) -> bool:
    """Whether measuring would disturb no painting; one that is paused may go on at any moment."""
    jobs = (branch.job for branch in studio.branches)
    return all(job is None or job.state.is_end for job in jobs)


def failure_of(studio: Studio, paint: PaintState) -> ExplorerError | None:
    """Return what made the newest branch fail, as long as nothing was changed since.

    What nobody expected is in the error hub.
    """
    newest = (branch for branch in studio.branches[-1:] if branch.plan.made_from == paint)
    failure = next((branch.failure for branch in newest), None)
    return failure if isinstance(failure, ExplorerError) else None


def fork_index(studio: Studio, plan: Plan | None) -> int | None:
    """Return the step that is shown, if a plan differs from what it was painted with."""
    shown = studio.shown()
    if plan is None or shown is None:
        return None
    is_other = studio.branches[shown.branch].plan.made_from != plan.made_from
    return shown.index if is_other else None


def show_time(
    card: RunCard, studio: Studio, estimator: Estimator, plan: Plan | None, needed_bytes: int
) -> None:
    """Say how long paintings took, and how long a plan would take."""
    is_measured = estimator.is_idle()
    card.set_measurable(plan is not None and is_measured and is_at_rest(studio))
    if plan is None:
        card.show_words("", "")
        return
    estimate = estimator.estimate(plan.config)
    ended = [*filter(None, map(ended_text, studio.branches))]
    time = estimate_text(estimate, again=bool(ended)) if is_measured else MEASURING
    details = details_text(plan.config, estimate, needed_bytes)
    card.show_words(" · ".join((*ended, time)), details)
