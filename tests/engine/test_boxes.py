"""Boxes: areas, intersections, IoU and conversions, by hand and against plain Python."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.boxes import (
    area,
    clipped,
    cxcywh_from_xyxy,
    intersection_box,
    iou,
    iou_matrix,
    xyxy_from_cxcywh,
)

SQUARE = [0.0, 0.0, 10.0, 10.0]


def boxes(*rows: list[float]) -> torch.Tensor:
    return torch.tensor(rows)


def random_boxes(seed: int, count: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    """Boxes near one another; one in ten without width, one in ten inside out."""
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(-20, 20, (count, 2)), rng.uniform(0, 30, (count, 2))
    size[rng.random(count) < 0.1, 0] = 0
    size[rng.random(count) < 0.1, 1] *= -1
    return torch.from_numpy(np.concatenate((corner, corner + size), axis=1)).to(dtype)


def plain_iou(a: list[float], b: list[float]) -> float:
    def plain_area(x1: float, y1: float, x2: float, y2: float) -> float:
        return max(x2 - x1, 0) * max(y2 - y1, 0)

    shared = plain_area(max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    union = plain_area(*a) + plain_area(*b) - shared
    return shared / union if union > 0 else 0.0


def test_areas() -> None:
    given = boxes(SQUARE, [1, 2, 4, 7], [5, 5, 5, 9], [3, 3, 1, 1], [3, 0, 1, 9])
    assert area(given).tolist() == [100, 15, 0, 0, 0]
    assert area(given.reshape(1, 5, 4)).shape == (1, 5)
    assert area(torch.zeros(0, 4)).shape == (0,)


def test_intersections() -> None:
    square = torch.tensor(SQUARE)
    assert intersection_box(square, torch.tensor([5.0, -5, 15, 5])).tolist() == [5, 0, 10, 5]
    assert intersection_box(square, torch.tensor([2.0, 3, 4, 5])).tolist() == [2, 3, 4, 5]
    for other in ([10.0, 0, 20, 10], [30.0, 0, 40, 10], [30.0, 30, 40, 40], [-9.0, -9, 0, 0]):
        assert area(intersection_box(square, torch.tensor(other))) == 0


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (SQUARE, 1),
        ([0.0, 0, 10, 5], 0.5),
        ([5.0, 0, 15, 10], 1 / 3),
        ([5.0, 5, 15, 15], 25 / 175),
        ([2.0, 2, 4, 4], 0.04),
        ([10.0, 0, 20, 10], 0),
        ([20.0, 20, 30, 30], 0),
        ([5.0, 5, 5, 5], 0),
        ([10.0, 10, 0, 0], 0),
    ],
)
def test_iou_by_hand(other: list[float], expected: float) -> None:
    square, box = torch.tensor(SQUARE), torch.tensor(other)
    assert iou(square, box).item() == pytest.approx(expected)
    assert iou(box, square).item() == pytest.approx(expected)


def test_two_boxes_without_area_have_no_iou() -> None:
    point = torch.tensor([3.0, 3, 3, 3])
    assert iou(point, point) == 0


@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(0, 9), columns=st.integers(0, 9))
def test_iou_is_plain_python_s(seed: int, rows: int, columns: int) -> None:
    a, b = random_boxes(seed, rows), random_boxes(seed + 1, columns)
    expected = [[plain_iou(one, other) for other in b.tolist()] for one in a.tolist()]
    found = iou_matrix(a, b)
    assert found.shape == (rows, columns)
    np.testing.assert_allclose(found, np.reshape(expected, (rows, columns)), rtol=1e-12)
    assert torch.equal(found, iou_matrix(b, a).T)
    assert ((found >= 0) & (found <= 1)).all()
    assert torch.equal(iou(a[:, None], b), found)


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), scale=st.sampled_from([2.0**-60, 2.0**60]))
def test_iou_knows_no_unit(seed: int, scale: float) -> None:
    a, b = random_boxes(seed, 8), random_boxes(seed + 1, 8)
    assert torch.equal(iou(a * scale, b * scale), iou(a, b))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_type_of_numbers_stays(dtype: torch.dtype) -> None:
    given = random_boxes(1, 5, dtype)
    for found in (
        area(given),
        iou_matrix(given, given),
        intersection_box(given, given),
        xyxy_from_cxcywh(given),
        cxcywh_from_xyxy(given),
        clipped(given, 7, 8),
    ):
        assert found.dtype == dtype


def test_centre_and_size() -> None:
    assert cxcywh_from_xyxy(torch.tensor([2.0, 4, 12, 10])).tolist() == [7, 7, 10, 6]
    assert xyxy_from_cxcywh(torch.tensor([7.0, 7, 10, 6])).tolist() == [2, 4, 12, 10]
    given = random_boxes(2, 50)
    torch.testing.assert_close(xyxy_from_cxcywh(cxcywh_from_xyxy(given)), given)
    assert xyxy_from_cxcywh(torch.zeros(0, 4)).shape == (0, 4)


def test_boxes_cut_at_the_edges() -> None:
    given = boxes(
        [-5, -6, 700, 500],
        [10, 20, 30, 40],
        [-9, -9, -1, -1],
        [650, 490, 700, 500],
    )
    assert clipped(given, 640, 480).tolist() == [
        [0, 0, 640, 480],
        [10, 20, 30, 40],
        [0, 0, 0, 0],
        [640, 480, 640, 480],
    ]
    assert given[0, 0] == -5
