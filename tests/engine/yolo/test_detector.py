"""The bundled detector on the bundled photographs, and on pictures that nobody expects."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.arithmetic import ShapeError
from explorer.engine.assets import ASSETS
from explorer.engine.boxes import iou_matrix
from explorer.engine.device import DeviceError
from explorer.engine.images import load_rgb, resize
from explorer.engine.yolo import Detections, Detector, decode, load_detector
from explorer.engine.yolo.catalogue import DetectorError
from explorer.engine.yolo.detector import select

Box = tuple[int, int, int, int]

# What is to be seen, by eye: one of these names around about this box.
SEEN: list[tuple[str, set[str], Box]] = [
    ("dog-bicycle-truck", {"dog"}, (133, 220, 310, 540)),
    ("dog-bicycle-truck", {"bicycle"}, (127, 140, 567, 420)),
    ("dog-bicycle-truck", {"car", "truck"}, (467, 77, 690, 170)),
    ("person-dog-horse", {"person"}, (190, 100, 275, 374)),
    ("person-dog-horse", {"dog"}, (64, 264, 200, 343)),
    ("person-dog-horse", {"horse"}, (407, 139, 600, 343)),
    ("horses", {"horse"}, (0, 196, 317, 404)),
    ("eagle", {"bird"}, (131, 86, 600, 449)),
    ("giraffe", {"giraffe"}, (171, 29, 447, 440)),
    ("giraffe", {"zebra"}, (250, 204, 426, 429)),
    ("kites", {"person"}, (108, 581, 156, 718)),
    ("kites", {"person"}, (204, 662, 255, 809)),
    ("kites", {"kite"}, (561, 74, 635, 144)),
    ("motorcycle", {"motorcycle"}, (93, 71, 683, 450)),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector("yolov3-tiny", device="cpu")


def photograph(name: str) -> np.ndarray:
    return load_rgb(ASSETS / "images" / f"{name}.jpg")


@pytest.mark.parametrize(("picture", "names", "box"), SEEN)
def test_what_is_in_a_photograph_is_found_where_it_is(
    detector: Detector, picture: str, names: set[str], box: Box
) -> None:
    found = detector.detect(photograph(picture))
    overlaps = iou_matrix(found.boxes_xyxy, torch.tensor([box]).float())[:, 0].tolist()
    fitting = [
        overlap for overlap, name in zip(overlaps, found.names, strict=True) if name in names
    ]
    assert max(fitting, default=0) > 0.5, list(zip(found.names, found.boxes_xyxy, strict=True))


def test_every_horse_that_stands_apart_is_found_and_nobody_else(detector: Detector) -> None:
    names = detector.detect(photograph("horses"), score_threshold=0.4).names
    assert names.count("horse") >= 2
    assert not {"person", "dog", "car"} & set(names)


def test_a_larger_input_finds_smaller_things() -> None:
    found = load_detector("yolov3-tiny", 608, "cpu").detect(photograph("kites"))
    assert found.names.count("person") >= 3
    assert found.names.count("kite") >= 2


def test_detections_are_sorted_inside_the_picture_and_on_the_cpu(detector: Detector) -> None:
    rgb = photograph("person-dog-horse")
    found = detector.detect(rgb, score_threshold=0.05)
    height, width = rgb.shape[:2]
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
    assert float(found.scores[-1]) >= 0.05
    assert found.boxes_xyxy.dtype == found.scores.dtype == torch.float32
    assert found.class_ids.dtype == torch.int64
    assert {one.device.type for one in (found.boxes_xyxy, found.scores, found.class_ids)} == {"cpu"}
    assert float(found.boxes_xyxy.min()) >= 0
    assert float(found.boxes_xyxy[:, 2].max()) <= width
    assert float(found.boxes_xyxy[:, 3].max()) <= height
    assert found.class_names == detector.class_names
    assert len(found.names) == len(found) == len(found.scores)


def test_raw_holds_every_prediction_before_any_activation(detector: Detector) -> None:
    raw = detector.raw(photograph("dog-bicycle-truck"))
    assert [tuple(one.shape) for one in raw.maps] == [(3, 85, 13, 13), (3, 85, 26, 26)]
    assert len(raw) == 3 * (13 * 13 + 26 * 26)
    assert all(one.dtype == torch.float32 and one.device.type == "cpu" for one in raw.maps)
    assert float(raw.maps[0].min()) < -5  # logits


@pytest.mark.parametrize("size", [320, 512, 608])
def test_the_grids_at_other_sizes(size: int) -> None:
    raw = load_detector("yolov3-tiny", size, "cpu").raw(photograph("eagle"))
    assert [one.shape[-1] for one in raw.maps] == [size // 32, size // 16]


def test_detect_is_raw_decoded_and_selected(detector: Detector) -> None:
    rgb = photograph("horses")
    raw = detector.raw(rgb)
    for agnostic in (False, True):
        a = detector.detect(rgb, 0.1, 0.3, agnostic)
        b = select(decode(raw), raw, 0.1, 0.3, agnostic)
        assert a.class_ids.tolist() == b.class_ids.tolist()
        torch.testing.assert_close(a.boxes_xyxy, b.boxes_xyxy)


def test_thresholds_do_what_they_say(detector: Detector) -> None:
    raw = detector.raw(photograph("horses"))
    predictions = decode(raw)

    def count(score: float, iou: float, agnostic: bool = False) -> int:
        return len(select(predictions, raw, score, iou, agnostic))

    assert count(0, 1) == len(raw)
    assert count(1, 1) == 0
    assert count(0.05, 0.45) >= count(0.1, 0.45) >= count(0.25, 0.45) > 0
    assert count(0.1, 0.9) >= count(0.1, 0.45) >= count(0.1, 0.1)
    assert count(0.1, 0.45) > count(0.1, 0.45, agnostic=True)  # a horse taken for a cow as well
    exact = float(predictions.scores.max())
    assert count(exact, 0.45) == 1  # a score that equals the threshold passes


@pytest.mark.parametrize("bad", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_threshold_out_of_range_is_refused(detector: Detector, bad: float) -> None:
    rgb = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(DetectorError, match="The score threshold lies between 0 and 1"):
        detector.detect(rgb, score_threshold=bad)
    with pytest.raises(DetectorError, match="The IoU threshold lies between 0 and 1"):
        detector.detect(rgb, iou_threshold=bad)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 4000), (4000, 1), (3000, 4000), (2, 3)])
def test_pictures_of_any_shape_are_looked_at(detector: Detector, height: int, width: int) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    found = detector.detect(rgb, score_threshold=0.001)
    assert isinstance(found, Detections)
    assert found.boxes_xyxy.isfinite().all()
    if len(found):
        assert float(found.boxes_xyxy.min()) >= 0
        assert float(found.boxes_xyxy[:, 2].max()) <= width
        assert float(found.boxes_xyxy[:, 3].max()) <= height


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((480, 640), np.uint8),
        np.zeros((480, 640, 4), np.uint8),
        np.zeros((0, 640, 3), np.uint8),
        np.zeros((480, 640, 3), np.float64),
    ],
)
def test_what_is_not_a_colour_picture_is_refused(detector: Detector, array: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="A detector looks at uint8"):
        detector.raw(array)
    with pytest.raises(ShapeError):
        detector.detect(array)


def test_nothing_is_found_in_nothing(detector: Detector) -> None:
    found = detector.detect(np.full((300, 400, 3), 90, np.uint8))
    assert len(found) == 0
    assert found.boxes_xyxy.shape == (0, 4)
    assert found.names == ()


def test_a_picture_and_the_same_with_bars_give_the_same_boxes(detector: Detector) -> None:
    """What the letterbox adds, added by hand: the boxes move by the bars alone."""
    rgb = resize(photograph("eagle"), 280, 416)
    bars = np.full((416, 416, 3), 128, np.uint8)
    bars[68 : 68 + 280] = rgb
    plain, barred = detector.detect(rgb), detector.detect(bars)
    assert plain.names == barred.names
    assert "bird" in plain.names
    moved = barred.boxes_xyxy - torch.tensor([0.0, 68, 0, 68])
    torch.testing.assert_close(plain.boxes_xyxy, moved, rtol=0, atol=1e-3)


def test_what_there_is_not() -> None:
    with pytest.raises(DetectorError, match='No detector is called "yolo"'):
        load_detector("yolo")
    with pytest.raises(DetectorError, match="not 400"):
        load_detector(size=400)
    with pytest.raises(DeviceError):
        load_detector(device="abacus")
