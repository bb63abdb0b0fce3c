"""The true boxes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.engine.evaluation.errors import EvaluationError

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class GroundTruth:
    """What is to be found in a picture; `ground_truth` makes it from any arrays.

    Parameters
    ----------
    boxes_xyxy
        float32 (N, 4) in pixels, continuous (no +1); on the CPU, as all of it.
    class_ids
        int64 (N,).
    difficult
        bool (N,): need not be found, and is no mistake if it is (VOC's "difficult").
    crowd
        bool (N,): a region with many of the class, any number of which may be found (COCO's
        "iscrowd").

    Raises
    ------
    EvaluationError
        If the lengths differ, a box is no box or a class id is negative.
    """

    boxes_xyxy: Tensor
    class_ids: Tensor
    difficult: Tensor
    crowd: Tensor

    def __post_init__(self) -> None:
        count = len(self.class_ids)
        if self.boxes_xyxy.shape != (count, 4):
            raise EvaluationError(
                f"{count} classes need true boxes ({count}, 4), not {(*self.boxes_xyxy.shape,)}."
            )
        if len(self.difficult) != count or len(self.crowd) != count:
            raise EvaluationError(f"Each of {count} true boxes is difficult, or a crowd, or not.")
        if not bool(self.boxes_xyxy.isfinite().all()):
            raise EvaluationError("A true box has a side that is no finite number.")
        if count and int(self.class_ids.min()) < 0:
            raise EvaluationError("A true box has a negative class id.")

    def __len__(self) -> int:
        return len(self.class_ids)

    @property
    def ignored(self) -> Tensor:
        """What does not count, bool (N,): whether it is found or not."""
        return self.difficult | self.crowd


def ground_truth(
    boxes_xyxy: Any, class_ids: Any, difficult: Any = None, crowd: Any = None
) -> GroundTruth:
    """Return the true boxes given as tensors, arrays or lists; (N, 4), (N,), and flags (N,)."""
    classes = _array(class_ids, np.int64).reshape(-1)
    none = np.zeros(len(classes), bool)
    boxes = _array(boxes_xyxy, np.float32)
    return GroundTruth(
        boxes_xyxy=torch.from_numpy(boxes.reshape(0, 4) if boxes.size == 0 else boxes),
        class_ids=torch.from_numpy(classes),
        difficult=torch.from_numpy(none if difficult is None else _array(difficult, np.bool_)),
        crowd=torch.from_numpy(none if crowd is None else _array(crowd, np.bool_)),
    )


def _array(values: Any, kind: type[np.generic]) -> Any:
    """Return a copy of one's own, which nobody else can change."""
    return np.array(values.cpu() if isinstance(values, torch.Tensor) else values, kind)
