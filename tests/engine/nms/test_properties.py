"""What holds of every suppression, whatever the boxes."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.nms import batched_nms, nms, trace_nms
from tests.engine.nms.sets import BoxSet, all_ious, best_first, suppressors_one_by_one

# On a coarse grid IoUs are simple fractions, and meet these thresholds exactly.
THRESHOLDS = (0.0, 0.2, 1 / 4, 1 / 3, 0.5, 2 / 3, 0.75, 1.0)


@st.composite
def box_sets(draw: st.DrawFn) -> BoxSet:
    count = draw(st.integers(0, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    grid = draw(st.sampled_from([3, 6, 20]))
    corner = rng.integers(0, grid, (count, 2))
    boxes = np.concatenate((corner, corner + rng.integers(0, grid, (count, 2))), axis=1)
    scale = draw(st.sampled_from([1.0, 0.1, 1e-20, 1e20]))
    scores = rng.integers(0, draw(st.sampled_from([2, 1000])), count) / 1000
    return BoxSet(boxes * scale, scores, rng.integers(0, 3, count))


@settings(deadline=None, max_examples=200)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS), by_class=st.booleans())
def test_the_plain_rule(boxes: BoxSet, threshold: float, by_class: bool) -> None:
    class_ids = boxes.class_ids if by_class else None
    expected = suppressors_one_by_one(boxes.boxes, boxes.scores, threshold, class_ids)
    trace = trace_nms(boxes.boxes, boxes.scores, threshold, class_ids)
    assert trace.suppressed_by.tolist() == expected
    if by_class:
        kept = batched_nms(*boxes, threshold)
    else:
        kept = nms(*boxes[:2], threshold)
    assert kept.tolist() == best_first(expected, boxes.scores)
    assert torch.equal(trace.kept, kept)


@settings(deadline=None, max_examples=200)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS))
def test_who_is_kept_and_who_is_not(boxes: BoxSet, threshold: float) -> None:
    trace = trace_nms(*boxes[:2], threshold)
    overlaps, rank = all_ious(boxes.boxes), np.argsort(trace.order.numpy())
    kept = trace.kept.numpy()
    among_kept = overlaps[np.ix_(kept, kept)]
    np.fill_diagonal(among_kept, 0)
    assert (among_kept <= threshold).all()
    for index, by in enumerate(trace.suppressed_by.tolist()):
        if by < 0:
            assert index in kept
            assert trace.iou[index] == 0
        else:
            assert by in kept
            assert rank[by] < rank[index]
            assert trace.iou[index] == overlaps[by, index] > threshold


@settings(deadline=None, max_examples=100)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS))
def test_again_changes_nothing(boxes: BoxSet, threshold: float) -> None:
    kept = nms(*boxes[:2], threshold).numpy()
    again = nms(boxes.boxes[kept], boxes.scores[kept], threshold)
    assert again.tolist() == list(range(len(kept)))


@settings(deadline=None, max_examples=100)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_the_boxes_does_not_matter(boxes: BoxSet, threshold: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = len(boxes.scores)
    scores, shuffled = rng.permutation(count), rng.permutation(count)  # no two scores alike
    kept = batched_nms(boxes.boxes, scores, boxes.class_ids, threshold)
    among_shuffled = batched_nms(
        boxes.boxes[shuffled], scores[shuffled], boxes.class_ids[shuffled], threshold
    )
    assert shuffled[among_shuffled.numpy()].tolist() == kept.tolist()


@settings(deadline=None, max_examples=100)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS))
def test_class_by_class_is_each_class_alone(boxes: BoxSet, threshold: float) -> None:
    alone: list[int] = []
    for one in range(3):
        own = np.flatnonzero(boxes.class_ids == one)
        alone += own[nms(boxes.boxes[own], boxes.scores[own], threshold).numpy()].tolist()
    alone.sort(key=lambda index: (-boxes.scores[index], index))
    assert batched_nms(*boxes, threshold).tolist() == alone
    one_class = batched_nms(*boxes[:2], np.full(len(boxes.scores), 5), threshold)
    assert torch.equal(one_class, nms(*boxes[:2], threshold))


@settings(deadline=None, max_examples=100)
@given(boxes=box_sets(), threshold=st.sampled_from(THRESHOLDS), least=st.integers(0, 1000))
def test_a_score_threshold_is_a_choice_beforehand(
    boxes: BoxSet, threshold: float, least: int
) -> None:
    chosen = np.flatnonzero(boxes.scores >= least / 1000)
    beforehand = nms(boxes.boxes[chosen], boxes.scores[chosen], threshold).numpy()
    at_once = nms(*boxes[:2], threshold, least / 1000)
    assert at_once.tolist() == chosen[beforehand].tolist()
