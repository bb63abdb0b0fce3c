"""The loss: what a prediction should have said of p_c, of the box and of the class.

The parts are those of YOLO (Redmon et al., "You Only Look Once", 2016, equation 3), with what
came after: boxes by anchors, σ(t_x) and e^{t_w} (YOLOv2, section 2, "Direct location prediction"),
cross-entropy for p_c (YOLOv3, section 2.1) and for the softmax over the classes, as the lecture has
it. For each picture:

    λ_coord Σ_objects s [(σ(t_x) − x)² + (σ(t_y) − y)² + (t_w − w)² + (t_h − h)²]
    − Σ_objects log p_c − λ_noobj Σ_others log(1 − p_c) − Σ_objects log softmax(c)_class

Others are the predictions that answer for no object, but not those whose box overlaps an object by
an IoU above a threshold: they are not wrong enough to be told off (YOLOv3, section 2.1). s = 2 −
w·h, as shares of the picture, makes small boxes count more (Darknet's region layer, "coords").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from explorer.engine.boxes import iou, xyxy_from_cxcywh
from explorer.engine.yolo.heads import BOX_NUMBERS
from explorer.engine.yolo.lecture.targets import targets

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.yolo.heads import Head
    from explorer.engine.yolo.lecture.targets import Targets, Truth


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each part counts; λ_coord and λ_noobj are YOLO's (section 2.2)."""

    coordinates: float = 5.0
    no_object: float = 0.5
    ignore_iou: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """The parts of the loss, means over the pictures; tensors without a dimension."""

    objectness: Tensor
    coordinates: Tensor
    classes: Tensor

    @property
    def total(self) -> Tensor:
        """What is made small."""
        return self.objectness + self.coordinates + self.classes

    def detached(self) -> Loss:
        """Return the same numbers, which hold on to nothing that they were computed from."""
        return Loss(self.objectness.detach(), self.coordinates.detach(), self.classes.detach())


def yolo_loss(
    output: Tensor,
    truth: Truth,
    head: Head,
    weights: LossWeights,
    divisor: float | None = None,
) -> Loss:
    """Return the loss of raw outputs (N, A·(5+C), S, S).

    Sums over the pictures are divided by ``divisor``, else by N.
    """
    pictures, _, grid, _ = output.shape
    numbers = output.float().view(pictures, len(head.anchors_px), -1, grid, grid)
    wanted = targets(truth, head, grid)
    said = _answers(numbers, wanted)
    found = wanted.is_object.float()
    divisor = divisor or pictures
    scale = (weights.coordinates * (2 - wanted.size_share) * found)[..., None]
    boxes = torch.cat((said[..., :2].sigmoid(), said[..., 2:4]), dim=-1)
    classes = functional.cross_entropy(
        said[..., BOX_NUMBERS:].transpose(1, 2),
        truth.class_ids.clamp(min=0),
        reduction="none",
    )
    return Loss(
        objectness=_objectness(numbers, truth, wanted, head, weights) / divisor,
        coordinates=(scale * (boxes - wanted.numbers).square()).sum() / divisor,
        classes=(classes * found).sum() / divisor,
    )


def _answers(numbers: Tensor, wanted: Targets) -> Tensor:
    """Return what the responsible predictions say, (N, M, 5+C)."""
    picture = torch.arange(len(numbers), device=numbers.device)[:, None]
    return numbers[picture, wanted.anchor, :, wanted.row, wanted.column]


def _objectness(
    numbers: Tensor, truth: Truth, wanted: Targets, head: Head, weights: LossWeights
) -> Tensor:
    """Return the sum over all predictions of the cross-entropy of p_c."""
    logits = numbers[:, :, 4]
    picture = torch.arange(len(numbers), device=numbers.device)[:, None].expand_as(wanted.anchor)
    place = (picture, wanted.anchor, wanted.row, wanted.column)
    is_responsible = torch.zeros_like(logits).index_put_(
        place, wanted.is_object.float(), accumulate=True
    )
    ignored = best_iou(numbers.detach(), truth, head) > weights.ignore_iou
    weight = torch.where(is_responsible > 0, 1.0, torch.where(ignored, 0.0, weights.no_object))
    return functional.binary_cross_entropy_with_logits(
        logits, is_responsible, weight, reduction="sum"
    )


def best_iou(numbers: Tensor, truth: Truth, head: Head) -> Tensor:
    """Return for each prediction its IoU with the object it overlaps most, (N, A, S, S)."""
    pictures, anchors, _, rows, columns = numbers.shape
    # All pictures at once, as if each brought anchors of its own.
    of_all = replace(head, anchors_px=head.anchors_px * pictures)
    boxes = xyxy_from_cxcywh(of_all.boxes_cxcywh(numbers.flatten(0, 1))).view(pictures, -1, 4)
    overlap = iou(boxes[:, :, None], truth.boxes_xyxy[:, None])
    return overlap.amax(-1).view(pictures, anchors, rows, columns)
