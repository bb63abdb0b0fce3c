"""What finds faces: exact or quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from explorer.engine.faces.mtcnn import MINIMUM_PX, Mtcnn
from explorer.engine.faces.tiny import TinyLocator
from explorer.engine.faces.working_size import LocateError

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from explorer.engine.faces.values import Face

LocatorKind = Literal["mtcnn", "tiny"]


class Locator(Protocol):
    """Finds faces in a picture. For one thread at a time."""

    device: torch.device

    def locate(self, rgb: NDArray[np.uint8], minimum_px: float = MINIMUM_PX) -> list[Face]:
        """Return the faces in a uint8 RGB picture (H, W, 3), the highest score first.

        Boxes may lie partly beyond the picture, and so may landmarks; all are finite. Pictures with
        a side of more than 2,560 pixels are scaled down first.

        Parameters
        ----------
        minimum_px
            Longer side of the smallest face's box in pixels, 12 or more.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        LocateError
            If the smallest face is too small.
        """


def locator(kind: str, device: torch.device) -> Locator:
    """Return what finds faces.

    Parameters
    ----------
    kind
        "mtcnn": a cascade of three networks, which finds more faces and their landmarks more
        exactly; "tiny": a small YOLO, which takes a third of the time.

    Raises
    ------
    LocateError
        For another kind.
    WeightsError
        If a file of weights is missing or damaged.
    """
    if kind == "mtcnn":
        return Mtcnn(device)
    if kind == "tiny":
        return TinyLocator(device)
    raise LocateError(f'Faces are found by "mtcnn" or "tiny", not "{kind}".')
