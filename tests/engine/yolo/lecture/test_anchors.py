"""Anchors by k-means with 1 − IoU as the distance."""

from __future__ import annotations

import pytest
import torch

from explorer.engine.yolo.lecture.anchors import k_means_anchors, mean_best_iou, size_iou


def test_the_iou_of_sizes_is_that_of_boxes_with_one_corner() -> None:
    sizes = torch.tensor([[10.0, 20.0], [30.0, 5.0]])
    others = torch.tensor([[10.0, 10.0], [20.0, 20.0]])
    # By hand: 100/200, 200/400; 50/200, 100/450.
    expected = torch.tensor([[0.5, 0.5], [0.25, 100 / 450]])
    assert torch.allclose(size_iou(sizes, others), expected)


@pytest.mark.parametrize("seed", range(5))
def test_two_heaps_give_their_means(seed: int) -> None:
    small = [(10.0, 10.0), (12.0, 10.0), (10.0, 12.0), (12.0, 12.0)]
    large = [(100.0, 200.0), (110.0, 200.0), (100.0, 220.0), (110.0, 220.0)]
    anchors = k_means_anchors(torch.tensor(large + small), 2, seed=seed)
    assert torch.allclose(anchors, torch.tensor([[11.0, 11.0], [105.0, 210.0]]))


def test_the_distance_is_not_euclids() -> None:
    # By Euclid, 20×20 is nearer to 4×4 (22.6 px) than to 60×60 (56.6 px); by IoU it is 0.04 and
    # 0.11, so it goes to the large one.
    sizes = torch.tensor([[4.0, 4.0], [4.0, 4.0], [20.0, 20.0], [60.0, 60.0], [60.0, 60.0]])
    anchors = k_means_anchors(sizes, 2, seed=0)
    assert torch.allclose(anchors[0], torch.tensor([4.0, 4.0]))
    assert anchors[1, 0] == pytest.approx(140 / 3)


def test_more_anchors_fit_better() -> None:
    sizes = 20 + 200 * torch.rand((300, 2), generator=torch.Generator().manual_seed(1))
    fits = [mean_best_iou(sizes, k_means_anchors(sizes, count)) for count in (1, 3, 5, 9)]
    assert fits == sorted(fits)
    assert fits[-1] > fits[0] + 0.2


def test_too_few_boxes_are_refused() -> None:
    with pytest.raises(ValueError, match="5 anchors need as many boxes of different sizes"):
        k_means_anchors(torch.full((40, 2), 10.0), 5)
