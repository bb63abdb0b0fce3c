"""Whom a box that is left suppressed, or whose score it lowered, and by how much they overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView

LEAST_GAUSSIAN_IOU = 0.05
"""Below it the Gaussian of soft-NMS takes less than a two-hundredth of a score."""


class Overlap(NamedTuple):
    """A box, by its rank among those that passed, and its IoU with another."""

    rank: int
    iou: float


def victims(view: DetectView, rank: int, thresholds: ThresholdState) -> tuple[Overlap, ...]:
    """Return what a box suppressed, or whose scores it lowered; the largest IoU first."""
    if thresholds.suppression == "greedy":
        found = _suppressed(view, rank)
    else:
        found = _lowered(view, rank, thresholds)
    return tuple(sorted(found, key=lambda one: -one.iou))


def _suppressed(view: DetectView, rank: int) -> list[Overlap]:
    places = (view.trace.suppressed_by == rank).nonzero()[:, 0]
    ious = view.trace.iou[places].tolist()
    return [Overlap(*one) for one in zip(places.tolist(), ious, strict=True)]


def _lowered(view: DetectView, rank: int, thresholds: ThresholdState) -> list[Overlap]:
    """Soft-NMS takes boxes in the order of their lowered scores, and each lowers those after it."""
    from explorer.engine.boxes import iou

    ious = iou(view.boxes_xyxy[rank], view.boxes_xyxy)
    is_gaussian = thresholds.suppression == "soft-gaussian"
    meets = ious > (LEAST_GAUSSIAN_IOU if is_gaussian else thresholds.iou)
    if not thresholds.class_agnostic:
        meets &= view.class_ids == view.class_ids[rank]
    comes_later = view.scores < view.scores[rank]
    places = (meets & comes_later).nonzero()[:, 0]
    return [Overlap(*one) for one in zip(places.tolist(), ious[places].tolist(), strict=True)]
