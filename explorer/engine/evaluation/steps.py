"""What an evaluation is asked, and what it says on its way and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.evaluation.annotated import AnnotatedPicture, Problem
    from explorer.engine.evaluation.results import EvaluationResult
    from explorer.engine.evaluation.tally import PictureMatches
    from explorer.engine.evaluation.truth import GroundTruth
    from explorer.engine.yolo.detections import Detections


class PictureDetector(Protocol):
    """What can be evaluated; `explorer.engine.yolo.Detector` is one."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of its classes."""

    def detect(
        self,
        rgb: NDArray[np.uint8],
        score_threshold: float = ...,
        iou_threshold: float = ...,
        class_agnostic: bool = ...,
    ) -> Detections:
        """Return what it finds in a picture (H, W, 3)."""


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """How a detector is evaluated.

    Parameters
    ----------
    score_threshold
        Boxes below it are not looked at: the curve ends there, so it should be low.
    nms_iou, class_agnostic
        Of the detector's non-maximum suppression.
    match_iou
        From which IoU on a detection has found an object.
    counted_score
        Boxes below it are left out of the running counts, though not out of the curve.
    """

    score_threshold: float = 0.01
    nms_iou: float = 0.45
    class_agnostic: bool = False
    match_iou: float = 0.5
    counted_score: float = 0.25


DEFAULT_OPTIONS: Final = EvaluationOptions()


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted so far, among boxes at or above the options' ``counted_score``."""

    pictures: int = 0
    right: int = 0
    wrong: int = 0
    truths: int = 0
    """Objects to find, in the pictures so far."""

    @property
    def missed(self) -> int:
        """Objects that were not found."""
        return self.truths - self.right


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationStep:
    """A picture was looked at, or could not be.

    Parameters
    ----------
    done, total
        Pictures so far, this one with them, and in all.
    picture
        The file and its boxes, as annotated.
    rgb
        The picture, uint8 (H, W, 3); None if it could not be read.
    detections
        What was found in it, classes that the folder does not have left out.
    truth
        The boxes to be found, with the detector's class ids; classes that it does not know left
        out.
    matches
        What became of both, in their order.
    counts
        So far.
    problem
        Why this picture does not count; None where all is well.
    """

    done: int
    total: int
    picture: AnnotatedPicture
    rgb: NDArray[np.uint8] | None
    detections: Detections | None
    truth: GroundTruth | None
    matches: PictureMatches | None
    counts: Counts
    problem: Problem | None = None

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.done / self.total


@dataclass(frozen=True, slots=True, eq=False)
class FolderEvaluation:
    """The end of it.

    Parameters
    ----------
    result
        For the classes that detector and folder share, in the order of the detector's.
    counts
        At the options' ``counted_score``.
    missing_classes
        Names in the folder that the detector does not know: their boxes were not looked for.
    problems
        Pictures that do not count.
    """

    result: EvaluationResult
    counts: Counts
    missing_classes: tuple[str, ...]
    problems: tuple[Problem, ...]
