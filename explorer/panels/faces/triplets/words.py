"""What is said of a training: how it stands, what came of it, and that it has collapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.services.jobs import JobState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.faces.triplets.config import HeadConfig
    from explorer.panels.faces.triplets.head_run import HeadRun
    from explorer.panels.faces.triplets.training import Row, Trained
    from explorer.widgets.notice import Kind

LOADING = "PyTorch is loading; then the training can start."
OF_THE_SAME = (
    "Measured on the very people that it was trained on: it says how well these were learned, not "
    "how well strangers would be told apart."
)
COLLAPSED = {
    "all": "The loss is stuck at α = {margin:.2f}: the embedding has collapsed.",
    "some": "The loss is stuck at α = {margin:.2f}: part of the embedding has collapsed.",
}
PASSED = (
    "From step {first:,} to {last:,} the loss was stuck at α = {margin:.2f}: the embedding had "
    "collapsed. It has come apart again."
)
CANCELLED = "Cancelled after {steps:,} of {total:,} steps; the points stay where they are."
STALE = "These curves are of other settings: Start trains with the present ones. "
HINT = (
    "Start trains a small head on these faces. Until then the points are where f alone puts them."
)
RUNNING = (
    "Step {index:,} of {total:,}. Two faces are {spread:.3f} apart in the mean, squared. It learns "
    "these people only."
)


def auc_text(trained: Trained) -> str:
    """Return the area under the curve before and after, and on whom it was measured."""
    before, after = trained.auc_before, trained.auc_after
    return f"AUC of these faces: {before:.4f} by f alone, {after:.4f} with the head. {OF_THE_SAME}"


def collapse_text(rows: Sequence[Row], margin: float) -> str:
    """Return that the embedding collapsed, and what to do; "" if it did not."""
    collapsed = [row for row in rows if row.collapse is not None]
    if not collapsed:
        return ""
    now = rows[-1].collapse
    if now is None:
        first, last = collapsed[0].index, collapsed[-1].index
        return PASSED.format(first=first, last=last, margin=margin)
    return f"{COLLAPSED[now.extent].format(margin=margin)} {now.remedy}"


def outcome(run: HeadRun, *, stale: bool = False) -> tuple[Kind, str]:
    """Return what is said below the curves, as a kind of notice and a sentence.

    Parameters
    ----------
    stale
        Whether the settings are others by now.
    """
    training = run.training
    if training is None or not run.rows:
        return "info", HINT
    config = training.config
    before = STALE if stale and not run.is_running() else ""
    if fallen := collapse_text(run.rows, config.margin):
        return "warning", before + fallen
    return "info", before + _said(run, config)


def _said(run: HeadRun, config: HeadConfig) -> str:
    if run.result is not None:
        return auc_text(run.result)
    last = run.rows[-1]
    if run.state() is JobState.CANCELLED:
        return CANCELLED.format(steps=last.index, total=config.steps)
    return RUNNING.format(index=last.index, total=config.steps, spread=last.spread)
