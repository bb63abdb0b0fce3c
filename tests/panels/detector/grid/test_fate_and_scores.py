"""What becomes of a prediction, in words; and its class scores."""

from __future__ import annotations

import pytest

from explorer.panels.detector.grid.chosen import chosen_of
from explorer.panels.detector.grid.class_scores import (
    DIFFERENCE,
    cell_scores,
    class_latex,
    rest_text,
    sum_text,
)
from explorer.panels.detector.grid.fate import at_least_text, fate_of, mates_text
from explorer.panels.detector.state import GridState, ThresholdState
from tests.panels.detector.making import lecture_raw, view_of_maps

PERSON = (6.0, -6.0, -6.0)
DOG = (-6.0, 6.0, -6.0)
# Two people at neighbouring cells, both called much the same box; a dog at the first one's place.
RAW = {
    (3, 9, 9): (0.0, 0.0, 0.0, 0.0, 3.0, *PERSON),
    (3, 9, 10): (-3.0, 0.0, 0.0, 0.0, 1.0, *PERSON),
    (0, 9, 9): (0.0, 0.0, 0.0, 0.0, 2.0, *DOG),
    (1, 2, 2): (0.0, 0.0, 0.0, 0.0, -2.0, *DOG),
}


def fate(anchor: int, row: int, column: int, **thresholds: object) -> tuple[str, str]:
    limits = ThresholdState(**thresholds)  # type: ignore[arg-type]
    view = view_of_maps(lecture_raw(RAW), limits)
    number = chosen_of(view, GridState(0, (row, column), anchor)).number
    found = fate_of(view, limits, number)
    return found.kind, found.text


def test_a_box_that_is_kept_says_what_it_suppresses() -> None:
    assert fate(3, 9, 9) == (
        "kept", "It passes, 0.95 ≥ 0.25, and is kept; it suppresses one other box.",
    )  # fmt: skip


def test_a_box_that_is_suppressed_says_by_whom() -> None:
    kind, text = fate(3, 9, 10)
    assert kind == "suppressed"
    assert text.startswith(
        "It passes, 0.73 ≥ 0.25, but is suppressed by “person 0.95” from cell (9, 9) of 19×19, "
        "anchor 4: IoU 0."
    )
    assert text.endswith(" > 0.45.")


def test_a_score_that_is_too_low_is_compared() -> None:
    assert fate(1, 2, 2) == ("low", "Its score is too low, 0.12 < 0.25: it is dropped.")


def test_a_class_that_is_not_looked_for_is_named() -> None:
    kind, text = fate(0, 9, 9, shown=("person",))
    assert kind == "not looked for"
    assert text == "0.88 ≥ 0.25, but its class, dog, is not looked for."


def test_of_more_boxes_than_are_shown_that_is_said() -> None:
    kind, text = fate(0, 9, 9, max_boxes=1)
    assert (kind, text) == (
        "not shown", "It is kept, 0.88 ≥ 0.25, but only the 1 best are shown.",
    )  # fmt: skip


def test_soft_suppression_lowers_a_score_and_perhaps_below_the_threshold() -> None:
    kind, text = fate(3, 9, 10, suppression="soft-linear", score=0.1)
    assert kind == "kept"
    assert "soft-NMS lowers its score to 0." in text
    kind, text = fate(3, 9, 10, suppression="soft-linear", score=0.6)
    assert kind == "gone"
    assert text.endswith("< 0.60: gone.")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.25, "0.25 ≥ 0.25"),
        (0.2499, "0.2499 < 0.25"),
        (0.94, "0.94 ≥ 0.25"),
        (0.01, "0.01 < 0.25"),
    ],
)
def test_a_score_and_the_threshold_are_told_apart(value: float, said: str) -> None:
    assert at_least_text(value, 0.25) == said


def test_two_boxes_in_one_cell_are_told() -> None:
    view = view_of_maps(lecture_raw(RAW))
    chosen = chosen_of(view, GridState(cell=(9, 9)))
    ranks = tuple(view.kept.tolist())
    assert mates_text(view, chosen, ranks) == (
        "Two boxes that are left have their centres in this one cell: person 0.95 (anchor 4) and "
        "dog 0.88 (anchor 1). It has an anchor for each, and no more than 5."
    )
    assert mates_text(view, chosen, ranks[:1]) == ""


def test_softmax_shares_one_among_the_classes() -> None:
    view = view_of_maps(lecture_raw({(0, 5, 5): (0.0, 0.0, 0.0, 0.0, 4.0, 2.0, 1.0, 0.0)}))
    scores = cell_scores(view, chosen_of(view, GridState(cell=(5, 5), anchor=0)), shown=2)
    assert [name for name, _ in scores.top] == ["person", "dog"]
    assert [value for _, value in scores.top] == pytest.approx([0.6652, 0.2447], abs=1e-4)
    assert scores.total == pytest.approx(1)
    assert (sum_text(scores), rest_text(scores)) == ("they sum to 1", "1 other class: 0.090")
    assert class_latex(scores) == (
        r"P(\text{person}) = \frac{e^{t}}{\sum_j e^{t_j}} = "
        r"\frac{e^{2.00}}{\sum_j e^{t_j}} = 0.665"
    )
    assert "Softmax, as in the lecture" in DIFFERENCE[scores.kind]
    assert "YOLOv3 judges each class by itself" in DIFFERENCE[scores.kind]


def test_logistic_scores_need_not_sum_to_one() -> None:
    # σ(2) + σ(0) + σ(−4) = 0.881 + 0.5 + 0.018
    raw = lecture_raw(
        {(0, 5, 5): (0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 2.0, -4.0)}, class_scores="logistic"
    )
    view = view_of_maps(raw)
    scores = cell_scores(view, chosen_of(view, GridState(cell=(5, 5), anchor=0)), shown=1)
    assert scores.top[0][0] == "dog"
    assert sum_text(scores) == "each by itself: they sum to 1.40"
    assert rest_text(scores) == "2 others: 0.518 together, 0.500 at most"
    assert class_latex(scores) == r"P(\text{dog}) = \sigma(t) = \sigma({2.000}) = 0.881"
    assert DIFFERENCE[scores.kind].startswith("Logistic, as in YOLOv3")
    assert "In the lecture’s form a softmax" in DIFFERENCE[scores.kind]
