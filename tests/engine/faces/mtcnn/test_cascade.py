"""The cascade against facenet-pytorch's on bundled pictures, and pictures of every odd kind.

``facenet-pytorch-2.6.0.json`` was recorded with that package, which is no dependency.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.faces.mtcnn import Mtcnn
from explorer.engine.images import load_rgb, resize

CPU = torch.device("cpu")
RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "facenet-pytorch-2.6.0.json").read_text(encoding="utf-8")
)
PICTURES = [name for name in RECORDED if name != "of"]
FACELESS = ("cat", "coffee", "eagle", "giraffe", "horses", "motorcycle", "rocket")


@pytest.fixture(scope="module")
def mtcnn() -> Mtcnn:
    return Mtcnn(CPU)


def picture(name: str) -> np.ndarray:
    return load_rgb(ASSETS / "images" / f"{name}.jpg")


@pytest.mark.parametrize("name", PICTURES)
def test_it_finds_what_facenet_pytorch_finds(name: str) -> None:
    """With that package's pyramid, and one look of O-Net."""
    found = Mtcnn(CPU, factor=0.709, look_twice=False).locate(picture(name), 40)
    due = RECORDED[name]
    assert len(found) == len(due) > 0
    for one in due:
        edges = np.array(one["box"]) - (1, 1, 0, 0)  # it counts pixels from 1
        face = min(found, key=lambda face: float(np.abs(face.box_xyxy - edges).max()))
        assert face.box_xyxy == pytest.approx(edges, abs=1.0)
        assert face.score == pytest.approx(one["score"], abs=1e-3)
        assert face.landmarks == pytest.approx(np.array(one["landmarks"]), abs=0.5)


@pytest.mark.parametrize("name", PICTURES)
def test_a_finer_pyramid_and_a_second_look_find_the_same_faces(mtcnn: Mtcnn, name: str) -> None:
    found, due = mtcnn.locate(picture(name)), RECORDED[name]
    assert len(found) == len(due)
    for one in due:
        width = one["box"][2] - one["box"][0]
        off = [np.abs(face.landmarks - one["landmarks"]).max() / width for face in found]
        assert min(off) < 0.06


def test_faces_are_values_best_first(mtcnn: Mtcnn) -> None:
    faces = mtcnn.locate(picture("five-people"))
    assert len(faces) == 5
    scores = [face.score for face in faces]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.9
    for face in faces:
        assert face.landmarks.shape == (5, 2)
        assert face.landmarks.dtype == np.float32
        left, top, right, bottom = face.box_xyxy
        assert all(left < x < right and top < y < bottom for x, y in face.landmarks)
        left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
        assert left_eye[0] < nose[0] < right_eye[0]
        assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])
        assert left_mouth[0] < right_mouth[0]


def test_a_second_look_drops_what_is_no_face(mtcnn: Mtcnn) -> None:
    once = Mtcnn(CPU, look_twice=False).locate(picture("obama-portrait"))
    assert len(once) == 2
    assert len(mtcnn.locate(picture("obama-portrait"))) == 1


@pytest.mark.parametrize("name", FACELESS)
def test_where_there_are_no_faces_none_is_found(mtcnn: Mtcnn, name: str) -> None:
    assert mtcnn.locate(picture(name)) == []


def test_the_smallest_face_is_a_choice(mtcnn: Mtcnn) -> None:
    small = resize(picture("five-people"), 267, 400)  # faces of 30 to 45 pixels
    assert len(mtcnn.locate(small, 20)) == 5
    assert len(mtcnn.locate(small, 80)) == 0


def test_grey_pictures(mtcnn: Mtcnn) -> None:
    rgb = picture("five-people")
    grey = np.repeat(rgb.mean(2, keepdims=True).astype(np.uint8), 3, 2)
    assert len(mtcnn.locate(grey)) == 5


def test_a_crowd(mtcnn: Mtcnn) -> None:
    """40 faces: more windows than a batch takes."""
    crowd = np.tile(resize(picture("five-people"), 334, 500), (4, 2, 1))
    faces = mtcnn.locate(crowd, 24)
    assert len(faces) == 40
    assert len({tuple(round(value / 4) for value in face.box_xyxy) for face in faces}) == 40


@pytest.mark.parametrize("cut", ["left", "right", "top", "bottom"])
def test_a_face_cut_by_the_edge(mtcnn: Mtcnn, cut: str) -> None:
    rgb = picture("astronaut")
    (whole,) = mtcnn.locate(rgb)
    left, top, right, bottom = (round(value) for value in whole.box_xyxy)
    wide, high = right - left, bottom - top
    x, y = {"left": (left + wide // 8, 0), "top": (0, top + high // 6)}.get(cut, (0, 0))
    part = rgb[y : bottom - high // 8 if cut == "bottom" else None]
    part = part[:, x : right - wide // 8 if cut == "right" else None]
    (face,) = mtcnn.locate(np.ascontiguousarray(part))
    assert face.landmarks + np.array((x, y)) == pytest.approx(whole.landmarks, abs=0.12 * wide)


def test_a_face_larger_than_the_picture_has_finite_places(mtcnn: Mtcnn) -> None:
    rgb = picture("obama-portrait")
    (whole,) = mtcnn.locate(rgb)
    left, top, right, bottom = (round(value) for value in whole.box_xyxy)
    inside = np.ascontiguousarray(rgb[top + 40 : bottom - 20, left + 20 : right - 20])
    for face in mtcnn.locate(inside):
        assert np.isfinite(face.landmarks).all()
        assert np.isfinite(face.box_xyxy).all()
        moved = face.landmarks + np.array((left + 20, top + 40))
        assert moved == pytest.approx(whole.landmarks, abs=30)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (13, 13), (2000, 5)])
def test_tiny_pictures(mtcnn: Mtcnn, shape: tuple[int, int]) -> None:
    assert mtcnn.locate(np.full((*shape, 3), 90, np.uint8)) == []


@pytest.mark.parametrize("value", [0, 128, 255])
def test_pictures_of_one_colour(mtcnn: Mtcnn, value: int) -> None:
    assert mtcnn.locate(np.full((480, 640, 3), value, np.uint8)) == []


def test_a_picture_of_30000_pixels_is_scaled_down(mtcnn: Mtcnn) -> None:
    wide = np.zeros((2400, 30_000, 3), np.uint8)
    face = resize(picture("astronaut")[:300, 80:380], 2400, 2400)
    wide[:, 21_000:23_400] = face
    (found,) = mtcnn.locate(wide)
    (alone,) = mtcnn.locate(face)
    shift = np.array((21_000, 0))
    assert found.landmarks == pytest.approx(alone.landmarks + shift, abs=0.05 * alone.size[0])
