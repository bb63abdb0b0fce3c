"""How many boxes are left at each IoU threshold, and the sentences beside them."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.nms import batched_nms, nms
from explorer.panels.detector.compare.explaining import about, counts_line, explanation
from explorer.panels.detector.compare.exports import box_rows, curve_rows
from explorer.panels.detector.compare.left_chart import round_up
from explorer.panels.detector.compare.left_curve import MOST, STEPS, left_curve
from explorer.panels.detector.kept import kept_boxes
from explorer.panels.detector.overlapping import victims
from explorer.panels.detector.state import ThresholdState
from tests.panels.detector.making import view_of


def crowd(count: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Overlapping boxes, best first, with scores and one of three classes."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 200, (count, 2))
    boxes = np.concatenate((corners, corners + rng.uniform(20, 90, (count, 2))), axis=1)
    scores = np.sort(rng.uniform(0.1, 1, count))[::-1].copy()
    return boxes.astype(np.float32), scores.astype(np.float32), rng.integers(0, 3, count)


def test_every_point_is_what_suppression_leaves() -> None:
    boxes, scores, class_ids = crowd(120)
    per_class, any_class = left_curve(boxes, class_ids), left_curve(boxes, None)
    for step in range(STEPS + 1):
        threshold = step / STEPS
        assert per_class.left[step] == len(batched_nms(boxes, scores, class_ids, threshold))
        assert any_class.left[step] == len(nms(boxes, scores, threshold))
    assert per_class.left[-1] == 120
    assert per_class.at(0.45) == per_class.left[45]


def test_of_very_many_boxes_the_best_are_walked_and_none_is_none() -> None:
    boxes, _, class_ids = crowd(MOST + 50)
    curve = left_curve(boxes, class_ids)
    assert (curve.passing, curve.walked) == (MOST + 50, MOST)
    empty = left_curve(np.zeros((0, 4), np.float32), np.zeros(0, np.int64))
    assert empty.left.tolist() == [0] * (STEPS + 1)


@pytest.mark.parametrize(("count", "top"), [(1, 1), (3, 5), (6, 10), (11, 20), (51, 100)])
def test_the_axis_ends_at_a_round_number(count, top) -> None:
    assert round_up(count) == top


def test_the_sentence_counts_what_was_dropped_and_why() -> None:
    thresholds = ThresholdState(iou=0.5)
    view = view_of(thresholds)
    assert counts_line(view) == "5 → 3"
    assert explanation(view, thresholds) == (
        "5 boxes have a score of 0.25 or more. Suppression keeps 3 and drops 2: each overlaps a "
        "better box of its own class by an IoU above 0.50."
    )
    agnostic = ThresholdState(iou=0.5, class_agnostic=True)
    assert "drops 3: each overlaps a better box by" in explanation(view_of(agnostic), agnostic)


def test_the_sentence_says_when_nothing_passes_or_nothing_goes() -> None:
    strict, loose = ThresholdState(score=0.95), ThresholdState(iou=1.0)
    assert "No box has a score of 0.95 or more" in explanation(view_of(strict), strict)
    assert explanation(view_of(loose), loose).endswith("by an IoU above 1.00: all stay.")
    one = ThresholdState(score=0.85)
    assert explanation(view_of(one), one).startswith("One box has a score of 0.85 or more.")


def test_the_sentence_of_soft_suppression_counts_lowered_scores() -> None:
    thresholds = ThresholdState(iou=0.5, suppression="soft-linear")
    said = explanation(view_of(thresholds), thresholds)
    assert "lowers 2 scores" in said
    assert "2 fall below 0.25, and 3 are left" in said


def test_of_the_box_under_the_pointer_its_victims_are_counted() -> None:
    thresholds = ThresholdState(iou=0.5)
    view = view_of(thresholds)
    person, dog, _ = kept_boxes(view)
    found = victims(view, person.rank, thresholds)
    low, high = sorted(one.iou for one in found)
    assert about(person, found, thresholds) == (
        f"“person 0.90” suppressed 2 boxes: their IoU with it is {low:.2f} to {high:.2f}."
    )
    assert about(dog, (), thresholds) == "“dog 0.50” suppressed no other box."


def test_tables_say_who_suppressed_whom() -> None:
    header, *rows = box_rows(view_of(ThresholdState(iou=0.5)))
    assert len(rows) == 5
    by = header.index("suppressed by rank")
    assert [row[by] for row in rows] == ["", 1, 1, "", ""]
    assert [row[header.index("kept")] for row in rows] == ["yes", "no", "no", "yes", "yes"]
    curve = left_curve(np.zeros((0, 4), np.float32), None)
    assert len(list(curve_rows(curve))) == STEPS + 2
