"""Views made by hand: a few boxes with scores and classes, as if a network had said them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.yolo import Head, Letterbox, Predictions, RawPredictions, decode
from explorer.panels.detector.selecting import select
from explorer.panels.detector.state import ThresholdState
from explorer.panels.detector.values import DetectView, ModelFacts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from explorer.engine.yolo.heads import ClassScores

NAMES = ("person", "dog", "horse")
PICTURE = (100, 80)
LECTURE_ANCHORS = ((40.0, 60.0), (90.0, 70.0), (64.0, 64.0), (150.0, 200.0), (300.0, 280.0))

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
    return _selected(raw, predictions, thresholds)


def view_of_maps(raw: RawPredictions, thresholds: ThresholdState | None = None) -> DetectView:
    """What the session would answer, had the network given these numbers."""
    return _selected(raw, decode(raw), thresholds)


def lecture_raw(
    said: Mapping[tuple[int, int, int], Sequence[float]] | None = None,
    *,
    class_scores: ClassScores = "softmax",
    xy_scale: float = 1.0,
    picture: tuple[int, int] = PICTURE,
) -> RawPredictions:
    """Return a 19×19 grid at 608 px with 5 anchors, as the lecture's.

    Parameters
    ----------
    said
        The raw numbers of some predictions by (anchor, row, column); all others are sure of
        nothing.
    """
    head = Head(LECTURE_ANCHORS, len(NAMES), 32, class_scores, xy_scale)
    numbers = torch.zeros(5, 5 + len(NAMES), 19, 19)
    numbers[:, 4] = -8.0
    for (anchor, row, column), values in (said or {}).items():
        numbers[anchor, :, row, column] = torch.tensor(values)
    return RawPredictions((head,), (numbers,), Letterbox(608, picture), NAMES)


def _selected(
    raw: RawPredictions, predictions: Predictions, thresholds: ThresholdState | None
) -> DetectView:
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
