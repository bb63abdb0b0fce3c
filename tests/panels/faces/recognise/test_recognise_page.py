"""The page of recognition with the real networks, driven as a person would."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explorer.engine.weights import WeightsError
from explorer.panels.faces.portraits import PORTRAITS, Portrait, PortraitError
from explorer.panels.faces.recognise import enrol_portraits
from explorer.panels.faces.recognise.page import RecognisePage
from explorer.panels.faces.session import Session
from explorer.panels.faces.shared import Shared, ask_lazily
from explorer.panels.faces.state import FacesState, RecognitionState
from explorer.services.engine_loader import EngineLoader
from explorer.services.media import SourceSpec, parse_source
from tests.panels.driving import press, set_slider
from tests.panels.faces.conftest import TIMEOUT_MS, settle
from tests.panels.faces.making import Recognizer, chip, embedding, face

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.faces.keeper import GalleryKeeper
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., RecognisePage]

TAU = "τ, squared distance"
EILEEN = "Eileen Collins"


def titles(page: RecognisePage) -> list[str]:
    return [row.seen.title for row in page.seen_card.list.rows()]


def box_labels(page: RecognisePage) -> tuple[str, ...]:
    (overlay,) = page.picture_card.picture._overlays
    return overlay.labels  # type: ignore[attr-defined,no-any-return]


def note(page: RecognisePage) -> str:
    return page.picture_card.note.text


def enrol_face_on_screen(qtbot, page: RecognisePage, name: str = EILEEN) -> None:
    assert page.result is not None
    found = page.result.value.found
    page.keeper.enrol(name, found.embeddings[0], found.chips[0])
    qtbot.waitUntil(page.keeper.is_idle, timeout=TIMEOUT_MS)
    settle(qtbot, page)


def test_an_empty_gallery_says_what_to_do_and_leads_there(make_page: Make) -> None:
    page = make_page(RecognisePage)
    assert page.invitation_card.isVisible()
    assert not page.seen_card.isVisible()
    assert box_labels(page) == ("unknown",)
    press(page.invitation_card, "Enrol somebody")
    assert page.store.state.page == "enrol"


def test_who_is_enrolled_is_known_on_the_picture_and_in_the_list(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage)
    enrol_face_on_screen(qtbot, page)
    assert not page.invitation_card.isVisible()
    assert titles(page) == [EILEEN]
    (row,) = page.seen_card.list.rows()
    assert row.seen.nearest is not None
    assert row.seen.nearest.distance == pytest.approx(0, abs=1e-6)
    assert box_labels(page) == (f"{EILEEN} 0.00 (0.00)",)
    assert page.result.value.was_kept  # another gallery costs no pass
    qtbot.waitUntil(lambda: page.seen_card.list.rows()[0].thumbnail is not None)
    assert page.seen_card.facts() == "1 known · 0 unknown"


def test_tau_acts_without_another_look(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage)
    enrol_face_on_screen(qtbot, page)
    view = page.result.value
    set_slider(page, TAU, 0)
    assert titles(page) == ["unknown"]  # at once, in the same turn of the event loop
    assert box_labels(page) == ("unknown 0.00 (0.00)",)
    set_slider(page, TAU, 0.2)
    assert titles(page) == [EILEEN]
    assert page.is_idle()
    assert page.result.value is view


def test_another_locator_is_another_look(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage)
    enrol_face_on_screen(qtbot, page)
    press(page, "How faces are found: Fast")
    settle(qtbot, page)
    assert page.result.request.locator == "tiny"
    assert titles(page) == [EILEEN]
    assert page.weights_in_use() == ("tiny-face", "dlib-face")


def two_people(keeper: GalleryKeeper) -> tuple[Shared, Recognizer]:
    """Networks that see Anna at the left, near to her photograph, and somebody at the right."""
    left, right = face(20, 20, 100), face(250, 20, 90)
    recognizer = Recognizer(left, right)
    recognizer.embeddings = {left: embedding(0, 0.09), right: embedding(5)}
    keeper.enrol("Anna", embedding(0), chip())
    keeper.enrol("Bo", embedding(1), chip())
    load: Any = lambda _kind, _device: recognizer  # noqa: E731
    return Shared(ask_lazily(lambda: Session(load)), keeper), recognizer


def test_several_people_at_once_each_with_the_nearest(
    make_page: Make, keeper: GalleryKeeper, qtbot
) -> None:
    shared, _ = two_people(keeper)
    page = make_page(RecognisePage, shared=shared)
    assert titles(page) == ["Anna", "unknown"]
    assert box_labels(page) == ("Anna 0.09 (0.30)", "unknown 2.00 (1.41)")
    assert page.seen_card.facts() == "1 known · 1 unknown"
    anna, other = page.seen_card.list.rows()
    assert anna.seen.numbers == "d 0.090 · L2 0.300"
    assert anna.seen.colour != other.seen.colour
    page.seen_card.list.grab()  # paints a name that is too long for its room, too
    keeper.rename("Anna", "A" * 200)
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    page.seen_card.list.grab()
    assert titles(page)[0] == "A" * 200


def test_faces_are_pointed_at_in_the_list_and_on_the_picture(
    make_page: Make, keeper: GalleryKeeper
) -> None:
    shared, _ = two_people(keeper)
    page = make_page(RecognisePage, shared=shared)
    rows = page.seen_card.list
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert page.picture_card.pointed() == 0
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert page.picture_card.pointed() == 1
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    assert page.picture_card.pointed() is None
    where = page.picture_card.picture.placement()
    point: QPointF = where.point(60, 60)
    QTest.mouseMove(page.picture_card.picture, point.toPoint())
    assert page.seen_card.list._pointed == 0


def test_without_smoothing_each_frame_speaks_for_itself(
    make_page: Make, keeper: GalleryKeeper
) -> None:
    shared, _ = two_people(keeper)
    page = make_page(RecognisePage, shared=shared)
    press(page, "Names over several frames")
    assert not page.store.state.recognition.smooth
    assert titles(page) == ["Anna", "unknown"]
    assert [row.seen.frames for row in page.seen_card.list.rows()] == [1, 1]


def test_a_clip_runs_with_its_rates_and_a_name_that_stays(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage, source="bundled:webcam", rest=False)
    qtbot.waitUntil(
        lambda: page.result is not None and len(page.result.value.found) == 1, timeout=TIMEOUT_MS
    )
    found = page.result.value.found
    page.keeper.enrol("Audun", found.embeddings[0], found.chips[0])
    seen: list[tuple[int, list[str]]] = []
    page.worker.resultReady.connect(lambda result: seen.append((result.frame.index, titles(page))))
    qtbot.waitUntil(lambda: titles(page) == ["Audun"], timeout=TIMEOUT_MS)
    seen.clear()
    qtbot.waitUntil(lambda: len({index for index, _ in seen}) > 8, timeout=TIMEOUT_MS)
    assert [names for _, names in seen if names] == [["Audun"]] * len(seen)
    rates = page.rates()
    assert rates is not None
    assert rates.fps > 0
    assert rates.latency_ms is not None
    qtbot.waitUntil(lambda: " fps · latency" in page.picture_card.rates_text(), timeout=5_000)
    page.context.source.set_frozen(True)
    settle(qtbot, page)
    assert page.seen_card.list.rows()[0].seen.frames > 1
    set_slider(page, TAU, 0)
    assert titles(page) == ["unknown"]


def test_a_picture_without_a_face_says_so_and_offers_one(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage, source="bundled:coffee")
    assert "No face is seen" in note(page)
    press(page.picture_card.note, "Show a clip with a face")
    assert page.context.source.spec == parse_source("bundled:webcam")


def test_the_bundled_faces_are_enrolled_at_a_press(
    make_page: Make, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("One", "Two", "Three")

    def found(session: Session, locator: str, device: str) -> tuple[Portrait, ...]:
        assert (locator, device) == ("mtcnn", "cpu")
        return tuple(Portrait(name, embedding(place), chip()) for place, name in enumerate(names))

    monkeypatch.setattr(enrol_portraits, "portraits", found)
    page = make_page(RecognisePage)
    press(page.invitation_card, "Enrol the bundled faces")
    settle(qtbot, page)
    assert {person.name for person in page.keeper.facts.people} == set(names)
    assert page.keeper.facts.place is None
    assert not page.invitation_card.isVisible()
    page.present()  # somebody is enrolled: nothing is added
    settle(qtbot, page)
    assert page.keeper.facts.photographs == 3


def test_bundled_faces_that_are_missing_are_said_beside_the_button(
    make_page: Make, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_args: object) -> Any:
        raise PortraitError("The portrait of Nobody is missing.")

    monkeypatch.setattr(enrol_portraits, "portraits", missing)
    page = make_page(RecognisePage)
    press(page.invitation_card, "Enrol the bundled faces")
    qtbot.waitUntil(lambda: page.invitation_card.problem() != "", timeout=TIMEOUT_MS)
    assert page.invitation_card.problem() == "The portrait of Nobody is missing."
    assert page.invitation_card.bundled.isEnabled()


def test_names_and_distances_are_saved_when_asked(
    make_page: Make, keeper: GalleryKeeper, save_to: Path
) -> None:
    shared, _ = two_people(keeper)
    page = make_page(RecognisePage, shared=shared)
    for _, save in page.exports.entries():
        save()
    with (save_to / "faces-of-astronaut-eileen-collins.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["Anna", "unknown"]
    assert [row["d"] for row in rows] == ["0.09", "2.0"]
    assert [row["L2"] for row in rows] == ["0.3", "1.4142"]
    assert not QImage(str(save_to / "faces-of-astronaut-eileen-collins.png")).isNull()
    assert not QImage(str(save_to / "faces.png")).isNull()


def test_a_source_that_fails_is_said_and_the_page_goes_on(
    make_page: Make, qtbot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    page = make_page(RecognisePage)
    page.context.source.open(SourceSpec("picture", str(broken), "broken.png"))
    qtbot.waitUntil(lambda: "The last picture stays" in note(page))
    assert "broken.png" in note(page)


def test_weights_that_are_missing_are_said_beside_the_networks(
    make_page: Make, keeper: GalleryKeeper, qtbot
) -> None:
    def load(_kind: str, _device: str) -> Any:
        raise WeightsError("mtcnn.safetensors is missing: run make assets.")

    shared = Shared(ask_lazily(lambda: Session(load)), keeper)
    page = make_page(RecognisePage, shared=shared, rest=False)
    qtbot.waitUntil(lambda: page.model_card.problem() != "", timeout=TIMEOUT_MS)
    assert "mtcnn.safetensors is missing" in page.model_card.problem()
    assert "the card “Networks” says why" in page.picture_card.picture._empty_text.text()


def test_without_torch_it_is_said(make_page: Make, context: PanelContext, qtbot) -> None:
    def load(_choice: object, _progress: object) -> Any:
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    broken = replace(context, engine=EngineLoader(load=load))
    page = make_page(RecognisePage, rest=False, context=broken)
    qtbot.waitUntil(lambda: broken.engine.failure != "", timeout=TIMEOUT_MS)
    assert "Without PyTorch no face is found" in page.picture_card.picture._empty_text.text()
    assert "torch is not installed" in page.model_card.problem()
    assert not page.invitation_card.bundled.isEnabled()
    assert page.is_idle()
    broken.engine.shutdown()


def test_a_state_of_a_scene_is_shown(make_page: Make) -> None:
    state = FacesState(recognition=RecognitionState(locator="tiny", tau=0.5, smooth=False))
    page = make_page(RecognisePage, state)
    assert page.tau_card.rule() == "same if d < 0.500  ·  plain L2 < 0.707"
    assert page.result is not None
    assert page.result.request.locator == "tiny"


def test_the_bundled_faces_are_known_again_on_another_day(make_page: Make, qtbot) -> None:
    page = make_page(RecognisePage)
    page.present()
    settle(qtbot, page)
    qtbot.waitUntil(lambda: page.keeper.facts.photographs == len(PORTRAITS), timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert titles(page) == [EILEEN]
    page.context.source.open(parse_source("bundled:coffee"))
    qtbot.waitUntil(lambda: "No face is seen" in note(page), timeout=TIMEOUT_MS)
    press(page.picture_card.note, "Show somebody who is enrolled")
    qtbot.waitUntil(lambda: titles(page) == ["Barack Obama"], timeout=TIMEOUT_MS)
    page.context.source.open(parse_source("bundled:five-people"))
    qtbot.waitUntil(lambda: titles(page) == ["unknown"] * 5, timeout=TIMEOUT_MS)
