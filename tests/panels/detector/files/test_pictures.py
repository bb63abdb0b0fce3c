"""Many pictures: found, told, saved; what cannot be read holds nothing up."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.engine.images import load_rgb
from explorer.panels.detector.files.look import look
from explorer.panels.detector.files.pictures import task as pictures_task
from explorer.panels.detector.state import FilesState, ModelState
from explorer.services.jobs import JobState
from explorer.services.media import bundled_media
from tests.panels.detector.files.conftest import SMALL, load_once, rest
from tests.panels.detector.files.media import PICTURE, Gated, mixed_folder
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.detector.files.page import FilesPage

    MakeFiles = Callable[..., FilesPage]


@pytest.fixture
def looked(qtbot, make_files: MakeFiles, tmp_path: Path) -> FilesPage:
    page = make_files()
    page.pictures.choose((str(mixed_folder(tmp_path / "mixed")),))
    rest(qtbot, page)
    return page


def entry(page: FilesPage, words: str) -> Callable[[], object]:
    """What the menu's entry with these words does."""
    return next(action for text, action in page.pictures.entries() if words in text)


def test_an_empty_page_says_what_to_do_and_offers_the_bundled_pictures(
    qtbot, make_files: MakeFiles
) -> None:
    page = make_files()
    view = page.pictures.pictures_view
    assert "Drop pictures" in view.picture._empty_text.text()
    assert not view.table_card.isVisible()
    assert not page.pictures.card.start.isEnabled()
    press(page, "Use the bundled pictures")
    rest(qtbot, page)
    assert page.store.state.files.path == "bundled:"
    bundled = [Path(one.location) for one in bundled_media() if one.kind == "picture"]
    assert [row.path for row in page.pictures.rows] == bundled
    assert all(row.boxes is not None for row in page.pictures.rows)


def test_what_cannot_be_read_is_told_in_its_row_and_in_the_sum(looked: FilesPage) -> None:
    rows = {row.name: row for row in looked.pictures.rows}
    assert list(rows) == ["a.png", "b.jpg", "cut.jpg", "empty.png", "text.jpg"]
    assert "cut" in rows["cut.jpg"].problem
    assert "0 bytes" in rows["empty.png"].problem
    assert "not a picture" in rows["text.jpg"].problem
    view = looked.pictures.pictures_view
    assert "2 pictures" in view.sum.text()
    assert "3 could not be read" in view.sum.text()
    shown = {line[0]: line for line in view.table.texts()}
    assert shown["empty.png"][3] == rows["empty.png"].problem
    assert "1 × dog" in shown["a.png"][3]
    assert "1 × horse" in shown["a.png"][3]
    assert looked.pictures.run.state() is JobState.DONE


def test_boxes_are_those_of_the_panels_thresholds(qtbot, looked: FilesPage) -> None:
    store = looked.store
    store.update("thresholds", score=0.1, shown=("dog", "person"), suppression="soft-linear",
                 max_boxes=2)  # fmt: skip
    assert "other thresholds" in looked.pictures.card.more.text
    press(looked, "Detect")
    rest(qtbot, looked)
    assert looked.pictures.card.more.text == ""
    boxes = looked.pictures.rows[0].boxes
    assert boxes is not None
    expected = look(load_once(SMALL.model, "cpu"), load_rgb(PICTURE), store.state.thresholds)
    assert len(expected) == 2
    np.testing.assert_array_equal(boxes.detections.boxes_xyxy, expected.boxes_xyxy)
    np.testing.assert_array_equal(boxes.detections.scores, expected.scores)
    assert boxes.detections.names == expected.names


def test_a_moved_slider_says_that_the_boxes_are_of_another(looked: FilesPage) -> None:
    set_slider(looked, "score ≥", 0.6)
    assert "Detect finds them anew" in looked.pictures.card.more.text
    set_slider(looked, "score ≥", 0.25)
    assert looked.pictures.card.more.text == ""


