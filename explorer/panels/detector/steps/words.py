"""What is said of a step, in one sentence, and its number and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.steps.moment import BoxState
from explorer.panels.detector.steps.walk import ALONE_AT_MOST

if TYPE_CHECKING:
    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

GROUPS_NAMED = 4


def number_text(rank: int) -> str:
    """Return what a box is called: its place in the sorted list, counted from 1."""
    return f"#{rank + 1:,}"


def counter_text(view: StepsView, moment: Moment) -> str:
    """Return "step 3 of 31"."""
    return f"step {moment.step:,} of {view.walk.last:,}"


def counts_text(view: StepsView) -> str:
    """Return how many boxes each threshold leaves."""
    kept = len(view.walk.kept)
    return f"{view.predictions:,} predictions → {len(view):,} pass → {kept:,} kept"


def turn_text(view: StepsView, moment: Moment) -> str:
    """Return whose turn it is: "class dog, 1 of 3"."""
    count = len(view.walk.groups)
    if moment.group is None:
        if moment.kind == "done":
            return "done"
        return "all boxes, sorted" if len(view) else "no boxes"
    name = view.group_name(moment.group)
    if view.thresholds.class_agnostic:
        return f"{name} together"
    return f"class {name}, {moment.group + 1} of {count}"


def sentence(view: StepsView, moment: Moment) -> str:
    """Return what happens at this step, or why nothing does."""
    if not len(view):
        return _empty_text(view)
    if moment.kind == "sorted":
        return _sorted_text(view)
    if moment.kind == "done":
        return _done_text(view)
    assert moment.at_work is not None
    if moment.kind == "keep":
        return _keep_text(view, moment, moment.at_work)
    return _drop_text(view, moment, moment.at_work)


def _empty_text(view: StepsView) -> str:
    threshold = view.thresholds
    if threshold.shown is not None and not threshold.shown:
        return "No class is looked for, so no box passes: tick some in the card “Classes”."
    if threshold.shown is not None:
        return (
            f"Of the classes that are looked for, no box has a score of {threshold.score:.2f} "
            "or more: there is nothing to suppress. Lower the score threshold, or tick more."
        )
    return (
        f"None of {view.predictions:,} predictions has a score of {threshold.score:.2f} or more "
        f"(the largest is {view.best_score:.2f}): there is nothing to suppress. "
        "Lower the score threshold."
    )


def _sorted_text(view: StepsView) -> str:
    count = len(view)
    if count == 1:
        return "One box passes. It will be kept: there is no other that it could drop."
    threshold = view.thresholds.score
    begin = f"{count:,} boxes have a score of {threshold:.2f} or more, here the largest first."
    groups = view.walk.groups
    if view.thresholds.class_agnostic:
        return f"{begin} All are compared, whatever their class."
    if len(groups) == 1:
        return f"{begin} All are of the class {view.group_name(0)}."
    return f"{begin} They are gone through class by class: {_group_list(view)}."


def _group_list(view: StepsView) -> str:
    groups = view.walk.groups
    named = [
        f"{view.group_name(place)} ({group.boxes:,})"
        for place, group in enumerate(groups[:GROUPS_NAMED])
    ]
    more = len(groups) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _keep_text(view: StepsView, moment: Moment, rank: int) -> str:
    # Those that wait now, and itself: among these it was chosen.
    left = int((moment.states == BoxState.WAITING).sum()) + 1
    name, score = view.names[rank], float(view.scores[rank])
    drops = len(view.walk.victims(rank))
    end = f"it will drop {drops:,}" if drops else "no other overlaps it that much"
    kind = "" if view.thresholds.class_agnostic else f"{name} "
    if left == 1:
        return (
            f"{number_text(rank)}, {name} {score:.2f}, is the only {kind}box that is left: "
            "it is kept."
        )
    return (
        f"Of the {left:,} {kind}boxes that are left, {number_text(rank)} has the largest score, "
        f"{score:.2f}: it is kept; {end}."
    )


def _drop_text(view: StepsView, moment: Moment, rank: int) -> str:
    threshold, iou = view.thresholds.iou, view.walk.iou
    if len(moment.going) > 1:
        overlaps = [float(iou[one]) for one in moment.going]
        return (
            f"{len(moment.going):,} boxes overlap {number_text(rank)} (A) by more than "
            f"{threshold:.2f} (IoU {min(overlaps):.2f} to {max(overlaps):.2f}) and go at once: "
            f"more than {ALONE_AT_MOST} are not shown one by one. B is the best of them."
        )
    victim = moment.going[0]
    total = len(view.walk.victims(rank))
    return (
        f"{number_text(victim)} (B) overlaps {number_text(rank)} (A) with an IoU of "
        f"{over_text(float(iou[victim]), threshold)}, so it goes: {moment.killed} of {total}."
    )


def over_text(iou: float, threshold: float) -> str:
    """Return "0.79 > 0.45", with as many digits as tell the two apart."""
    limit = f"{threshold:.2f}"
    near = (count for count in (2, 3, 4) if float(f"{iou:.{count}f}") != float(limit))
    digits = 2 if iou == threshold else next(near, 6)
    return f"{iou:.{digits}f} {'>' if iou > threshold else '≤'} {limit}"


def _done_text(view: StepsView) -> str:
    count, kept = len(view), len(view.walk.kept)
    if count == kept:
        begin = (
            "The one box is kept."
            if count == 1
            else f"No two boxes overlap by more than {view.thresholds.iou:.2f}: "
            f"all {count:,} are kept."
        )
    else:
        begin = f"{kept:,} of {count:,} boxes are kept, {count - kept:,} were dropped."
    most = view.thresholds.max_boxes
    if kept > most:
        begin += f" Only the best {most} are shown on the other pages."
    return begin
