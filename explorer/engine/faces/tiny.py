"""The quick way to find faces: a small network in YOLOv2's form, and O-Net for the landmarks.

The network is face-api's Tiny Face Detector (Vincent Mühler, 2018): five anchors in a grid of
cells of 32 pixels, as in the course, with convolutions taken apart into one a channel and one a
pixel. Its one class needs no class score: softmax of one number is 1, whatever the number, and the
last convolution here gives 0.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import nn

from explorer.engine.boxes import cxcywh_from_xyxy
from explorer.engine.faces.mtcnn import MINIMUM_PX, MINIMUM_SCORE, stages
from explorer.engine.faces.mtcnn.networks import load_networks
from explorer.engine.faces.mtcnn.summed_area import SummedArea
from explorer.engine.faces.working_size import WorkingSize
from explorer.engine.nms import nms
from explorer.engine.weights import load_weights
from explorer.engine.yolo.detector import Detector
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.heads import Head
from explorer.engine.yolo.predictions import decode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.faces.values import Face

WEIGHTS = "tiny-face"
STRIDE = 32
ANCHORS = (
    (1.603231, 2.094468),
    (6.041143, 7.080126),
    (2.882459, 3.518061),
    (4.266906, 5.178857),
    (9.041765, 10.66308),
)
"""Width and height in cells."""

CLASS_NAMES = ("face",)
PROPOSAL_SCORE = 0.1
PROPOSAL_IOU = 0.5
APPROACH_SCORE = 0.1
FINEST_SIZES = (224, 320, 416, 512, 608)
COARSE_SIZES = (160, 96)
LEAST_IN_SQUARE_PX = 26
"""A face this wide in the network's square is found; one of 18 is found half of the times."""

SQUARE_SIDE = 0.88
SQUARE_RISE = 0.1


class TinyFaceNet(nn.Module):
    """Float (N, 3, S, S) in 0..1 to one map (N, 30, S/32, S/32): 19 × 19 × 5(5 + 1) at 608."""

    def __init__(self) -> None:
        super().__init__()
        anchors = tuple((width * STRIDE, height * STRIDE) for width, height in ANCHORS)
        self.heads = (Head(anchors, len(CLASS_NAMES), STRIDE, "softmax"),)
        channels = (16, 32, 64, 128, 256, 512)
        layers: list[nn.Module] = [nn.Conv2d(3, channels[0], 3), nn.LeakyReLU(0.1)]
        for before, after in pairwise(channels):
            layers += [
                nn.MaxPool2d(2, ceil_mode=True),
                nn.Conv2d(before, before, 3, padding=1, groups=before, bias=False),
                nn.Conv2d(before, after, 1),
                nn.LeakyReLU(0.1),
            ]
        # A pool in steps of 1 that keeps the size: its last windows are half outside.
        layers += [nn.ConstantPad2d((0, 1, 0, 1), -torch.inf), nn.MaxPool2d(2, 1)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(512, self.heads[0].depth, 1))

    def forward(self, x: Tensor) -> tuple[Tensor]:
        """Return the raw numbers of every anchor of every cell."""
        return (self.layers(x),)


def load_tiny_network() -> TinyFaceNet:
    """Return the network with its bundled weights, in float32 on the CPU.

    Raises
    ------
    WeightsError
        If the file is missing or damaged.
    """
    with torch.device("meta"):  # no memory, and no random numbers that nobody needs
        network = TinyFaceNet()
    network.load_state_dict(load_weights(WEIGHTS), assign=True)
    return network.eval().requires_grad_(False)


class TinyLocator:
    """Finds faces soon: what the small network proposes, O-Net looks at twice.

    The network misses faces that fill its picture, most of all on old photographs, so it is shown
    the picture at two sizes more. It may propose much (`PROPOSAL_SCORE` is low), as the faces that
    are returned, their scores and landmarks are O-Net's: its first look puts the box where MTCNN
    has it, its second finds the landmarks.

    Parameters
    ----------
    device
        Where the networks run, in float32: in bfloat16 the small network proposes other boxes, and
        landmarks move by up to 2 pixels, for a fifteenth of the time.

    Raises
    ------
    WeightsError
        If the weights are missing or damaged.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.onet = load_networks().onet.to(device)
        network = load_tiny_network()
        self._heads = network.heads
        # One a size: each lays its weights out, or records its graph, for the size it sees.
        self._fast = {size: FastNetwork(network, device, "float32") for size in COARSE_SIZES}
        self._finest = FastNetwork(network, device, "float32")

    def detector(self, size: int) -> Detector:
        """Return the small network alone, as any YOLO, for squares of this many pixels a side."""
        return Detector(self._fast.get(size, self._finest), self._heads, CLASS_NAMES, size)

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
            ones are dropped, and few are found below a 23rd of the picture's longer side.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        LocateError
            If the smallest face is too small.
        """
        working = WorkingSize.of(rgb, minimum_px)
        boxes = self._propose(working)
        if not len(boxes):
            return []
        picture = SummedArea(working.rgb, self.device)
        boxes = stages.approach(self.onet, picture, boxes, APPROACH_SCORE)
        faces = stages.finish(self.onet, picture, boxes, MINIMUM_SCORE)
        return working.undo(faces)

    def _propose(self, working: WorkingSize) -> Tensor:
        """Return squares (N, 4) to be looked at by O-Net."""
        sizes = (finest_size(working), *COARSE_SIZES)
        seen = [decode(self.detector(size).raw(working.rgb)) for size in sizes]
        boxes, scores = (
            torch.cat([one.boxes_xyxy for one in seen]),
            torch.cat([one.scores for one in seen]),
        )
        return as_mtcnn(boxes[nms(boxes, scores, PROPOSAL_IOU, PROPOSAL_SCORE)])


def finest_size(working: WorkingSize) -> int:
    """Return the side of the square in which the smallest face is as large as it has to be."""
    needed = LEAST_IN_SQUARE_PX * max(working.rgb.shape[:2]) / working.minimum_px
    return next((size for size in FINEST_SIZES if size >= needed), FINEST_SIZES[-1])


def as_mtcnn(boxes_xyxy: Tensor) -> Tensor:
    """Return boxes (N, 4) as the squares that MTCNN would have put there.

    The small network's boxes go from the brows to below the chin: measured on the pictures of
    `assets/images`, a square of MTCNN has 0.88 of their longer side, and lies a tenth of it higher.
    """
    boxes = cxcywh_from_xyxy(boxes_xyxy)
    side = boxes[:, 2:].amax(1, keepdim=True) * SQUARE_SIDE
    centre = boxes[:, :2] - side * boxes.new_tensor((0, SQUARE_RISE))
    corners = torch.cat((centre - side / 2, centre + side / 2), 1)
    return corners + corners.new_tensor((1, 1, 0, 0))
