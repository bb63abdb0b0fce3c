"""Non-maximum suppression: of boxes that overlap, the one with the best score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.nms.field import lay_out
from explorer.engine.nms.greedy import suppressors
from explorer.engine.nms.inputs import checked_iou_threshold, ranked

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.nms.inputs import Ranked, Values


def nms(
    boxes_xyxy: Values,
    scores: Values,
    iou_threshold: float,
    score_threshold: float | None = None,
) -> Tensor:
    """Return the indices of the boxes to keep, best first, whatever their classes.

    A score >= its threshold passes (OpenCV's ``NMSBoxes`` drops the equal one). The best box is
    kept and suppresses those whose IoU with it is > the threshold; then the best that is left, and
    so on (Girshick et al., "Rich feature hierarchies", 2014, section 2.2). Of equal scores the
    lower index comes first. A box without area, or turned inside out, overlaps nothing. Everything
    is computed in float64 on the CPU, wherever the boxes are, so that the result depends on nothing
    but the numbers.

    Parameters
    ----------
    boxes_xyxy
        (N, 4), a tensor of any real type on any device, an array, or a list.
    scores
        (N,), of any of these; may be infinite, not NaN.
    iou_threshold
        In 0..1.
    score_threshold
        None lets every score pass.

    Returns
    -------
    Tensor
        int64 (M,), on the device of the boxes.

    Raises
    ------
    NmsError
        If shapes do not fit, a number is NaN, or a coordinate or threshold is out of its range.
    """
    return _kept(ranked(boxes_xyxy, scores, None, score_threshold), iou_threshold)


def batched_nms(
    boxes_xyxy: Values,
    scores: Values,
    class_ids: Values,
    iou_threshold: float,
    score_threshold: float | None = None,
) -> Tensor:
    """Return the indices of the boxes to keep, best first over all; only like suppresses like.

    As `nms`, but for each class alone. The IoU is taken of the boxes as they are: no offset between
    classes costs it precision.

    Parameters
    ----------
    class_ids
        (N,) whole numbers.
    """
    return _kept(ranked(boxes_xyxy, scores, class_ids, score_threshold), iou_threshold)


def _kept(boxes: Ranked, iou_threshold: float) -> Tensor:
    threshold = checked_iou_threshold(iou_threshold)
    by = suppressors(lay_out(boxes, threshold), threshold)
    return boxes.tensor(boxes.order[by < 0])
