"""From all predictions to the boxes that are left, by the thresholds of the panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.boxes import clipped
from explorer.engine.nms import soft_nms, trace_nms
from explorer.engine.yolo import Detections

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.nms import NmsTrace
    from explorer.engine.nms.soft import Decay
    from explorer.engine.yolo import Predictions, RawPredictions
    from explorer.panels.detector.state import ThresholdState


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """As the fields of `DetectView` of the same names."""

    passing: Tensor
    trace: NmsTrace
    kept: Tensor
    scores: Tensor
    more: int

    def detections(self, predictions: Predictions, raw: RawPredictions) -> Detections:
        """Return the boxes that are left, cut at the picture's edges."""
        chosen = self.passing[self.kept]
        return Detections(
            boxes_xyxy=clipped(predictions.boxes_xyxy[chosen], *raw.letterbox.picture),
            scores=self.scores[self.kept],
            class_ids=predictions.class_ids[chosen],
            class_names=raw.class_names,
        )


def select(
    predictions: Predictions, class_names: tuple[str, ...], thresholds: ThresholdState
) -> Selection:
    """Return which predictions pass, and which are left after suppression."""
    passing = _passing(predictions, class_names, thresholds)
    boxes = predictions.boxes_xyxy[passing]
    scores, class_ids = predictions.scores[passing], predictions.class_ids[passing]
    groups = None if thresholds.class_agnostic else class_ids
    trace = trace_nms(boxes, scores, thresholds.iou, class_ids=groups)
    if thresholds.suppression == "greedy":
        kept = trace.kept
    else:
        kept, scores = _soft(boxes, scores, groups, thresholds)
    shown = kept[: thresholds.max_boxes]
    return Selection(passing, trace, shown, scores, more=len(kept) - len(shown))


def _passing(
    predictions: Predictions, class_names: tuple[str, ...], thresholds: ThresholdState
) -> Tensor:
    passes = predictions.scores >= thresholds.score
    if thresholds.shown is not None:
        is_shown = torch.tensor([name in thresholds.shown for name in class_names])
        passes &= is_shown[predictions.class_ids]
    passing = passes.nonzero()[:, 0]
    order = torch.sort(predictions.scores[passing], descending=True, stable=True).indices
    return passing[order]


def _soft(
    boxes: Tensor, scores: Tensor, groups: Tensor | None, thresholds: ThresholdState
) -> tuple[Tensor, Tensor]:
    """Return the ranks that are left, best first, and every rank's lowered score.

    A box that falls below the threshold goes. Its lowered score is computed all the same, to be
    shown: those that it lowers in turn have less than it and are gone as well.
    """
    decay: Decay = "linear" if thresholds.suppression == "soft-linear" else "gaussian"
    order, left = soft_nms(
        boxes, scores, decay, iou_threshold=thresholds.iou, score_threshold=0, class_ids=groups
    )
    lowered = torch.empty_like(scores)
    lowered[order] = left
    return order[left >= thresholds.score], lowered
