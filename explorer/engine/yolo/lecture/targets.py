"""Which prediction is responsible for which object.

The cell that holds an object's centre, and in it the anchor whose shape is most like the object's
box (Redmon et al., "You Only Look Once", 2016, section 2; anchors as in YOLOv2, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.boxes import cxcywh_from_xyxy
from explorer.engine.yolo.lecture.anchors import size_iou

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.yolo.heads import Head

NO_OBJECT = -1
"""Class of a row that only fills up a batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The objects in a batch of N pictures; each has up to M, and the rest is filled up.

    Parameters
    ----------
    boxes_xyxy
        float32 (N, M, 4) in pixels of the network's input.
    class_ids
        int64 (N, M), `NO_OBJECT` where there is none.
    """

    boxes_xyxy: Tensor
    class_ids: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Where each object's prediction stands, and what it should say; all (N, M, ...).

    Parameters
    ----------
    is_object
        bool: a prediction answers for this row. Of two objects with the same cell and anchor the
        first alone has one.
    anchor, row, column
        int64: its place.
    numbers
        float32 (N, M, 4): where σ(t_x) and σ(t_y) should lie in the cell, 0 to 1, and t_w, t_h.
    size_share
        float32: area of the box as a share of the picture.
    """

    is_object: Tensor
    anchor: Tensor
    row: Tensor
    column: Tensor
    numbers: Tensor
    size_share: Tensor


def targets(truth: Truth, head: Head, grid: int) -> Targets:
    """Return the targets of a batch for a grid of ``grid`` × ``grid`` cells."""
    boxes = cxcywh_from_xyxy(truth.boxes_xyxy)
    anchors = boxes.new_tensor(head.anchors_px)
    is_object = truth.class_ids != NO_OBJECT
    size = torch.where(is_object[..., None], boxes[..., 2:], 1.0)
    anchor = size_iou(size, anchors).argmax(-1)
    place = boxes[..., :2] / head.stride
    cell = place.floor().long().clamp(0, grid - 1)
    key = (anchor * grid + cell[..., 1]) * grid + cell[..., 0]
    return Targets(
        is_object=is_object & ~_comes_later(key, is_object),
        anchor=anchor,
        row=cell[..., 1],
        column=cell[..., 0],
        numbers=torch.cat((place - cell, (size / anchors[anchor]).log()), dim=-1),
        size_share=size.prod(-1) / (grid * head.stride) ** 2,
    )


def _comes_later(key: Tensor, is_object: Tensor) -> Tensor:
    """Say of which rows an earlier one has the same key; (N, M)."""
    same = (key[:, :, None] == key[:, None, :]) & is_object[:, None, :]
    return same.tril(-1).any(-1)
