"""Each box once for every class it may be: how detectors are measured, not how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.boxes import clipped
from explorer.engine.nms import batched_nms
from explorer.engine.yolo.detections import Detections

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.yolo.predictions import Predictions, RawPredictions


def select_every_class(
    predictions: Predictions, raw: RawPredictions, score_threshold: float, iou_threshold: float
) -> Detections:
    """Return boxes with their class-specific scores, p_c · P(class), after suppression by class.

    A box that may be a 4 or a 9 comes twice, with two scores (Redmon et al., 2016, section 2,
    equation 1; Darknet's ``valid`` and COCO's evaluation count so). `select` keeps the best alone.
    """
    numbers, class_ids, scores = _passing(predictions, raw, score_threshold)
    boxes = predictions.boxes_xyxy[numbers]
    kept = batched_nms(boxes, scores, class_ids, iou_threshold)
    return Detections(
        boxes_xyxy=clipped(boxes[kept], *raw.letterbox.picture),
        scores=scores[kept],
        class_ids=class_ids[kept],
        class_names=raw.class_names,
    )


def _passing(
    predictions: Predictions, raw: RawPredictions, score_threshold: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Return numbers of predictions, classes and scores of all pairs that pass."""
    probabilities = torch.cat(
        [
            head.class_probabilities(numbers).reshape(-1, head.classes)
            for head, numbers in zip(raw.heads, raw.maps, strict=True)
        ]
    )
    scores = predictions.objectness[:, None] * probabilities
    numbers, class_ids = (scores >= score_threshold).nonzero(as_tuple=True)
    return numbers, class_ids, scores[numbers, class_ids]
