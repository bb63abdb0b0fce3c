"""What is said of steps and pairs, with the numbers of hand-made boxes."""

from __future__ import annotations

from math import exp

import pytest

from explorer.panels.detector.state import ThresholdState
from explorer.panels.detector.steps.moment import moment_at
from explorer.panels.detector.steps.pairs import (
    clicked_box,
    present_pair,
    question_text,
    soft_text,
    softened,
    with_box,
)
from explorer.panels.detector.steps.stage import hand_pair, seen_boxes
from explorer.panels.detector.steps.values import StepsView, steps_view
from explorer.panels.detector.steps.walk import ALONE_AT_MOST
from explorer.panels.detector.steps.words import (
    counter_text,
    counts_text,
    over_text,
    sentence,
    turn_text,
)
from tests.panels.detector.making import BOXES, view_of


def steps_of(thresholds: ThresholdState | None = None, **boxes: object) -> StepsView:
    thresholds = thresholds or ThresholdState()
    return steps_view(view_of(thresholds, **boxes), thresholds)  # type: ignore[arg-type]


def said(view: StepsView) -> list[str]:
    return [sentence(view, moment_at(view.walk, step)) for step in range(view.walk.last + 1)]


def test_each_step_of_three_classes_in_words() -> None:
    view = steps_of()
    assert said(view) == [
        "5 boxes have a score of 0.25 or more, here the largest first. "
        "They are gone through class by class: person (3), dog (1), horse (1).",
        "Of the 3 person boxes that are left, #1 has the largest score, 0.90: it is kept; "
        "it will drop 2.",
        "#2 (B) overlaps #1 (A) with an IoU of 0.90 > 0.45, so it goes: 1 of 2.",
        "#3 (B) overlaps #1 (A) with an IoU of 0.82 > 0.45, so it goes: 2 of 2.",
        "#4, dog 0.50, is the only dog box that is left: it is kept.",
        "#5, horse 0.30, is the only horse box that is left: it is kept.",
        "3 of 5 boxes are kept, 2 were dropped.",
    ]
    turns = [turn_text(view, moment_at(view.walk, step)) for step in (0, 1, 3, 4, 5, 6)]
    assert turns == [
        "all boxes, sorted", "class person, 1 of 3", "class person, 1 of 3", "class dog, 2 of 3",
        "class horse, 3 of 3", "done",
    ]  # fmt: skip
    assert counter_text(view, moment_at(view.walk, 3)) == "step 3 of 6"
    assert counts_text(view) == "5 predictions → 5 pass → 3 kept"


def test_whatever_their_class_the_horse_goes_too() -> None:
    view = steps_of(ThresholdState(class_agnostic=True))
    assert said(view)[0].endswith("All are compared, whatever their class.")
    assert said(view)[4] == "#5 (B) overlaps #1 (A) with an IoU of 0.97 > 0.45, so it goes: 3 of 3."
    assert said(view)[-1] == "2 of 5 boxes are kept, 3 were dropped."
    assert turn_text(view, moment_at(view.walk, 2)) == "all classes together"


def test_no_boxes_and_one_box_are_explained() -> None:
    none = steps_of(ThresholdState(score=0.95))
    assert said(none) == [
        "None of 5 predictions has a score of 0.95 or more (the largest is 0.90): "
        "there is nothing to suppress. Lower the score threshold."
    ]
    assert "tick some" in said(steps_of(ThresholdState(shown=())))[0]
    assert "tick more" in said(steps_of(ThresholdState(score=0.6, shown=("dog",))))[0]
    one = steps_of(ThresholdState(shown=("dog",)))
    assert said(one) == [
        "One box passes. It will be kept: there is no other that it could drop.",
        "#1, dog 0.50, is the only dog box that is left: it is kept.",
        "The one box is kept.",
    ]


def test_where_none_overlap_all_are_kept_and_more_than_asked_for_is_said() -> None:
    boxes = [(20.0 * place, 0.0, 20.0 * place + 10, 10.0) for place in range(4)]
    view = steps_of(
        ThresholdState(max_boxes=3), boxes=boxes, scores=(0.9, 0.8, 0.7, 0.6), class_ids=(0,) * 4
    )
    assert said(view)[1].endswith("it is kept; no other overlaps it that much.")
    assert said(view)[-1] == (
        "No two boxes overlap by more than 0.45: all 4 are kept. "
        "Only the best 3 are shown on the other pages."
    )


def test_many_boxes_that_go_at_once_are_counted() -> None:
    count = ALONE_AT_MOST + 2
    boxes = [(0.0, 0.0, 100.0, 100.0 - place) for place in range(count)]
    scores = [0.9 - place / 100 for place in range(count)]
    view = steps_of(boxes=boxes, scores=scores, class_ids=(1,) * count)
    assert said(view)[2].startswith(
        "21 boxes overlap #1 (A) by more than 0.45 (IoU 0.79 to 0.99) and go at once"
    )


