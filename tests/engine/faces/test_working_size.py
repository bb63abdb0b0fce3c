from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.arithmetic import ShapeError
from explorer.engine.errors import ExplorerError
from explorer.engine.faces.values import Face
from explorer.engine.faces.working_size import LocateError, WorkingSize


def test_a_picture_of_ordinary_size_stays_as_it_is() -> None:
    rgb = np.zeros((480, 640, 3), np.uint8)
    working = WorkingSize.of(rgb, 40)
    assert working.rgb is rgb
    assert (working.minimum_px, working.scale) == (40, (1, 1))


@pytest.mark.parametrize(
    ("minimum", "due"), [(400, 200), (100, 50), (40, 20), (24, 20), (20, 20), (15, 15)]
)
def test_a_large_picture_is_scaled_and_its_smallest_face_with_it(
    minimum: float, due: float
) -> None:
    working = WorkingSize.of(np.zeros((100, 5120, 3), np.uint8), minimum)
    assert working.rgb.shape == (50, 2560, 3)
    assert working.minimum_px == due


def test_faces_come_back_by_the_scale_of_each_axis() -> None:
    working = WorkingSize.of(np.zeros((3, 5120, 3), np.uint8), 40)
    assert working.rgb.shape == (2, 2560, 3)
    landmarks = np.array([[100, 1], [0, 2], [50, 0.5], [1, 1], [2, 2]], np.float32)
    small = Face((10, -1, 29, 2), 0.95, landmarks)
    (face,) = working.undo([small, Face((10, -1, 40, 2), 0.95, landmarks)])
    assert face.box_xyxy == pytest.approx((20, -1.5, 80, 3))
    assert face.landmarks[0].tolist() == [200, 1.5]
    assert face.landmarks.dtype == np.float32
    assert face.score == 0.95


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((20, 20), np.uint8),
        np.zeros((20, 20, 4), np.uint8),
        np.zeros((0, 20, 3), np.uint8),
        np.zeros((20, 20, 3), np.float32),
    ],
)
def test_what_is_no_picture(picture: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="Faces are found in uint8"):
        WorkingSize.of(picture, 40)


@pytest.mark.parametrize("minimum", [11.9, 0, -40, float("nan"), float("inf")])
def test_a_smallest_face_that_cannot_be(minimum: float) -> None:
    with pytest.raises(LocateError, match="choose 12 or more") as caught:
        WorkingSize.of(np.zeros((20, 20, 3), np.uint8), minimum)
    assert isinstance(caught.value, ExplorerError)
