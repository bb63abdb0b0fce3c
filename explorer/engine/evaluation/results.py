"""What an evaluation says: for each class, and in the mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.evaluation.curves import Curve, Form

COCO_THRESHOLDS: Final = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""0.5, 0.55, … 0.95: COCO's AP is the mean over them."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassResult:
    """How well one class is found.

    Average precisions are in 0..1, and None if the class has no object to find: then it does not
    enter the mean either.

    Parameters
    ----------
    truths
        Objects to find.
    ignored
        True boxes that do not count: difficult ones and crowds.
    detections
        Boxes that were found, ignored ones with them.
    curve
        At the evaluation's IoU threshold, matched as VOC does.
    voc_11, all_points
        At the evaluation's IoU threshold, matched as VOC does.
    coco_101
        At the evaluation's IoU threshold, matched as COCO does, with at most 100 detections a
        picture.
    coco_by_iou
        As `coco_101`, at each of `COCO_THRESHOLDS`; empty if the class has no object.
    """

    class_id: int
    name: str
    truths: int
    ignored: int
    detections: int
    curve: Curve
    voc_11: float | None
    all_points: float | None
    coco_101: float | None
    coco_by_iou: tuple[float, ...]

    @property
    def coco(self) -> float | None:
        """AP@[.5:.95], the mean over COCO's ten thresholds."""
        return mean(self.coco_by_iou)

    def average_precision(self, form: Form) -> float | None:
        """Return the average precision in this form, at the evaluation's IoU threshold."""
        if form == "voc-11":
            return self.voc_11
        return self.all_points if form == "all-points" else self.coco_101


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationResult:
    """How well a detector finds what is there.

    Parameters
    ----------
    classes
        In the order of the class ids; those without an object with them.
    pictures
        How many were looked at.
    iou_threshold
        From which IoU on a detection has found an object.
    """

    classes: tuple[ClassResult, ...]
    pictures: int
    iou_threshold: float

    @property
    def truths(self) -> int:
        """Objects to find, of all classes."""
        return sum(item.truths for item in self.classes)

    @property
    def coco(self) -> float | None:
        """mAP@[.5:.95]: COCO's own number; None if no class has an object."""
        return mean(item.coco for item in self.classes)

    def mean_ap(self, form: Form) -> float | None:
        """Return mAP at the evaluation's IoU threshold: the mean over classes with objects."""
        return mean(item.average_precision(form) for item in self.classes)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is there, or None."""
    there = [value for value in values if value is not None]
    return float(np.mean(there)) if there else None
