"""Faces from picture to embedding: located, aligned by the eyes, embedded with their mirror image.

TABLE
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.device import pick_device
from explorer.engine.faces.alignment import CHIP, chip_transform, cut_chip
from explorer.engine.faces.embedder import Embedder
from explorer.engine.faces.locator import locator
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

    def locate(self, rgb: NDArray[np.uint8]) -> list[Face]:
        """Return the faces in a uint8 RGB picture (H, W, 3), the largest first.

        The largest is the one in front: who is enrolled from a picture with others behind.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        """
        return sorted(self.finder.locate(rgb), key=_area, reverse=True)

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
        return self.embed_faces(rgb, (face,))[0]

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
    """
    place = pick_device(device)
    return Recognizer(locator(kind, place), Embedder(place))


def _area(face: Face) -> float:
    width, height = face.size
    return width * height
