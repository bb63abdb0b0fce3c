"""The evaluation as it grows, picture by picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np
import torch

from explorer.engine.evaluation.curves import average_precision, precision_recall
from explorer.engine.evaluation.errors import EvaluationError
from explorer.engine.evaluation.matching import NO_TRUTH, match_coco, match_voc, overlaps
from explorer.engine.evaluation.results import COCO_THRESHOLDS, ClassResult, EvaluationResult
from explorer.engine.evaluation.truth import GroundTruth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.evaluation.curves import Curve

COCO_MOST_DETECTIONS: Final = 100
"""Of each class in a picture COCO looks at the best hundred (``maxDets``)."""


class FoundBoxes(Protocol):
    """What a detector found in a picture; `explorer.engine.yolo.Detections` is one."""

    @property
    def boxes_xyxy(self) -> Tensor:
        """Boxes (N, 4), in the pixels of the true boxes."""

    @property
    def scores(self) -> Tensor:
        """How sure it is of each, (N,)."""

    @property
    def class_ids(self) -> Tensor:
        """The class of each, int64 (N,)."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureMatches:
    """What became of a picture's detections, by VOC's rule at the evaluation's IoU threshold.

    Parameters
    ----------
    outcomes
        int8 (N,), of `Outcome`, in the order of the detections.
    truths
        int64 (N,): the true box each was assigned to, -1 where none.
    found
        bool (G,): which of the true boxes were found.
    """

    outcomes: NDArray[np.int8]
    truths: NDArray[np.int64]
    found: NDArray[np.bool_]


class _Found(NamedTuple):
    boxes_xyxy: Tensor
    scores: NDArray[np.float64]
    class_ids: NDArray[np.int64]

    def best_first(self, class_id: int) -> NDArray[np.intp]:
        """Return the places of a class's detections; equal scores stay in their order."""
        places = np.flatnonzero(self.class_ids == class_id)
        return places[np.argsort(-self.scores[places], kind="stable")]


@dataclass(slots=True)
class _OfClass:
    """What was seen of a class so far: a piece for each picture."""

    truths: int = 0
    ignored: int = 0
    scores: list[NDArray[np.float64]] = field(default_factory=list)
    voc: list[NDArray[np.int8]] = field(default_factory=list)
    coco: list[NDArray[np.int8]] = field(default_factory=list)
    """(T, N) each, of the first `COCO_MOST_DETECTIONS` scores."""

    def add(
        self,
        true: GroundTruth,
        scores: NDArray[np.float64],
        voc: NDArray[np.int8],
        coco: NDArray[np.int8],
    ) -> None:
        ignored = int(true.ignored.sum())
        self.truths += len(true) - ignored
        self.ignored += ignored
        self.scores.append(scores)
        self.voc.append(voc)
        self.coco.append(coco)

    def voc_curve(self) -> Curve:
        none = [np.zeros(0, np.int8)]
        outcomes = np.concatenate(self.voc or none)
        return precision_recall(np.concatenate(self.scores or [np.zeros(0)]), outcomes, self.truths)

    def coco_by_iou(self, thresholds: int) -> list[float | None]:
        """Return COCO's average precision at each of the thresholds."""
        scores = [piece[:COCO_MOST_DETECTIONS] for piece in self.scores] or [np.zeros(0)]
        outcomes = np.concatenate(self.coco or [np.zeros((thresholds, 0), np.int8)], axis=1)
        all_scores = np.concatenate(scores)
        return [
            average_precision(precision_recall(all_scores, row, self.truths), "coco-101")
            for row in outcomes
        ]


