"""The small network against the package's own numbers, and what it finds with O-Net's help."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.assets import ASSETS
from explorer.engine.boxes import iou
from explorer.engine.faces.mtcnn import Mtcnn
from explorer.engine.faces.tiny import TinyLocator, as_mtcnn, finest_size, load_tiny_network
from explorer.engine.faces.working_size import WorkingSize
from explorer.engine.images import load_rgb, resize, to_tensor
from explorer.engine.weights import manifest
from explorer.engine.yolo import decode

CPU = torch.device("cpu")
FACELESS = ("cat", "coffee", "eagle", "giraffe", "horses", "motorcycle", "rocket", "kites")


@pytest.fixture(scope="module")
def tiny() -> TinyLocator:
    return TinyLocator(CPU)


def picture(name: str) -> np.ndarray:
    return load_rgb(ASSETS / "images" / f"{name}.jpg")


def test_it_answers_to_the_reference_picture_what_the_package_does() -> None:
    y, x, c = np.indices((224, 224, 3))
    rgb = ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)
    due = manifest()["tiny-face"].reference["outputs"]["map"]
    with torch.inference_mode():
        (output,) = load_tiny_network()(to_tensor(rgb))
    by_anchor = output.view(5, 6, 7, 7)
    said = by_anchor[:, :5].flatten(0, 1)
    assert list(said.shape) == due["shape"]
    assert float(said.mean()) == pytest.approx(due["mean"], abs=0.005)
    assert float(said.std()) == pytest.approx(due["std"], abs=0.01)
    assert said[:8, 3, 3].tolist() == pytest.approx(due["centre"], abs=0.02)
    assert not by_anchor[:, 5].any()


def test_half_precision_changes_next_to_nothing() -> None:
    record = manifest()["tiny-face"]
    assert record.size_bytes < 400_000
    assert record.measured["max_score_change"] < 0.005
    assert record.measured["max_edge_change_px"] < 0.5


def test_at_608_pixels_it_is_the_lectures_volume(tiny: TinyLocator) -> None:
    raw = tiny.detector(608).raw(picture("five-people"))
    (numbers,) = raw.maps
    assert numbers.shape == (5, 5 + 1, 19, 19)
    predictions = decode(raw)
    assert len(predictions) == 19 * 19 * 5
    assert torch.equal(predictions.scores, predictions.objectness)  # softmax of one class is 1


def test_alone_it_is_a_detector_like_any_other(tiny: TinyLocator) -> None:
    detections = tiny.detector(416).detect(picture("five-people"), 0.4)
    assert len(detections) == 5
    assert set(detections.names) == {"face"}


@pytest.mark.parametrize(
    ("name", "count"),
    [("five-people", 5), ("astronaut", 1), ("obama-congress", 1), ("biden-portrait", 1)],
)
def test_it_finds_what_mtcnn_finds(tiny: TinyLocator, name: str, count: int) -> None:
    rgb = picture(name)
    found, due = tiny.locate(rgb), Mtcnn(CPU).locate(rgb)
    assert len(found) == len(due) == count
    scores = [face.score for face in found]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.9
    for face in due:
        off = [float(np.abs(one.landmarks - face.landmarks).max()) for one in found]
        assert min(off) < 0.05 * face.size[0]


@pytest.mark.parametrize("name", FACELESS)
def test_where_there_are_no_faces_none_is_found(tiny: TinyLocator, name: str) -> None:
    assert tiny.locate(picture(name)) == []


def test_smaller_faces_are_dropped(tiny: TinyLocator) -> None:
    rgb = picture("five-people")
    assert sum(max(face.size) >= 125 for face in tiny.locate(rgb)) == 2
    assert len(tiny.locate(rgb, 125)) == 2
    assert tiny.locate(picture("five-people"), 400) == []


@pytest.mark.parametrize(
    ("shape", "minimum", "size"),
    [((480, 640), 40, 416), ((720, 1280), 40, 608), ((290, 200), 40, 224), ((480, 640), 80, 224)],
)
def test_the_finest_square_shows_the_smallest_face_large_enough(
    shape: tuple[int, int], minimum: float, size: int
) -> None:
    assert finest_size(WorkingSize.of(np.zeros((*shape, 3), np.uint8), minimum)) == size


def test_its_boxes_become_those_of_mtcnn(tiny: TinyLocator) -> None:
    rgb = picture("astronaut")
    detected = tiny.detector(416).detect(rgb, 0.4)
    (face,) = Mtcnn(CPU).locate(rgb)
    due = torch.tensor(face.box_xyxy)
    assert float(iou(as_mtcnn(detected.boxes_xyxy), due)) > 0.65
    assert float(iou(as_mtcnn(detected.boxes_xyxy), due)) > float(iou(detected.boxes_xyxy, due))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (13, 13), (2000, 5)])
def test_odd_pictures(tiny: TinyLocator, shape: tuple[int, int]) -> None:
    assert tiny.locate(np.full((*shape, 3), 90, np.uint8)) == []


def test_a_picture_of_30000_pixels(tiny: TinyLocator) -> None:
    wide = np.zeros((3000, 30_000, 3), np.uint8)
    wide[:, 21_000:24_000] = resize(picture("astronaut")[30:200, 140:310], 3000, 3000)
    (found,) = tiny.locate(wide)
    (due,) = Mtcnn(CPU).locate(wide)
    assert found.landmarks == pytest.approx(due.landmarks, abs=0.05 * due.size[0])
