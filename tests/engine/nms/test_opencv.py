"""The kept boxes are those of OpenCV's NMSBoxes on ten thousand random sets.

OpenCV takes x, y, width, height, drops a score that equals the threshold (it is given the next
smaller float32), and compares in float32: sets where an IoU lies within 1e-6 of the threshold
are left out, and counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.nms import batched_nms, nms
from explorer.engine.opencv import cv2
from explorer.engine.yolo import load_detector
from explorer.engine.yolo.predictions import decode
from tests.engine.nms.sets import BoxSet, all_ious, random_set

if TYPE_CHECKING:
    from explorer.engine.yolo.detector import Detector

SETS = 10_000
CLASSES_SETS = 1_000
DOUBT = 1e-6
THRESHOLDS = (0.0, 0.1, 0.3, 0.45, 0.5, 0.7, 0.95, 1.0)


def test_ten_thousand_random_sets() -> None:
    rng = np.random.default_rng(20_250)
    compared = kept = 0
    for number in range(SETS):
        boxes = random_set(rng)
        iou_threshold = THRESHOLDS[number % len(THRESHOLDS)]
        score_threshold = float(rng.integers(1, 60)) / 100
        if _in_doubt(boxes.boxes, iou_threshold).any():
            continue
        ours = nms(boxes.boxes, boxes.scores, iou_threshold, score_threshold).tolist()
        theirs = _opencv(boxes, iou_threshold, score_threshold)
        assert ours == theirs, f"set {number}"
        compared += 1
        kept += len(ours)
    assert compared > 0.95 * SETS
    assert kept > 5 * compared


def test_class_by_class() -> None:
    rng = np.random.default_rng(7)
    for number in range(CLASSES_SETS):
        boxes = random_set(rng)
        if _in_doubt(boxes.boxes, 0.45).any():
            continue
        theirs: list[int] = []
        for one in range(4):
            own = np.flatnonzero(boxes.class_ids == one)
            of_class = BoxSet(boxes.boxes[own], boxes.scores[own], boxes.class_ids[own])
            theirs += own[_opencv(of_class, 0.45, 0.05)].tolist()
        theirs.sort(key=lambda index: (-boxes.scores[index], index))
        ours = batched_nms(*boxes, 0.45, 0.05).tolist()
        assert ours == theirs, f"set {number}"


@pytest.mark.parametrize(("count", "iou_threshold"), [(1805, 0.45), (1805, 0.1), (2500, 0.8)])
def test_crowds(count: int, iou_threshold: float) -> None:
    rng = np.random.default_rng(3)
    centre, size = rng.uniform(0, 500, (count, 2)), rng.uniform(5, 105, (count, 2))
    corners = np.concatenate((centre - size / 2, centre + size / 2), axis=1).astype(np.float32)
    corners = corners[~_in_doubt(corners, iou_threshold)]
    boxes = BoxSet(corners, rng.random(len(corners), np.float32), np.zeros(len(corners)))
    assert len(corners) > 0.98 * count
    assert nms(*boxes[:2], iou_threshold).tolist() == _opencv(boxes, iou_threshold, 0.0)


@pytest.mark.parametrize("picture", ["astronaut.jpg", "dog-bicycle-truck.jpg", "horses.jpg"])
@pytest.mark.parametrize("score_threshold", [0.001, 0.01, 0.25])
def test_what_the_detector_gives(detector: Detector, picture: str, score_threshold: float) -> None:
    predictions = decode(detector.raw(load_rgb(ASSETS / "images" / picture)))
    boxes = BoxSet(
        predictions.boxes_xyxy.numpy(), predictions.scores.numpy(), predictions.class_ids.numpy()
    )
    passing = boxes.boxes[boxes.scores >= score_threshold]
    for iou_threshold in (0.3, 0.45, 0.7):
        assert not _in_doubt(passing, iou_threshold).any()
        ours = nms(*boxes[:2], iou_threshold, score_threshold).tolist()
        assert ours == _opencv(boxes, iou_threshold, score_threshold)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector("yolov3-tiny", 416, "cpu")


def _opencv(boxes: BoxSet, iou_threshold: float, score_threshold: float) -> list[int]:
    xywh = boxes.boxes.astype(np.float64)
    xywh[:, 2:] -= xywh[:, :2]
    below = float(np.nextafter(np.float32(score_threshold), np.float32(0)))
    kept = cv2.dnn.NMSBoxes(xywh, boxes.scores, below, iou_threshold)
    return np.asarray(kept, np.int64).reshape(-1).tolist()


def _in_doubt(boxes: np.ndarray, iou_threshold: float) -> np.ndarray:
    """Return which boxes (N,) lie so near the threshold with another that float32 may err.

    IoUs of exactly 0 and 1 (boxes apart, boxes repeated) are exact in both.
    """
    overlaps = all_ious(boxes)
    near = np.abs(overlaps - iou_threshold) < DOUBT
    return (near & (overlaps > 0) & (overlaps < 1)).any(axis=1)
