"""Non-maximum suppression against OpenCV's, each called as its users call it, with NumPy arrays.

What a detector gives are all its predictions, and both functions take a score threshold: the first
rows hand over every box of a bundled picture and let them choose. OpenCV reads each box from Python
before it looks at its score, so most of its time goes there. Where the few boxes that pass are
chosen beforehand, its C++ is the faster of the two, some 30 µs against some 70: the last of the
comparisons says so, and keeps watch over it.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.nms import batched_nms, nms
from explorer.engine.opencv import cv2
from explorer.engine.yolo import load_detector
from explorer.engine.yolo.predictions import decode
from tests.benchmarks.harness import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

PICTURE = "dog-bicycle-truck.jpg"
SCORE, IOU = 0.01, 0.45
SLIDER_MS = 10.0
FEW = 100
"""Calls in a row, where one alone is too short to be timed."""


class Boxes(NamedTuple):
    """The same boxes as ours (N, 4) and as OpenCV's (N, 4), scores (N,), class ids (N,)."""

    xyxy: NDArray[np.float32]
    xywh: NDArray[np.float32]
    scores: NDArray[np.float32]
    class_ids: NDArray[np.int64]


def rows() -> list[Row]:
    """The rows of this module."""
    return [
        *(_of_a_picture(size) for size in (416, 608)),
        Row(
            name="NMS: 1,805 dense random boxes / OpenCV",
            ours=lambda: _ours(_dense(), 0.0, calls=1),
            peer=lambda: _opencv(_dense(), 0.0, calls=1),
            goal=1.0,
            repeats=25,
            warm_ups=2,
        ),
        Row(
            name="NMS: only the boxes that pass, chosen beforehand / OpenCV",
            ours=lambda: _ours(_passing(), 0.0, FEW),
            peer=lambda: _opencv(_passing(), 0.0, FEW),
            goal=4.0,
            repeats=25,
            warm_ups=2,
        ),
        Row(
            name="NMS: all 5,415 predictions, class by class, no score threshold / 10 ms",
            ours=_slider,
            peer=lambda: SLIDER_MS,
            goal=1.0,
            repeats=25,
            warm_ups=2,
        ),
    ]


def _of_a_picture(size: int) -> Row:
    return Row(
        name=f"NMS: YOLOv3-tiny's raw boxes of a picture above score {SCORE}, {size} px / OpenCV",
        ours=lambda: _ours(_raw(size), SCORE, calls=10),
        peer=lambda: _opencv(_raw(size), SCORE, calls=10),
        goal=0.5,
        repeats=25,
        warm_ups=2,
    )


def _ours(boxes: Boxes, score_threshold: float, calls: int) -> float:
    return _milliseconds(lambda: nms(boxes.xyxy, boxes.scores, IOU, score_threshold), calls)


def _opencv(boxes: Boxes, score_threshold: float, calls: int) -> float:
    return _milliseconds(
        lambda: cv2.dnn.NMSBoxes(boxes.xywh, boxes.scores, score_threshold, IOU), calls
    )


def _slider() -> float:
    boxes = _raw(608)
    return _milliseconds(lambda: batched_nms(boxes.xyxy, boxes.scores, boxes.class_ids, IOU), 1)


def _milliseconds(call: Callable[[], object], calls: int) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) * 1e3 / calls


@cache
def _raw(size: int) -> Boxes:
    """Return all predictions for the picture."""
    detector = load_detector("yolov3-tiny", size, "cpu")
    predictions = decode(detector.raw(load_rgb(ASSETS / "images" / PICTURE)))
    boxes, scores = predictions.boxes_xyxy.numpy(), predictions.scores.numpy()
    return _checked(boxes, scores, predictions.class_ids.numpy(), SCORE)


@cache
def _passing() -> Boxes:
    """Return those of them above the score threshold."""
    boxes = _raw(416)
    passing = boxes.scores >= SCORE
    return Boxes(*(values[passing] for values in boxes))


@cache
def _dense() -> Boxes:
    """Return a 19×19 grid's worth of boxes, 5 anchors a cell, thrown at random."""
    rng = np.random.default_rng(0)
    centre, size = rng.uniform(0, 500, (1805, 2)), rng.uniform(5, 105, (1805, 2))
    boxes = np.concatenate((centre - size / 2, centre + size / 2), axis=1).astype(np.float32)
    return _checked(boxes, rng.random(1805, np.float32), np.zeros(1805, np.int64), 0.0)


def _checked(
    xyxy: NDArray[np.float32],
    scores: NDArray[np.float32],
    class_ids: NDArray[np.int64],
    score_threshold: float,
) -> Boxes:
    """Return the boxes for both, which have to keep the same of them."""
    xywh = xyxy.copy()
    xywh[:, 2:] -= xywh[:, :2]
    theirs = cv2.dnn.NMSBoxes(xywh, scores, score_threshold, IOU)
    assert nms(xyxy, scores, IOU, score_threshold).tolist() == np.asarray(theirs).tolist()
    return Boxes(xyxy, xywh, scores, class_ids)
