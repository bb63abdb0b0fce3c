"""What a detector found in a picture, in the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Boxes that were kept, best first.

    Parameters
    ----------
    boxes_xyxy
        float32 (N, 4) in pixels of the picture, cut at its edges; on the CPU, as all of it.
    scores
        float32 (N,): p_c times the probability of the class.
    class_ids
        int64 (N,).
    class_names
        The names of all classes, so that ``class_names[class_id]`` is a box's.
    """

    boxes_xyxy: Tensor
    scores: Tensor
    class_ids: Tensor
    class_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def names(self) -> tuple[str, ...]:
        """The class of each box, by name."""
        return tuple(self.class_names[index] for index in self.class_ids.tolist())
