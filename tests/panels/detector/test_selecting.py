"""From predictions to boxes by the panel's thresholds, and what is said of them."""

from __future__ import annotations

import math

import pytest

from explorer.engine.boxes import iou
from explorer.panels.detector.kept import class_counts, counts_text, kept_boxes
from explorer.panels.detector.nothing_found import nothing_found
from explorer.panels.detector.overlapping import victims
from explorer.panels.detector.state import ThresholdState
from explorer.panels.detector.thresholds_card import taken
from tests.panels.detector.making import BOXES, CLASS_IDS, SCORES, view_of


def test_suppression_per_class_leaves_one_person_and_what_is_called_otherwise() -> None:
    view = view_of(ThresholdState(iou=0.5))
    kept = kept_boxes(view)
    assert [(box.name, box.killed) for box in kept] == [("person", 2), ("dog", 0), ("horse", 0)]
    assert [box.score for box in kept] == pytest.approx([0.9, 0.5, 0.3])
    assert not any(box.is_lowered for box in kept)
    assert counts_text(kept) == "1 × person · 1 × dog · 1 × horse"


def test_class_agnostic_suppression_takes_the_horse_too() -> None:
    kept = kept_boxes(view_of(ThresholdState(iou=0.5, class_agnostic=True)))
    assert [(box.name, box.killed) for box in kept] == [("person", 3), ("dog", 0)]


def test_a_score_at_the_threshold_passes_and_other_classes_are_left_out_before() -> None:
    view = view_of(ThresholdState(score=0.5, iou=0.5))
    assert len(view.passing) == 4
    view = view_of(ThresholdState(iou=0.5, class_agnostic=True, shown=("dog", "horse")))
    assert [box.name for box in kept_boxes(view)] == ["dog", "horse"]  # no person to suppress it
    assert len(view_of(ThresholdState(shown=())).passing) == 0


def test_the_most_boxes_that_are_asked_for_are_the_best_and_the_rest_is_counted() -> None:
    view = view_of(ThresholdState(iou=0.5, max_boxes=2))
    assert [box.name for box in kept_boxes(view)] == ["person", "dog"]
    assert view.more == 1
    assert taken(view) == ["2 suppressed", "1 more is not shown"]
    assert taken(view_of(ThresholdState(iou=0.5))) == ["2 suppressed", "all are shown"]


def test_victims_are_named_with_their_iou_the_largest_first() -> None:
    thresholds = ThresholdState(iou=0.5)
    view = view_of(thresholds)
    found = victims(view, 0, thresholds)
    assert [one.rank for one in found] == [1, 2]
    boxes = view.boxes_xyxy
    assert [one.iou for one in found] == pytest.approx(iou(boxes[0], boxes[1:3]).tolist())
    assert victims(view, 3, thresholds) == ()


def test_linear_soft_suppression_lowers_scores_by_the_overlap() -> None:
    view = view_of(ThresholdState(score=0.01, iou=0.5, suppression="soft-linear"))
    boxes = view.boxes_xyxy
    overlap = iou(boxes[:, None], boxes[None])
    # After the first person come the dog, the horse, the third box, and the second at last.
    third = SCORES[2] * (1 - overlap[0, 2])
    second = SCORES[1] * (1 - overlap[0, 1]) * (1 - overlap[2, 1])
    by_rank = dict(zip(view.passing.tolist(), view.scores.tolist(), strict=True))
    assert by_rank[0] == pytest.approx(SCORES[0])
    assert by_rank[1] == pytest.approx(float(second))
    assert by_rank[2] == pytest.approx(float(third))
    assert by_rank[3] == pytest.approx(SCORES[3])
    assert by_rank[4] == pytest.approx(SCORES[4])  # of another class
    scores = view.scores[view.kept].tolist()
    assert scores == sorted(scores, reverse=True)
    assert len(view.kept) == 5


def test_soft_survivors_are_those_whose_lowered_score_still_passes() -> None:
    view = view_of(ThresholdState(score=0.25, iou=0.5, suppression="soft-linear"))
    kept = kept_boxes(view, is_soft=True)
    assert [box.name for box in kept] == ["person", "dog", "horse"]
    assert all(box.killed == 0 for box in kept)
    assert taken(view)[0] == "2 scores lowered, 2 gone"


def test_gaussian_soft_suppression_reaches_other_classes_only_when_agnostic() -> None:
    thresholds = ThresholdState(score=0.01, iou=0.5, suppression="soft-gaussian")
    per_class = view_of(thresholds)
    horse = per_class.passing.tolist().index(4)
    assert float(per_class.scores[horse]) == pytest.approx(SCORES[4])
    agnostic = view_of(
        ThresholdState(score=0.01, suppression="soft-gaussian", class_agnostic=True),
        boxes=[BOXES[0], BOXES[4]], scores=[SCORES[0], SCORES[4]], class_ids=[0, 2],
    )  # fmt: skip
    overlap = float(iou(agnostic.boxes_xyxy[0], agnostic.boxes_xyxy[1]))
    assert float(agnostic.scores[1]) == pytest.approx(SCORES[4] * math.exp(-(overlap**2) / 0.5))


def test_under_soft_suppression_a_box_has_lowered_those_taken_after_it() -> None:
    thresholds = ThresholdState(score=0.01, iou=0.5, suppression="soft-linear")
    view = view_of(thresholds)
    assert {one.rank for one in victims(view, 0, thresholds)} == {1, 2}
    kept = kept_boxes(view, is_soft=True)
    lowered = [box for box in kept if box.is_lowered]
    assert [box.first_score for box in lowered] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize(
    ("thresholds", "said"),
    [
        (ThresholdState(score=0.95), "score of 0.95 or more; the best prediction is 0.90 (person)"),
        (ThresholdState(score=0.6, shown=("dog",)), "of the chosen classes"),
        (ThresholdState(score=0.6, shown=("dog",)), "the best prediction is 0.50 (dog)"),
        (ThresholdState(shown=()), "No class is looked for"),
        (ThresholdState(shown=("cat",)), "No prediction is of the chosen classes"),
    ],
)
def test_it_is_said_how_far_the_best_prediction_is(thresholds, said) -> None:
    view = view_of(thresholds)
    assert not len(view.kept)
    assert said in nothing_found(view, thresholds)


def test_a_score_just_below_the_threshold_is_not_rounded_to_it() -> None:
    thresholds = ThresholdState(score=0.25)
    view = view_of(thresholds, BOXES[:1], [0.2499], CLASS_IDS[:1])
    assert "the best prediction is 0.24990 (person)" in nothing_found(view, thresholds)


def test_classes_are_counted_the_most_first() -> None:
    view = view_of(ThresholdState(iou=1.0))
    assert class_counts(kept_boxes(view)) == (("person", 3), ("dog", 1), ("horse", 1))
