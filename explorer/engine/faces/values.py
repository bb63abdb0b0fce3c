"""A face in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LANDMARKS = ("left eye", "right eye", "nose", "left corner of the mouth", "right corner")
"""As they are seen in the picture, from left to right."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """Where a face is.

    Parameters
    ----------
    box_xyxy
        Left, top, right, bottom in pixels of the picture.
    score
        How sure the detector is, in 0..1.
    landmarks
        float32 (5, 2): x and y in pixels of what `LANDMARKS` names.
    """

    box_xyxy: tuple[float, float, float, float]
    score: float
    landmarks: NDArray[np.float32]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the box in pixels."""
        left, top, right, bottom = self.box_xyxy
        return right - left, bottom - top
