"""A detector sent through a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from explorer.engine.evaluation import EvaluationError, Outcome
from explorer.engine.evaluation.annotations import open_annotations
from explorer.engine.evaluation.run import (
    EvaluationOptions,
    EvaluationStep,
    FolderEvaluation,
    evaluate,
)
from explorer.engine.yolo.detections import Detections
from tests.engine.evaluation.folders import picture, voc_folder, voc_object, voc_text

if TYPE_CHECKING:
    from pathlib import Path


class FixedDetector:
    """Finds the same in every picture."""

    def __init__(self, names: tuple[str, ...], *found: tuple[list[float], float, int]) -> None:
        self.class_names = names
        self.asked: list[tuple[object, ...]] = []
        self._found = found

    def detect(self, rgb, score_threshold=0.25, iou_threshold=0.45, class_agnostic=False):
        self.asked.append((rgb.shape, score_threshold, iou_threshold, class_agnostic))
        return Detections(
            torch.tensor([box for box, *_ in self._found], dtype=torch.float32).reshape(-1, 4),
            torch.tensor([score for _, score, _ in self._found]),
            torch.tensor([class_id for *_, class_id in self._found], dtype=torch.int64),
            self.class_names,
        )


NAMES = ("cat", "couch", "dog")
DOG = voc_object("Dog", (1, 1, 10, 20))
SOFA = voc_object("sofa", (21, 1, 40, 20))
UNICORN = voc_object("unicorn", (1, 1, 5, 5))


def run(generator) -> tuple[list[EvaluationStep], FolderEvaluation]:
    steps = []
    while True:
        try:
            steps.append(next(generator))
        except StopIteration as end:
            return steps, end.value


def test_the_whole_of_a_small_folder(tmp_path: Path) -> None:
    folder = open_annotations(
        voc_folder(tmp_path, a=voc_text("a.jpg", DOG, SOFA, UNICORN), b=voc_text("b.jpg", SOFA))
    )
    detector = FixedDetector(
        NAMES,
        ([20, 0, 40, 20], 0.9, 1),
        ([0, 0, 10, 20], 0.8, 2),
        ([0, 0, 9, 9], 0.7, 0),  # a cat: no class of the folder
        ([0, 0, 9, 9], 0.1, 2),
    )
    steps, end = run(evaluate(detector, folder))
    assert [(step.done, step.total, step.fraction) for step in steps] == [(1, 2, 0.5), (2, 2, 1)]
    assert detector.asked[0] == ((48, 64, 3), 0.01, 0.45, False)
    first = steps[0]
    assert first.rgb.shape == (48, 64, 3)
    assert first.detections.names == ("couch", "dog", "dog")
    assert first.truth.class_ids.tolist() == [2, 1]
    assert first.matches.outcomes.tolist() == [
        Outcome.TRUE_POSITIVE, Outcome.TRUE_POSITIVE, Outcome.FALSE_POSITIVE,
    ]  # fmt: skip
    assert first.matches.truths.tolist() == [1, 0, -1]
    assert (first.counts.right, first.counts.wrong, first.counts.missed) == (2, 0, 0)
    assert (end.counts.right, end.counts.wrong, end.counts.truths) == (3, 1, 3)
    assert end.missing_classes == ("unicorn",)
    couch, dog = end.result.classes
    assert (couch.name, couch.truths, couch.all_points) == ("couch", 2, 1)
    assert (dog.name, dog.truths, dog.detections) == ("dog", 1, 4)
    assert dog.all_points == pytest.approx(1)
    assert end.result.mean_ap("voc-11") == pytest.approx(1)
    assert end.problems == ()


def test_a_corrupt_picture_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = voc_folder(tmp_path, a=voc_text("a.jpg", DOG), b=voc_text("b.jpg", DOG))
    folder = open_annotations(root)
    path = root / "JPEGImages" / "a.jpg"
    path.write_bytes(path.read_bytes()[:200])
    steps, end = run(evaluate(FixedDetector(NAMES), folder))
    assert steps[0].rgb is None
    assert steps[0].counts.pictures == 0
    assert str(steps[0].problem).startswith("a.jpg: is a JPEG file that is cut off")
    assert end.problems == (steps[0].problem,)
    assert (end.result.pictures, end.result.truths) == (1, 1)
    assert end.counts.missed == 1


def test_a_picture_of_another_size_is_not_the_one_that_was_annotated(tmp_path: Path) -> None:
    root = voc_folder(tmp_path, a=voc_text("a.jpg", DOG), b=voc_text("b.jpg", DOG))
    picture(root / "JPEGImages" / "a.jpg", 48, 64)
    steps, end = run(evaluate(FixedDetector(NAMES), open_annotations(root)))
    assert "48 × 64" in steps[0].problem.text
    assert "64 × 48" in steps[0].problem.text
    assert end.result.pictures == 1


def test_boxes_of_a_file_without_a_size_are_cut_at_the_picture(tmp_path: Path) -> None:
    far, out = voc_object("dog", (51, 1, 164, 20)), voc_object("dog", (100, 1, 164, 20))
    root = voc_folder(tmp_path, a=voc_text("a.jpg", far, out, size=None))
    (step,), _ = run(evaluate(FixedDetector(NAMES), open_annotations(root)))
    assert step.truth.boxes_xyxy.tolist() == [[50, 0, 64, 20]]


def test_no_class_in_common(tmp_path: Path) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", UNICORN)))
    with pytest.raises(EvaluationError, match=r"none of the folder's classes \(unicorn\)"):
        next(evaluate(FixedDetector(NAMES), folder))


def test_no_box_in_the_annotations(tmp_path: Path) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg")))
    with pytest.raises(EvaluationError, match="hold no boxes"):
        next(evaluate(FixedDetector(NAMES), folder))


def test_no_picture_that_can_be_read(tmp_path: Path) -> None:
    root = voc_folder(tmp_path, a=voc_text("a.jpg", DOG))
    folder = open_annotations(root)
    (root / "JPEGImages" / "a.jpg").write_bytes(b"")
    with pytest.raises(EvaluationError, match=r"No picture could be evaluated.*0 bytes"):
        run(evaluate(FixedDetector(NAMES), folder))


def test_options_reach_the_detector_and_the_matching(tmp_path: Path) -> None:
    folder = open_annotations(voc_folder(tmp_path, a=voc_text("a.jpg", DOG)))
    detector = FixedDetector(NAMES, ([0, 0, 10, 16], 0.2, 2))
    options = EvaluationOptions(0.05, 0.6, True, match_iou=0.9, counted_score=0.3)
    _, end = run(evaluate(detector, folder, options))
    assert detector.asked[0][1:] == (0.05, 0.6, True)
    assert end.result.iou_threshold == 0.9
    assert end.result.classes[0].all_points == 0
    assert (end.counts.wrong, end.counts.missed) == (0, 1)


def test_a_job_may_stop_between_any_two_pictures(tmp_path: Path) -> None:
    folder = open_annotations(
        voc_folder(tmp_path, a=voc_text("a.jpg", DOG), b=voc_text("b.jpg", DOG))
    )
    detector = FixedDetector(NAMES)
    generator = evaluate(detector, folder)
    next(generator)
    generator.close()
    assert len(detector.asked) == 1
