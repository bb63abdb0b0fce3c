"""The detectors that can be chosen, known before the engine is there."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.panels.detector.state import OWN


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A button: what stands on it, and the sizes that are offered, the usual one first."""

    text: str
    tooltip: str
    sizes: tuple[int, ...]
    weights: str = ""


MODELS = {
    "yolov3-tiny": ModelChoice(
        "YOLOv3-tiny",
        "80 classes of COCO; two grids with 3 anchors each, a logistic score for every class",
        (416, 320, 512, 608),
        "yolov3-tiny",
    ),
    "lecture": ModelChoice(
        "Lecture's YOLO",
        "Digits; one 19×19 grid with 5 anchors and a softmax over the classes, as in the lecture",
        (608,),
        "lecture-yolo",
    ),
    OWN: ModelChoice(
        "Your own…",
        "Open Darknet's files: YOLOv2, YOLOv3, YOLOv4-tiny and the like, .cfg and .weights",
        (416, 320, 512, 608),
    ),
}


def usual_size(name: str) -> int:
    """Return the size that a detector is used at unless another is wanted."""
    return MODELS[name].sizes[0]
