"""What is seen before and after suppression, in one or two sentences with today's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.kept import lowered_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.overlapping import Overlap
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView


def counts_line(view: DetectView) -> str:
    """Return "31 → 3"."""
    return f"{len(view.passing):,} → {left(view):,}"


def left(view: DetectView) -> int:
    """Return how many boxes are left, shown or not."""
    return len(view.kept) + view.more


def explanation(view: DetectView, thresholds: ThresholdState) -> str:
    """Say what suppression made of the boxes that passed."""
    passing, stays = len(view.passing), left(view)
    if not passing:
        return f"No box has a score of {thresholds.score:.2f} or more: there is nothing to compare."
    passed = f"{_boxes(passing)} {'has' if passing == 1 else 'have'} a score of " \
             f"{thresholds.score:.2f} or more."  # fmt: skip
    if thresholds.suppression != "greedy":
        return f"{passed} {_soft(view, thresholds)}"
    better = "a better box" if thresholds.class_agnostic else "a better box of its own class"
    gone = passing - stays
    if not gone:
        return f"{passed} None overlaps {better} by an IoU above {thresholds.iou:.2f}: all stay."
    each = "it overlaps" if gone == 1 else "each overlaps"
    return (
        f"{passed} Suppression keeps {stays:,} and drops {gone:,}: "
        f"{each} {better} by an IoU above {thresholds.iou:.2f}."
    )


def about(box: KeptBox, found: Sequence[Overlap], thresholds: ThresholdState) -> str:
    """Say what the box under the pointer did to others."""
    did = "suppressed" if thresholds.suppression == "greedy" else "lowered the scores of"
    name = f"{box.name} {box.score:.2f}"
    if not found:
        return f"“{name}” {did.replace('the scores of', 'the score of')} no other box."
    most, least = found[0].iou, found[-1].iou
    if len(found) == 1:
        return f"“{name}” {did.replace('scores', 'score')} one box: their IoU is {most:.2f}."
    return f"“{name}” {did} {len(found)} boxes: their IoU with it is {least:.2f} to {most:.2f}."


def _soft(view: DetectView, thresholds: ThresholdState) -> str:
    changed, stays = lowered_count(view), left(view)
    gone = len(view.passing) - stays
    better = "better ones" if thresholds.class_agnostic else "better ones of their class"
    if not changed:
        return f"None overlaps {better} enough for soft-NMS to lower its score: all stay."
    fallen = f"{gone:,} fall below {thresholds.score:.2f}" if gone else "none falls below it"
    return (
        f"Soft-NMS lowers {changed:,} scores of boxes that overlap {better}: "
        f"{fallen}, and {stays:,} are left."
    )


def _boxes(count: int) -> str:
    return "One box" if count == 1 else f"{count:,} boxes"
