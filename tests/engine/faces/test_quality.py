from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.faces.alignment import AlignmentError
from explorer.engine.faces.quality import NOSE, FaceQuality, face_quality
from explorer.engine.faces.values import Face
from explorer.engine.images import load_rgb, resize
from explorer.engine.opencv import cv2

EYES_AND_MORE = np.array(
    ((203.6, 107.5), (245.6, 105.9), (227.0, 128.6), (209.3, 146.9), (246.6, 145.3)), np.float32
)
"""Of the astronaut's face, by eye."""


def face_at(landmarks: np.ndarray) -> Face:
    low, high = landmarks.min(0) - 20, landmarks.max(0) + 20
    return Face((*low.tolist(), *high.tolist()), 1.0, landmarks.astype(np.float32))


@pytest.fixture(scope="module")
def astronaut() -> np.ndarray:
    return load_rgb(ASSETS / "images/astronaut.jpg")


def said(quality: FaceQuality) -> dict[str, str]:
    return {remark.aspect: remark.level for remark in quality.remarks}


def test_a_good_photograph(astronaut: np.ndarray) -> None:
    quality = face_quality(astronaut, face_at(EYES_AND_MORE))
    assert quality.level == "good"
    assert [remark.aspect for remark in quality.remarks] == [
        "size", "blur", "pose", "light", "edge",
    ]  # fmt: skip
    assert quality.eyes_apart_px == pytest.approx(42, abs=0.1)
    assert abs(quality.roll_deg) < 4
    assert quality.outside_share == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("eyes", "level"), [(30, "good"), (14, "fair"), (8, "poor")])
def test_small_faces(astronaut: np.ndarray, eyes: float, level: str) -> None:
    side = round(512 * eyes / 42)
    quality = face_quality(resize(astronaut, side, side), face_at(EYES_AND_MORE * side / 512))
    assert said(quality)["size"] == level
    assert f"{eyes} px" in quality.remarks[0].text


@pytest.mark.parametrize(("sigma", "level"), [(0.5, "good"), (1.7, "fair"), (4, "poor")])
def test_blur(astronaut: np.ndarray, sigma: float, level: str) -> None:
    blurred = cv2.GaussianBlur(astronaut, (0, 0), sigma)
    assert said(face_quality(blurred, face_at(EYES_AND_MORE)))["blur"] == level


def test_blur_does_not_depend_on_contrast(astronaut: np.ndarray) -> None:
    pale = (100 + astronaut.astype(float) * 0.4).astype(np.uint8)
    sharp, soft = (face_quality(rgb, face_at(EYES_AND_MORE)) for rgb in (astronaut, pale))
    assert soft.sharpness == pytest.approx(sharp.sharpness, rel=0.1)


def rotated_head(yaw_deg: float, roll_deg: float) -> np.ndarray:
    """Return the landmarks of a head in space, eyes 60 px apart, seen from far away."""
    head = np.array(
        ((-30, 0, 0), (30, 0, 0), (0, 32, 60 * NOSE), (-22, 60, 10), (22, 60, 10)), np.float64
    )
    yaw, roll = np.radians((yaw_deg, roll_deg))
    x = head[:, 0] * np.cos(yaw) + head[:, 2] * np.sin(yaw)
    y = head[:, 1]
    c, s = np.cos(roll), np.sin(roll)
    return np.column_stack((c * x - s * y, s * x + c * y)) + 200


@pytest.mark.parametrize(("yaw", "roll"), [(0, 0), (15, -20), (-35, 10), (50, 75)])
def test_pose(yaw: float, roll: float) -> None:
    quality = face_quality(np.zeros((400, 400, 3), np.uint8), face_at(rotated_head(yaw, roll)))
    assert quality.yaw_deg == pytest.approx(yaw, abs=0.1)
    assert quality.roll_deg == pytest.approx(roll, abs=0.1)
    expected = {15: "good", 0: "good", -35: "fair", 50: "poor"}[yaw]
    assert said(quality)["pose"] == expected


def test_the_worse_of_turn_and_tilt_is_named() -> None:
    black = np.zeros((400, 400, 3), np.uint8)
    turned = face_quality(black, face_at(rotated_head(-45, 0))).remarks[2]
    assert turned.text == "Turned 45° to the left of the picture: look straight at the camera."
    tilted = face_quality(black, face_at(rotated_head(0, 70))).remarks[2]
    assert tilted.text.startswith("Tilted by 70°")


@pytest.mark.parametrize(("gain", "level"), [(1, "good"), (0.2, "fair"), (0.08, "poor")])
def test_darkness(astronaut: np.ndarray, gain: float, level: str) -> None:
    dark = (astronaut * gain).astype(np.uint8)
    assert said(face_quality(dark, face_at(EYES_AND_MORE)))["light"] == level


def test_glare(astronaut: np.ndarray) -> None:
    glaring = np.clip(astronaut.astype(int) * 4, 0, 255).astype(np.uint8)
    light = face_quality(glaring, face_at(EYES_AND_MORE)).remarks[3]
    assert light.level == "poor"
    assert "white" in light.text


@pytest.mark.parametrize(("cut", "level"), [(0, "good"), (190, "fair"), (215, "poor")])
def test_a_face_cut_off(astronaut: np.ndarray, cut: int, level: str) -> None:
    part = np.ascontiguousarray(astronaut[:, cut:])
    quality = face_quality(part, face_at(EYES_AND_MORE - (cut, 0)))
    assert said(quality)["edge"] == level
    width = 150 * quality.eyes_apart_px / 54.8
    left = EYES_AND_MORE[:2, 0].mean() - width / 2
    assert quality.outside_share == pytest.approx(max(0, (cut - left) / width), abs=0.03)


def test_a_flat_picture_is_blurred_and_no_error() -> None:
    quality = face_quality(np.full((400, 400, 3), 128, np.uint8), face_at(rotated_head(0, 0)))
    assert quality.sharpness == 0
    assert quality.level == "poor"


def test_no_face_at_all(astronaut: np.ndarray) -> None:
    with pytest.raises(AlignmentError):
        face_quality(astronaut, face_at(np.full((5, 2), 9.0)))
    with pytest.raises(AlignmentError, match="outside"):
        face_quality(astronaut, face_at(EYES_AND_MORE + 4000))
