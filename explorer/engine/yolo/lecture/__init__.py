"""YOLO as the lecture has it: 19×19 cells, 5 anchors, a softmax over the ten digits."""

from __future__ import annotations

from explorer.engine.weights import load_weights
from explorer.engine.yolo.lecture.network import (
    ANCHORS,
    CLASS_NAMES,
    GRID,
    SIZE_PX,
    STRIDE,
    LectureYolo,
)
from explorer.engine.yolo.lecture.scenes import Scene, compose

__all__ = [
    "ANCHORS",
    "CLASS_NAMES",
    "GRID",
    "SIZE_PX",
    "STRIDE",
    "WEIGHTS",
    "LectureYolo",
    "Scene",
    "compose",
    "load_lecture_network",
]

WEIGHTS = "lecture-yolo"
"""Its name in the manifest of weights."""


def load_lecture_network() -> LectureYolo:
    """Return the bundled network, on the CPU, ready to find digits.

    Raises
    ------
    WeightsError
        If its file is missing or damaged.
    """
    tensors = load_weights(WEIGHTS)
    network = LectureYolo([(1.0, 1.0)] * ANCHORS)
    network.load_state_dict(tensors)
    return network.eval()
