"""Two boxes chosen by hand, and whether the better one would suppress the other."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.steps.words import number_text, over_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.state import Suppression
    from explorer.panels.detector.steps.values import StepsView

SIGMA = 0.5
"""Of Gaussian soft-NMS, as the panel uses it."""
GREEDY_SHOWN = (
    "Soft-NMS is chosen. The walk shows the greedy form, where a box goes or stays; soft-NMS "
    "lowers its score instead."
)


def with_box(pair: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """Return the pair after a box was clicked: one more, one less, or in place of the older."""
    if rank in pair:
        return tuple(one for one in pair if one != rank)
    return (*pair[-1:], rank)


def clicked_box(
    boxes_xyxy: NDArray[np.floating],
    seen: NDArray[np.bool_],
    pair: tuple[int, ...],
    x: float,
    y: float,
) -> int | None:
    """Return the box that a click at a point of the picture means.

    The smallest one around it that is seen; another click at the same place means the next larger,
    so that boxes of one object can be compared without moving.
    """
    inside = seen & (boxes_xyxy[:, :2] <= (x, y)).all(axis=1) & (boxes_xyxy[:, 2:] > (x, y)).all(1)
    found = np.flatnonzero(inside)
    if not len(found):
        return None
    areas = (boxes_xyxy[found, 2:] - boxes_xyxy[found, :2]).prod(axis=1)
    by_size = [int(rank) for rank in found[np.argsort(areas, kind="stable")]]
    fresh = [rank for rank in by_size if rank not in pair]
    return fresh[0] if fresh else by_size[0]


def present_pair(pair: tuple[int, ...], count: int) -> tuple[int, ...]:
    """Return the boxes of a pair that there are."""
    return tuple(rank for rank in pair if rank < count)


def question_text(view: StepsView, pair: tuple[int, int], iou: float) -> str:
    """Return whether the better box would suppress the other, and why."""
    better, other = min(pair), max(pair)
    threshold = view.thresholds.iou
    question = "Would the better one, A, suppress B?"
    overlap = over_text(iou, threshold)
    if iou <= threshold:
        return f"{question} No: {overlap}."
    begin = f"{question} {overlap}:"
    if not view.thresholds.class_agnostic and view.class_ids[better] != view.class_ids[other]:
        names = f"{view.names[better]} and {view.names[other]}"
        return f"{begin} yes; but they are of different classes, {names}, so per class: no."
    owner = int(view.walk.owner[better])
    if owner != better:
        return (
            f"{begin} yes, if it were kept. But A, {number_text(better)}, is dropped by "
            f"{number_text(owner)}, and what is dropped drops nothing."
        )
    first = int(view.walk.owner[other])
    if first != better:
        return f"{begin} yes; but {number_text(first)} came first and dropped it already."
    return f"{begin} yes."


def softened(score: float, iou: float, way: Suppression, threshold: float) -> float:
    """Return what one pass of soft-NMS leaves of a score (Bodla et al., 2017, equations 3 and 4).

    The linear form lowers only what overlaps more than the threshold, the Gaussian form all.
    """
    if way == "soft-gaussian":
        return score * exp(-(iou**2) / SIGMA)
    return score * (1 - iou) if way == "soft-linear" and iou > threshold else score


def soft_text(view: StepsView, pair: tuple[int, int], iou: float) -> str:
    """Return what the chosen soft-NMS does to the worse box's score; "" for the greedy form."""
    way, other = view.thresholds.suppression, max(pair)
    if way == "greedy":
        return ""
    if not view.thresholds.class_agnostic and view.class_ids[pair[0]] != view.class_ids[pair[1]]:
        return "Soft-NMS would lower neither score: they are of different classes."
    score = float(view.scores[other])
    after = softened(score, iou, way, view.thresholds.iou)
    if way == "soft-gaussian":
        sum_text = f"s·exp(−IoU²/σ) = {score:.2f}·exp(−{iou:.2f}²/{SIGMA}) = {after:.2f}"
    elif iou > view.thresholds.iou:
        sum_text = f"s·(1 − IoU) = {score:.2f}·(1 − {iou:.2f}) = {after:.2f}"
    else:
        sum_text = f"{score:.2f}, as it is: the IoU is not above {view.thresholds.iou:.2f}"
    ending = "and the box stays" if after >= view.thresholds.score else (
        f"below {view.thresholds.score:.2f}"
    )  # fmt: skip
    return f"Soft-NMS would give {number_text(other)} the score {sum_text}, {ending}."
