"""Faces from picture to embedding: located, aligned by the eyes, embedded with their mirror image.

Measured on the bundled photographs, 173 of 30 people, all 14,878 pairs.
``assets/build/evaluate_faces.py`` computes it, ``assets/datasets/faces-csu-173-evaluation.json`` is
the record, with intervals. What is a number here, the places of the landmarks, was fitted on other
photographs. Which way to take was decided on these; the AUC's 95 % interval is 0.976 to 0.994, so a
few ten-thousandths more or less mean nothing.

====================================================  ======  =====  ======
Way                                                   AUC     EER    passes
====================================================  ======  =====  ======
the eyes to where they lie in dlib's own chips, the
mean with the mirror image: **what is done here**     0.9871  5.4 %  2
without the mirror image, as dlib embeds              0.9859  5.3 %  1
the eyes to the places in dlib's mean face            0.9853  5.8 %  2
all five landmarks                                    0.9850  5.6 %  2
the eyes and the corners of the mouth                 0.9852  5.8 %  2
pixels picked linearly, none averaged                 0.9873  5.2 %  2
pixels picked by Lanczos                              0.9876  5.4 %  2
the border's pixels repeated where a chip reaches out 0.9872  5.1 %  2
histogram equalised                                   0.9806  7.2 %  2
9 chips turned, scaled and shifted a little           0.9877  5.4 %  18
eyes marked by people, to dlib's mean face            0.9837  5.8 %  2
====================================================  ======  =====  ======

Mouth and nose move with the expression and the pose, which makes an alignment by them worse.
Nine times the passes are not worth 0.0007. Pixels are averaged where a face is larger than its
chip: few are in these photographs, many in a camera's pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.device import pick_device
from explorer.engine.faces.alignment import CHIP, chip_transform, cut_chip
from explorer.engine.faces.embedder import Embedder
from explorer.engine.faces.locator import locator
from explorer.engine.faces.mtcnn import MINIMUM_PX
from explorer.engine.faces.quality import face_quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from numpy.typing import NDArray

    from explorer.engine.faces.locator import Locator
    from explorer.engine.faces.quality import FaceQuality
    from explorer.engine.faces.values import Face


class Recognizer:
    """Finds faces and embeds them.

    Locating is for one thread at a time; all else several threads may do at once.

    Parameters
    ----------
    finder
        What locates faces.
    embedder
        The embedding network.
    """

    def __init__(self, finder: Locator, embedder: Embedder) -> None:
        self.finder = finder
        self.embedder = embedder

    @property
    def device(self) -> torch.device:
        """Where the embedding network computes."""
        return self.embedder.device

    def locate(self, rgb: NDArray[np.uint8], minimum_px: float = MINIMUM_PX) -> list[Face]:
        """Return the faces in a uint8 RGB picture (H, W, 3), the largest first.

        The largest is in front: who wants to be enrolled from a picture with others behind.

        Parameters
        ----------
        minimum_px
            Side of the smallest face in pixels, 12 or more. Half of it takes four times as long.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        LocateError
            If the smallest face is too small.
        """
        return sorted(self.finder.locate(rgb, minimum_px), key=_area, reverse=True)

    def chip(self, rgb: NDArray[np.uint8], face: Face) -> NDArray[np.uint8]:
        """Return the aligned face, uint8 (150, 150, 3): what the network is shown.

        Raises
        ------
        AlignmentError
            If the face's landmarks are no face's, or lie outside the picture.
        """
        return cut_chip(rgb, chip_transform(face.landmarks))

    def embed(self, rgb: NDArray[np.uint8], face: Face) -> NDArray[np.float32]:
        """Return the embedding of a face in a picture, float32 (128,), not normalised.

        Raises
        ------
        AlignmentError
            If the face's landmarks are no face's, or lie outside the picture.
        """
        return np.asarray(self.embed_faces(rgb, (face,))[0], np.float32)

    def embed_faces(self, rgb: NDArray[np.uint8], faces: Sequence[Face]) -> NDArray[np.float32]:
        """Return the embeddings of faces in a picture, float32 (N, 128); N may be 0.

        Raises
        ------
        AlignmentError
            If a face's landmarks are no face's, or lie outside the picture.
        """
        chips = [self.chip(rgb, face) for face in faces]
        return self.embed_chips(np.array(chips, np.uint8).reshape(-1, CHIP, CHIP, 3))

    def embed_chips(self, chips_rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the embeddings float32 (N, 128) of uint8 chips (N, 150, 150, 3); N may be 0.

        Raises
        ------
        ShapeError
            If the array holds no such chips.
        """
        return self.embedder.embed(chips_rgb)

    def quality(self, rgb: NDArray[np.uint8], face: Face) -> FaceQuality:
        """Return how good the photograph is for recognising the face.

        Raises
        ------
        AlignmentError
            If the face's landmarks are no face's, or lie outside the picture.
        """
        return face_quality(rgb, face)


def load_recognizer(device: str | None = None, kind: str = "mtcnn") -> Recognizer:
    """Return what finds and embeds faces.

    Parameters
    ----------
    device
        As `explorer.engine.device.pick_device` takes it.
    kind
        How faces are found, as `explorer.engine.faces.locator.locator` takes it: "mtcnn" finds
        more of them and their landmarks more exactly, "tiny" is quick.

    Raises
    ------
    WeightsError
        If a file of weights is missing or damaged.
    DeviceError
        If the device is not there.
    LocateError
        For another kind.
    """
    place = pick_device(device)
    return Recognizer(locator(kind, place), Embedder(place))


def _area(face: Face) -> float:
    width, height = face.size
    return width * height