def test_the_chosen_row_is_shown_with_its_boxes(qtbot, looked: FilesPage) -> None:
    view = looked.pictures.pictures_view
    view.table.rowChosen.emit(0)
    rest(qtbot, looked)
    assert view.card.facts() == "a.png"
    image = view.picture.image
    assert image is not None
    assert (image.width(), image.height()) == (640, 424)
    view.table.rowChosen.emit(3)
    rest(qtbot, looked)
    assert view.picture.image is None
    assert "0 bytes" in view.picture._empty_text.text()


def test_at_the_end_the_first_with_boxes_is_shown(qtbot, make_files: MakeFiles) -> None:
    page = make_files()
    empty = PICTURE.with_name("rocket.jpg")  # without boxes
    page.pictures.choose((str(empty), str(PICTURE), str(PICTURE.with_name("horses.jpg"))))
    rest(qtbot, page)
    view = page.pictures.pictures_view
    assert view.card.facts() == PICTURE.name
    assert view.table.chosen_row() == 1
    (overlay,) = view.picture._overlays
    assert any(text.startswith("dog") for text in overlay.labels)


def test_a_picture_that_is_gone_meanwhile_is_said(qtbot, looked: FilesPage) -> None:
    looked.pictures.rows[1].path.unlink()
    looked.pictures.pictures_view.table.rowChosen.emit(1)
    rest(qtbot, looked)
    assert "does not exist" in looked.pictures.pictures_view.picture._empty_text.text()


def test_coco_and_csv_hold_all_boxes(qtbot, looked: FilesPage, save_to: Path) -> None:
    entry(looked, "COCO JSON")()
    rest(qtbot, looked)
    content = json.loads((save_to / "boxes.json").read_text())
    assert [image["file_name"] for image in content["images"]] == ["a.png", "b.jpg"]
    names = {item["id"]: item["name"] for item in content["categories"]}
    first = [one for one in content["annotations"] if one["image_id"] == 1]
    boxes = looked.pictures.rows[0].boxes
    assert boxes is not None
    assert sorted(names[one["category_id"]] for one in first) == sorted(boxes.detections.names)
    left, top, width, height = first[0]["bbox"]
    np.testing.assert_allclose(
        [left, top, left + width, top + height], boxes.detections.boxes_xyxy[0], atol=0.02
    )
    entry(looked, "Boxes as CSV")()
    rest(qtbot, looked)
    lines = list(csv.DictReader((save_to / "boxes.csv").open()))
    assert len(lines) == len(content["annotations"])
    assert {line["file"] for line in lines} == {"a.png", "b.jpg"}


def test_annotated_pictures_never_replace_anything(
    qtbot, monkeypatch, looked: FilesPage, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()}
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    for _ in range(2):
        entry(looked, "as PNG, into a folder")()
        rest(qtbot, looked)
    for path, digest in before.items():
        assert hashlib.sha256(path.read_bytes()).digest() == digest
    made = sorted(path.name for path in folder.iterdir() if path not in before)
    assert made == ["a-boxes-2.png", "a-boxes.png", "b-boxes-2.png", "b-boxes.png"]
    assert f"2 pictures with boxes lie in {folder}" in looked.pictures.card.message.text
    drawn, plain = load_rgb(folder / "a-boxes.png"), load_rgb(folder / "a.png")
    assert drawn.shape == plain.shape
    changed = np.abs(drawn.astype(int) - plain).sum(axis=2) > 0
    assert 0.005 < changed.mean() < 0.3  # lines and names, and the rest as it was


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked in another way there")
def test_a_place_that_cannot_be_written_to_is_said_and_the_page_goes_on(
    qtbot, looked: FilesPage, tmp_path: Path, save_to: Path
) -> None:
    nowhere = tmp_path / "gone" / "away"
    looked.pictures.write_into(nowhere, ".jpg")
    rest(qtbot, looked)
    assert looked.pictures.writing.state() is JobState.FAILED
    assert "cannot be written" in looked.pictures.card.message.text
    assert "0 of 2 were written" in looked.pictures.card.message.text
    (save_to / "boxes.csv").mkdir()
    entry(looked, "Boxes as CSV")()
    rest(qtbot, looked)
    assert "boxes.csv cannot be written" in looked.pictures.card.message.text
    press(looked, "Detect")
    rest(qtbot, looked)
    assert looked.pictures.run.state() is JobState.DONE


