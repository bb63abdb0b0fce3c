"""Whole evaluations: against pycocotools' numbers, against VOC's program, and by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from explorer.engine.evaluation import (
    EvaluationError,
    Outcome,
    Tally,
    average_precision,
    evaluate_boxes,
    ground_truth,
)
from tests.engine.evaluation.random_scenes import CLASSES, Scene, scenes


def found_boxes(boxes, scores, class_ids):
    return SimpleNamespace(
        boxes_xyxy=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        scores=torch.tensor(scores, dtype=torch.float32),
        class_ids=torch.tensor(class_ids, dtype=torch.int64),
    )


def corners(box: list[float]) -> list[float]:
    return [box[0], box[1], box[0] + box[2], box[1] + box[3]]


def as_picture(scene: Scene, difficult: bool = False):
    flags = [flag for *_, flag in scene.true]
    truth = ground_truth(
        [corners(box) for box, *_ in scene.true],
        [class_id for _, class_id, _ in scene.true],
        difficult=flags if difficult else None,
        crowd=None if difficult else flags,
    )
    found = found_boxes(
        [corners(box) for box, *_ in scene.found],
        [score for _, score, _ in scene.found],
        [class_id for *_, class_id in scene.found],
    )
    return truth, found


# AP@[.5:.95], AP@.5 and AP@.75 that pycocotools 2.0.11 gives for these very scenes.
PYCOCOTOOLS = {
    1: (0.1722826185526171, 0.44278444288693347, 0.1058863516507146),
    2: (0.14151213761358306, 0.4057333961764114, 0.07466107355541057),
    3: (0.150039344259928, 0.34805155221302597, 0.09613528136940781),
}


@pytest.mark.parametrize("seed", PYCOCOTOOLS)
def test_coco_numbers_are_those_of_pycocotools(seed: int) -> None:
    result = evaluate_boxes(map(as_picture, scenes(seed)), CLASSES)
    every, at_50, at_75 = PYCOCOTOOLS[seed]
    assert result.coco == pytest.approx(every, abs=1e-12)
    assert result.mean_ap("coco-101") == pytest.approx(at_50, abs=1e-12)
    of_75 = np.mean([item.coco_by_iou[5] for item in result.classes])
    assert of_75 == pytest.approx(at_75, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7])
def test_voc_numbers_are_those_of_its_program(seed: int, threshold: float) -> None:
    chosen = scenes(seed, pictures=12)
    pictures = [as_picture(scene, difficult=True) for scene in chosen]
    result = evaluate_boxes(pictures, CLASSES, threshold)
    for class_id, item in enumerate(result.classes):
        eleven, every, objects = voc_eval(chosen, class_id, threshold)
        assert item.truths == objects
        assert item.voc_11 == pytest.approx(eleven, abs=1e-12)
        assert item.all_points == pytest.approx(every, abs=1e-12)


def voc_eval(chosen: list[Scene], class_id: int, threshold: float) -> tuple[float, float, int]:
    """VOCevaldet.m and VOCap.m, step by step, on flags that mean difficult."""
    true = [[(corners(b), d) for b, c, d in scene.true if c == class_id] for scene in chosen]
    taken = [[False] * len(boxes) for boxes in true]
    objects = sum(not difficult for boxes in true for _, difficult in boxes)
    found = [
        (score, place, corners(box))
        for place, scene in enumerate(chosen)
        for box, score, of_class in scene.found
        if of_class == class_id
    ]
    right = wrong = 0
    points = []
    for _, place, box in sorted(found, key=lambda item: -item[0]):
        best, height = -1, -1.0
        for number, (there, _) in enumerate(true[place]):
            if (overlap := plain_iou(box, there)) > height:
                best, height = number, overlap
        if height < threshold:
            wrong += 1
        elif true[place][best][1]:
            continue
        elif taken[place][best]:
            wrong += 1
        else:
            right += 1
            taken[place][best] = True
        points.append((right / objects, right / (right + wrong), right))

    def best_from(reached) -> float:
        return max((p for r, p, n in points if reached(r, n)), default=0.0)

    eleven = [best_from(lambda _, n, k=k: n * 10 >= k * objects) for k in range(11)]
    every, before = 0.0, 0.0
    for recall, _, number in points:
        every += (recall - before) * best_from(lambda _, n, number=number: n >= number)
        before = recall
    return sum(eleven) / 11, every, objects


def plain_iou(a: list[float], b: list[float]) -> float:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return width * height / (sum(areas) - width * height)


def test_two_classes_in_two_pictures_by_hand() -> None:
    first = (
        ground_truth([[0, 0, 10, 10], [20, 0, 30, 10]], [0, 1]),
        found_boxes([[0, 0, 10, 10], [40, 40, 50, 50]], [0.9, 0.8], [0, 1]),
    )
    second = (
        ground_truth([[0, 0, 10, 10]], [0]),
        found_boxes([[50, 50, 60, 60], [0, 0, 10, 8]], [0.7, 0.6], [0, 0]),
    )
    result = evaluate_boxes([first, second], ["cat", "dog", "cow"])
    cat, dog, cow = result.classes
    # cat: right .9, wrong .7, right .6 of two objects.
    assert (cat.truths, cat.detections) == (2, 3)
    assert cat.all_points == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert cat.voc_11 == pytest.approx((6 * 1 + 5 * 2 / 3) / 11)
    assert cat.coco_101 == pytest.approx((51 * 1 + 50 * 2 / 3) / 101)
    # From 0.85 on the box with IoU 0.8 finds nothing.
    one_of_two = 51 / 101
    expected = [cat.coco_101] * 7 + [one_of_two] * 3
    assert cat.coco_by_iou == pytest.approx(tuple(expected))
    assert (dog.truths, dog.all_points) == (1, 0)
    assert (cow.truths, cow.all_points, cow.coco) == (0, None, None)
    assert result.mean_ap("all-points") == pytest.approx((5 / 6 + 0) / 2)
    assert (result.pictures, result.truths) == (2, 3)


def test_a_class_without_objects_but_with_detections_does_not_enter_the_mean() -> None:
    picture = (
        ground_truth([[0, 0, 10, 10]], [0]),
        found_boxes([[0, 0, 10, 10], [0, 0, 5, 5]], [0.9, 0.8], [0, 1]),
    )
    result = evaluate_boxes([picture], ["a", "b"])
    assert result.mean_ap("all-points") == 1
    assert result.classes[1].detections == 1


def test_matches_say_what_became_of_each_box_in_the_order_given() -> None:
    truth = ground_truth(
        [[0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]], [1, 0, 0], difficult=[0, 0, 1]
    )
    found = found_boxes(
        [[20, 0, 30, 9], [40, 0, 50, 10], [20, 0, 30, 10], [0, 0, 10, 10]],
        [0.5, 0.6, 0.9, 0.3],
        [0, 0, 0, 0],
    )
    matches = Tally(["a", "b"]).add(truth, found)
    assert matches.outcomes.tolist() == [
        Outcome.FALSE_POSITIVE, Outcome.IGNORED, Outcome.TRUE_POSITIVE, Outcome.FALSE_POSITIVE,
    ]  # fmt: skip
    assert matches.truths.tolist() == [1, 2, 1, -1]
    assert matches.found.tolist() == [False, True, True]


def test_coco_looks_at_the_best_hundred_of_a_picture_only() -> None:
    truth = ground_truth([[0, 0, 10, 10]], [0])
    elsewhere = [[50 + n, 50, 60 + n, 60] for n in range(100)]
    found = found_boxes([*elsewhere, [0, 0, 10, 10]], [0.9] * 100 + [0.5], [0] * 101)
    (item,) = evaluate_boxes([(truth, found)], ["a"]).classes
    assert item.coco_101 == 0
    assert item.all_points == pytest.approx(1 / 101)


def test_nothing_at_all_has_no_mean() -> None:
    result = evaluate_boxes([], ["a"])
    assert result.coco is None
    assert result.mean_ap("voc-11") is None


def test_the_curve_of_a_class_belongs_to_its_average_precision() -> None:
    result = evaluate_boxes(map(as_picture, scenes(1)), CLASSES)
    for item in result.classes:
        assert average_precision(item.curve, "all-points") == item.average_precision("all-points")
        assert average_precision(item.curve, "voc-11") == item.average_precision("voc-11")


def one_box(box=(0.0, 0.0, 1.0, 1.0), score=0.5, class_id=0):
    return found_boxes([list(box)], [score], [class_id])


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (one_box(box=(0, 0, float("nan"), 1)), "no finite number"),
        (one_box(score=float("nan")), "no finite number"),
        (one_box(class_id=2), "2 classes"),
        (one_box(class_id=-1), "2 classes"),
        (found_boxes([[0, 0, 1, 1]], [0.5, 0.4], [0, 0]), "as many boxes"),
    ],
)
def test_boxes_that_cannot_be_compared(found, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        Tally(["a", "b"]).add(ground_truth([], []), found)


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_a_threshold_that_is_none(threshold: float) -> None:
    with pytest.raises(EvaluationError, match="IoU threshold"):
        Tally(["a"], threshold)


@pytest.mark.parametrize(
    ("boxes", "classes", "difficult"),
    [
        ([[0, 0, 1]], [0], None),
        ([[0, 0, 1, 1]], [0, 1], None),
        ([[0, 0, 1, 1]], [-1], None),
        ([[0, 0, 1, float("inf")]], [0], None),
        ([[0, 0, 1, 1]], [0], [True, False]),
    ],
)
def test_a_truth_that_is_none(boxes, classes, difficult) -> None:
    with pytest.raises(EvaluationError):
        ground_truth(boxes, classes, difficult)


def test_a_truth_is_a_copy() -> None:
    boxes = np.zeros((1, 4), np.float32)
    truth = ground_truth(boxes, [0])
    boxes += 1
    assert not truth.boxes_xyxy.any()
