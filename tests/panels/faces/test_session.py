"""What the worker remembers, with networks that count how often they are asked."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.gallery import Gallery
from explorer.panels.faces.recognise.following import Follower
from explorer.panels.faces.session import PICTURES_KEPT, Session
from explorer.panels.faces.values import FacesRequest
from explorer.services.frames import Frame
from explorer.services.media import SourceSpec
from tests.panels.faces.making import Recognizer, embedding, face

SPEC = SourceSpec("video", "/clip.mp4", "clip")
REQUEST = FacesRequest("mtcnn", "cpu")


def frame(index: int = 0, spec: SourceSpec = SPEC) -> Frame:
    return Frame(np.zeros((100, 200, 3), np.uint8), index, 0.0, spec)


def test_another_gallery_costs_no_look() -> None:
    recognizer = Recognizer(face(10, 10, 50))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    picture = frame()
    view = session.respond(picture, REQUEST)
    assert view.nearest == (None,)
    assert not view.was_kept
    with Gallery() as gallery:
        gallery.enrol("Anna", embedding(0, 0.04))
        asked = FacesRequest("mtcnn", "cpu", gallery.snapshot())
        view = session.respond(picture, asked)
    assert view.was_kept
    assert recognizer.looks == 1
    (hit,) = view.nearest
    assert hit is not None
    assert hit.name == "Anna"
    assert hit.distance == pytest.approx(0.04)
    assert view.found.picture == (200, 100)


def test_the_last_pictures_are_kept_and_older_ones_forgotten() -> None:
    recognizer = Recognizer(face(10, 10, 50))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    pictures = [frame(index) for index in range(PICTURES_KEPT + 1)]
    for picture in pictures:
        session.respond(picture, REQUEST)
    assert session.respond(pictures[1], REQUEST).was_kept
    assert not session.respond(pictures[0], REQUEST).was_kept


def test_faces_without_landmarks_are_counted_and_left_out() -> None:
    recognizer = Recognizer(face(10, 10, 50), unaligned=(face(100, 10, 50),))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    found = session.respond(frame(), REQUEST).found
    assert len(found) == 1
    assert found.unaligned == 1
    assert found.boxes_xyxy.tolist() == [[10, 10, 60, 60]]


def test_a_picture_without_faces_has_empty_arrays() -> None:
    session = Session(lambda _kind, _device: Recognizer())  # type: ignore[arg-type,return-value]
    view = session.respond(frame(), REQUEST)
    assert view.nearest == ()
    assert view.found.chips.shape == (0, 150, 150, 3)
    assert view.found.embeddings.shape == (0, 128)
    assert view.found.boxes_xyxy.shape == (0, 4)


def test_small_faces_are_looked_for_only_where_that_is_asked_and_none_is_large() -> None:
    recognizer = Recognizer()
    recognizer.small = (face(5, 5, 16), face(50, 5, 20))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    picture = frame()
    assert len(session.respond(picture, REQUEST).found) == 0
    found = session.respond(picture, FacesRequest("mtcnn", "cpu", None, 16)).found
    assert [one.size[0] for one in found.faces] == [20, 16]


def test_faces_are_followed_and_the_same_frame_is_not_counted_twice() -> None:
    recognizer = Recognizer(face(10, 10, 50))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    follower = Follower(session.respond)
    first, second = frame(0), frame(1)
    follower.respond(first, REQUEST)
    with Gallery() as gallery:
        gallery.enrol("Anna", embedding(0))
        asked = FacesRequest("mtcnn", "cpu", gallery.snapshot())
        (one,) = follower.respond(first, asked).followed
        assert (one.frames, one.nearest and one.nearest.name) == (1, "Anna")
        (two,) = follower.respond(second, asked).followed
    assert (two.track, two.frames) == (one.track, 2)


def test_another_source_begins_anew() -> None:
    recognizer = Recognizer(face(10, 10, 50))
    session = Session(lambda _kind, _device: recognizer)  # type: ignore[arg-type,return-value]
    follower = Follower(session.respond)
    (one,) = follower.respond(frame(0), REQUEST).followed
    other = SourceSpec("camera", "0", "Camera 0")
    (two,) = follower.respond(frame(0, other), REQUEST).followed
    assert two.track != one.track
    assert two.frames == 1
