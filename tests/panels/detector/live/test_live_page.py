"""The page of boxes with the real detector, driven as a person would."""

from __future__ import annotations

import csv
import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from explorer.engine.images import load_rgb
from explorer.engine.weights import WeightsError
from explorer.panels.detector.live.page import BoxesPage
from explorer.panels.detector.loading import LoadedDetector, load
from explorer.panels.detector.marks import kept_xyxy
from explorer.panels.detector.session import Session
from explorer.panels.detector.state import DetectorState, ModelState, ThresholdState
from explorer.services.engine_loader import EngineLoader
from explorer.services.media import SourceSpec, camera_spec, parse_source
from explorer.services.source import SourceController
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.detector.driving import hover, leave, move
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explorer.widgets.detections.boxes import BoxesOverlay
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., BoxesPage]


def names(page: BoxesPage) -> list[str]:
    return [box.name for box in page.picture_card.kept]


def overlay(page: BoxesPage) -> BoxesOverlay:
    """The boxes that are painted, over all others."""
    return page.picture_card.picture._overlays[-1]  # type: ignore[return-value]


def note(page: BoxesPage) -> str:
    return page.picture_card.note.text


def is_loading(page: BoxesPage) -> bool:
    return any(bar.isVisible() for bar in page.model_card.findChildren(QProgressBar))


def state(**thresholds: Any) -> DetectorState:
    return DetectorState(thresholds=ThresholdState(**thresholds))


def test_person_dog_and_horse_are_found_named_and_listed(make_page: Make) -> None:
    page = make_page(BoxesPage)
    assert sorted(names(page)) == ["dog", "horse", "person"]
    shown = overlay(page)
    assert len(shown.boxes_xyxy) == 3
    assert len(set(shown.colours)) == 3
    assert {text.rpartition(" ")[0] for text in shown.labels} == {"person", "dog", "horse"}
    rows = page.kept_card.list.rows()
    assert [row.name for row in rows] == names(page)
    assert any(row.note.startswith("suppressed ") for row in rows)
    assert page.kept_card.facts().startswith("3 of ")
    assert note(page) == ""
    assert "network" in page.picture_card.rates_text()
    assert page.rates() is None  # a picture has no rate


def test_a_score_threshold_of_99_leaves_none_and_it_is_said(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage)
    best = max(box.score for box in page.picture_card.kept)
    set_slider(page, "score ≥", 0.99)
    settle(qtbot, page)
    assert names(page) == []
    assert f"No box has a score of 0.99 or more; the best prediction is {best:.2f}" in note(page)
    assert page.picture_card.note.isVisible()
    set_slider(page, "score ≥", 0.25)
    settle(qtbot, page)
    assert note(page) == ""
    assert not page.picture_card.note.isVisible()


def test_thresholds_repaint_from_the_numbers_that_are_there(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage)
    assert page.result is not None
    first = page.result.value
    kept = len(first.kept)
    set_slider(page, "NMS: IoU >", 1.0)
    settle(qtbot, page)
    assert page.result.value.was_kept
    assert page.result.value.raw is first.raw
    assert len(page.picture_card.kept) == len(first.passing) > kept
    set_slider(page, "at most", 2)
    settle(qtbot, page)
    assert page.result.value.raw is first.raw
    assert len(page.picture_card.kept) == 2
    assert page.result.value.more == len(first.passing) - 2


def test_only_the_classes_that_are_ticked_are_looked_for(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage, state(shown=("dog",)))
    assert names(page) == ["dog"]
    press(page.classes_card, "None")
    settle(qtbot, page)
    assert names(page) == []
    assert "No class is looked for" in note(page)
    press(page.classes_card, "All")
    settle(qtbot, page)
    assert len(names(page)) == 3


def test_agnostic_suppression_leaves_no_more_than_per_class(make_page: Make, qtbot) -> None:
    horses = "bundled:horses"  # one of them is called a cow as well
    page = make_page(BoxesPage, source=horses)
    per_class = len(page.picture_card.kept)
    press(page, "Which boxes suppress one another: class-agnostic")
    settle(qtbot, page)
    assert page.store.state.thresholds.class_agnostic
    assert len(page.picture_card.kept) < per_class


