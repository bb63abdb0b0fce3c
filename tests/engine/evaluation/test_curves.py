"""Average precision in its three forms, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.evaluation import Outcome, average_precision, precision_recall
from explorer.engine.evaluation.curves import FORMS, Curve

RIGHT, WRONG, IGNORED = Outcome.TRUE_POSITIVE, Outcome.FALSE_POSITIVE, Outcome.IGNORED


def curve(outcomes: list[int], truths: int, scores: list[float] | None = None) -> Curve:
    values = scores or np.linspace(0.9, 0.1, len(outcomes)).tolist()
    return precision_recall(np.array(values), np.array(outcomes, np.int8), truths)


def test_precision_and_recall_of_a_small_case() -> None:
    found = curve([RIGHT, WRONG, RIGHT, WRONG], truths=4)
    np.testing.assert_allclose(found.precision, [1, 1 / 2, 2 / 3, 1 / 2])
    np.testing.assert_allclose(found.recall, [1 / 4, 1 / 4, 2 / 4, 2 / 4])
    np.testing.assert_allclose(found.envelope, [1, 2 / 3, 2 / 3, 1 / 2])


def test_the_three_forms_of_a_small_case() -> None:
    found = curve([RIGHT, WRONG, RIGHT, WRONG], truths=4)
    # Envelope 1 up to recall 0.25, 2/3 up to 0.5, 0 beyond.
    assert average_precision(found, "voc-11") == pytest.approx((3 * 1 + 3 * 2 / 3) / 11)
    assert average_precision(found, "all-points") == pytest.approx(0.25 * 1 + 0.25 * 2 / 3)
    assert average_precision(found, "coco-101") == pytest.approx((26 * 1 + 25 * 2 / 3) / 101)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("truths", [1, 3, 7, 10, 30])
def test_a_perfect_detector_has_1(form: str, truths: int) -> None:
    assert average_precision(curve([RIGHT] * truths, truths), form) == pytest.approx(1)


def test_recalls_of_tenths_are_reached_exactly() -> None:
    # 3 of 10: recall is 0.3, which in floating point is less than 3 · 0.1.
    assert average_precision(curve([RIGHT] * 3, 10), "voc-11") == pytest.approx(4 / 11)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_is_0_and_nothing_to_find_is_undefined(form: str) -> None:
    assert average_precision(curve([], 5), form) == 0
    assert average_precision(curve([WRONG, WRONG], 5), form) == 0
    assert average_precision(curve([WRONG], 0), form) is None


def test_ignored_detections_leave_no_trace() -> None:
    found = curve([IGNORED, RIGHT, IGNORED, WRONG], truths=2)
    np.testing.assert_allclose(found.precision, [1, 1 / 2])
    assert len(found.scores) == 2


def test_detections_are_sorted_and_equal_scores_keep_their_order() -> None:
    found = curve([WRONG, RIGHT, WRONG], truths=1, scores=[0.5, 0.9, 0.9])
    np.testing.assert_array_equal(found.right, [1, 1, 1])
    np.testing.assert_array_equal(found.scores, [0.9, 0.9, 0.5])


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 20))
def test_the_forms_agree_with_their_definitions(hits: list[bool], more: int) -> None:
    truths = sum(hits) + more
    if truths == 0:
        return
    found = curve([int(hit) for hit in hits], truths)

    def best_from(recall_numerator: int, denominator: int) -> float:
        """The best precision among points whose recall is at least a fraction, in integers."""
        reached = found.right * denominator >= recall_numerator * truths
        return float(found.precision[reached].max()) if reached.any() else 0.0

    eleven = np.mean([best_from(step, 10) for step in range(11)])
    every = np.mean([best_from(number, truths) for number in range(1, truths + 1)])
    assert average_precision(found, "voc-11") == pytest.approx(eleven)
    assert average_precision(found, "all-points") == pytest.approx(every)
    hundred = np.mean([best_from(step, 100) for step in range(101)])
    # COCO's own recalls are floats: one step of 101 may fall to the other side of an edge.
    assert average_precision(found, "coco-101") == pytest.approx(hundred, abs=3 / 101)
