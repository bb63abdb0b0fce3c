"""The story of a suppression, told by hand."""

from __future__ import annotations

import pytest
import torch

from explorer.engine.nms import NmsStep, batched_nms, nms, trace_nms

BOXES = torch.tensor(
    [
        [0.0, 0, 10, 4],  # 0: IoU with 2 is 0.4
        [100.0, 0, 110, 10],  # 1
        [0.0, 0, 10, 10],  # 2: the best
        [0.0, 0, 10, 8],  # 3: IoU 0.8 with 2, 0.5 with 0
        [100.0, 0, 110, 5],  # 4: IoU 0.5 with 1
    ]
)
SCORES = torch.tensor([0.5, 0.8, 0.9, 0.7, 0.6])


def test_turn_by_turn() -> None:
    trace = trace_nms(BOXES, SCORES, 0.3)
    assert trace.order.tolist() == [2, 1, 3, 4, 0]
    assert trace.kept.tolist() == [2, 1]
    assert trace.suppressed_by.tolist() == [2, -1, -1, 2, 1]
    assert trace.iou.tolist() == pytest.approx([0.4, 0, 0, 0.8, 0.5])
    assert trace.steps() == (NmsStep(2, (3, 0)), NmsStep(1, (4,)))
    assert trace.suppressed(2).tolist() == [3, 0]
    assert trace.suppressed(3).tolist() == []
    assert (trace.suppressed_by.dtype, trace.iou.dtype) == (torch.int64, torch.float64)
    assert torch.equal(trace.kept, nms(BOXES, SCORES, 0.3))


def test_a_kept_box_may_suppress_nobody() -> None:
    trace = trace_nms(BOXES, SCORES, 0.45)
    assert trace.steps() == (NmsStep(2, (3,)), NmsStep(1, (4,)), NmsStep(0, ()))


def test_only_like_suppresses_like() -> None:
    class_ids = torch.tensor([7, 0, 3, 7, 0])
    trace = trace_nms(BOXES, SCORES, 0.3, class_ids)
    assert trace.suppressed_by.tolist() == [3, -1, -1, -1, 1]
    assert trace.steps() == (NmsStep(2, ()), NmsStep(1, (4,)), NmsStep(3, (0,)))
    assert torch.equal(trace.kept, batched_nms(BOXES, SCORES, class_ids, 0.3))


def test_the_better_of_two_suppressors_is_shown() -> None:
    """The last box overlaps both kept boxes, the second more."""
    boxes = torch.tensor([[0.0, 0, 10, 10], [8.0, 0, 18, 10], [5.0, 0, 15, 10]])
    trace = trace_nms(boxes, torch.tensor([0.9, 0.8, 0.7]), 0.2)
    assert trace.suppressed_by.tolist() == [-1, -1, 0]
    assert trace.iou[2] == pytest.approx(1 / 3)
