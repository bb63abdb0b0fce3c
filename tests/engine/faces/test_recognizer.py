from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.faces import Face, Recognizer, load_recognizer, squared_distance
from explorer.engine.faces.alignment import AlignmentError
from explorer.engine.faces.distance import TAU
from explorer.engine.faces.embedder import Embedder
from explorer.engine.faces.working_size import LocateError
from explorer.engine.images import load_rgb
from explorer.engine.opencv import cv2

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return load_recognizer("cpu")


def frame(clip: str, number: int) -> np.ndarray:
    capture = cv2.VideoCapture(str(ASSETS / f"clips/{clip}.mp4"))
    capture.set(cv2.CAP_PROP_POS_FRAMES, number)
    read, bgr = capture.read()
    capture.release()
    assert read
    return np.ascontiguousarray(bgr[:, :, ::-1])


def face_at(x: float, y: float, eyes: float) -> Face:
    points = np.array(((-0.5, 0), (0.5, 0), (0, 0.6), (-0.4, 1.1), (0.4, 1.1)), np.float32)
    landmarks = (points * eyes + (x, y)).astype(np.float32)
    return Face((x - eyes, y - eyes, x + eyes, y + 1.5 * eyes), 0.99, landmarks)


def test_people_are_told_apart(recognizer: Recognizer) -> None:
    """Two people in clips, twice each, and one in a photograph."""
    pictures = {
        "portrait 1": frame("portrait", 0),
        "portrait 2": frame("portrait", 150),
        "webcam 1": frame("webcam", 0),
        "webcam 2": frame("webcam", 200),
        "astronaut": load_rgb(ASSETS / "images/astronaut.jpg"),
    }
    embeddings = {}
    for name, rgb in pictures.items():
        faces = recognizer.locate(rgb)
        assert len(faces) == 1
        assert recognizer.chip(rgb, faces[0]).shape == (150, 150, 3)
        embeddings[name] = recognizer.embed(rgb, faces[0])
    for one, other in combinations(pictures, 2):
        distance = squared_distance(embeddings[one], embeddings[other])
        assert (distance < TAU) == (one.split()[0] == other.split()[0]), (one, other)


def test_the_largest_face_comes_first() -> None:
    class Finder:
        device = torch.device("cpu")

        def locate(self, rgb: np.ndarray, minimum_px: float = 40) -> list[Face]:
            return [face_at(30, 30, 10), face_at(80, 80, minimum_px), face_at(60, 60, 20)]

    recognizer = Recognizer(Finder(), Embedder(torch.device("cpu")))
    found = recognizer.locate(np.zeros((200, 200, 3), np.uint8))
    assert [face.size[0] for face in found] == [80, 40, 20]
    assert recognizer.locate(np.zeros((200, 200, 3), np.uint8), 12)[0].size[0] == 40


def test_many_faces_as_one_by_one(recognizer: Recognizer) -> None:
    rgb = load_rgb(ASSETS / "images/astronaut.jpg")
    faces = [face_at(224, 107, 42), face_at(300, 300, 60)]
    together = recognizer.embed_faces(rgb, faces)
    assert together.shape == (2, 128)
    assert together.dtype == np.float32
    for face, embedding in zip(faces, together, strict=True):
        assert (recognizer.embed(rgb, face) == embedding).all()
    assert recognizer.embed_faces(rgb, ()).shape == (0, 128)


def test_a_face_partly_outside_and_one_that_is_none(recognizer: Recognizer) -> None:
    rgb = load_rgb(ASSETS / "images/astronaut.jpg")
    mostly_outside = face_at(-10, 200, 60)
    assert np.isfinite(recognizer.embed(rgb, mostly_outside)).all()
    assert recognizer.quality(rgb, mostly_outside).level == "poor"
    with pytest.raises(AlignmentError, match="one place"):
        recognizer.embed(rgb, Face((0, 0, 9, 9), 0.95, np.full((5, 2), 4, np.float32)))


def test_a_picture_without_faces(recognizer: Recognizer) -> None:
    assert recognizer.locate(np.full((120, 160, 3), 127, np.uint8)) == []


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LocateError, match="mtcnn"):
        load_recognizer("cpu", "haar")


def test_values_come_without_torch() -> None:
    code = (
        "import sys; from explorer.engine.faces import Face, TAU, squared_distance, plain;"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
    code = "from explorer.engine.faces import *; triplet_loss, load_recognizer, FaceQuality"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_other_names() -> None:
    import explorer.engine.faces as faces

    with pytest.raises(AttributeError, match="no attribute 'Nobody'"):
        _ = faces.Nobody
