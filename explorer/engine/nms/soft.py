"""Soft-NMS: an overlapping box loses score instead of its place.

N. Bodla, B. Singh, R. Chellappa, L. Davis, "Soft-NMS: Improving Object Detection With One Line of
Code", ICCV 2017, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from explorer.engine.nms.field import iou, lay_out
from explorer.engine.nms.inputs import (
    NmsError,
    checked_iou_threshold,
    checked_scores,
    ranked,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.nms.inputs import Values

    Floats = NDArray[np.float64]

Decay = Literal["linear", "gaussian"]


class SoftKept(NamedTuple):
    """Boxes with the scores that they are left with, best first, on the device of the boxes.

    `kept` is int64 (M,), indices of boxes; `scores` float32 (M,).
    """

    kept: Tensor
    scores: Tensor


def soft_nms(
    boxes_xyxy: Values,
    scores: Values,
    decay: Decay = "gaussian",
    *,
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 0.001,
    class_ids: Values | None = None,
) -> SoftKept:
    """Return the boxes whose score, lowered by better boxes, is still >= the threshold.

    The best box is taken; the others' scores are multiplied by 1 - IoU where the IoU is above the
    threshold ("linear"), or all by exp(-IoU²/σ) ("gaussian"); then the best
    of these is taken, and so on. Of equal scores the lower index comes first. At an IoU of just the
    threshold the paper lowers the score, `nms` and this do not.

    Parameters
    ----------
    iou_threshold
        N_t, for "linear".
    sigma
        σ, for "gaussian".
    score_threshold
        Not below 0; 0 keeps every box.
    class_ids
        (N,): only boxes of the same class lower one another's score; None: all do.

    Raises
    ------
    NmsError
        As `nms` does; also for infinite scores, σ <= 0 and a negative score threshold.
    """
    given = checked_scores(scores)
    _check(given, decay, sigma, score_threshold)
    least = float(given.dtype.type(score_threshold)) if given.dtype.kind == "f" else score_threshold
    boxes = ranked(boxes_xyxy, given, class_ids, score_threshold)
    field = lay_out(boxes, checked_iou_threshold(iou_threshold))
    live = boxes.order.argsort()  # ranks by index, so that argmax gives ties to the lower index
    left = given[boxes.order[live]].astype(np.float64)
    taken: list[int] = []
    remaining: list[float] = []
    while len(live):
        best = int(left.argmax())
        taken.append(int(live[best]))
        remaining.append(float(left[best]))
        overlap = iou(field, live, live[best : best + 1])
        if boxes.classes is not None:
            overlap *= boxes.classes[live] == boxes.classes[live[best]]
        left *= _factors(overlap, decay, iou_threshold, sigma)
        left[best] = -1.0
        staying = left >= least
        live, left = live[staying], left[staying]
    return SoftKept(boxes.tensor(boxes.order[taken]), boxes.tensor(np.array(remaining, np.float32)))


def _factors(overlap: Floats, decay: Decay, iou_threshold: float, sigma: float) -> Floats:
    if decay == "linear":
        return np.where(overlap > iou_threshold, 1 - overlap, 1.0)
    return np.exp(-(overlap**2) / sigma)


def _check(
    scores: NDArray[np.floating], decay: Decay, sigma: float, score_threshold: float
) -> None:
    if decay not in ("linear", "gaussian"):
        raise NmsError(f'Scores decay "linear" or "gaussian", not "{decay}".')
    if not sigma > 0:
        raise NmsError(f"σ must be above 0, not {sigma}.")
    if not score_threshold >= 0:
        raise NmsError(f"The score threshold must be 0 or more, not {score_threshold}.")
    if not np.isfinite(scores).all():
        raise NmsError("A score is infinite: it cannot be lowered.")
