"""A composed picture, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture with digits in it.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3); the longer side has 608 pixels.
    boxes_xyxy
        float32 (N, 4) in pixels of the picture: tight around the ink of each digit.
    class_ids
        int64 (N,), 0 to 9.
    """

    rgb: NDArray[np.uint8]
    boxes_xyxy: NDArray[np.float32]
    class_ids: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.class_ids)
