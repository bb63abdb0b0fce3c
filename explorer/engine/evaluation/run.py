"""A detector sent through an annotated folder, picture by picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.boxes import area, clipped
from explorer.engine.evaluation.annotated import Problem
from explorer.engine.evaluation.errors import EvaluationError
from explorer.engine.evaluation.matching import Outcome
from explorer.engine.evaluation.shared_classes import SharedClasses
from explorer.engine.evaluation.steps import (
    DEFAULT_OPTIONS,
    Counts,
    EvaluationOptions,
    EvaluationStep,
    FolderEvaluation,
    PictureDetector,
)
from explorer.engine.evaluation.tally import Tally
from explorer.engine.evaluation.truth import GroundTruth
from explorer.engine.images import ImageError, load_rgb

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from explorer.engine.evaluation.annotated import AnnotatedFolder, AnnotatedPicture
    from explorer.engine.evaluation.tally import PictureMatches
    from explorer.engine.yolo.detections import Detections

__all__ = [
    "Counts",
    "EvaluationOptions",
    "EvaluationStep",
    "FolderEvaluation",
    "PictureDetector",
    "evaluate",
]


def evaluate(
    detector: PictureDetector,
    folder: AnnotatedFolder,
    options: EvaluationOptions = DEFAULT_OPTIONS,
) -> Generator[EvaluationStep, None, FolderEvaluation]:
    """Yield a step for each picture and return how good the detector is.

    A picture that cannot be read, or is not the one that was annotated, is told in its step and
    left out; the others go on. Steps carry pictures: keep no more than one.

    Raises
    ------
    EvaluationError
        If detector and folder share no class, or no picture could be read.
    """
    classes = SharedClasses(folder, detector)
    tally = Tally(classes.names, options.match_iou)
    counts, problems = Counts(), []
    for done, picture in enumerate(folder.pictures, start=1):
        read = _read(picture)
        if isinstance(read, Problem):
            problems.append(read)
            yield EvaluationStep(done, len(folder), picture, None, None, None, None, counts, read)
            continue
        found = detector.detect(
            read, options.score_threshold, options.nms_iou, options.class_agnostic
        )
        found, truth = classes.of_detections(found), classes.of_truth(_cut(picture.truth, read))
        matches = tally.add(classes.ranked_truth(truth), classes.ranked(found))
        counts = _counted(counts, found, truth, matches, options.counted_score)
        yield EvaluationStep(done, len(folder), picture, read, found, truth, matches, counts)
    if not counts.pictures:
        raise EvaluationError(f"No picture could be evaluated. {' '.join(map(str, problems[:1]))}")
    return FolderEvaluation(tally.result(), counts, classes.missing, tuple(problems))


def _read(picture: AnnotatedPicture) -> NDArray[np.uint8] | Problem:
    try:
        rgb = load_rgb(picture.path)
    except ImageError as error:
        name = picture.path.name
        return Problem(name, str(error).removeprefix(f"{name} ").rstrip("."))
    height, width = rgb.shape[:2]
    if picture.size is not None and picture.size != (width, height):
        return Problem(
            picture.path.name,
            f"has {width} × {height} pixels, its annotation was made for "
            f"{picture.size[0]} × {picture.size[1]}: left out",
        )
    return rgb


def _cut(truth: GroundTruth, rgb: NDArray[np.uint8]) -> GroundTruth:
    """Cut boxes at the picture's edges; those of files that name no size were not cut yet."""
    boxes = clipped(truth.boxes_xyxy, rgb.shape[1], rgb.shape[0])
    keep = area(boxes) > 0
    return GroundTruth(boxes[keep], truth.class_ids[keep], truth.difficult[keep], truth.crowd[keep])


def _counted(
    before: Counts,
    found: Detections,
    truth: GroundTruth,
    matches: PictureMatches,
    least_score: float,
) -> Counts:
    outcomes = matches.outcomes[np.asarray(found.scores >= least_score)]
    return Counts(
        pictures=before.pictures + 1,
        right=before.right + int((outcomes == Outcome.TRUE_POSITIVE).sum()),
        wrong=before.wrong + int((outcomes == Outcome.FALSE_POSITIVE).sum()),
        truths=before.truths + int((~truth.ignored).sum()),
    )
