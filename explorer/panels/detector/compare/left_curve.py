"""How many boxes suppression would leave at every IoU threshold, in one walk over the boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 100
MOST = 1500
"""More boxes than this are not walked: the best ones are, and that is said."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftCurve:
    """Boxes left at the thresholds 0, 0.01, 0.02 and so on to 1.

    Parameters
    ----------
    left
        int64 (101,).
    passing
        Boxes that passed the score threshold.
    walked
        The best of them that were compared; all, unless there are very many.
    """

    left: NDArray[np.int64]
    passing: int
    walked: int

    def at(self, threshold: float) -> int:
        """Return how many are left at the step nearest to a threshold."""
        return int(self.left[round(min(max(threshold, 0.0), 1.0) * STEPS)])


def left_curve(boxes_xyxy: NDArray[np.float32], class_ids: NDArray[np.int64] | None) -> LeftCurve:
    """Return how many boxes are left at each threshold.

    Parameters
    ----------
    boxes_xyxy
        (P, 4), best first.
    class_ids
        (P,) where boxes suppress those of their own class alone; None where they suppress any.
    """
    thresholds = np.arange(STEPS + 1) / STEPS
    best = np.ascontiguousarray(boxes_xyxy[:MOST], np.float64)
    groups = np.zeros(len(best), np.int64) if class_ids is None else class_ids[:MOST]
    left = sum(
        (_left(best[groups == group], thresholds) for group in np.unique(groups)),
        start=np.zeros(len(thresholds), np.int64),
    )
    return LeftCurve(left, len(boxes_xyxy), len(best))


def _left(boxes: NDArray[np.float64], thresholds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Walk the boxes of one group, best first: a box stays where no kept one overlaps it more."""
    is_kept = np.ones((len(boxes), len(thresholds)), bool)
    for place in range(1, len(boxes)):
        ious = _iou(boxes[place], boxes[:place])
        (rivals,) = ious.nonzero()
        overlaps = ious[rivals, None] > thresholds
        is_kept[place] = ~(is_kept[rivals] & overlaps).any(axis=0)
    left: NDArray[np.int64] = is_kept.sum(axis=0)
    return left


def _iou(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    shared = sides.clip(0).prod(axis=1)
    union = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(axis=1) - shared
    found: NDArray[np.float64] = np.divide(
        shared, union, out=np.zeros_like(shared), where=union > 0
    )
    return found
