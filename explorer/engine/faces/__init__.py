"""Faces: found, aligned, turned into 128 numbers each, and told apart by a distance.

Names are found when they are asked for: `Face` and `squared_distance` come without torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.engine.faces.alignment import AlignmentError
    from explorer.engine.faces.bundled import BundledFaces, load_bundled_faces
    from explorer.engine.faces.distance import DLIB_L2, TAU, plain, squared_distance
    from explorer.engine.faces.quality import FaceQuality, face_quality
    from explorer.engine.faces.recognizer import Recognizer, load_recognizer
    from explorer.engine.faces.triplets.loss import triplet_loss
    from explorer.engine.faces.values import LANDMARKS, Face

__all__ = [
    "DLIB_L2", "LANDMARKS", "TAU", "AlignmentError", "BundledFaces", "Face", "FaceQuality",
    "Recognizer", "face_quality", "load_bundled_faces", "load_recognizer", "plain",
    "squared_distance", "triplet_loss",
]  # fmt: skip

_WHERE: Final = {
    "alignment": ("AlignmentError",),
    "bundled": ("BundledFaces", "load_bundled_faces"),
    "distance": ("DLIB_L2", "TAU", "plain", "squared_distance"),
    "quality": ("FaceQuality", "face_quality"),
    "recognizer": ("Recognizer", "load_recognizer"),
    "triplets.loss": ("triplet_loss",),
    "values": ("LANDMARKS", "Face"),
}


def __getattr__(name: str) -> object:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
