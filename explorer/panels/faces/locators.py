"""The ways of finding faces that can be chosen, known before the engine is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.panels.faces.state import Locator


@dataclass(frozen=True, slots=True)
class LocatorChoice:
    """A button, what is said of what it chooses, and the name of its weights."""

    text: str
    tooltip: str
    sentence: str
    weights: str


LOCATORS: Mapping[Locator, LocatorChoice] = {
    "mtcnn": LocatorChoice(
        "MTCNN",
        "Three networks in a row: finds more faces, and their eyes more exactly",
        "Faces: MTCNN (Zhang et al., 2016), three small networks in a row, with five landmarks "
        "each. Weights of facenet-pytorch, MIT.",
        "mtcnn",
    ),
    "tiny": LocatorChoice(
        "Fast",
        "A small YOLO with one class, and the last of MTCNN's networks for the landmarks",
        "Faces: a small network in the form of YOLOv2, one class, in a third of the time. Weights "
        "of face-api, MIT.",
        "tiny-face",
    ),
}

EMBEDDING = (
    "Embedding: dlib's ResNet of 29 convolutions (Davis King), 128 numbers a face, trained with "
    "a metric loss on three million faces. Public domain."
)
EMBEDDING_WEIGHTS = "dlib-face"
