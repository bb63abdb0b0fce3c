"""Class ids of two sides brought together: the annotations' and the detector's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.class_names import match_classes
from explorer.engine.evaluation.errors import EvaluationError
from explorer.engine.evaluation.truth import GroundTruth

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.evaluation.annotated import AnnotatedFolder
    from explorer.engine.evaluation.steps import PictureDetector
    from explorer.engine.yolo.detections import Detections


@dataclass(frozen=True, slots=True, eq=False)
class RankedBoxes:
    """Detections with class ids that count along the shared classes."""

    boxes_xyxy: Tensor
    scores: Tensor
    class_ids: Tensor


class SharedClasses:
    """The folder's class ids, the detector's, and those of the classes that they share.

    Raises
    ------
    EvaluationError
        If they share none, or the folder has none.
    """

    def __init__(self, folder: AnnotatedFolder, detector: PictureDetector) -> None:
        if not folder.class_names:
            raise EvaluationError(
                "The folder's annotations hold no boxes: there is nothing to compare with."
            )
        match = match_classes(folder.class_names, detector.class_names)
        if not match.shared:
            raise EvaluationError(
                f"The detector knows none of the folder's classes ({_some(folder.class_names)}). "
                f"It knows {_some(detector.class_names)}."
            )
        self.missing = match.missing
        self.names = tuple(detector.class_names[index] for index in match.shared)
        none = -1
        self._to_detector = torch.tensor(
            [none if index is None else index for index in match.to_detector]
        )
        self._to_rank = torch.full((len(detector.class_names),), none)
        self._to_rank[torch.tensor(match.shared)] = torch.arange(len(match.shared))

    def of_truth(self, truth: GroundTruth) -> GroundTruth:
        """Return the boxes that the detector can know, with its class ids."""
        ids = self._to_detector[truth.class_ids]
        keep = ids >= 0
        return GroundTruth(
            truth.boxes_xyxy[keep], ids[keep], truth.difficult[keep], truth.crowd[keep]
        )

    def of_detections(self, found: Detections) -> Detections:
        """Return the detections of classes that the folder has."""
        keep = self._to_rank[found.class_ids] >= 0
        return type(found)(
            found.boxes_xyxy[keep], found.scores[keep], found.class_ids[keep], found.class_names
        )

    def ranked_truth(self, truth: GroundTruth) -> GroundTruth:
        """Return the boxes with ids that count along the shared classes."""
        ids = self._to_rank[truth.class_ids]
        return GroundTruth(truth.boxes_xyxy, ids, truth.difficult, truth.crowd)

    def ranked(self, found: Detections) -> RankedBoxes:
        """Return the detections with ids that count along the shared classes."""
        return RankedBoxes(found.boxes_xyxy, found.scores, self._to_rank[found.class_ids])


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
