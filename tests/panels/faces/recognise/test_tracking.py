"""Following faces, checked with boxes and embeddings that are made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.faces.recognise.tracking import (
    FRAMES,
    MISSED_AT_MOST,
    Tracker,
    iou,
    matched,
)
from tests.panels.faces.making import embedding

ANNA, BO = embedding(0), embedding(1)
LEFT, RIGHT = (10.0, 10.0, 50.0, 50.0), (100.0, 10.0, 140.0, 50.0)


def boxes(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def faces(*rows: np.ndarray) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 128)


def numbers(tracks) -> list[int]:
    return [track.number for track in tracks]


def test_iou_by_hand():
    a = boxes((0, 0, 10, 10), (5, 5, 5, 5))
    b = boxes((0, 0, 10, 10), (5, 0, 15, 10), (20, 20, 30, 30))
    assert iou(a, b) == pytest.approx(np.array(((1, 1 / 3, 0), (0, 0, 0))))


def test_faces_keep_their_numbers_whatever_their_order():
    tracker = Tracker()
    first = tracker.update(boxes(LEFT, RIGHT), faces(ANNA, BO))
    moved = tuple(side + 4 for side in RIGHT)
    second = tracker.update(boxes(moved, LEFT), faces(BO, ANNA))
    assert numbers(second) == numbers(first)[::-1]
    assert [len(track.embeddings) for track in second] == [2, 2]


def test_the_embedding_is_the_mean_over_the_last_frames():
    tracker = Tracker()
    said = [embedding(0, d) for d in np.linspace(0, 0.2, FRAMES + 3)]
    for one in said:
        (track,) = tracker.update(boxes(LEFT), faces(one))
    assert len(track.embeddings) == FRAMES
    assert track.mean == pytest.approx(np.mean(said[-FRAMES:], axis=0))


def test_somebody_else_at_the_same_place_is_another_track():
    tracker = Tracker()
    (before,) = tracker.update(boxes(LEFT), faces(ANNA))
    (after,) = tracker.update(boxes(LEFT), faces(BO))
    assert after.number != before.number
    assert after.mean == pytest.approx(BO)


def test_a_face_far_away_is_another_track():
    tracker = Tracker()
    (before,) = tracker.update(boxes(LEFT), faces(ANNA))
    (after,) = tracker.update(boxes(RIGHT), faces(ANNA))
    assert after.number != before.number


def test_a_face_that_is_hidden_for_some_frames_comes_back_and_then_is_forgotten():
    tracker = Tracker()
    (before,) = tracker.update(boxes(LEFT), faces(ANNA))
    for _ in range(MISSED_AT_MOST):
        assert tracker.update(boxes(), faces()) == ()
    (again,) = tracker.update(boxes(LEFT), faces(ANNA))
    assert again.number == before.number
    for _ in range(MISSED_AT_MOST + 1):
        tracker.update(boxes(), faces())
    (other,) = tracker.update(boxes(LEFT), faces(ANNA))
    assert other.number != before.number


def test_the_largest_overlap_wins():
    tracker = Tracker()
    first, second = tracker.update(boxes(LEFT, (30, 10, 70, 50)), faces(ANNA, ANNA))
    pairs = matched((first, second), boxes((28, 10, 68, 50)), faces(ANNA))
    assert pairs == {0: 1}


def test_after_forgetting_numbers_are_new():
    tracker = Tracker()
    (before,) = tracker.update(boxes(LEFT), faces(ANNA))
    tracker.forget()
    (after,) = tracker.update(boxes(LEFT), faces(ANNA))
    assert after.number > before.number
