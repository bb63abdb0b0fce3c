"""The worker's memory: the networks in use, the faces of the last picture, the second picture."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.errors import ExplorerError
from explorer.engine.faces.alignment import AlignmentError, chip_transform, cut_chip
from explorer.engine.faces.distance import TAU
from explorer.engine.faces.dlib_resnet import CHIP
from explorer.engine.faces.locator import locator
from explorer.engine.residual.operate import ClassifierTheatre, FaceTheatre
from explorer.panels.residual.operate.values import (
    Classes,
    Faces,
    OperateView,
    Other,
    distances_of,
    operation_of,
)
from explorer.services.face_pictures import read_face_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.faces.locator import Locator
    from explorer.engine.faces.values import Face
    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.values import OperateRequest
    from explorer.services.frames import Frame
    from explorer.services.stills import Still

MOST_FACES = 3
"""So many are shown, and answered for in the time of a slider."""
NO_FACE = "No face was found in “{title}”. Choose a picture of a face from the front."


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The faces of one picture; the picture itself, so that no other takes its id."""

    rgb: NDArray[np.uint8]
    boxes_xyxy: NDArray[np.float32]
    chips: NDArray[np.uint8]
    count: int


class Session:
    """Answers requests one after the other, in one thread.

    A slider on a picture that stays costs no search for faces, and no block before the one that
    changes.
    """

    def __init__(self, device: str) -> None:
        self.device = device
        self._classifier: ClassifierTheatre | None = None
        self._faces: FaceTheatre | None = None
        self._locator: Locator | None = None
        self._found: _Found | None = None
        self._other: tuple[tuple[str, Still | None], Other] | None = None

    def respond(self, frame: Frame, request: OperateRequest) -> OperateView:
        """Return what becomes of the answer to a frame.

        Raises
        ------
        ExplorerError
            Weights cannot be loaded, or the network cannot undergo the operation.
        """
        if request.network == "dlib-face":
            return self._look_at_faces(frame.rgb, request)
        return self._look_at_classes(frame.rgb, request)

    def _look_at_classes(self, rgb: NDArray[np.uint8], request: OperateRequest) -> OperateView:
        if self._classifier is None:
            self._classifier = ClassifierTheatre(device=self.device)
        theatre, start_s = self._classifier, time.perf_counter()
        operation = operation_of(theatre.places, request)
        crop = theatre.network.info.preprocessing.crop_xyxy(*rgb.shape[:2])
        classes = Classes(theatre.look(rgb, operation), crop)
        return OperateView(operation, _since(start_s), classes=classes)

    def _look_at_faces(self, rgb: NDArray[np.uint8], request: OperateRequest) -> OperateView:
        if self._faces is None:
            self._faces = FaceTheatre(self.device)
        operation = operation_of(self._faces.places, request)
        other, start_s = self._second(request), time.perf_counter()
        if self._found is None or self._found.rgb is not rgb:
            self._found = self._find(rgb)
        faces = self._moved(self._faces, self._found, other, operation)
        return OperateView(operation, _since(start_s), faces=faces)

    def _moved(
        self, theatre: FaceTheatre, found: _Found, other: Other, operation: Operation
    ) -> Faces:
        chips, count = found.chips, len(found.chips)
        if not count:
            return Faces(found.boxes_xyxy, chips, (), 0, other, TAU)
        if other.chip is not None:
            chips = np.concatenate([chips, other.chip[None]])
        distances = distances_of(theatre.look(chips, operation), count)
        left_out = found.count - count
        return Faces(found.boxes_xyxy, found.chips, distances, left_out, other, TAU)

    def _second(self, request: OperateRequest) -> Other:
        """Return the second picture's face, looked for once; what is wrong with it is said."""
        key = (request.other, request.held)
        if self._other is None or self._other[0] != key:
            self._other = (key, self._looked_at(*key))
        return self._other[1]

    def _looked_at(self, text: str, held: Still | None) -> Other:
        if held is None and not text:
            return Other()
        try:
            still = held or read_face_picture(text)
        except ExplorerError as error:
            return Other(problem=str(error))
        found = self._find(still.rgb)
        if not len(found.chips):
            return Other(still.title, still.rgb, problem=NO_FACE.format(title=still.title))
        return Other(still.title, still.rgb, found.chips[0], found.count)

    def _find(self, rgb: NDArray[np.uint8]) -> _Found:
        if self._locator is None:
            self._locator = locator("mtcnn", torch.device(self.device))
        located = sorted(self._locator.locate(rgb), key=_area, reverse=True)
        whole = [(face, chip) for face in located if (chip := _aligned(rgb, face)) is not None]
        shown = whole[:MOST_FACES]
        boxes = np.array([face.box_xyxy for face, _ in shown], np.float32).reshape(-1, 4)
        chips = np.array([chip for _, chip in shown], np.uint8).reshape(-1, CHIP, CHIP, 3)
        return _Found(rgb, boxes, chips, len(whole))


def _aligned(rgb: NDArray[np.uint8], face: Face) -> NDArray[np.uint8] | None:
    """Return a face's chip; None where its landmarks cannot be a face's."""
    try:
        return cut_chip(rgb, chip_transform(face.landmarks))
    except AlignmentError:
        return None


def _area(face: Face) -> float:
    width, height = face.size
    return width * height


def _since(start_s: float) -> float:
    return (time.perf_counter() - start_s) * 1e3
