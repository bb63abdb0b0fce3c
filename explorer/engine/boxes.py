"""Axis-aligned boxes in pixels, xyxy: left, top, right, bottom, continuous (no +1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def area(boxes_xyxy: Tensor) -> Tensor:
    """Return areas (...,) of boxes (..., 4) in square pixels; a box turned inside out has 0."""
    sides = (boxes_xyxy[..., 2:] - boxes_xyxy[..., :2]).clamp(min=0)
    return sides[..., 0] * sides[..., 1]


def intersection_box(a_xyxy: Tensor, b_xyxy: Tensor) -> Tensor:
    """Return the box that both share, (..., 4); where they share none it has no area."""
    top_left = torch.maximum(a_xyxy[..., :2], b_xyxy[..., :2])
    bottom_right = torch.minimum(a_xyxy[..., 2:], b_xyxy[..., 2:])
    return torch.cat((top_left, torch.maximum(bottom_right, top_left)), dim=-1)


def iou(a_xyxy: Tensor, b_xyxy: Tensor) -> Tensor:
    """Return intersection over union, box by box (shapes broadcast); 0 where both are empty."""
    shared = area(intersection_box(a_xyxy, b_xyxy))
    union = area(a_xyxy) + area(b_xyxy) - shared
    return torch.where(union > 0, shared / union.clamp(min=torch.finfo(union.dtype).tiny), 0.0)


def iou_matrix(a_xyxy: Tensor, b_xyxy: Tensor) -> Tensor:
    """Return the IoU of every box of (N, 4) with every box of (M, 4), as (N, M)."""
    return iou(a_xyxy[:, None], b_xyxy[None])


def xyxy_from_cxcywh(boxes_cxcywh: Tensor) -> Tensor:
    """Turn centre and size into corners."""
    half = boxes_cxcywh[..., 2:] / 2
    return torch.cat((boxes_cxcywh[..., :2] - half, boxes_cxcywh[..., :2] + half), dim=-1)


def cxcywh_from_xyxy(boxes_xyxy: Tensor) -> Tensor:
    """Turn corners into centre and size."""
    size = boxes_xyxy[..., 2:] - boxes_xyxy[..., :2]
    return torch.cat((boxes_xyxy[..., :2] + size / 2, size), dim=-1)


def clipped(boxes_xyxy: Tensor, width: float, height: float) -> Tensor:
    """Return the boxes cut at the edges of a picture of this size in pixels."""
    limit = boxes_xyxy.new_tensor([width, height, width, height])
    return torch.minimum(boxes_xyxy.clamp(min=0), limit)
