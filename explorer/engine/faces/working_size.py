"""Pictures of any size, made ready for finding faces; and faces brought back to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.errors import ExplorerError
from explorer.engine.faces.values import Face
from explorer.engine.images import fit_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_SIDE = 2560
LEAST_PX = 12
SCALED_LEAST_PX = 20


class LocateError(ExplorerError, ValueError):
    """What no detector of faces can be asked; the text says what it can."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkingSize:
    """A picture of at most 2,560 pixels a side.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3).
    minimum_px
        Side of the smallest face in it.
    scale
        Its pixels to a pixel of the original along x and y.
    """

    rgb: NDArray[np.uint8]
    minimum_px: float
    scale: tuple[float, float]

    @classmethod
    def of(cls, rgb: NDArray[np.uint8], minimum_px: float) -> WorkingSize:
        """Return a picture scaled down if it has to be.

        In a picture scaled down, no face below 20 pixels is looked for unless the caller's smallest
        face was below that already: it would take seconds, and no one is known from it.

        Raises
        ------
        ShapeError
            If the array is no picture.
        LocateError
            If the smallest face is below 12 pixels.
        """
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.size == 0:
            raise ShapeError(f"Faces are found in uint8 (H, W, 3), not {rgb.dtype} {rgb.shape}.")
        if not LEAST_PX <= minimum_px < np.inf:
            raise LocateError(
                f"A face is found from {LEAST_PX} pixels on, so the smallest cannot be"
                f" {minimum_px:g}: choose {LEAST_PX} or more."
            )
        fitted = fit_within(rgb, MAX_SIDE)
        down = fitted.shape[1] / rgb.shape[1], fitted.shape[0] / rgb.shape[0]
        least = max(minimum_px * max(down), min(minimum_px, SCALED_LEAST_PX))
        return cls(fitted, least, down)

    def undo(self, faces: list[Face]) -> list[Face]:
        """Return the faces of this picture as those of the original, without the too small ones.

        A face is as large as the longer side of its box.
        """
        return [self._undo(face) for face in faces if max(face.size) >= self.minimum_px]

    def _undo(self, face: Face) -> Face:
        x, y = self.scale
        left, top, right, bottom = face.box_xyxy
        landmarks = np.asarray(face.landmarks / np.array((x, y), np.float32), np.float32)
        return Face((left / x, top / y, right / x, bottom / y), face.score, landmarks)