class Tally:
    """Compares detections with the truth, picture by picture; `result` may be asked at any time.

    Parameters
    ----------
    class_names
        Names of the classes; ids of true boxes and detections count along it.
    iou_threshold
        From which IoU on a detection has found an object, in 0..1.
    """

    def __init__(self, class_names: Sequence[str], iou_threshold: float = 0.5) -> None:
        if not 0 < iou_threshold <= 1:
            raise EvaluationError(
                f"An IoU threshold lies in 0..1 and above 0, not {iou_threshold}."
            )
        self._names = tuple(class_names)
        self._threshold = iou_threshold
        self._coco_thresholds = np.array((iou_threshold, *COCO_THRESHOLDS))
        self._classes = [_OfClass() for _ in self._names]
        self._pictures = 0

    def add(self, truth: GroundTruth, found: FoundBoxes) -> PictureMatches:
        """Take a picture's true boxes and detections into account.

        Raises
        ------
        EvaluationError
            If a class id has no name, or a detection's box or score is no number.
        """
        checked = self._checked(truth, found)
        count = len(checked.scores)
        matches = PictureMatches(
            outcomes=np.zeros(count, np.int8),
            truths=np.full(count, NO_TRUTH),
            found=np.zeros(len(truth), bool),
        )
        for class_id in np.union1d(checked.class_ids, np.asarray(truth.class_ids)):
            self._add_class(int(class_id), truth, checked, matches)
        self._pictures += 1
        return matches

    def result(self) -> EvaluationResult:
        """Return what the pictures so far amount to."""
        classes = tuple(
            self._class_result(class_id, seen) for class_id, seen in enumerate(self._classes)
        )
        return EvaluationResult(classes, self._pictures, self._threshold)

    def _checked(self, truth: GroundTruth, found: FoundBoxes) -> _Found:
        boxes, scores = found.boxes_xyxy.cpu(), np.asarray(found.scores.cpu(), np.float64)
        class_ids = np.asarray(found.class_ids.cpu(), np.int64)
        if boxes.shape != (len(scores), 4) or class_ids.shape != scores.shape:
            raise EvaluationError(
                f"Detections have as many boxes (N, 4) as scores and classes (N,), not "
                f"{(*boxes.shape,)}, {scores.shape} and {class_ids.shape}."
            )
        if not (bool(boxes.isfinite().all()) and np.isfinite(scores).all()):
            raise EvaluationError("A detection's box or score is no finite number.")
        for ids in (class_ids, np.asarray(truth.class_ids)):
            if ids.size and not 0 <= ids.min() <= ids.max() < len(self._names):
                raise EvaluationError(
                    f"There are {len(self._names)} classes, and class ids from {ids.min()} "
                    f"to {ids.max()}."
                )
        return _Found(boxes, scores, class_ids)

    def _add_class(
        self, class_id: int, truth: GroundTruth, found: _Found, matches: PictureMatches
    ) -> None:
        """Match one class and write what became of it into ``matches``."""
        true_places = np.flatnonzero(np.asarray(truth.class_ids) == class_id)
        true, best_first = _chosen(truth, true_places), found.best_first(class_id)
        overlap = overlaps(found.boxes_xyxy[torch.from_numpy(best_first)], true)
        voc = match_voc(overlap, true, np.array([self._threshold]))
        coco = match_coco(overlap[:COCO_MOST_DETECTIONS], true, self._coco_thresholds)
        self._classes[class_id].add(true, found.scores[best_first], voc.outcomes[0], coco.outcomes)
        assigned = voc.truths[0] != NO_TRUTH
        matches.outcomes[best_first] = voc.outcomes[0]
        matches.truths[best_first[assigned]] = true_places[voc.truths[0, assigned]]
        matches.found[matches.truths[best_first[assigned]]] = True

    def _class_result(self, class_id: int, seen: _OfClass) -> ClassResult:
        curve = seen.voc_curve()
        here, *by_iou = seen.coco_by_iou(len(self._coco_thresholds))
        return ClassResult(
            class_id=class_id,
            name=self._names[class_id],
            truths=seen.truths,
            ignored=seen.ignored,
            detections=sum(len(piece) for piece in seen.scores),
            curve=curve,
            voc_11=average_precision(curve, "voc-11"),
            all_points=average_precision(curve, "all-points"),
            coco_101=here,
            coco_by_iou=tuple(value for value in by_iou if value is not None),
        )


def evaluate_boxes(
    pictures: Iterable[tuple[GroundTruth, FoundBoxes]],
    class_names: Sequence[str],
    iou_threshold: float = 0.5,
) -> EvaluationResult:
    """Return how good detections in memory are; a picture is its true boxes and what was found.

    Detections should reach down to low scores (0.01, say): the curve ends where they do.

    Raises
    ------
    EvaluationError
        As `Tally.add`.
    """
    tally = Tally(class_names, iou_threshold)
    for truth, found in pictures:
        tally.add(truth, found)
    return tally.result()


def _chosen(truth: GroundTruth, places: NDArray[np.intp]) -> GroundTruth:
    index = torch.from_numpy(places)
    return GroundTruth(
        truth.boxes_xyxy[index], truth.class_ids[index], truth.difficult[index], truth.crowd[index]
    )
