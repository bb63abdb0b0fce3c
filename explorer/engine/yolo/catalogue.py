"""The detectors that the application ships with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.errors import ExplorerError
from explorer.engine.weights import labels, load_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.darknet import DarknetNetwork
    from explorer.engine.yolo.lecture import LectureYolo

__all__ = [
    "DETECTORS",
    "DetectorError",
    "DetectorInfo",
    "build_network",
    "detector_info",
]


class DetectorError(ExplorerError, ValueError):
    """A detector that there is not, or what a detector cannot do; the text says what it can."""


@dataclass(frozen=True, slots=True)
class DetectorInfo:
    """A detector that the application knows.

    Parameters
    ----------
    name, title, year, description
        What it is called, when it was published, and what it is in one sentence.
    labels
        Name of the list of its classes in the manifest, or the digits.
    sizes, default_size
        Sides of its input that it takes, and its own, in pixels.
    weights
        Name of the bundled file in the manifest.
    credit
        Where its weights come from, and their licence.
    """

    name: str
    title: str
    year: int
    description: str
    labels: str
    sizes: tuple[int, ...]
    default_size: int
    weights: str
    credit: str

    @property
    def class_names(self) -> tuple[str, ...]:
        """Return the names of its classes, checked against the manifest.

        Raises
        ------
        WeightsError
            If their file is missing or damaged.
        """
        return tuple("0123456789") if self.labels == "digits" else labels(self.labels)

    def checked_size(self, size: int | None) -> int:
        """Return ``size``, or the detector's own for None.

        Raises
        ------
        DetectorError
            If it is not one of `sizes`.
        """
        if size is None:
            return self.default_size
        if size not in self.sizes:
            taken = ", ".join(str(one) for one in self.sizes)
            raise DetectorError(f"{self.title} takes pictures of {taken} pixels, not {size}.")
        return int(size)


DETECTORS: Mapping[str, DetectorInfo] = {
    info.name: info
    for info in (
        DetectorInfo(
            name="yolov3-tiny",
            title="YOLOv3-tiny",
            year=2018,
            description="Finds the 80 kinds of object of COCO on two grids, coarse and fine.",
            labels="coco-classes",
            sizes=(320, 416, 512, 608),
            default_size=416,
            weights="yolov3-tiny",
            credit="Weights of Darknet (Redmon and Farhadi), public domain; mAP@0.5 33.1 on COCO",
        ),
        DetectorInfo(
            name="lecture",
            title="Lecture's YOLO",
            year=2026,
            description="Finds handwritten digits on one grid of 19 × 19 cells with 5 anchors.",
            labels="digits",
            sizes=(608,),
            default_size=608,
            weights="lecture-yolo",
            credit="Trained by this project on scenes that it composes; MIT, MNIST is CC BY-SA 3.0",
        ),
    )
}


def detector_info(name: str) -> DetectorInfo:
    """Return what a bundled detector is.

    Raises
    ------
    DetectorError
        If none has this name.
    """
    if name not in DETECTORS:
        known = ", ".join(f'"{one}"' for one in DETECTORS)
        raise DetectorError(f'No detector is called "{name}"; there are {known}.')
    return DETECTORS[name]


def build_network(name: str) -> DarknetNetwork | LectureYolo:
    """Return the network of a bundled detector with its weights, in float32 on the CPU.

    Raises
    ------
    DetectorError
        If none has this name.
    WeightsError
        If its file is missing or damaged.
    """
    info = detector_info(name)
    # Imported here: they import `explorer.engine.yolo.heads`, and so this package, themselves.
    from explorer.engine.darknet import bundled_plan, network_with
    from explorer.engine.yolo.lecture import load_lecture_network

    if name == "lecture":
        return load_lecture_network()
    return network_with(bundled_plan(name), load_weights(info.weights))
