"""Faces made by hand: embeddings and boxes as if networks had said them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.faces.alignment import AlignmentError
from explorer.engine.faces.quality import FaceQuality
from explorer.engine.faces.values import Face

if TYPE_CHECKING:
    from numpy.typing import NDArray

WELL = FaceQuality(60, 40, 5, 2, 120, 0.01, 0.0)
SMALL = FaceQuality(8, 40, 5, 2, 120, 0.01, 0.0)


def embedding(axis: int = 0, d: float = 0.0) -> NDArray[np.float32]:
    """An embedding of person ``axis``, moved by the squared distance d."""
    vector = np.zeros(128, np.float32)
    vector[axis] = 1
    vector[127] = np.sqrt(d)
    return vector


def chip(grey: int = 128) -> NDArray[np.uint8]:
    """An aligned face of one grey."""
    return np.full((150, 150, 3), grey, np.uint8)


def face(left: float, top: float, side: float, score: float = 0.99) -> Face:
    """A square face."""
    points = np.array(((0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)))
    landmarks = np.array((left, top)) + side * points
    return Face((left, top, left + side, top + side), score, landmarks.astype(np.float32))


class Recognizer:
    """Says of every picture what it is told to say, and counts how often it is asked."""

    def __init__(self, *faces: Face, unaligned: tuple[Face, ...] = ()) -> None:
        self.faces = faces
        self.small: tuple[Face, ...] = ()
        self.unaligned = unaligned
        self.qualities: dict[Face, FaceQuality] = {}
        self.embeddings: dict[Face, Any] = {}
        self.looks = 0
        self.finder = self

    def locate(self, _rgb: object, minimum_px: float | None = None) -> list[Face]:
        self.looks += 1
        if minimum_px is not None:
            return list(self.small)
        return [*self.faces, *self.unaligned]

    def chip(self, _rgb: object, one: Face) -> NDArray[np.uint8]:
        if one in self.unaligned:
            raise AlignmentError("no face")
        everyone = [*self.faces, *self.small]
        return chip(everyone.index(one))

    def quality(self, _rgb: object, one: Face) -> FaceQuality:
        return self.qualities.get(one, WELL)

    def embed_chips(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        everyone = [*self.faces, *self.small]
        rows = [int(one[0, 0, 0]) for one in chips]
        said = [self.embeddings.get(everyone[row], embedding(row)) for row in rows]
        return np.array(said, np.float32).reshape(-1, 128)
