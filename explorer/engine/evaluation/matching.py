"""Which detection found which true box: the rules of VOC and of COCO.

Both look at one class in one picture, with its detections best first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.boxes import area, intersection_box, iou_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.evaluation.truth import GroundTruth

NO_TRUTH: Final = -1
_TAKEN: Final = -2.0  # below every overlap
_COCO_MOST: Final = 1 - 1e-10  # so that an IoU of 1 passes a threshold of 1 in spite of rounding


class Outcome(IntEnum):
    """What a detection is worth."""

    FALSE_POSITIVE = 0
    TRUE_POSITIVE = 1
    IGNORED = 2
    """It fell on something that does not count: neither right nor wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What became of N detections at T thresholds of the IoU.

    Parameters
    ----------
    outcomes
        int8 (T, N), of `Outcome`.
    truths
        int64 (T, N): which true box a detection was assigned to, `NO_TRUTH` where none.
    """

    outcomes: NDArray[np.int8]
    truths: NDArray[np.int64]


def overlaps(boxes_xyxy: Tensor, truth: GroundTruth) -> NDArray[np.float64]:
    """Return how far each of N boxes lies on each of G true boxes, (N, G).

    It is the IoU; for a crowd the share of the detection that lies in it, since a detection of one
    person in a crowd is not to be blamed for the size of the crowd (pycocotools, ``bbIou``).
    """
    found, true = boxes_xyxy.double(), truth.boxes_xyxy.double()
    iou = np.asarray(iou_matrix(found, true))
    if not bool(truth.crowd.any()):
        return iou
    shared = np.asarray(area(intersection_box(found[:, None], true[None])))
    share = shared / np.maximum(np.asarray(area(found))[:, None], np.finfo(np.float64).tiny)
    return np.where(np.asarray(truth.crowd), share, iou)


def match_voc(
    overlap: NDArray[np.float64], truth: GroundTruth, thresholds: NDArray[np.float64]
) -> Matches:
    """Match as PASCAL VOC does.

    A detection goes to the true box that it overlaps most, whether that is taken or not. With an
    IoU at or above the threshold it is right if it is the first there; each further one is a false
    positive ("5 detections of a single object count as 1 correct detection and 4 false
    detections"), and on a difficult object it is ignored (Everingham et al. 2010, "The PASCAL
    Visual Object Classes (VOC) Challenge", section 4.2; ``VOCevaldet.m``. The paper writes that
    the overlap must exceed 50 %, the kit's program compares with >=, which is done here).

    VOC knows no crowds: a detection that hits no object but lies in a crowd is ignored.

    Parameters
    ----------
    overlap
        (N, G) of `overlaps`, detections best first.
    thresholds
        (T,) of the IoU.
    """
    count, true_count = overlap.shape
    outcomes = np.zeros((len(thresholds), count), np.int8)
    truths = np.full((len(thresholds), count), NO_TRUTH)
    if not (count and true_count):
        return Matches(outcomes, truths)
    crowd, difficult = np.asarray(truth.crowd), np.asarray(truth.difficult)
    objects = np.where(crowd, _TAKEN, overlap)
    best, height = objects.argmax(axis=1), objects.max(axis=1)
    in_crowd = np.where(crowd, overlap, _TAKEN).max(axis=1)
    for row, threshold in enumerate(thresholds):
        hits = np.flatnonzero(height >= threshold)
        first = hits[np.unique(best[hits], return_index=True)[1]]
        outcomes[row, first] = Outcome.TRUE_POSITIVE
        outcomes[row, hits[difficult[best[hits]]]] = Outcome.IGNORED
        outcomes[row, (height < threshold) & (in_crowd >= threshold)] = Outcome.IGNORED
        truths[row, hits] = best[hits]
    return Matches(outcomes, truths)


def match_coco(
    overlap: NDArray[np.float64], truth: GroundTruth, thresholds: NDArray[np.float64]
) -> Matches:
    """Match as COCO does.

    Best first, a detection takes the true box that it overlaps most among those that are *not yet
    taken*, if the IoU is at or above the threshold; the last of equals. What is to be ignored is
    looked at only if nothing else fits; a crowd can be taken any number of times. What takes an
    ignored box is ignored (pycocotools, ``COCOeval.evaluateImg``).

    COCO's evaluation knows no difficult objects: they are ignored like its own "ignore", each for
    one detection.

    Parameters
    ----------
    overlap
        (N, G) of `overlaps`, detections best first.
    thresholds
        (T,) of the IoU.
    """
    count, true_count = overlap.shape
    outcomes = np.zeros((len(thresholds), count), np.int8)
    truths = np.full((len(thresholds), count), NO_TRUTH)
    if not (count and true_count):
        return Matches(outcomes, truths)
    least = np.minimum(thresholds, _COCO_MOST)
    ignored, crowd = np.asarray(truth.ignored), np.asarray(truth.crowd)
    taken = np.zeros((len(thresholds), true_count), bool)
    for number in np.flatnonzero(overlap.max(axis=1) >= least.min()):
        open_to_it = np.where(taken & ~crowd, _TAKEN, overlap[number])
        found = _best_of(np.where(ignored, _TAKEN, open_to_it), least)
        second = _best_of(np.where(ignored, open_to_it, _TAKEN), least)
        chosen = np.where(found == NO_TRUTH, second, found)
        rows = np.flatnonzero(chosen != NO_TRUTH)
        truths[rows, number] = chosen[rows]
        taken[rows, chosen[rows]] = True
        outcomes[rows, number] = np.where(
            ignored[chosen[rows]], Outcome.IGNORED, Outcome.TRUE_POSITIVE
        )
    return Matches(outcomes, truths)


def _best_of(overlap: NDArray[np.float64], least: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each of (T, G) rows the last of the largest, `NO_TRUTH` where it is too small."""
    last = overlap.shape[1] - 1 - overlap[:, ::-1].argmax(axis=1)
    return np.where(overlap.max(axis=1) >= least, last, NO_TRUTH)
