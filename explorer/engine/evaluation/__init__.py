"""How good a detector is: its boxes against the true ones, precision and recall, mAP."""

from explorer.engine.evaluation.curves import Curve, Form, average_precision, precision_recall
from explorer.engine.evaluation.errors import AnnotationError, EvaluationError
from explorer.engine.evaluation.matching import Outcome
from explorer.engine.evaluation.results import ClassResult, EvaluationResult
from explorer.engine.evaluation.tally import PictureMatches, Tally, evaluate_boxes
from explorer.engine.evaluation.truth import GroundTruth, ground_truth

__all__ = [
    "AnnotationError",
    "ClassResult",
    "Curve",
    "EvaluationError",
    "EvaluationResult",
    "Form",
    "GroundTruth",
    "Outcome",
    "PictureMatches",
    "Tally",
    "average_precision",
    "evaluate_boxes",
    "ground_truth",
    "precision_recall",
]
