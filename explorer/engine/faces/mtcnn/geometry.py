"""Boxes on their way through the cascade.

Inside, edges are counted as the networks' authors do in Matlab: the first and the last pixel of a
box, counted from 1. So a box from x₁ to x₂ is x₂ − x₁ + 1 pixels wide, and its left edge lies at
x₁ − 1. The networks were trained with this, and a pixel more or less changes what they say.
"""

from __future__ import annotations

import torch
from torch import Tensor

WINDOW = 12
"""Side of P-Net's window in pixels of a level."""

STRIDE = 2
"""Steps of P-Net's window."""


def window_boxes(places: Tensor, scale: float, margin: int) -> Tensor:
    """Return P-Net's windows as boxes (N, 4) of the picture.

    Parameters
    ----------
    places
        int64 (N, 2): row and column of P-Net's result.
    scale
        Pixels of the level to a pixel of the picture.
    margin
        Pixels of the level that lie before the picture.
    """
    first = places.flip(1).float() * STRIDE - margin
    return torch.cat((((first + 1) / scale).floor(), ((first + WINDOW) / scale).floor()), 1)


def moved(boxes: Tensor, offsets: Tensor, inclusive: bool = True) -> Tensor:
    """Return boxes (N, 4) with each edge moved by a part (N, 4) of the box's width or height.

    P-Net's offsets are parts of x₂ − x₁, the others' of x₂ − x₁ + 1 (``inclusive``).
    """
    sides = boxes[:, 2:] - boxes[:, :2] + int(inclusive)
    return boxes + offsets * sides.repeat(1, 2)


def squared(boxes: Tensor) -> Tensor:
    """Return squares (N, 4) about the same centres, as wide as the longer side."""
    sides = boxes[:, 2:] - boxes[:, :2]
    longer = sides.amax(1, keepdim=True)
    corner = boxes[:, :2] + sides * 0.5 - longer * 0.5
    return torch.cat((corner, corner + longer), 1)


def pixel_windows(boxes: Tensor) -> Tensor:
    """Return boxes (N, 4) as whole pixels, int64, by the edges between pixels."""
    whole = boxes.trunc().long()
    corner = whole[:, :2] - 1
    return torch.cat((corner, torch.maximum(whole[:, 2:], corner + 1)), 1)


def edges_xyxy(boxes: Tensor) -> Tensor:
    """Return boxes (N, 4) by their edges, as all the application has them."""
    return boxes - boxes.new_tensor((1, 1, 0, 0))


def landmarks_of(boxes: Tensor, parts: Tensor) -> Tensor:
    """Return landmarks (N, 5, 2), x and y in pixels of the picture.

    Parameters
    ----------
    boxes
        What O-Net looked at.
    parts
        (N, 10): its landmarks, five x and five y in parts of the box.
    """
    points = parts.view(-1, 2, 5).transpose(1, 2)
    sides = boxes[:, 2:] - boxes[:, :2] + 1
    return boxes[:, None, :2] - 1 + points * sides[:, None]


def without_nested(boxes: Tensor, scores: Tensor, threshold: float) -> Tensor:
    """Return the indices of the boxes to keep, best first.

    As non-maximum suppression, but what is shared is held against the smaller of two boxes instead
    of against both together: a face inside a face is one face.
    """
    sides = boxes[:, 2:] - boxes[:, :2] + 1
    areas = sides.prod(1)
    shared = torch.minimum(boxes[:, None, 2:], boxes[:, 2:]) + 1
    shared = (shared - torch.maximum(boxes[:, None, :2], boxes[:, :2])).clamp(min=0).prod(2)
    nested = shared / torch.minimum(areas[:, None], areas) > threshold
    kept: list[int] = []
    for index in scores.argsort(descending=True, stable=True).tolist():
        if not nested[index, kept].any():
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)
