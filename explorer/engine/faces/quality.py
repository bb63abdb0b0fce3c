"""How good a photograph of a face is for recognising it: size, blur, pose, light, edges.

Where a remark is made was measured on 28 faces of other photographs than those of the evaluation,
each made worse on purpose: a fair photograph moves the embedding by about 0.2 (plain L2), a poor
one by 0.3 and more, when two photographs of one person lie 0.3 to 0.5 apart and 0.6 is the limit.

===========================  =====================  =====================
Made worse                   moves by 0.2 at        moves by 0.3 at
===========================  =====================  =====================
fewer pixels                 eyes 16 px apart       eyes 11 px apart
Gaussian blur of the chip    σ 1.8 px               σ 2.8 px
darker                       brightness 23          brightness 12
brighter, parts white        three tenths           half of the chip
cut off at one side          a quarter of the chip  a third of the chip
===========================  =====================  =====================

The limits of the pose are not measured but usual: beyond 40° an eye begins to hide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.faces.alignment import chip_transform, corners, cut_chip
from explorer.engine.images import luminance
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.faces.values import Face

Level = Literal["good", "fair", "poor"]
Aspect = Literal["size", "blur", "pose", "light", "edge"]

LEVELS: tuple[Level, ...] = ("good", "fair", "poor")

NOSE = 0.45
"""How far a nose stands out from the plane of the eyes, as a share of their distance."""

WHITE = 250
"""From here on a pixel tells nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond the first a photograph is fair, beyond the second it is poor."""

    fair: float
    poor: float

    def below(self, value: float) -> Level:
        """Return how good a value is of which more is better."""
        return "poor" if value < self.poor else "fair" if value < self.fair else "good"

    def above(self, value: float) -> Level:
        """Return how good a value is of which less is better."""
        return "poor" if value > self.poor else "fair" if value > self.fair else "good"


EYES_APART_PX = Limits(18, 11)
SHARPNESS = Limits(4, 2)
YAW_DEG = Limits(25, 40)
ROLL_DEG = Limits(30, 60)
BRIGHTNESS = Limits(30, 15)
WHITE_SHARE = Limits(0.25, 0.5)
OUTSIDE_SHARE = Limits(0.15, 0.3)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about one aspect of a photograph, in plain words."""

    aspect: Aspect
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """What was measured of a face.

    Parameters
    ----------
    eyes_apart_px
        Distance of the eyes in the picture.
    sharpness
        1000 times the variance of the chip's Laplacian over the variance of its grey values, so
        that contrast does not count. Sharp photographs have 10 to 200.
    yaw_deg
        How far the face is turned, positive to the picture's right; of three landmarks, so roughly.
    roll_deg
        How far it is tilted, positive clockwise.
    brightness
        Mean grey value of the chip, 0 to 255.
    white_share
        Share of its pixels that are white and tell nothing.
    outside_share
        Share of the chip that lies outside the picture.
    """

    eyes_apart_px: float
    sharpness: float
    yaw_deg: float
    roll_deg: float
    brightness: float
    white_share: float
    outside_share: float

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What there is to say, one remark an aspect."""
        return (_size(self), _blur(self), _pose(self), _light(self), _edge(self))

    @property
    def level(self) -> Level:
        """The worst of the aspects."""
        return max((remark.level for remark in self.remarks), key=LEVELS.index)


def face_quality(rgb: NDArray[np.uint8], face: Face) -> FaceQuality:
    """Measure a face in a uint8 RGB picture (H, W, 3).

    Raises
    ------
    AlignmentError
        If its landmarks are no face's, or lie outside the picture.
    """
    transform = chip_transform(face.landmarks)
    chip = cut_chip(rgb, transform)
    grey = 255 * luminance(chip)
    left_eye, right_eye, nose = np.asarray(face.landmarks, np.float64)[:3]
    across = right_eye - left_eye
    apart = math.hypot(*across)
    turned = float((nose - (left_eye + right_eye) / 2) @ across) / apart**2
    edge = cv2.Laplacian(grey, cv2.CV_32F)
    return FaceQuality(
        eyes_apart_px=apart,
        sharpness=1000 * float(edge.var()) / max(float(grey.var()), 1.0),
        yaw_deg=math.degrees(math.atan2(turned, NOSE)),
        roll_deg=math.degrees(math.atan2(across[1], across[0])),
        brightness=float(grey.mean()),
        white_share=float((grey >= WHITE).mean()),
        outside_share=_outside(rgb, corners(transform)),
    )


def _outside(rgb: NDArray[np.uint8], quad: NDArray[np.float64]) -> float:
    """Return the share of a chip that is outside the picture."""
    height, width = rgb.shape[:2]
    frame = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    whole = cv2.contourArea(quad.astype(np.float32))
    inside, _ = cv2.intersectConvexConvex(quad.astype(np.float32), frame)
    return min(max(1 - inside / whole, 0.0), 1.0)


def _size(quality: FaceQuality) -> Remark:
    level = EYES_APART_PX.below(quality.eyes_apart_px)
    text = f"The eyes are {quality.eyes_apart_px:.0f} px apart"
    if level == "good":
        return Remark("size", level, f"{text}: enough pixels.")
    what = "few pixels to tell by" if level == "fair" else "too few pixels to tell people apart by"
    return Remark("size", level, f"{text}: {what}. Come closer or take a larger picture.")


def _blur(quality: FaceQuality) -> Remark:
    level = SHARPNESS.below(quality.sharpness)
    if level == "good":
        return Remark("blur", level, "Sharp enough.")
    what = "Somewhat blurred" if level == "fair" else "Blurred"
    return Remark("blur", level, f"{what}: hold still, focus, or give more light.")


def _pose(quality: FaceQuality) -> Remark:
    turned, tilted = YAW_DEG.above(abs(quality.yaw_deg)), ROLL_DEG.above(abs(quality.roll_deg))
    level = max(turned, tilted, key=LEVELS.index)
    if level == "good":
        return Remark("pose", level, "Looks at the camera.")
    if LEVELS.index(turned) >= LEVELS.index(tilted):
        side = "right" if quality.yaw_deg > 0 else "left"
        what = f"Turned {abs(quality.yaw_deg):.0f}° to the {side} of the picture"
    else:
        what = f"Tilted by {abs(quality.roll_deg):.0f}°"
    return Remark("pose", level, f"{what}: look straight at the camera.")


def _light(quality: FaceQuality) -> Remark:
    dark = BRIGHTNESS.below(quality.brightness)
    bright = WHITE_SHARE.above(quality.white_share)
    level = max(dark, bright, key=LEVELS.index)
    if level == "good":
        return Remark("light", level, "Well lit.")
    if LEVELS.index(dark) >= LEVELS.index(bright):
        return Remark("light", level, f"Dark, {quality.brightness:.0f} of 255: give more light.")
    white = f"{100 * quality.white_share:.0f} % of it is white"
    return Remark("light", level, f"Too bright, {white}: give less light.")


def _edge(quality: FaceQuality) -> Remark:
    level = OUTSIDE_SHARE.above(quality.outside_share)
    if level == "good":
        return Remark("edge", level, "Wholly in the picture.")
    text = f"{100 * quality.outside_share:.0f} % of the face lies outside the picture"
    return Remark("edge", level, f"{text}: move to the middle.")


__all__ = ["FaceQuality", "Level", "Remark", "face_quality"]