def test_cancel_keeps_what_was_found(qtbot, make_files: MakeFiles, tmp_path: Path) -> None:
    gated = Gated(1)
    page = make_files(loader=gated)
    page.pictures.choose((str(mixed_folder(tmp_path / "mixed")),))
    qtbot.waitUntil(lambda: gated.waits.is_set() and len(page.pictures.rows) == 1)
    job = page.pictures.run.job
    assert job is not None
    assert page.pictures.card.bar.job() is job
    assert [one.title for one in page.context.jobs.running()] == ["Boxes of mixed"]
    job.cancel()
    gated.gate.set()
    rest(qtbot, page)
    assert page.pictures.run.state() is JobState.CANCELLED
    assert "Cancelled after" in page.pictures.card.message.text
    assert page.pictures.rows[0].boxes is not None
    assert page.pictures.card.bar.job() is None
    page.pictures.start()
    rest(qtbot, page)
    assert len(page.pictures.rows) == 5


def test_a_pause_holds_and_goes_on(qtbot, make_files: MakeFiles, tmp_path: Path) -> None:
    gated = Gated(1)
    page = make_files(loader=gated)
    page.pictures.choose((str(mixed_folder(tmp_path / "mixed")),))
    qtbot.waitUntil(gated.waits.is_set)
    press(page.pictures.card, "Pause")
    gated.gate.set()
    qtbot.waitUntil(lambda: len(page.pictures.rows) == 2)
    rest(qtbot, page)  # a paused job rests
    assert page.pictures.run.state() is JobState.PAUSED
    press(page.pictures.card, "Go on")
    rest(qtbot, page)
    assert len(page.pictures.rows) == 5


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: root / "nowhere", "does not exist"),
        (lambda root: root, "holds no picture"),
    ],
)
def test_a_folder_without_pictures_is_said(
    qtbot, make_files: MakeFiles, tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    page = make_files()
    page.pictures.choose((str(make(tmp_path)),))
    rest(qtbot, page)
    rows = page.pictures.rows
    text = rows[0].problem if rows else page.pictures.card.message.text
    assert words in text


def test_several_pictures_and_folders_are_taken_once_each(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    folder = mixed_folder(tmp_path / "mixed")
    page = make_files()
    page.pictures.choose((str(PICTURE), str(folder), str(folder / "a.png")))
    assert page.pictures.card.source.text() == "person-dog-horse.jpg and 2 more"
    rest(qtbot, page)
    assert [row.name for row in page.pictures.rows] == [
        "person-dog-horse.jpg", "a.png", "b.jpg", "cut.jpg", "empty.png", "text.jpg",
    ]  # fmt: skip


def test_a_detector_that_cannot_be_loaded_is_said(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    page = make_files()
    page.store.update("model", name="own", cfg=str(tmp_path / "no.cfg"), weights="no.weights")
    rest(qtbot, page)
    assert "no.cfg" in page.model_card.problem()
    page.pictures.choose((str(PICTURE),))
    rest(qtbot, page)
    assert "no.cfg" in page.pictures.card.message.text
    page.store.update("model", name="yolov3-tiny", size=320, cfg="", weights="")
    rest(qtbot, page)
    assert page.model_card.problem() == ""
    press(page, "Detect")
    rest(qtbot, page)
    assert page.pictures.rows[0].boxes is not None


def test_a_file_dialog_is_asked(qtbot, monkeypatch, make_files: MakeFiles) -> None:
    page = make_files()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(PICTURE)], ""))
    press(page, "Pictures")
    rest(qtbot, page)
    assert page.store.state.files.path == str(PICTURE)
    assert len(page.pictures.rows) == 1
    monkeypatch.setattr(pictures_task, "ask_folder", lambda *_: "")
    entry(page, "as JPEG, into a folder")()
    assert page.pictures.writing.state() is None


def test_the_state_alone_starts_nothing_and_present_does(qtbot, make_files: MakeFiles) -> None:
    state = replace(SMALL, files=FilesState("pictures", str(PICTURE)), model=ModelState(size=320))
    page = make_files(state)
    assert page.pictures.rows == []
    assert page.pictures.card.start.isEnabled()
    page.present()
    rest(qtbot, page)
    assert len(page.pictures.rows) == 1
