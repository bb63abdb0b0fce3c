"""The work of the threads: annotations read, a folder or the held-out scenes evaluated.

Imported in the threads alone: it brings torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.evaluation.run import EvaluationOptions, evaluate
from explorer.engine.images import fit_within
from explorer.engine.weights import manifest
from explorer.engine.yolo.lecture import CLASS_NAMES, WEIGHTS, load_lecture_network
from explorer.engine.yolo.lecture.evaluation import (
    HELD_OUT_SCENES,
    HELD_OUT_SEED,
    evaluate_held_out,
)
from explorer.engine.yolo.lecture.scenes import compose
from explorer.panels.detector.files.evaluate.looking import PanelDetector
from explorer.panels.detector.files.evaluate.values import (
    HELD_OUT_WORDS,
    LEAST_SCORE,
    MATCH_IOU,
    Evaluated,
    EvaluateStep,
    Seen,
)
from explorer.widgets.detections.boxes import BoxesOverlay, box_label
from explorer.widgets.detections.colours import class_colour

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from explorer.engine.evaluation.annotations import AnnotatedFolder
    from explorer.engine.evaluation.run import EvaluationStep
    from explorer.panels.detector.files.evaluate.values import EvaluateRequest
    from explorer.panels.detector.files.shelf import DetectorShelf
    from explorer.widgets.detections.looks import BoxStyle

SMALL_SIDE = 1200
FIGURES = ("map_50", "map_50_95", "map_50_of_best_classes")
EVERY_CLASS = (
    "Each box counts for every class it may be, as Darknet's and COCO's programs count. For its "
    "best class alone, as it is drawn, mAP@0.5 (all points) is {best:.3f}"
)
RESULT_EVERY = 20
"""The figures of all scenes so far take as long as a scene: they are made now and then."""


def evaluate_folder(
    request: EvaluateRequest, shelf: DetectorShelf
) -> Generator[EvaluateStep, None, Evaluated]:
    """Yield a step for each annotated picture, and return how good the detector is.

    Raises
    ------
    ExplorerError
        If the detector cannot be used, shares no class with the folder, or no picture is read.
    """
    folder, thresholds = request.folder, request.look.thresholds
    assert folder is not None
    options = EvaluationOptions(
        score_threshold=LEAST_SCORE,
        nms_iou=thresholds.iou,
        class_agnostic=thresholds.class_agnostic,
        match_iou=MATCH_IOU,
        counted_score=thresholds.score,
    )
    with shelf.lent(request.look) as loaded:
        names = loaded.facts.class_names
        steps = evaluate(PanelDetector(loaded, thresholds), folder, options)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                done = end.value
                break
            problem = "" if step.problem is None else str(step.problem)
            seen = _seen(step, thresholds.score, names)
            yield EvaluateStep(
                step.done, step.total, step.counts, seen, problem, facts=loaded.facts
            )
        return Evaluated(
            title=folder_title(folder),
            detector=f"{loaded.facts.title}, {loaded.facts.size} px",
            class_names=names,
            look=request.look,
            result=done.result,
            missing=done.missing_classes,
            problems=tuple(map(str, done.problems)),
        )


def evaluate_scenes(
    request: EvaluateRequest, scenes: int = HELD_OUT_SCENES
) -> Generator[EvaluateStep, None, Evaluated]:
    """Find the digits of the held-out scenes, as was done when the weights were made.

    Raises
    ------
    WeightsError
        If the weights are missing or damaged.
    """
    device = torch.device(request.look.device)
    recorded = recorded_figures()
    for step in evaluate_held_out(load_lecture_network(), device, scenes):
        if step.done % RESULT_EVERY == 1 or step.done == step.total:
            result, seen = step.result, _seen_scene(step.done - 1)
        yield EvaluateStep(step.done, step.total, seen=seen, result=result)
    return Evaluated(
        title=HELD_OUT_WORDS if scenes == HELD_OUT_SCENES else f"{scenes:,} held-out scenes",
        detector="Lecture's YOLO, 608 px, float32",
        class_names=CLASS_NAMES,
        look=request.look,
        result=result,
        recorded=recorded,
        note=_note(step.best_class.result().mean_ap("all-points"), recorded),
    )


def recorded_figures() -> Mapping[str, float]:
    """Return what the manifest says was measured when the lecture's weights were made."""
    record = manifest().get(WEIGHTS)
    measured = {} if record is None else record.measured
    return {key: float(measured[key]) for key in FIGURES if key in measured}


def _note(best: float | None, recorded: Mapping[str, float]) -> str:
    text = EVERY_CLASS.format(best=best or 0.0)
    before = recorded.get("map_50_of_best_classes")
    return f"{text}." if before is None else f"{text}; recorded {before:.3f}."


def folder_title(folder: AnnotatedFolder) -> str:
    """Return what a folder of annotations is called."""
    source = folder.source
    is_part = source.name.lower() == "annotations" or source.suffix
    return source.parent.name if is_part else source.name


def _seen(step: EvaluationStep, score: float, names: tuple[str, ...]) -> Seen | None:
    """Return the picture with what was found at the slider's score, and what was missed."""
    found, truth, matches = step.detections, step.truth, step.matches
    if step.rgb is None or found is None or truth is None or matches is None:
        return None
    rgb = fit_within(step.rgb, SMALL_SIDE)
    factor = max(rgb.shape[:2]) / max(step.rgb.shape[:2])
    sure = np.asarray(found.scores >= score)
    is_found = np.zeros(len(truth), bool)
    hits = matches.truths[sure]
    is_found[hits[hits >= 0]] = True
    missed = ~is_found & ~np.asarray(truth.ignored)
    scores = found.scores[sure].tolist()
    found_names = [found.class_names[index] for index in found.class_ids[sure].tolist()]
    missed_names = [found.class_names[index] for index in truth.class_ids[missed].tolist()]
    kept, suppressed = _styles("kept", len(scores)), _styles("suppressed", len(missed_names))
    overlay = BoxesOverlay(
        np.concatenate((found.boxes_xyxy.numpy()[sure], truth.boxes_xyxy.numpy()[missed])) * factor,
        (rgb.shape[1], rgb.shape[0]),
        tuple(class_colour(names.index(name)) for name in (*found_names, *missed_names)),
        tuple(map(box_label, found_names, scores)) + ("",) * len(missed_names),
        kept + suppressed,
    )
    return Seen(rgb, overlay, step.picture.path.name)


def _styles(style: BoxStyle, count: int) -> tuple[BoxStyle, ...]:
    return (style,) * count


def _seen_scene(index: int) -> Seen:
    """Return a scene with its true boxes."""
    scene = compose(HELD_OUT_SEED, index)
    ids = scene.class_ids.tolist()
    overlay = BoxesOverlay(
        scene.boxes_xyxy,
        (scene.rgb.shape[1], scene.rgb.shape[0]),
        tuple(map(class_colour, ids)),
        tuple(CLASS_NAMES[one] for one in ids),
    )
    return Seen(scene.rgb, overlay, f"scene {index + 1}, with its true boxes")
