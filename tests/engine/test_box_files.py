"""Detections as COCO's JSON and as a table."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import torch

from explorer.engine.box_files import (
    BoxFileError,
    PictureBoxes,
    coco_text,
    csv_text,
    save_boxes,
)
from explorer.engine.evaluation.annotations import AnnotationError, open_annotations
from explorer.engine.images import save_rgb
from explorer.engine.yolo.detections import Detections

if TYPE_CHECKING:
    from pathlib import Path

DARKNET = ("person", "aeroplane", "tvmonitor")
MADE = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def found(
    names: tuple[str, ...], *boxes: tuple[tuple[float, float, float, float], float, int]
) -> Detections:
    return Detections(
        torch.tensor([box for box, *_ in boxes], dtype=torch.float32).reshape(-1, 4),
        torch.tensor([score for _, score, _ in boxes], dtype=torch.float32),
        torch.tensor([class_id for *_, class_id in boxes], dtype=torch.int64),
        names,
    )


DOG = PictureBoxes(
    "dög, 1.jpg",
    (64, 48),
    found(DARKNET, ((1, 2, 11.5, 22.25), 0.875, 1), ((0, 0, 64, 48), 0.5, 2)),
)
FRAMES = (
    PictureBoxes("clip.mp4", (64, 48), found(DARKNET), frame=0, time_s=0.0),
    PictureBoxes(
        "clip.mp4", (64, 48), found(DARKNET, ((0, 0, 4, 4), 0.25, 0)), frame=1, time_s=1 / 30
    ),
)


def test_coco_is_as_its_format_says() -> None:
    content = json.loads(coco_text([DOG], DARKNET, MADE))
    assert set(content) == {"info", "licenses", "images", "annotations", "categories"}
    assert content["info"]["year"] == 2024
    assert content["info"]["date_created"] == "2024-05-06T07:08:09+00:00"
    assert content["images"] == [{"id": 1, "file_name": "dög, 1.jpg", "width": 64, "height": 48}]
    first, second = content["annotations"]
    assert first == {
        "id": 1,
        "image_id": 1,
        "category_id": 5,
        "bbox": [1, 2, 10.5, 20.25],
        "area": 212.62,
        "iscrowd": 0,
        "segmentation": [],
        "score": 0.875,
    }
    assert (second["id"], second["category_id"]) == (2, 72)


def test_categories_have_coco_names_and_ids() -> None:
    content = json.loads(coco_text([], DARKNET))
    assert content["categories"] == [
        {"id": 1, "name": "person"}, {"id": 5, "name": "airplane"}, {"id": 72, "name": "tv"},
    ]  # fmt: skip


def test_classes_that_coco_has_not_count_from_1() -> None:
    digits = tuple("0123456789")
    picture = PictureBoxes("a.png", (9, 9), found(digits, ((0, 0, 1, 1), 0.5, 7)))
    content = json.loads(coco_text([picture], digits))
    assert [item["id"] for item in content["categories"]] == list(range(1, 11))
    assert content["annotations"][0]["category_id"] == 8


def test_frames_are_images_with_a_number_and_a_time() -> None:
    content = json.loads(coco_text(FRAMES, DARKNET))
    assert [image["file_name"] for image in content["images"]] == [
        "clip.mp4#frame=0", "clip.mp4#frame=1",
    ]  # fmt: skip
    assert content["images"][1] | {"frame": 1, "time_s": 0.03333} == content["images"][1]
    assert content["annotations"][0]["image_id"] == 2


def test_a_table_has_a_line_for_each_box() -> None:
    lines = list(csv.reader(io.StringIO(csv_text([DOG, *FRAMES]))))
    assert lines == [
        ["file", "frame", "time_s", "class", "score", "left", "top", "right", "bottom"],
        ["dög, 1.jpg", "", "", "aeroplane", "0.87500", "1.00", "2.00", "11.50", "22.25"],
        ["dög, 1.jpg", "", "", "tvmonitor", "0.50000", "0.00", "0.00", "64.00", "48.00"],
        ["clip.mp4", "1", "0.03333", "person", "0.25000", "0.00", "0.00", "4.00", "4.00"],
    ]


@pytest.mark.parametrize("name", ["boxes.json", "boxes.CSV"])
def test_files_are_written_as_their_extension_says(tmp_path: Path, name: str) -> None:
    save_boxes(tmp_path / name, iter([DOG]), DARKNET)
    text = (tmp_path / name).read_text("utf-8")
    assert text.startswith("{" if name.endswith("json") else "file,frame")
    assert os.listdir(tmp_path) == [name]


def test_what_was_exported_is_not_taken_for_the_truth(tmp_path: Path) -> None:
    save_rgb(tmp_path / "a.png", torch.zeros(48, 64, 3, dtype=torch.uint8).numpy())
    picture = PictureBoxes("a.png", (64, 48), DOG.detections)
    save_boxes(tmp_path / "boxes.json", [picture], DARKNET)
    with pytest.raises(AnnotationError, match="detections"):
        open_annotations(tmp_path)
    path = tmp_path / "boxes.json"
    path.write_text(path.read_text().replace('"score"', '"weight"'))
    assert open_annotations(tmp_path).boxes == 2


def test_a_full_disk_is_said_and_leaves_the_file_before(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "boxes.csv"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BoxFileError, match=r"boxes.csv.*No space left.*make room"):
        save_boxes(path, [DOG], DARKNET)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["boxes.csv"]


@pytest.mark.parametrize("name", ["none/boxes.json", "a\0b.json", "boxes.xml", "boxes"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(BoxFileError, match=r"cannot be written|needs the extension"):
        save_boxes(tmp_path / name, [DOG], DARKNET)
