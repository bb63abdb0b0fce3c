"""A folder with true boxes evaluated, the held-out scenes, and the example that is made."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from explorer.engine.evaluation import EvaluationError
from explorer.engine.evaluation.annotations import open_annotations
from explorer.engine.yolo.lecture.network import fresh_network
from explorer.engine.yolo.lecture.scenes import compose
from explorer.panels.detector.files.evaluate import example, task, work
from explorer.panels.detector.files.evaluate.looking import PanelDetector
from explorer.panels.detector.files.sources import HELD_OUT
from explorer.panels.detector.state import ThresholdState
from explorer.services.jobs import JobState
from tests.panels.detector.driving import move
from tests.panels.detector.files.conftest import SMALL, load_once, rest
from tests.panels.detector.files.media import NAMES, Gated, annotated_folder
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.detector.files.page import FilesPage

    MakeFiles = Callable[..., FilesPage]


@pytest.fixture
def evaluated(qtbot, make_files: MakeFiles, tmp_path: Path) -> FilesPage:
    page = make_files()
    page.evaluate.choose((str(annotated_folder(tmp_path / "set")),))
    rest(qtbot, page)
    press(page.evaluate.card, "Evaluate")
    rest(qtbot, page)
    return page


def entry(page: FilesPage, words: str) -> Callable[[], object]:
    from explorer.panels.detector.files.evaluate.exports import entries

    return next(action for text, action in entries(page.evaluate) if words in text)


def test_the_guide_names_the_layouts_that_are_read(make_files: MakeFiles) -> None:
    page = make_files()
    press(page, "What to do with files: Evaluate")
    view = page.evaluate.evaluate_view
    assert view.shown() == "guide"
    words = " ".join(label.text() for label in view.guide._words)
    for part in ("PASCAL VOC", "Annotations", "JPEGImages", "COCO", "JSON"):
        assert part in words
    assert not page.evaluate.card.start.isEnabled()


def test_problems_are_listed_before_anything_is_evaluated(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    page = make_files()
    page.evaluate.choose((str(annotated_folder(tmp_path / "set")),))
    rest(qtbot, page)
    card = page.evaluate.evaluate_card
    assert card.message.text == "COCO: 2 pictures, 4 boxes, 4 classes. 1 problem is below."
    assert card.listed() == "gone.jpg: is not there."
    assert card.start.isEnabled()
    assert page.evaluate.run.state() is None


def test_the_three_forms_of_map_are_shown_with_their_names(evaluated: FilesPage) -> None:
    results = evaluated.evaluate.evaluate_view.results
    outcome = evaluated.evaluate.evaluated
    assert outcome is not None
    assert evaluated.evaluate.evaluate_view.shown() == "results"
    assert outcome.result.pictures == 1
    assert outcome.result.truths == 3
    assert outcome.result.mean_ap("all-points") == 1.0
    assert 0 < (outcome.result.coco or 0) < 1
    assert results.figures.texts() == {
        "all": "1.000", "voc-11": "1.000", "coco-101": "1.000", "coco": f"{outcome.result.coco:.3f}"
    }  # fmt: skip
    assert set(results.figures.beside().values()) == {""}
    assert "unicorn" in evaluated.evaluate.card.message.text
    assert "1 picture does not count" in evaluated.evaluate.card.message.text
    assert "broken.jpg" in evaluated.evaluate.evaluate_card.listed()


def test_tp_and_fp_follow_the_slider(evaluated: FilesPage) -> None:
    table = evaluated.evaluate.evaluate_view.results.table
    outcome = evaluated.evaluate.evaluated
    assert outcome is not None
    assert {row[0] for row in table.texts()} == set(NAMES)
    assert all(row[7] == "1" for row in table.texts())
    set_slider(evaluated, "score ≥", 0.05)
    low = {row[0]: (int(row[7]), int(row[8])) for row in table.texts()}
    for one in outcome.result.classes:
        sure = int((one.curve.scores >= 0.05).sum())
        assert low[one.name] == (1, sure - 1)
    set_slider(evaluated, "score ≥", 1.0)
    assert all(row[7:] == ["0", "0"] for row in table.texts())
    assert evaluated.evaluate.card.more.text == ""
    set_slider(evaluated, "NMS: IoU >", 0.6)
    assert "another NMS" in evaluated.evaluate.card.more.text


def test_the_table_is_sorted_by_its_numbers(evaluated: FilesPage) -> None:
    table = evaluated.evaluate.evaluate_view.results.table
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    values = [float(row[4]) for row in table.texts()]
    assert values == sorted(values, reverse=True)


def test_chosen_classes_are_the_bright_curves(evaluated: FilesPage) -> None:
    results = evaluated.evaluate.evaluate_view.results
    assert len(results.chart.bright()) == 3
    results.table.choose_rows([0, 2])
    names = [one.name for one in evaluated.evaluate.evaluated.result.classes]  # type: ignore[union-attr]
    assert [curve.name for curve in results.chart.bright()] == [names[0], names[2]]
    set_slider(evaluated, "score ≥", 0.5)  # other numbers in the same rows
    assert results.table.chosen_rows() == (0, 2)
    results.table.choose_rows([])
    assert len(results.chart.bright()) == 3


def test_a_point_under_the_pointer_says_its_score(qtbot, evaluated: FilesPage) -> None:
    results = evaluated.evaluate.evaluate_view.results
    results.table.choose_rows([0])
    chart = results.chart
    (curve,) = chart.bright()
    plane = chart.plane()
    move(chart, plane.point(float(curve.recall[0]), float(curve.precision[0])))
    assert results.hint.text().startswith(f"{curve.name}, score ≥ {curve.scores[0]:.3f}")
    move(chart, QPointF(plane.room.left() + 1, plane.room.bottom() - 1))
    assert "Point at a curve" in results.hint.text()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert results.hint.text() == curve.words(0)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert results.hint.text() == curve.words(int(curve.corners()[1]))


def test_classes_and_curves_are_saved(evaluated: FilesPage, save_to: Path) -> None:
    entry(evaluated, "Classes as CSV")()
    rows = list(csv.DictReader((save_to / "average-precision.csv").open()))
    assert [row["class"] for row in rows[:-1]] == [
        one.name for one in evaluated.evaluate.evaluated.result.classes  # type: ignore[union-attr]
    ]  # fmt: skip
    assert rows[-1]["ap_all_points_50"] == "1.000000"
    entry(evaluated, "Curves as CSV")()
    points = list(csv.DictReader((save_to / "precision-and-recall.csv").open()))
    assert len(points) == sum(
        len(one.curve.scores) for one in evaluated.evaluate.evaluated.result.classes  # type: ignore[union-attr]
    )  # fmt: skip
    entry(evaluated, "Curves as PNG")()
    assert (save_to / "precision-and-recall.png").stat().st_size > 1000
    entry(evaluated, "Curves as SVG")()
    assert "<svg" in (save_to / "precision-and-recall.svg").read_text()


def test_a_class_that_is_not_looked_for_does_not_count(qtbot, evaluated: FilesPage) -> None:
    evaluated.store.update("thresholds", shown=("dog",))
    assert "other classes" in evaluated.evaluate.card.more.text
    press(evaluated.evaluate.card, "Evaluate")
    rest(qtbot, evaluated)
    outcome = evaluated.evaluate.evaluated
    assert outcome is not None
    assert [one.name for one in outcome.result.classes] == ["dog"]
    assert set(outcome.missing) == {"horse", "person", "unicorn"}
    evaluated.store.update("thresholds", shown=())
    press(evaluated.evaluate.card, "Evaluate")
    rest(qtbot, evaluated)
    assert "No class is looked for" in evaluated.evaluate.card.message.text


def test_the_panels_detector_numbers_the_classes_that_are_looked_for() -> None:
    from explorer.engine.images import load_rgb
    from tests.panels.detector.files.media import PICTURE

    loaded = load_once(SMALL.model, "cpu")
    thresholds = ThresholdState(shown=("dog", "person"), max_boxes=1, score=0.9)
    detector = PanelDetector(loaded, thresholds)
    assert detector.class_names == ("person", "dog")  # in the detector's order
    found = detector.detect(load_rgb(PICTURE), 0.3, 0.45, class_agnostic=False)
    assert set(found.names) == {"person", "dog"}
    with pytest.raises(EvaluationError, match="No class"):
        PanelDetector(loaded, replace(thresholds, shown=()))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda folder: None, "holds no annotations"),
        (lambda folder: (folder / "a.json").write_text("{"), "not whole JSON"),
        (lambda folder: (folder / "a.xml").write_bytes(b""), "can be used"),
        (lambda folder: folder.rmdir(), "is not a folder"),
    ],
)
def test_annotations_that_cannot_be_used_are_said(
    qtbot, make_files: MakeFiles, tmp_path: Path, prepare: Callable[[Path], object], words: str
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    prepare(folder)
    page = make_files()
    page.evaluate.choose((str(folder),))
    rest(qtbot, page)
    assert words in page.evaluate.card.message.text
    assert not page.evaluate.card.start.isEnabled()
    assert page.evaluate.evaluate_view.shown() == "guide"


def test_cancel_leaves_no_figures_and_the_page_goes_on(
    qtbot, make_files: MakeFiles, tmp_path: Path
) -> None:
    gated = Gated(0)
    page = make_files(loader=gated)
    page.evaluate.choose((str(annotated_folder(tmp_path / "set")),))
    rest(qtbot, page)
    page.evaluate.start()
    qtbot.waitUntil(gated.waits.is_set)
    press(page.evaluate.card, "Cancel")
    gated.gate.set()
    rest(qtbot, page)
    assert page.evaluate.run.state() is JobState.CANCELLED
    assert page.evaluate.evaluated is None
    assert page.evaluate.evaluate_view.shown() == "guide"
    assert "Cancelled" in page.evaluate.card.message.text
    page.evaluate.start()
    rest(qtbot, page)
    assert page.evaluate.evaluated is not None


def test_the_held_out_scenes_stand_beside_what_was_recorded(
    qtbot, monkeypatch, make_files: MakeFiles
) -> None:
    """With a network that has learnt nothing: the way is the same."""
    network = fresh_network([(30, 40)] * 5, 0).eval()
    monkeypatch.setattr(work, "load_lecture_network", lambda: network)
    monkeypatch.setattr(
        work,
        "recorded_figures",
        lambda: {"map_50": 0.9321, "map_50_95": 0.7, "map_50_of_best_classes": 0.91},
    )
    monkeypatch.setattr(task, "_scenes", partial(work.evaluate_scenes, scenes=3))
    page = make_files()
    press(page, "What to do with files: Evaluate")
    press(page, "Use held-out scenes")
    assert page.store.state.files.path == HELD_OUT
    assert (page.store.state.model.name, page.store.state.model.size) == ("lecture", 608)
    press(page.evaluate.card, "Evaluate")
    rest(qtbot, page)
    outcome = page.evaluate.evaluated
    assert outcome is not None
    assert outcome.result.pictures == 3
    assert outcome.title == "3 held-out scenes"
    figures = page.evaluate.evaluate_view.results.figures
    assert figures.beside()["all"] == "recorded with the weights: 0.932"
    assert figures.beside()["coco"] == "recorded with the weights: 0.700"
    assert figures.beside()["voc-11"] == ""
    assert "recorded 0.910" in page.evaluate.card.message.text
    assert "In float32" in page.evaluate.evaluate_card.rules.text()
    page.store.update("model", name="yolov3-tiny", size=320)
    rest(qtbot, page)
    assert "The held-out scenes hold digits" in page.evaluate.card.more.text
    assert not page.evaluate.card.start.isEnabled()


def test_the_example_is_a_folder_that_can_be_evaluated(tmp_path: Path) -> None:
    steps = list(example.write_example(tmp_path, scenes=3))
    assert [step.done for step in steps] == [1, 2, 3]
    folder = open_annotations(steps[-1].folder)
    assert folder.form == "coco"
    assert folder.problems == ()
    assert len(folder) == 3
    for number, picture in enumerate(folder.pictures):
        scene = compose(2017, 500 + number)
        assert picture.size == (scene.rgb.shape[1], scene.rgb.shape[0])
        np.testing.assert_allclose(picture.truth.boxes_xyxy, scene.boxes_xyxy, atol=1e-3)
        np.testing.assert_array_equal(picture.truth.class_ids, scene.class_ids)
    assert list(example.write_example(tmp_path, scenes=1))[-1].folder.name == "digits-example-2"


def test_an_example_is_whole_or_not_there(tmp_path: Path) -> None:
    steps = example.write_example(tmp_path, scenes=3)
    next(steps)
    steps.close()
    assert os.listdir(tmp_path) == []
    with pytest.raises(example.ExampleError, match="cannot be written"):
        list(example.write_example(tmp_path / "gone", scenes=1))


def test_the_example_is_made_and_chosen(
    qtbot, monkeypatch, make_files: MakeFiles, tmp_path: Path
) -> None:
    monkeypatch.setattr(task, "_example", partial(example.write_example, scenes=2))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page = make_files()
    press(page, "What to do with files: Evaluate")
    press(page, "Make example folder")
    rest(qtbot, page)
    folder = tmp_path / "digits-example"
    assert page.store.state.files.path == str(folder)
    assert page.store.state.model.name == "lecture"
    assert json.loads((folder / "annotations.json").read_text())["categories"][0]["name"] == "0"
    assert "COCO: 2 pictures" in page.evaluate.card.message.text
