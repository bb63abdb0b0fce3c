"""Views made by hand: a few boxes with scores and classes, as if a network had said them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.yolo import Letterbox, Predictions, RawPredictions
from explorer.panels.detector.selecting import select
from explorer.panels.detector.state import ThresholdState
from explorer.panels.detector.values import DetectView, ModelFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("person", "dog", "horse")
PICTURE = (100, 80)

# Two people (the second suppressed twice), a dog, and a horse called at the first person's place.
BOXES = (
    (10.0, 10.0, 30.0, 50.0),
    (11.0, 10.0, 31.0, 50.0),
    (12.0, 12.0, 30.0, 52.0),
    (60.0, 40.0, 90.0, 70.0),
    (10.0, 11.0, 30.0, 50.0),
)
SCORES = (0.9, 0.8, 0.6, 0.5, 0.3)
CLASS_IDS = (0, 0, 0, 1, 2)


def view_of(
    thresholds: ThresholdState | None = None,
    boxes: Sequence[Sequence[float]] = BOXES,
    scores: Sequence[float] = SCORES,
    class_ids: Sequence[int] = CLASS_IDS,
) -> DetectView:
    """What the session would answer, had the network predicted these boxes."""
    predictions = Predictions(
        boxes_xyxy=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        objectness=torch.tensor(scores),
        scores=torch.tensor(scores),
        class_ids=torch.tensor(class_ids, dtype=torch.int64),
    )
    raw = RawPredictions((), (), Letterbox(416, PICTURE), NAMES)
    selection = select(predictions, NAMES, thresholds or ThresholdState())
    facts = ModelFacts("Made by hand", "Three classes.", "", NAMES, 0, 416, (13,), "float32", "cpu")
    return DetectView(
        model=facts,
        raw=raw,
        predictions=predictions,
        passing=selection.passing,
        trace=selection.trace,
        kept=selection.kept,
        scores=selection.scores,
        detections=selection.detections(predictions, raw),
        infer_ms=1.0,
        decode_ms=0.1,
        nms_ms=0.1,
        was_kept=False,
        more=selection.more,
    )
