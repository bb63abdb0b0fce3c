"""MTCNN: a pyramid of the picture, three networks, and faces with their landmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.faces.mtcnn import stages
from explorer.engine.faces.mtcnn.networks import load_networks
from explorer.engine.faces.mtcnn.pyramid import FACTOR, pyramid
from explorer.engine.faces.mtcnn.summed_area import SummedArea
from explorer.engine.faces.working_size import WorkingSize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.faces.values import Face

MINIMUM_SCORE = 0.9
"""Faces with a lower score are dropped: too many are none."""

MINIMUM_PX = 40
"""Side of the smallest face that is looked for: in 640 × 480 pixels, about three metres away."""


class Mtcnn:
    """Finds faces of any size above a least one, as exactly as the project can.

    All networks compute in float32, with channels last, as the windows are cut; R-Net and O-Net see
    what all levels of the pyramid propose in one batch.

    Parameters
    ----------
    device
        Where the networks run.
    factor
        From one level of the pyramid to the next.
    look_twice
        Whether O-Net looks again where it has put a face, as its authors do not: it takes a
        millisecond a face, steadies the landmarks, and drops what is no face after all.

    Raises
    ------
    WeightsError
        If the weights are missing or damaged.
    """

    def __init__(
        self, device: torch.device, factor: float = FACTOR, look_twice: bool = True
    ) -> None:
        self.device = device
        self.networks = load_networks().to(device)
        self.factor = factor
        self.look_twice = look_twice

    @torch.inference_mode()
    def locate(self, rgb: NDArray[np.uint8], minimum_px: float = MINIMUM_PX) -> list[Face]:
        """Return the faces in a picture, the highest score first.

        A picture with a side of more than 2,560 pixels is scaled down first. Boxes may lie partly
        beyond the picture, as faces do.

        Parameters
        ----------
        rgb
            uint8 (H, W, 3).
        minimum_px
            Longer side of the smallest face's box in pixels of the picture, 12 or more; smaller
            ones are dropped. Half of it takes up to four times as long.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        LocateError
            If the smallest face is too small.
        """
        working = WorkingSize.of(rgb, minimum_px)
        picture = SummedArea(working.rgb, self.device)
        levels = pyramid(picture.height, picture.width, working.minimum_px, self.factor)
        boxes = stages.propose(self.networks.pnet, picture, levels)
        boxes = stages.refine(self.networks.rnet, picture, boxes)
        if self.look_twice:
            boxes = stages.approach(self.networks.onet, picture, boxes, MINIMUM_SCORE)
        faces = stages.finish(self.networks.onet, picture, boxes, MINIMUM_SCORE)
        return working.undo(faces)
