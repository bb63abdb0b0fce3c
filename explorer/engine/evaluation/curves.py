"""Precision against recall, and the area under it in the three forms in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from explorer.engine.evaluation.matching import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

Form = Literal["voc-11", "all-points", "coco-101"]
"""How a curve becomes one number: see `average_precision`."""

FORMS: Final[tuple[Form, ...]] = get_args(Form)
_VOC_STEPS: Final = 10
_COCO_RECALLS: Final = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What is gained and lost as the score threshold falls, detection by detection.

    Parameters
    ----------
    scores
        float64 (N,), falling; ignored detections are left out.
    right
        int64 (N,): true positives among the first 1, 2, … N.
    truths
        Objects that are to be found.
    """

    scores: NDArray[np.float64]
    right: NDArray[np.int64]
    truths: int

    @property
    def precision(self) -> NDArray[np.float64]:
        """TP / (TP + FP), (N,)."""
        return self.right / np.arange(1, len(self.right) + 1)

    @property
    def recall(self) -> NDArray[np.float64]:
        """TP / objects, (N,); 0 where there is no object."""
        return self.right / max(1, self.truths)

    @property
    def envelope(self) -> NDArray[np.float64]:
        """The best precision at this recall or a higher one, (N,): the curve without its teeth."""
        return np.asarray(np.maximum.accumulate(self.precision[::-1])[::-1], np.float64)


def precision_recall(
    scores: NDArray[np.floating], outcomes: NDArray[np.int8], truths: int
) -> Curve:
    """Return the curve of detections (N,) with these scores and outcomes.

    Equal scores stay in the order given, as in both references.
    """
    order = np.argsort(-scores, kind="stable")
    counted = order[outcomes[order] != Outcome.IGNORED]
    right = np.cumsum(outcomes[counted] == Outcome.TRUE_POSITIVE)
    return Curve(np.asarray(scores[counted], np.float64), np.asarray(right, np.int64), truths)


def average_precision(curve: Curve, form: Form) -> float | None:
    """Return the average precision in 0..1, or None if there is no object to find.

    Parameters
    ----------
    form
        "voc-11": mean of the envelope at recall 0, 0.1, … 1 (Everingham et al. 2010, section
        4.2, equations 1 and 2; VOC until 2009). "all-points": the area under the envelope (VOC
        from 2010, ``VOCap.m``). "coco-101": mean of the envelope at recall 0, 0.01, … 1
        (pycocotools, ``COCOeval.accumulate``).
    """
    if curve.truths == 0:
        return None
    if form == "voc-11":
        # Whole numbers, because 3/10 as a recall is less than 3 · 0.1 in floating point.
        first = np.searchsorted(
            curve.right * _VOC_STEPS, np.arange(_VOC_STEPS + 1) * curve.truths, side="left"
        )
        return _mean_at(curve, first)
    if form == "coco-101":
        return _mean_at(curve, np.searchsorted(curve.recall, _COCO_RECALLS, side="left"))
    steps = np.diff(curve.recall, prepend=0.0)
    return float((steps * curve.envelope).sum())


def _mean_at(curve: Curve, first: NDArray[np.intp]) -> float:
    """Return the mean of the envelope at these places; beyond the end it is 0."""
    return float(np.append(curve.envelope, 0.0)[first].mean())