def test_soft_suppression_lowers_scores_and_says_what_they_were(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage, state(score=0.05))
    press(page, "What happens to overlapping boxes: soft, Gaussian")
    settle(qtbot, page)
    lowered = [box for box in page.picture_card.kept if box.is_lowered]
    assert lowered
    rows = page.kept_card.list.rows()
    assert any(row.note == f"was {lowered[0].first_score:.2f}" for row in rows)
    assert any("→" in text for text in overlay(page).labels)


def test_another_input_size_is_another_pass(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage)
    assert page.result is not None
    before = page.result.value
    page.store.update("model", size=608)
    settle(qtbot, page)
    assert page.result.value.model.size == 608
    assert page.result.value.model.grids == (19, 38)
    assert page.result.value.raw is not before.raw
    assert "person" in names(page)


def test_another_detector_brings_its_own_classes(make_page: Make, qtbot) -> None:
    things = tuple(f"thing {index}" for index in range(80))

    def load_one(model: ModelState, device: str) -> LoadedDetector:
        loaded = load(ModelState(size=416), device)
        if model.name == "yolov3-tiny":
            return loaded
        loaded.detector.class_names = things
        facts = replace(loaded.facts, title="Another", class_names=things)
        return LoadedDetector(loaded.detector, facts)

    page = make_page(BoxesPage, state(shown=("dog",)), answer=Session(load_one).respond)
    assert names(page) == ["dog"]
    press(page, "Detector: Lecture's YOLO")
    settle(qtbot, page)
    assert page.store.state.model == ModelState("lecture", 608)
    assert names(page) == []  # no thing is called dog
    press(page.classes_card, "All")
    settle(qtbot, page)
    assert sorted(names(page)) == ["thing 0", "thing 16", "thing 17"]
    assert page.classes_card.facts() == "all 80"
    assert page.picture_card.facts() == "Another · 416 px"


def test_a_detector_that_cannot_be_opened_leaves_the_boxes_and_says_why(
    make_page: Make, qtbot
) -> None:
    page = make_page(BoxesPage)
    page.store.update("model", name="own", cfg="/nowhere/a.cfg", weights="/nowhere/a.weights")
    qtbot.waitUntil(lambda: page.model_card.problem() != "", timeout=TIMEOUT_MS)
    assert "a.cfg" in page.model_card.problem()
    assert len(names(page)) == 3
    message = page.model_card._message
    qtbot.waitUntil(lambda: message.visibleRegion().boundingRect().height() == message.height())
    page.store.update("model", name="yolov3-tiny", cfg="", weights="")
    settle(qtbot, page)
    assert page.model_card.problem() == ""


def test_a_box_under_the_pointer_is_marked_in_the_list_and_the_other_way_round(
    make_page: Make,
) -> None:
    page = make_page(BoxesPage)
    assert page.result is not None
    boxes = kept_xyxy(page.result.value)
    left, top, right, bottom = boxes[1].tolist()
    picture, rows = page.picture_card.picture, page.kept_card.list
    hover(picture, (left + right) / 2, (top + bottom) / 2)
    assert rows.pointed() == 1
    assert overlay(page).styles[1] == "highlighted"
    leave(picture)
    assert rows.pointed() is None
    assert set(overlay(page).styles) == {"kept"}
    move(rows.viewport(), QPointF(5, rows._height() * 2.5))
    assert page.picture_card.pointed() == 2
    assert overlay(page).styles[2] == "highlighted"
    leave(rows)
    assert page.picture_card.pointed() is None


def test_the_list_is_walked_by_the_keyboard_and_shows_whom_a_box_suppressed(
    make_page: Make,
) -> None:
    page = make_page(BoxesPage)
    rows = page.kept_card.list
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert page.picture_card.pointed() == 0
    suppressed = page.picture_card.picture._overlays[0]
    assert len(suppressed.boxes_xyxy) == page.picture_card.kept[0].killed > 0
    assert suppressed.styles == "suppressed"
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert page.picture_card.pointed() == 2
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    assert page.picture_card.pointed() is None


