"""The detector as the panel uses it, in the form that an evaluation takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from explorer.engine.evaluation import EvaluationError
from explorer.engine.yolo import Detections, decode
from explorer.panels.detector.selecting import select
from explorer.panels.detector.state import MOST_BOXES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.detector.loading import LoadedDetector
    from explorer.panels.detector.state import ThresholdState


class PanelDetector:
    """Suppresses as the panel's thresholds say and looks for the panel's classes alone.

    Only the score threshold is the evaluation's, because the curve needs the unsure boxes too, and
    the most boxes a picture may have are `MOST_BOXES`. A class that is not looked for is no class
    of this detector, so it does not count as missed.

    Raises
    ------
    EvaluationError
        If no class is looked for.
    """

    def __init__(self, loaded: LoadedDetector, thresholds: ThresholdState) -> None:
        self._loaded, self._thresholds = loaded, thresholds
        names, shown = loaded.facts.class_names, thresholds.shown
        places = [place for place, name in enumerate(names) if shown is None or name in shown]
        if not places:
            raise EvaluationError("No class is looked for: tick some in the card “Classes”.")
        self.class_names = tuple(names[place] for place in places)
        self._rank = torch.full((len(names),), -1)
        self._rank[places] = torch.arange(len(places))

    def detect(
        self,
        rgb: NDArray[np.uint8],
        score_threshold: float = 0.25,
        iou_threshold: float = 0.45,
        class_agnostic: bool = False,
    ) -> Detections:
        """Return the boxes that are left of a picture (H, W, 3)."""
        raw = self._loaded.detector.raw(rgb)
        predictions = decode(raw)
        chosen = replace(
            self._thresholds,
            score=score_threshold,
            iou=iou_threshold,
            class_agnostic=class_agnostic,
            max_boxes=MOST_BOXES,
        )
        found = select(predictions, raw.class_names, chosen).detections(predictions, raw)
        ids = self._rank[found.class_ids]
        return Detections(found.boxes_xyxy, found.scores, ids, self.class_names)
