"""Anchors: the sizes of boxes that training holds, brought down to a few by k-means.

Redmon and Farhadi, "YOLO9000: Better, Faster, Stronger", 2017, section 2, "Dimension Clusters":
the distance of a box from a centroid is 1 − IoU, both laid into one corner, because Euclid's would
let large boxes count most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def size_iou(sizes: Tensor, others: Tensor) -> Tensor:
    """Return the IoU of boxes (..., N, 2) with boxes (M, 2) of one corner, as (..., N, M)."""
    shared = torch.minimum(sizes[..., :, None, :], others).prod(-1)
    return shared / (sizes.prod(-1)[..., :, None] + others.prod(-1) - shared)


def k_means_anchors(sizes: Tensor, count: int, seed: int = 0, most_steps: int = 300) -> Tensor:
    """Return ``count`` widths and heights (count, 2), the smallest area first.

    Parameters
    ----------
    sizes
        Widths and heights (N, 2) of boxes, all above 0, in pixels.
    seed
        Draws the first centroids from the boxes.

    Raises
    ------
    ValueError
        If there are fewer boxes of different sizes than anchors.
    """
    different: Tensor = torch.unique(sizes, dim=0)
    if len(different) < count:
        raise ValueError(
            f"{count} anchors need as many boxes of different sizes; there are {len(different)}."
        )
    generator = torch.Generator().manual_seed(seed)
    centroids: Tensor = different[
        torch.randperm(len(different), generator=generator)[:count]
    ].clone()
    nearest = torch.full((len(sizes),), -1)
    for _ in range(most_steps):
        now = size_iou(sizes, centroids).argmax(1)
        if torch.equal(now, nearest):
            break
        nearest = now
        for index in sorted(set(nearest.tolist())):  # a centroid that nobody is near stays
            centroids[index] = sizes[nearest == index].mean(0)
    return centroids[centroids.prod(1).argsort()]


def mean_best_iou(sizes: Tensor, anchors: Tensor) -> float:
    """Return how well anchors stand for boxes: the mean IoU with the best of them."""
    return float(size_iou(sizes, anchors).max(1).values.mean())
