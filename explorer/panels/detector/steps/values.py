"""What the page shows of a picture's boxes: plain arrays by rank, and the walk over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.steps.walk import walk_of
from explorer.widgets.detections.colours import class_colours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.steps.walk import NmsWalk
    from explorer.panels.detector.values import DetectView


@dataclass(frozen=True, slots=True, eq=False)
class StepsView:
    """The boxes that pass, best first, and how suppression decides about them.

    Parameters
    ----------
    picture
        Width and height in pixels.
    numbers
        int64 (P,): which predictions they are.
    boxes_xyxy, scores, objectness
        float32 (P, 4), (P,) and (P,): the scores are those before any suppression.
    class_ids, names, colours
        Of each box; colours are objects (P,).
    left
        How many boxes the panel shows in the end, after `max_boxes` and soft-NMS.
    best_score
        Of all predictions, those that do not pass included; 0 where there are none.
    """

    walk: NmsWalk
    thresholds: ThresholdState
    picture: tuple[int, int]
    numbers: NDArray[np.int64]
    boxes_xyxy: NDArray[np.float32]
    scores: NDArray[np.float32]
    objectness: NDArray[np.float32]
    class_ids: NDArray[np.int64]
    names: tuple[str, ...]
    colours: NDArray[np.object_]
    predictions: int
    left: int
    best_score: float

    def __len__(self) -> int:
        return len(self.numbers)

    def group_name(self, group: int) -> str:
        """Return the class of a group, or what is said where all classes are compared."""
        class_id = self.walk.groups[group].class_id
        if class_id is None:
            return "all classes"
        return self.names[int(np.flatnonzero(self.walk.group_of == group)[0])]


def steps_view(view: DetectView, thresholds: ThresholdState) -> StepsView:
    """Take what the page needs out of the detector's answer."""
    predictions, passing = view.predictions, view.passing
    class_ids = view.class_ids.numpy()
    class_names = view.raw.class_names
    scores = predictions.scores
    groups = None if thresholds.class_agnostic else class_ids
    return StepsView(
        walk=walk_of(view.trace.suppressed_by.numpy(), view.trace.iou.numpy(), groups),
        thresholds=thresholds,
        picture=view.raw.letterbox.picture,
        numbers=passing.numpy(),
        boxes_xyxy=view.boxes_xyxy.numpy(),
        scores=scores[passing].numpy(),
        objectness=predictions.objectness[passing].numpy(),
        class_ids=class_ids,
        names=tuple(class_names[class_id] for class_id in class_ids.tolist()),
        colours=_colours(len(class_names))[class_ids],
        predictions=len(predictions),
        left=len(view.kept),
        best_score=float(scores.max()) if len(scores) else 0.0,
    )


@lru_cache(8)
def _colours(classes: int) -> NDArray[np.object_]:
    return np.array(class_colours(range(classes)), object)
