from __future__ import annotations

import pytest
import torch

from explorer.engine.faces.mtcnn import geometry


def test_windows_of_p_net_in_the_picture() -> None:
    """As its authors count: the window at row 3, column 5 has the level's pixels 11 to 22, 7 to 18.

    On a level of half the size the picture's are from 22 to 44 and from 14 to 36.
    """
    boxes = geometry.window_boxes(torch.tensor([[3, 5]]), scale=0.5, margin=0)
    assert boxes.tolist() == [[22, 14, 44, 36]]
    shifted = geometry.window_boxes(torch.tensor([[3, 5]]), scale=0.5, margin=4)
    assert shifted.tolist() == [[14, 6, 36, 28]]


def test_offsets_are_parts_of_the_box() -> None:
    box, offsets = torch.tensor([[10.0, 20, 29, 59]]), torch.tensor([[0.1, -0.1, 0.2, 0.5]])
    assert geometry.moved(box, offsets).tolist()[0] == pytest.approx([12, 16, 33, 79])
    plain = geometry.moved(box, offsets, inclusive=False)
    assert plain.tolist()[0] == pytest.approx([11.9, 16.1, 32.8, 78.5])


def test_squares_have_the_longer_side_and_the_same_centre() -> None:
    boxes = torch.tensor([[10.0, 20, 30, 60], [0, 0, 50, 10]])
    assert geometry.squared(boxes).tolist() == [[0, 20, 40, 60], [0, -20, 50, 30]]


def test_pixels_and_edges() -> None:
    boxes = torch.tensor([[1.0, 1, 10, 10], [-3.7, 2.9, 8.2, 14.99], [5, 5, 4, 4]])
    edges = [[0, 0, 10, 10], [-4, 1, 8, 14], [4, 4, 5, 5]]
    assert geometry.pixel_windows(boxes).tolist() == edges
    assert geometry.edges_xyxy(boxes[:1]).tolist() == [[0, 0, 10, 10]]


def test_landmarks_are_parts_of_the_box() -> None:
    parts = torch.tensor([[0.0, 1, 0.5, 0.25, 0.75, 0, 1, 0.5, 0.5, 0.1]])
    points = geometry.landmarks_of(torch.tensor([[11.0, 21, 30, 60]]), parts)
    assert points[0].tolist() == [[10, 20], [30, 60], [20, 40], [15, 40], [25, 24]]


def test_a_face_in_a_face_is_one_face() -> None:
    boxes = torch.tensor([[1.0, 1, 100, 100], [31, 31, 60, 60], [90, 1, 189, 100], [1, 1, 100, 99]])
    scores = torch.tensor([0.95, 0.9, 0.99, 0.97])
    assert geometry.without_nested(boxes, scores, 0.7).tolist() == [2, 3]
    assert geometry.without_nested(boxes[:2], scores[:2], 1.0).tolist() == [0, 1]
    assert geometry.without_nested(boxes[:0], scores[:0], 0.7).tolist() == []
