"""The rules of suppression where they bend: at the thresholds, on ties, on what is hardly a box."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.errors import ExplorerError
from explorer.engine.nms import NmsError, batched_nms, nms, trace_nms
from explorer.engine.nms import greedy as greedy_module
from explorer.engine.opencv import cv2
from tests.engine.nms.sets import best_first, random_set, suppressors_one_by_one

NAN, INF = float("nan"), float("inf")
SQUARE = [0.0, 0.0, 10.0, 10.0]
HALF = [0.0, 0.0, 10.0, 5.0]  # IoU with the square: exactly 0.5
APART = [50.0, 50.0, 60.0, 60.0]


def test_a_suppressed_box_suppresses_nobody() -> None:
    # A row: each overlaps the next by 2/3 (IoU 0.5), the next but one by 1/3 (IoU 0.2).
    boxes = torch.tensor([[x, 0.0, x + 9, 9.0] for x in (0, 3, 6, 9)])
    assert nms(boxes, torch.tensor([0.9, 0.8, 0.7, 0.6]), 0.4).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("threshold", "kept"),
    [(0, [0, 2]), (np.nextafter(0.5, 0), [0, 2]), (0.5, [0, 1, 2]), (1, [0, 1, 2])],
)
def test_an_iou_of_just_the_threshold_suppresses_not(threshold: float, kept: list[int]) -> None:
    assert nms([SQUARE, HALF, APART], [0.9, 0.8, 0.7], threshold).tolist() == kept


def test_a_score_of_just_the_threshold_passes_and_opencv_drops_it() -> None:
    boxes, scores = np.float32([SQUARE, APART]), np.float32([0.1, 0.3])
    for threshold in (0.1, 0.3):
        ours = nms(boxes, scores, 0.5, score_threshold=threshold).tolist()
        theirs = np.asarray(cv2.dnn.NMSBoxes(boxes, scores, threshold, 0.5)).tolist()
        assert sorted(set(ours) - set(theirs)) == [int(threshold == 0.3)]
    assert nms(torch.from_numpy(boxes), torch.tensor([0.1, 0.3]).double(), 0.5, 0.3).tolist() == [1]
    assert nms(boxes, scores, 0.5, INF).tolist() == []
    assert nms(boxes, scores, 0.5, -INF).tolist() == [1, 0]


def test_ties_go_to_the_lower_index() -> None:
    boxes = torch.tensor([APART, SQUARE, SQUARE, HALF, APART])
    assert nms(boxes, torch.full((5,), 0.5), 0.4).tolist() == [0, 1]
    assert nms(boxes, torch.tensor([0.5, 0.5, 0.6, 0.5, 0.6]), 0.4).tolist() == [2, 4]


def test_equal_boxes_at_threshold_one_all_stay() -> None:
    boxes = np.random.default_rng(0).uniform(0, 1000, (200, 4))
    boxes[:, 2:] += boxes[:, :2]
    twice = np.concatenate((boxes, boxes))
    assert len(nms(twice, np.arange(400.0), 1)) == 400
    assert nms(twice, np.arange(400.0), np.nextafter(1, 0)).tolist() == list(range(399, 199, -1))


@pytest.mark.parametrize("nothing", [torch.zeros(0, 4), np.zeros((0, 4), np.float32), []])
def test_no_boxes(nothing: Any) -> None:
    for kept in (nms(nothing, [], 0.5), batched_nms(nothing, [], [], 0.5, 0.1)):
        assert kept.dtype == torch.int64
        assert kept.shape == (0,)
    trace = trace_nms(nothing, [], 0.5)
    assert (len(trace.kept), len(trace.suppressed_by), trace.steps()) == (0, 0, ())
    assert nms([SQUARE], [0.1], 0.5, score_threshold=0.2).shape == (0,)


def test_one_box() -> None:
    for threshold in (0, 0.5, 1):
        assert nms([SQUARE], [0.4], threshold).tolist() == [0]


def test_boxes_without_area_or_inside_out_overlap_nothing() -> None:
    point, line, turned = [5.0, 5, 5, 5], [0.0, 5, 10, 5], [10.0, 10, 0, 0]
    half_turned = [10.0, 0, 0, 10]
    boxes = [SQUARE, point, point, line, turned, turned, half_turned, SQUARE]
    with np.errstate(all="raise"):
        assert nms(boxes, np.arange(8.0), 0).tolist() == [7, 6, 5, 4, 3, 2, 1]
        assert nms([[0.0, 0, 0, 0]] * 3, [1.0, 2, 3], 0).tolist() == [2, 1, 0]


def test_infinite_scores_have_their_rank() -> None:
    assert nms([SQUARE, APART, HALF], [-INF, 0.5, INF], 0.4).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("boxes", "scores", "threshold", "message"),
    [
        ([SQUARE, APART], [0.5], 0.5, "2 boxes and 1 scores"),
        ([SQUARE[:3]], [0.5], 0.5, r"x1, y1, x2, y2 in rows \(N, 4\), not \(1, 3\)"),
        (SQUARE, [0.5], 0.5, r"not \(4,\)"),
        ([SQUARE, HALF[:2]], [0.5, 0.4], 0.5, "do not make an array"),
        ([["a", "b", "c", "d"]], [0.5], 0.5, "real numbers"),
        ([SQUARE], [[0.5]], 0.5, r"one a box \(N,\), not \(1, 1\)"),
        ([SQUARE], [1j], 0.5, "real numbers, not complex128"),
        ([SQUARE, APART], [0.5, NAN], 0.5, "score of box 1 is NaN"),
        ([SQUARE, [0, 0, NAN, 1]], [0.5, 0.4], 0.5, r"Box 1 is \(0, 0, nan, 1\)"),
        ([SQUARE, [0, -INF, 1, 1]], [0.5, 0.6], 0.5, r"Box 1 is \(0, -inf, 1, 1\)"),
        ([SQUARE, [0, 0, 1e200, 1]], [0.5, 0.6], 0.5, "too large for areas"),
        ([SQUARE], [0.5], 45, "between 0 and 1, so 45 is no threshold"),
        ([SQUARE], [0.5], -0.1, "so -0.1 is no threshold"),
        ([SQUARE], [0.5], NAN, "so nan is no threshold"),
    ],
)
def test_refusals(boxes: Any, scores: Any, threshold: float, message: str) -> None:
    for suppress in (nms, trace_nms):
        with pytest.raises(NmsError, match=message) as caught:
            suppress(boxes, scores, threshold)
        assert isinstance(caught.value, ExplorerError)
        assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("class_ids", "message"),
    [
        ([0], r"one a box \(2,\), not \(1,\)"),
        ([0.0, 1.0], "whole numbers, not float64"),
        ([[0], [1]], r"not \(2, 1\)"),
        ([True, False], "real numbers, not bool"),
    ],
)
def test_classes_that_are_none(class_ids: Any, message: str) -> None:
    with pytest.raises(NmsError, match=message):
        batched_nms([SQUARE, APART], [0.5, 0.4], class_ids, 0.5)


def test_a_score_threshold_that_is_none() -> None:
    with pytest.raises(NmsError, match="score threshold is NaN"):
        nms([SQUARE], [0.5], 0.5, NAN)


def test_a_dropped_box_may_be_no_box() -> None:
    boxes = [SQUARE, [NAN, INF, 0, 0], APART]
    assert nms(boxes, [0.5, 0.1, 0.6], 0.5, score_threshold=0.2).tolist() == [2, 0]


@pytest.mark.parametrize(
    "dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int32, torch.uint8]
)
def test_any_type_of_numbers(dtype: torch.dtype) -> None:
    boxes = torch.tensor([SQUARE, HALF, APART]).to(dtype)
    scores = torch.tensor([0, 3, 2]).to(dtype)
    assert nms(boxes, scores, 0.4).tolist() == [1, 2]
    assert nms(boxes, scores, 0.5, score_threshold=2).tolist() == [1, 2]


def test_tensors_arrays_lists_views_and_gradients() -> None:
    boxes, scores, class_ids = random_set(np.random.default_rng(5), most=30)
    expected = batched_nms(boxes, scores, class_ids, 0.3)
    assert expected.dtype == torch.int64
    assert expected.device.type == "cpu"
    tensors = [torch.from_numpy(each) for each in (boxes, scores, class_ids)]
    columns_first = tensors[0].T.contiguous().T.requires_grad_()
    every_other = torch.stack((tensors[1], tensors[1]), dim=1).requires_grad_()[:, 0]
    for form in (
        tensors,
        [each.tolist() for each in tensors],
        [columns_first, every_other, tensors[2].to(torch.uint8)],
        [boxes[::-1][::-1], scores.astype(">f4"), class_ids.astype(np.int16)],
    ):
        assert torch.equal(batched_nms(*form, 0.3), expected)


def test_what_is_handed_in_stays_as_it_was() -> None:
    given = random_set(np.random.default_rng(6))
    copies = [each.copy() for each in given]
    batched_nms(*given, 0.3, 0.2)
    trace_nms(given.boxes, given.scores, 0.3)
    for each, copy in zip(given, copies, strict=True):
        np.testing.assert_array_equal(each, copy)


def test_class_ids_need_no_order() -> None:
    boxes = [SQUARE, SQUARE, SQUARE, HALF]
    ids = [10**12, -7, 10**12, -7]
    assert batched_nms(boxes, [0.1, 0.2, 0.3, 0.4], ids, 0.4).tolist() == [3, 2]


def test_small_boxes_far_away_lose_no_precision() -> None:
    """An offset between classes would round these boxes to nothing."""
    rng = np.random.default_rng(11)
    for far in (0.0, 1e5, 2.0**30):
        # Multiples of 2^-20: exact at 2^30 in float64.
        corner = rng.integers(0, 3000, (60, 2)) / 2**20
        sides = rng.integers(1, 2000, (60, 2)) / 2**20
        boxes = np.concatenate((corner, corner + sides), axis=1)
        scores, class_ids = rng.random(60), rng.integers(0, 30, 60)
        for ids in (None, class_ids):
            by = suppressors_one_by_one(boxes, scores, 0.3, ids)
            moved = boxes + far
            assert trace_nms(moved, scores, 0.3, ids).suppressed_by.tolist() == by
        assert batched_nms(moved, scores, class_ids, 0.3).tolist() == best_first(by, scores)


@pytest.mark.parametrize("most_pairs", [0, 1, 7, 60, 10**9])
def test_however_many_pairs_are_looked_at_in_one_go(
    most_pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greedy_module, "MOST_PAIRS", most_pairs)
    rng = np.random.default_rng(12)
    for _ in range(30):
        boxes, scores, class_ids = random_set(rng, most=50)
        for ids in (None, class_ids):
            for threshold in (0.0, 0.2, 0.6, 1.0):
                trace = trace_nms(boxes, scores, threshold, ids)
                expected = suppressors_one_by_one(boxes, scores, threshold, ids)
                assert trace.suppressed_by.tolist() == expected


def test_a_network_gone_wild_costs_no_memory() -> None:
    """20,000 boxes that all but coincide make 200 million pairs."""
    rng = np.random.default_rng(13)
    boxes = np.float64([0, 0, 1000, 1000]) + rng.uniform(-1, 1, (20_000, 4))
    scores = rng.random(20_000)
    tracemalloc.start()
    kept = nms(boxes, scores, 0.45)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.tolist() == [int(scores.argmax())]
    assert peak < 60e6


@pytest.mark.gpu
def test_cpu_and_gpu_agree() -> None:
    if not torch.cuda.is_available():
        pytest.skip("no GPU here")
    rng = np.random.default_rng(14)
    for most in (0, 5, 50, 2000):
        given = [torch.from_numpy(each) for each in random_set(rng, most)]
        there = [each.cuda() for each in given]
        for threshold in (0.0, 0.45, 1.0):
            kept = batched_nms(*there, threshold, 0.1)
            assert kept.device == there[0].device
            assert torch.equal(kept.cpu(), batched_nms(*given, threshold, 0.1))
            assert torch.equal(nms(*there[:2], threshold).cpu(), nms(*given[:2], threshold))
            assert torch.equal(
                trace_nms(*there[:2], threshold).suppressed_by,
                trace_nms(*given[:2], threshold).suppressed_by,
            )
