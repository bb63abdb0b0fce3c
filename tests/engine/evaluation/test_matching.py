"""The rules of VOC and COCO, each on the smallest case that tells them apart."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.evaluation import GroundTruth, Outcome, ground_truth
from explorer.engine.evaluation.matching import match_coco, match_voc, overlaps

RIGHT, WRONG, IGNORED = Outcome.TRUE_POSITIVE, Outcome.FALSE_POSITIVE, Outcome.IGNORED
MATCHERS = pytest.mark.parametrize("match", [match_voc, match_coco])
HALF = np.array([0.5])


def true_boxes(*boxes: list[float], difficult=None, crowd=None) -> GroundTruth:
    return ground_truth(list(boxes), [0] * len(boxes), difficult, crowd)


def outcomes(match, boxes: list[list[float]], truth: GroundTruth, at=HALF) -> list[list[int]]:
    found = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    return match(overlaps(found, truth), truth, at).outcomes.tolist()


@MATCHERS
def test_five_detections_of_an_object_are_one_right_and_four_wrong(match) -> None:
    truth = true_boxes([0, 0, 10, 10])
    assert outcomes(match, [[0, 0, 10, 10]] * 5, truth) == [[RIGHT, *[WRONG] * 4]]


@MATCHERS
def test_an_overlap_at_the_threshold_is_enough(match) -> None:
    truth = true_boxes([0, 0, 10, 10])
    assert outcomes(match, [[0, 0, 10, 5]], truth) == [[RIGHT]]
    assert outcomes(match, [[0, 0, 10, 4.99]], truth) == [[WRONG]]


@MATCHERS
def test_each_threshold_is_looked_at_by_itself(match) -> None:
    truth = true_boxes([0, 0, 10, 10])
    found = outcomes(match, [[0, 0, 10, 6], [0, 0, 10, 9]], truth, np.array([0.5, 0.75, 0.95]))
    assert found == [[RIGHT, WRONG], [WRONG, RIGHT], [WRONG, WRONG]]


def test_a_taken_object_is_a_false_positive_for_voc_and_coco_takes_the_next() -> None:
    truth = true_boxes([0, 0, 10, 10], [0, 3, 10, 13])
    # The second lies best on the first object, which is taken, and well enough on the other.
    boxes = [[0, 0, 10, 10], [0, 1, 10, 11]]
    assert outcomes(match_voc, boxes, truth) == [[RIGHT, WRONG]]
    assert outcomes(match_coco, boxes, truth) == [[RIGHT, RIGHT]]


def test_difficult_objects_are_ignored_any_number_of_times_by_voc() -> None:
    truth = true_boxes([0, 0, 10, 10], difficult=[True])
    assert outcomes(match_voc, [[0, 0, 10, 10], [0, 0, 10, 9]], truth) == [[IGNORED, IGNORED]]
    assert outcomes(match_coco, [[0, 0, 10, 10], [0, 0, 10, 9]], truth) == [[IGNORED, WRONG]]


def test_coco_takes_an_object_before_one_to_be_ignored() -> None:
    truth = true_boxes([0, 0, 10, 10], [0, 2, 10, 12], difficult=[True, False])
    assert outcomes(match_coco, [[0, 0, 10, 10]], truth) == [[RIGHT]]
    assert outcomes(match_voc, [[0, 0, 10, 10]], truth) == [[IGNORED]]


@MATCHERS
def test_a_crowd_takes_any_number_of_detections_that_lie_in_it(match) -> None:
    truth = true_boxes([0, 0, 100, 100], crowd=[True])
    boxes = [[0, 0, 10, 10], [50, 50, 60, 60], [95, 0, 115, 10]]  # the last by a quarter
    assert outcomes(match, boxes, truth) == [[IGNORED, IGNORED, WRONG]]


@MATCHERS
def test_an_object_in_a_crowd_is_found_as_an_object(match) -> None:
    truth = true_boxes([0, 0, 100, 100], [0, 0, 10, 12], crowd=[True, False])
    assert outcomes(match, [[0, 0, 10, 10]], truth) == [[RIGHT]]


def test_coco_takes_the_last_of_equals_and_voc_the_first() -> None:
    truth = true_boxes([0, 0, 10, 10], [0, 0, 10, 10])
    found = overlaps(torch.tensor([[0.0, 0, 10, 10]]), truth)
    assert match_voc(found, truth, HALF).truths.tolist() == [[0]]
    assert match_coco(found, truth, HALF).truths.tolist() == [[1]]


@MATCHERS
def test_nothing_found_and_nothing_there(match) -> None:
    assert outcomes(match, [], true_boxes([0, 0, 1, 1])) == [[]]
    assert outcomes(match, [[0, 0, 1, 1]], true_boxes()) == [[WRONG]]


def test_an_empty_box_overlaps_nothing() -> None:
    truth = true_boxes([0, 0, 10, 10], crowd=[True])
    assert outcomes(match_coco, [[3, 3, 3, 3]], truth) == [[WRONG]]
