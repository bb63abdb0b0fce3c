"""Soft-NMS against the loop of the paper."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.nms import NmsError, batched_nms, soft_nms
from tests.engine.nms.sets import BoxSet, all_ious, random_set

if TYPE_CHECKING:
    from explorer.engine.nms.soft import Decay

SQUARE, HALF, APART = [0.0, 0, 10, 10], [0.0, 0, 10, 5], [50.0, 50, 60, 60]


def the_paper_s_loop(
    boxes: BoxSet, decay: Decay, threshold: float, sigma: float, least: float, by_class: bool
) -> tuple[list[int], list[float]]:
    overlaps = all_ious(boxes.boxes)
    scores = boxes.scores.astype(float).tolist()
    left = list(range(len(scores)))
    kept, final = [], []
    while left:
        best = max(left, key=lambda index: (scores[index], -index))
        if scores[best] < least:
            break
        left.remove(best)
        kept.append(best)
        final.append(scores[best])
        for other in left:
            overlap = overlaps[best, other]
            if by_class and boxes.class_ids[best] != boxes.class_ids[other]:
                continue
            if decay == "gaussian":
                scores[other] *= math.exp(-(overlap**2) / sigma)
            elif overlap > threshold:
                scores[other] *= 1 - overlap
    return kept, final


@settings(deadline=None, max_examples=150)
@given(
    seed=st.integers(0, 2**32 - 1),
    decay=st.sampled_from(["linear", "gaussian"]),
    threshold=st.sampled_from([0.0, 0.3, 0.7, 1.0]),
    sigma=st.sampled_from([0.1, 0.5, 2.0]),
    least=st.sampled_from([0.0, 0.0012345, 0.2071]),
    by_class=st.booleans(),
)
def test_the_paper(
    seed: int, decay: Decay, threshold: float, sigma: float, least: float, by_class: bool
) -> None:
    boxes = random_set(np.random.default_rng(seed))
    kept, final = the_paper_s_loop(boxes, decay, threshold, sigma, least, by_class)
    found = soft_nms(
        *boxes[:2],
        decay,
        iou_threshold=threshold,
        sigma=sigma,
        score_threshold=least,
        class_ids=boxes.class_ids if by_class else None,
    )
    assert found.kept.tolist() == kept
    np.testing.assert_allclose(found.scores.numpy(), final, rtol=1e-6)
    assert (np.diff(found.scores.numpy()) <= 0).all()


def test_by_hand() -> None:
    boxes, scores = torch.tensor([HALF, SQUARE, APART]), torch.tensor([0.8, 0.9, 0.5])
    linear = soft_nms(boxes, scores, "linear", iou_threshold=0.3)
    assert linear.kept.tolist() == [1, 2, 0]
    assert linear.scores.tolist() == pytest.approx([0.9, 0.5, 0.4])
    gaussian = soft_nms(boxes, scores, sigma=0.5)
    assert gaussian.scores.tolist() == pytest.approx([0.9, 0.5, 0.8 * math.exp(-0.5)])
    assert (gaussian.kept.dtype, gaussian.scores.dtype) == (torch.int64, torch.float32)


def test_at_just_the_threshold_nothing_is_lost() -> None:
    found = soft_nms([HALF, SQUARE], [0.8, 0.9], "linear", iou_threshold=0.5)
    assert found.scores.tolist() == pytest.approx([0.9, 0.8])


def test_a_score_of_just_the_threshold_stays() -> None:
    scores = np.float32([0.01, 0.3])
    assert soft_nms([SQUARE, APART], scores, score_threshold=0.01).kept.tolist() == [1, 0]
    assert soft_nms([SQUARE, APART], scores, score_threshold=0.02).kept.tolist() == [1]


def test_equal_boxes_fall_to_nothing_and_stay_only_at_threshold_zero() -> None:
    boxes, scores = [SQUARE, SQUARE], [0.9, 0.8]
    assert soft_nms(boxes, scores, "linear").kept.tolist() == [0]
    at_zero = soft_nms(boxes, scores, "linear", score_threshold=0)
    assert at_zero.scores.tolist() == pytest.approx([0.9, 0.0])


def test_a_hard_decay_is_hard_suppression() -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        boxes = random_set(rng)
        scores = boxes.scores + np.float32(0.01)
        hard = batched_nms(boxes.boxes, scores, boxes.class_ids, 0)
        soft = soft_nms(boxes.boxes, scores, sigma=1e-12, class_ids=boxes.class_ids)
        tiny = all_ious(boxes.boxes)
        if not ((tiny > 0) & (tiny < 1e-4)).any():
            assert soft.kept.tolist() == hard.tolist()


def test_no_boxes() -> None:
    found = soft_nms(torch.zeros(0, 4), torch.zeros(0))
    assert (found.kept.shape, found.scores.shape) == ((0,), (0,))
    assert found.kept.dtype == torch.int64


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"decay": "cubic"}, '"linear" or "gaussian", not "cubic"'),
        ({"sigma": 0}, "σ must be above 0, not 0"),
        ({"sigma": float("nan")}, "σ must be above 0, not nan"),
        ({"score_threshold": -0.1}, "0 or more, not -0.1"),
        ({"iou_threshold": 2}, "between 0 and 1, so 2"),
        ({"scores": [float("inf")]}, "infinite"),
        ({"scores": [float("nan")]}, "NaN"),
        ({"class_ids": [1, 2]}, "one a box"),
    ],
)
def test_refusals(options: dict[str, Any], message: str) -> None:
    with pytest.raises(NmsError, match=message):
        soft_nms(**{"boxes_xyxy": [SQUARE], "scores": [0.5], **options})
