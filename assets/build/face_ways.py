"""Other ways to align and embed than the application's, to compare them on the same photographs.

Of each only what it changes stands here; the rest is the application's.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.alignment import (
    CHIP,
    EYES_PX,
    chip_transform,
    cut_chip,
    similarity,
)
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from explorer.engine.face_photographs import FacePhotograph
    from explorer.engine.faces.embedder import Embedder

    Chip = NDArray[np.uint8]
    Way = Callable[[Chip, NDArray[np.float32]], Chip]

DLIBS_EYES = np.array(((48.2, 47.6), (100.8, 47.6)))
"""The middles of the corners of the eyes in dlib's mean face, in a chip."""

FIVE = np.array(((47.6, 45.8), (102.4, 45.8), (75.0, 78.5), (50.1, 102.2), (99.9, 102.2)))
"""All five landmarks in dlib's chips, measured like `EYES_PX`."""

JITTERS = 9


def ways() -> dict[str, Way]:
    """Return each way to make a chip of a picture and its landmarks, by its name."""
    return {
        "eyes where dlib's mean face has the middles of their corners": lambda rgb, landmarks: (
            cut_chip(rgb, similarity(landmarks[:2], DLIBS_EYES))
        ),
        "five landmarks": lambda rgb, landmarks: cut_chip(rgb, similarity(landmarks, FIVE)),
        "eyes and mouth": lambda rgb, landmarks: cut_chip(
            rgb, similarity(landmarks[[0, 1, 3, 4]], FIVE[[0, 1, 3, 4]])
        ),
        "pixels picked linearly, none averaged": _warped(cv2.INTER_LINEAR),
        "pixels picked by Lanczos": _warped(cv2.INTER_LANCZOS4),
        "the border's pixels repeated outside": _warped(cv2.INTER_LINEAR, cv2.BORDER_REPLICATE),
        "histogram equalised": lambda rgb, landmarks: _equalised(_chip(rgb, landmarks)),
    }


def _chip(rgb: Chip, landmarks: NDArray[np.float32]) -> Chip:
    return cut_chip(rgb, chip_transform(landmarks))


def _warped(flags: int, border: int = cv2.BORDER_CONSTANT) -> Way:
    def way(rgb: Chip, landmarks: NDArray[np.float32]) -> Chip:
        transform = similarity(landmarks[:2], EYES_PX)
        transform[:, 2] += transform[:, :2] @ (0.5, 0.5) - 0.5
        chip = cv2.warpAffine(rgb, transform, (CHIP, CHIP), flags=flags, borderMode=border)
        return np.asarray(chip, np.uint8)

    return way


def _equalised(chip: Chip) -> Chip:
    grey = cv2.equalizeHist(cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def by_marked_eyes(photograph: FacePhotograph) -> Chip:
    """Return the chip that the eyes marked by people give, as the middles of pixels."""
    return cut_chip(photograph.rgb, similarity(photograph.eyes + 0.5, DLIBS_EYES))


def jittered(embedder: Embedder, rgb: Chip, landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean embedding (128,) of chips turned, scaled and shifted a little, as in dlib."""
    transform = chip_transform(landmarks)
    chips = [cut_chip(rgb, move @ np.vstack((transform, (0, 0, 1)))) for move in _moves()]
    return np.asarray(embedder.embed(np.stack(chips)).mean(0), np.float32)


def _moves() -> Iterator[NDArray[np.float64]]:
    generator = np.random.default_rng(0)
    middle = np.full(2, CHIP / 2)
    for _ in range(JITTERS):
        angle, scale = math.radians(generator.uniform(-3, 3)), generator.uniform(0.96, 1.04)
        c, s = scale * math.cos(angle), scale * math.sin(angle)
        turn = np.array(((c, -s), (s, c)))
        yield np.column_stack((turn, middle - turn @ middle + generator.uniform(-3, 3, 2)))