def test_boxes_are_saved_as_csv_as_coco_and_as_a_picture(make_page: Make, save_to: Path) -> None:
    page = make_page(BoxesPage)
    for _, save in page.exports.entries():
        save()
    with (save_to / "boxes-of-person-dog-and-horse.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["class"] for row in rows] == names(page)
    assert {row["file"] for row in rows} == {"person-dog-horse.jpg"}
    coco = json.loads((save_to / "boxes-of-person-dog-and-horse.json").read_text())
    categories = {item["id"]: item["name"] for item in coco["categories"]}
    found = [categories[item["category_id"]] for item in coco["annotations"]]
    assert found == names(page)
    assert coco["images"][0]["width"] == 640
    picture = QImage(str(save_to / "boxes-of-person-dog-and-horse.png"))
    assert (picture.width(), picture.height()) == (640, 424)
    assert not QImage(str(save_to / "yolo.png")).isNull()


def test_a_clip_runs_with_its_rates_and_sliders_act_meanwhile(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage, source="bundled:pedestrians", rest=False)
    qtbot.waitUntil(lambda: page.result is not None, timeout=TIMEOUT_MS)
    seen = []
    page.worker.resultReady.connect(lambda result: seen.append(result.frame.index))
    qtbot.waitUntil(lambda: len(set(seen)) > 5, timeout=TIMEOUT_MS)
    rates = page.rates()
    assert rates is not None
    assert rates.fps > 0
    assert rates.latency_ms is not None
    qtbot.waitUntil(lambda: " fps · latency" in page.picture_card.rates_text(), timeout=5_000)
    assert "person" in names(page)
    set_slider(page, "score ≥", 0.9)
    wanted = page.store.state.thresholds
    qtbot.waitUntil(lambda: page.result.request.thresholds == wanted, timeout=TIMEOUT_MS)
    assert all(box.score >= 0.9 for box in page.picture_card.kept)


def test_a_frozen_clip_stands_still_and_sliders_still_act(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage, source="bundled:pedestrians", rest=False)
    qtbot.waitUntil(lambda: page.result is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.context.source.state.kind == "live")
    page.context.source.set_frozen(True)
    settle(qtbot, page)
    assert page.result is not None
    before = page.result
    set_slider(page, "score ≥", 0.1)
    settle(qtbot, page)
    assert page.result.frame is before.frame
    assert page.result.value.raw is before.value.raw
    assert len(page.result.value.passing) > len(before.value.passing)
    assert "fps" not in page.picture_card.rates_text()


def test_a_source_that_fails_is_said_on_the_picture_and_the_page_goes_on(
    make_page: Make, qtbot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    page = make_page(BoxesPage)
    page.context.source.open(SourceSpec("picture", str(broken), "broken.png"))
    qtbot.waitUntil(lambda: "The last picture stays" in note(page))
    assert "broken.png" in note(page)
    page.context.source.open(parse_source("bundled:dog-bicycle-truck"))
    qtbot.waitUntil(lambda: "bicycle" in names(page), timeout=TIMEOUT_MS)
    assert note(page) == ""


def test_without_a_picture_one_is_offered(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage, source="", rest=False)
    qtbot.waitUntil(lambda: page.context.engine.is_ready, timeout=TIMEOUT_MS)
    assert page.picture_card.picture.image is None
    page.context.source.open(SourceSpec("picture", "/nowhere/gone.png", "gone.png"))
    qtbot.waitUntil(lambda: page.context.source.state.kind == "failed")
    assert "gone.png" in page.picture_card.picture._empty_text.text()
    assert not is_loading(page), "nothing is loaded before there is a picture"
    for size in (320, 416):
        page.store.update("model", size=size)
        assert not is_loading(page)
    press(page.picture_card, "Show a photograph")
    assert is_loading(page)
    settle(qtbot, page)
    assert not is_loading(page)
    assert sorted(names(page)) == ["dog", "horse", "person"]


class PluggedCamera:
    """A camera that films one picture until it is pulled out."""

    fps = 0.0
    length = 0
    time_s = None

    def __init__(self) -> None:
        self._rgb = load_rgb(parse_source("bundled:person-dog-horse").location)
        self.is_out = threading.Event()

    def open(self, _spec: SourceSpec, _resolution: object) -> PluggedCamera:
        self.is_out.clear()
        return self

    def read(self) -> Any:
        return None if self.is_out.wait(0.02) else self._rgb.copy()

    def skip(self) -> bool:
        return self.read() is not None

    def close(self) -> None:
        pass


@pytest.fixture
def camera_context(context: PanelContext) -> Iterator[tuple[PanelContext, PluggedCamera]]:
    camera = PluggedCamera()
    filmed = replace(context, source=SourceController(open_device=camera.open))
    yield filmed, camera
    camera.is_out.set()
    filmed.source.shutdown()


def test_a_camera_that_is_lost_is_said_and_comes_back(
    qtbot, camera_context, make_page: Make, monkeypatch
) -> None:
    context, camera = camera_context
    page = make_page(BoxesPage, source="", rest=False, context=context)
    context.source.open(camera_spec(0))
    qtbot.waitUntil(lambda: len(names(page)) == 3, timeout=TIMEOUT_MS)
    camera.is_out.set()
    qtbot.waitUntil(lambda: "Camera lost" in note(page), timeout=TIMEOUT_MS)
    assert len(names(page)) == 3
    set_slider(page, "score ≥", 0.99)
    qtbot.waitUntil(lambda: names(page) == [], timeout=TIMEOUT_MS)  # sliders act on what is left
    assert "Camera lost" in note(page)
    set_slider(page, "score ≥", 0.25)
    context.source.retry()
    qtbot.waitUntil(lambda: note(page) == "" and len(names(page)) == 3, timeout=TIMEOUT_MS)


def test_without_torch_it_is_said(make_page: Make, context: PanelContext, qtbot) -> None:
    def load(_choice: object, _progress: object) -> Any:
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    broken = replace(context, engine=EngineLoader(load=load))
    page = make_page(BoxesPage, rest=False, context=broken)
    qtbot.waitUntil(lambda: broken.engine.failure != "", timeout=TIMEOUT_MS)
    assert "Without PyTorch there are no boxes" in page.picture_card.picture._empty_text.text()
    assert "torch is not installed" in page.model_card.problem()
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    broken.engine.shutdown()


def test_after_a_device_that_is_not_there_the_boxes_come_back(make_page: Make, qtbot) -> None:
    page = make_page(BoxesPage)
    engine = page.context.engine
    engine.set_choice("cuda:63")
    qtbot.waitUntil(lambda: engine.failure != "", timeout=TIMEOUT_MS)
    assert "cuda:63" in page.model_card.problem()
    assert page.picture_card.picture.image is None
    engine.set_choice("cpu")
    qtbot.waitUntil(lambda: page.picture_card.picture.image is not None, timeout=TIMEOUT_MS)
    assert page.model_card.problem() == ""
    assert len(names(page)) == 3


def test_weights_that_are_missing_are_said_beside_the_detector(make_page: Make, qtbot) -> None:
    def answer(_frame: object, _request: object) -> Any:
        raise WeightsError("yolov3-tiny.safetensors is missing: run make assets.")

    page = make_page(BoxesPage, answer=answer, rest=False)
    qtbot.waitUntil(lambda: page.model_card.problem() != "", timeout=TIMEOUT_MS)
    assert "yolov3-tiny.safetensors is missing" in page.model_card.problem()
    assert "the card “Detector” says why" in page.picture_card.picture._empty_text.text()


def test_the_lectures_detector_asks_for_digits_and_offers_some(
    make_page: Make, respond, qtbot, monkeypatch
) -> None:
    digits = parse_source("bundled:coffee")
    monkeypatch.setattr("explorer.panels.detector.live.page.digits_picture", lambda: digits)

    def answer(frame: Any, request: Any) -> Any:
        """The lecture's detector is asked for; this one's boxes do for what is said."""
        return respond(frame, replace(request, model=ModelState()))

    lecture = DetectorState(model=ModelState("lecture", 608), thresholds=ThresholdState(score=0.99))
    page = make_page(BoxesPage, lecture, answer=answer)
    assert "hold some, written on paper, before the camera" in note(page)
    press(page.picture_card.note, "Show digits")
    assert page.context.source.spec == digits
