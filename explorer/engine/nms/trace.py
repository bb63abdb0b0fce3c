"""Non-maximum suppression laid open: who was kept, and who suppressed whom at which IoU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from explorer.engine.nms.field import iou, lay_out
from explorer.engine.nms.greedy import suppressors
from explorer.engine.nms.inputs import checked_iou_threshold, ranked

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.nms.inputs import Values


@dataclass(frozen=True, slots=True)
class NmsStep:
    """One turn: the best box that is left is kept, and suppresses boxes, best first."""

    kept: int
    suppressed: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NmsTrace:
    """What became of every box; all tensors on the CPU, boxes named by their index.

    A suppressed box is shown with the best of the kept boxes whose IoU with it is too large: the
    one that takes it away when the boxes are gone through from the best on.

    Parameters
    ----------
    order
        int64 (N,): all boxes, best score first.
    suppressed_by
        int64 (N,): the index of the box that suppresses this one, -1 for a box kept.
    iou
        float64 (N,): its IoU with that box, 0 for a box kept.
    """

    order: Tensor
    suppressed_by: Tensor
    iou: Tensor

    @property
    def kept(self) -> Tensor:
        """int64 (M,): the boxes kept, best first; what `nms` and `batched_nms` return."""
        return self.order[self.suppressed_by[self.order] < 0]

    def suppressed(self, kept: int) -> Tensor:
        """int64 (K,): the boxes that this box suppresses, best first."""
        return self.order[self.suppressed_by[self.order] == kept]

    def steps(self) -> tuple[NmsStep, ...]:
        """All turns, as they follow one another."""
        taken: dict[int, list[int]] = {}
        suppressed_by = self.suppressed_by.tolist()
        for index in self.order.tolist():
            by = suppressed_by[index]
            if by < 0:
                taken[index] = []
            else:
                taken[by].append(index)
        return tuple(NmsStep(kept, tuple(boxes)) for kept, boxes in taken.items())


def trace_nms(
    boxes_xyxy: Values, scores: Values, iou_threshold: float, class_ids: Values | None = None
) -> NmsTrace:
    """Return what becomes of every box, by the rules and the arithmetic of `nms`.

    Parameters
    ----------
    class_ids
        (N,) whole numbers: only like suppresses like, as in `batched_nms`; None: any suppresses
        any, as in `nms`.

    Raises
    ------
    NmsError
        As `nms` does.
    """
    threshold = checked_iou_threshold(iou_threshold)
    boxes = ranked(boxes_xyxy, scores, class_ids)
    field = lay_out(boxes, threshold)
    by = suppressors(field, threshold)
    order = torch.from_numpy(boxes.order)
    lost = (by >= 0).nonzero()[0]
    suppressed_by = torch.full_like(order, -1)
    suppressed_by[order[lost]] = order[by[lost]]
    ious = torch.zeros(len(order), dtype=torch.float64)
    ious[order[lost]] = torch.from_numpy(iou(field, lost, by[lost]))
    return NmsTrace(order, suppressed_by, ious)
