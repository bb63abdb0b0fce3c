"""Names of classes: COCO's, VOC's, Darknet's mixture of both, and which mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# The left-hand name is COCO's, as `canonical` writes it.
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "airplane": ("aeroplane",),
    "motorcycle": ("motorbike",),
    "couch": ("sofa",),
    "tv": ("tvmonitor",),
}
_COCO_NAME: Final = {other: name for name, others in _SYNONYMS.items() for other in others}

COCO_IDS: Final[dict[str, int]] = {
    "person": 1, "bicycle": 2, "car": 3, "motorcycle": 4, "airplane": 5, "bus": 6, "train": 7,
    "truck": 8, "boat": 9, "traffic light": 10, "fire hydrant": 11, "stop sign": 13,
    "parking meter": 14, "bench": 15, "bird": 16, "cat": 17, "dog": 18, "horse": 19, "sheep": 20,
    "cow": 21, "elephant": 22, "bear": 23, "zebra": 24, "giraffe": 25, "backpack": 27,
    "umbrella": 28, "handbag": 31, "tie": 32, "suitcase": 33, "frisbee": 34, "skis": 35,
    "snowboard": 36, "sports ball": 37, "kite": 38, "baseball bat": 39, "baseball glove": 40,
    "skateboard": 41, "surfboard": 42, "tennis racket": 43, "bottle": 44, "wine glass": 46,
    "cup": 47, "fork": 48, "knife": 49, "spoon": 50, "bowl": 51, "banana": 52, "apple": 53,
    "sandwich": 54, "orange": 55, "broccoli": 56, "carrot": 57, "hot dog": 58, "pizza": 59,
    "donut": 60, "cake": 61, "chair": 62, "couch": 63, "potted plant": 64, "bed": 65,
    "dining table": 67, "toilet": 70, "tv": 72, "laptop": 73, "mouse": 74, "remote": 75,
    "keyboard": 76, "cell phone": 77, "microwave": 78, "oven": 79, "toaster": 80, "sink": 81,
    "refrigerator": 82, "book": 84, "clock": 85, "vase": 86, "scissors": 87, "teddy bear": 88,
    "hair drier": 89, "toothbrush": 90,
}  # fmt: skip
"""COCO's 80 classes with its own ids, which leave out ten numbers between 1 and 90."""


def canonical(name: str) -> str:
    """Return a name by which equal classes are equal: "TV monitor" and "tv" are both "tv"."""
    plain = "".join(letter for letter in name.casefold() if letter.isalnum() or letter in "+#")
    return _COCO_NAME.get(plain, plain)


_COCO_BY_CANONICAL: Final = {canonical(name): (name, number) for name, number in COCO_IDS.items()}


def coco_category(name: str) -> tuple[str, int] | None:
    """Return COCO's name and id of a class, or None if COCO has no such class."""
    return _COCO_BY_CANONICAL.get(canonical(name))


@dataclass(frozen=True, slots=True)
class ClassMatch:
    """Which classes of a data set are which of a detector's.

    Parameters
    ----------
    to_detector
        For each class of the data set the detector's class id, or None.
    missing
        Names in the data set that the detector does not know.
    """

    to_detector: tuple[int | None, ...]
    missing: tuple[str, ...]

    @property
    def shared(self) -> tuple[int, ...]:
        """The detector's class ids that the data set has, rising, each once."""
        return tuple(sorted({index for index in self.to_detector if index is not None}))


def match_classes(dataset_names: Sequence[str], detector_names: Sequence[str]) -> ClassMatch:
    """Match names without regard to case, spaces, hyphens and underscores, and by synonyms."""
    places: dict[str, int] = {}
    for index, name in enumerate(detector_names):
        places.setdefault(canonical(name), index)
    found = tuple(places.get(canonical(name)) for name in dataset_names)
    missing = (name for name, index in zip(dataset_names, found, strict=True) if index is None)
    return ClassMatch(found, tuple(missing))