@pytest.mark.parametrize(
    ("iou", "text"),
    [
        (0.786, "0.79 > 0.45"),
        (0.4503, "0.4503 > 0.45"),
        (0.45, "0.45 ≤ 0.45"),
        (0.31, "0.31 ≤ 0.45"),
    ],
)
def test_an_iou_is_told_apart_from_its_threshold(iou: float, text: str) -> None:
    assert over_text(iou, 0.45) == text


def test_a_pair_grows_shrinks_and_moves_on() -> None:
    assert with_box((), 3) == (3,)
    assert with_box((3,), 5) == (3, 5)
    assert with_box((3, 5), 7) == (5, 7)
    assert with_box((3, 5), 3) == (5,)
    assert present_pair((1, 8), 5) == (1,)


def test_a_click_means_the_smallest_box_and_then_the_next_larger() -> None:
    view = steps_of()
    seen = seen_boxes(moment_at(view.walk, 0))
    pair: tuple[int, ...] = ()
    found = []
    for _ in range(2):
        rank = clicked_box(view.boxes_xyxy, seen, pair, 20, 30)
        assert rank is not None
        found.append(rank)
        pair = with_box(pair, rank)
    assert found == [2, 4]  # 720, then 780 px²
    assert clicked_box(view.boxes_xyxy, seen, (), 50, 70) is None
    done = seen_boxes(moment_at(view.walk, view.walk.last))
    assert clicked_box(view.boxes_xyxy, done, (), 20, 30) == 4  # the others are gone


def test_would_the_better_one_suppress_the_other() -> None:
    view = steps_of()
    question = "Would the better one, A, suppress B? "

    def answer(first: int, second: int, thresholds: StepsView = view) -> str:
        measured = hand_pair(thresholds, (first, second))
        assert measured is not None
        text = question_text(thresholds, (first, second), measured.iou)
        assert text.startswith(question)
        return text.removeprefix(question)

    assert answer(1, 0) == "0.90 > 0.45: yes."
    assert answer(0, 3) == "No: 0.00 ≤ 0.45."
    assert answer(4, 0) == (
        "0.97 > 0.45: yes; but they are of different classes, person and horse, so per class: no."
    )
    assert answer(0, 4, steps_of(ThresholdState(class_agnostic=True))) == "0.97 > 0.45: yes."
    assert answer(1, 2) == (
        "0.82 > 0.45: yes, if it were kept. But A, #2, is dropped by #1, "
        "and what is dropped drops nothing."
    )
    # The third overlaps both others by 70/130; the first one took it before the second came.
    row = [(0.0, 0.0, 100.0, 100.0), (60.0, 0.0, 160.0, 100.0), (30.0, 0.0, 130.0, 100.0)]
    three = steps_of(boxes=row, scores=(0.9, 0.8, 0.7), class_ids=(0, 0, 0))
    assert answer(1, 2, three) == "0.54 > 0.45: yes; but #1 came first and dropped it already."


def test_the_better_box_is_a_whichever_was_clicked_first() -> None:
    view = steps_of()
    measured = hand_pair(view, (2, 0))
    assert measured is not None
    assert measured.first == BOXES[0]
    assert measured.names == ("A person 0.90", "B person 0.60")
    assert hand_pair(view, (2,)) is None


def test_soft_nms_lowers_the_score_by_its_formula() -> None:
    assert softened(0.8, 0.5, "soft-linear", 0.45) == pytest.approx(0.4)
    assert softened(0.8, 0.45, "soft-linear", 0.45) == 0.8
    assert softened(0.8, 0.5, "soft-gaussian", 0.9) == pytest.approx(0.8 * exp(-0.25 / 0.5))
    assert softened(0.8, 0.5, "greedy", 0.45) == 0.8


def test_what_soft_nms_would_do_is_said_where_it_is_chosen() -> None:
    greedy = steps_of()
    assert soft_text(greedy, (0, 1), 0.9) == ""
    for way, words in (
        ("soft-linear", "s·(1 − IoU) = 0.80·(1 − 0.90) = 0.08, below 0.25"),
        ("soft-gaussian", "s·exp(−IoU²/σ) = 0.80·exp(−0.90²/0.5) = 0.16, below 0.25"),
    ):
        view = steps_view(view_of(), ThresholdState(suppression=way))  # type: ignore[arg-type]
        assert words in soft_text(view, (0, 1), 0.9)
        assert "#2" in soft_text(view, (1, 0), 0.9)
    linear = steps_view(view_of(), ThresholdState(suppression="soft-linear"))
    assert "as it is" in soft_text(linear, (0, 1), 0.3)
    assert "lower neither" in soft_text(linear, (0, 4), 0.97)
