"""The page of two pictures with the real networks, driven as a person would."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from explorer.engine.faces.distance import squared_distance
from explorer.engine.images import load_rgb, save_rgb
from explorer.panels.faces.sample import bundled_sample
from explorer.panels.faces.state import FacesState, RecognitionState, VerifyState
from explorer.panels.faces.verify.exports import PERSONAL
from explorer.panels.faces.verify.page import VerifyPage
from explorer.panels.faces.verify.values import Picture
from explorer.panels.faces.verify.words import ENROLLED, NO_FACE, SAME_PICTURE
from explorer.services.media import parse_source
from explorer.services.settings import Settings
from tests.panels.driving import drop, press, set_slider
from tests.panels.faces.conftest import TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., VerifyPage]

ONE, OTHER, STRANGER = "bundled:obama-portrait", "bundled:obama-congress", "bundled:biden-portrait"
GROUP = "bundled:five-people"


def state(first: str = ONE, second: str = OTHER, **recognition: Any) -> FacesState:
    return FacesState(
        page="verify",
        verify=VerifyState(first, second),
        recognition=RecognitionState(**recognition),
    )


def rested(qtbot, page: VerifyPage) -> VerifyPage:
    def looked() -> bool:
        engine = page.context.engine
        return engine.is_ready and page.context.source.is_idle() and page.is_idle()

    qtbot.waitUntil(looked, timeout=TIMEOUT_MS)
    return page


@pytest.fixture
def open_page(make_page: Callable[..., Any], qtbot) -> Make:
    def make(made: FacesState | None = None, **options: Any) -> VerifyPage:
        options.setdefault("source", "")
        return rested(qtbot, make_page(VerifyPage, made or state(), rest=False, **options))

    return make


def move(widget: Any, point: QPointF) -> None:
    """Move the pointer onto a point of a widget."""
    kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
    place = widget.mapToGlobal(point)
    event = QMouseEvent(kind, point, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def path_of(text: str) -> str:
    return parse_source(text).location


def test_the_state_of_a_new_user_shows_one_person_twice(open_page: Make) -> None:
    page = open_page(FacesState(page="verify"))
    assert page.verdict_card.verdict() == "Same person"
    assert page.difference is not None
    assert page.difference.d < 0.36
    assert not any(card.message() for card in page.cards.values())


def test_figures_are_those_of_the_recognizer(open_page: Make, ask) -> None:
    page = open_page()
    rgb = [load_rgb(path_of(text)) for text in (ONE, OTHER)]
    found = [ask(lambda session, one=one: session.faces(one, "mtcnn", "cpu")) for one in rgb]
    expected = float(squared_distance(found[0].embeddings[0], found[1].embeddings[0]))
    assert page.difference is not None
    assert page.difference.d == pytest.approx(expected, abs=1e-6)
    assert page.verdict_card.rule() == f"d = {expected:.3f} < τ = 0.360"
    assert f"= {expected:.3f}" in page.verdict_card.formula.latex()
    assert page.verdict_card.facts() == f"plain L2: {expected**0.5:.3f}"
    chip = page.cards["first"].view.chip.image
    assert chip is not None
    assert (chip.width(), chip.height()) == (150, 150)


def test_two_people_differ_and_a_looser_tau_takes_them_for_one(open_page: Make, qtbot) -> None:
    page = open_page(state(ONE, STRANGER))
    assert page.verdict_card.verdict() == "Different persons"
    before = page.difference
    assert before is not None
    set_slider(page, "τ, squared distance", 1.2)
    assert page.verdict_card.verdict() == "Same person"
    assert page.verdict_card.rule() == f"d = {before.d:.3f} < τ = 1.200"
    assert all(looker.is_idle() for looker in page.lookers.values())  # no network ran for τ


def test_tau_is_dragged_and_stepped_on_the_line(open_page: Make) -> None:
    page = open_page()
    line = page.line
    spot = QPointF(line.across(0.1), line.height() / 2).toPoint()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=spot)
    assert page.store.state.recognition.tau == pytest.approx(0.1, abs=0.0051)
    line.setFocus(Qt.FocusReason.TabFocusReason)
    before = page.store.state.recognition.tau
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert page.store.state.recognition.tau == pytest.approx(before + 0.005)
    assert page.tau_card.rule().startswith(f"same if d < {before + 0.005:.3f}")


def test_a_cell_says_its_numbers(open_page: Make) -> None:
    page = open_page()
    view, between = page.strips_card.view, page.difference
    assert between is not None
    place = between.largest(1)[0]
    room = view.row_room(2)
    move(view, QPointF(room.left() + (place + 0.5) * room.width() / 128, room.center().y()))
    words = page.strips_card.words()
    assert words.startswith(f"k = {place + 1:3}:")
    assert f"squared {between.squares[place]:.4f}" in words
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert page.strips_card.words().startswith("k =   1:")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert page.strips_card.words().startswith("Largest squares")


def test_of_several_faces_another_is_taken_by_click_or_button(open_page: Make) -> None:
    page = open_page(state(ONE, GROUP))
    card = page.cards["second"]
    assert "5 faces; the largest was taken" in card.message()
    assert card.facts().endswith("face 1 of 5")
    before = page.difference
    seen = page.seen("second")
    assert seen is not None
    assert seen.found is not None
    left, top, right, bottom = seen.found.boxes_xyxy[3].tolist()
    card.view.picture.clicked.emit(round((top + bottom) / 2), round((left + right) / 2))
    assert page.store.state.verify.second_face == 3
    assert card.facts().endswith("face 4 of 5")
    assert page.difference is not before
    card._next.click()
    assert page.store.state.verify.second_face == 4
    card._next.click()
    assert page.store.state.verify.second_face == 0
    card._before.click()
    assert page.store.state.verify.second_face == 4


def test_a_face_of_a_scene_that_is_not_there_is_the_first(open_page: Make) -> None:
    page = open_page(FacesState(verify=VerifyState(ONE, GROUP, 0, 77)))
    assert page.face("second") == 0
    assert page.difference is not None


def test_no_face_is_said_beside_its_picture(open_page: Make) -> None:
    page = open_page(state("bundled:coffee", OTHER))
    assert page.cards["first"].message() == NO_FACE
    assert page.cards["second"].message() == ""
    assert page.difference is None
    assert page.verdict_card.verdict() == "Two faces are needed"


def test_a_small_face_is_said_beside_its_picture(open_page: Make, tmp_path: Path) -> None:
    from explorer.engine.images import resize

    rgb = load_rgb(path_of(ONE))
    height = 160
    save_rgb(tmp_path / "small.png", resize(rgb, height, round(height * rgb.shape[1] / len(rgb))))
    page = open_page(state(str(tmp_path / "small.png"), OTHER))
    assert "px apart" in page.cards["first"].message()
    assert page.difference is not None


def test_the_same_file_twice_is_said(open_page: Make, tmp_path: Path) -> None:
    copied = tmp_path / "copy.png"
    save_rgb(copied, load_rgb(path_of(ONE)))
    page = open_page(state(ONE, str(copied)))
    assert page.cards["second"].message() == SAME_PICTURE
    assert page.difference is not None
    assert page.difference.d == 0


@pytest.mark.parametrize("content", [b"", b"no picture", None], ids=["empty", "text", "missing"])
def test_bad_files_are_explained_and_the_other_side_stays(
    open_page: Make, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.jpg"
    if content is not None:
        path.write_bytes(content)
    page = open_page(state(str(path), OTHER))
    assert "bad.jpg" in page.cards["first"].message()
    assert page.seen("second") is not None
    assert page.seen("second").count == 1  # type: ignore[union-attr]


def test_a_huge_picture_is_refused_by_its_header(open_page: Make, tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    path = tmp_path / "huge.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")
                     + chunk(b"IEND", b""))  # fmt: skip
    page = open_page(state(str(path), OTHER))
    assert "30,000 × 30,000" in page.cards["first"].message()


def test_a_clip_is_no_picture_but_its_present_frame_is(open_page: Make, qtbot) -> None:
    page = open_page(state("bundled:portrait", OTHER), source="bundled:portrait")
    assert "take the present frame" in page.cards["first"].message()
    qtbot.waitUntil(lambda: page.context.source.current_frame() is not None, timeout=TIMEOUT_MS)
    page.cards["first"]._frame.click()
    rested(qtbot, page)
    assert page.store.state.verify.first == ""  # no frame enters a scene
    assert page.difference is not None
    assert page.cards["first"].facts()


def test_files_are_dropped_and_opened(open_page: Make, qtbot, monkeypatch) -> None:
    page = open_page()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path_of(STRANGER))])
    assert drop(page.cards["first"], mime)
    rested(qtbot, page)
    assert page.store.state.verify.first == path_of(STRANGER)
    assert page.verdict_card.verdict() == "Different persons"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path_of(STRANGER), ""))
    press(page, "Open the second picture from a file")
    rested(qtbot, page)
    assert page.cards["second"].message() == SAME_PICTURE


def test_a_dropped_picture_without_a_file_stays_in_memory(open_page: Make, qtbot) -> None:
    from explorer.widgets.qimages import qimage_from_rgb

    page = open_page()
    mime = QMimeData()
    mime.setImageData(qimage_from_rgb(load_rgb(path_of(STRANGER))))
    assert drop(page.cards["first"], mime)
    rested(qtbot, page)
    assert page.store.state.verify.first == ""
    assert page.verdict_card.verdict() == "Different persons"


def test_the_menu_offers_pictures_and_photographs(open_page: Make, qtbot) -> None:
    page = open_page()
    menu = page.cards["first"]._menu
    menu.fill()
    entries = {action.text(): action for action in menu.actions()}
    people = entries["Photographs of 30 people"].menu()
    assert len(people.actions()) == 30
    one = people.actions()[0].menu().actions()[0]
    one.trigger()
    rested(qtbot, page)
    assert page.store.state.verify.first == "bundled:00001aa"
    assert page.cards["first"].facts() == "Person 1, aa"
    seen = page.seen("first")
    assert seen is not None
    assert np.abs(seen.embedding(0) - bundled_sample().embeddings[0]).max() < 1e-3


def test_a_face_of_the_gallery_is_taken_as_it_was_stored(open_page: Make, qtbot) -> None:
    page = open_page()
    sample = bundled_sample()
    for side, row in (("first", 0), ("second", 9)):
        page.hold(side, Picture("Ada", sample.chips[row], sample.embeddings[row]))  # type: ignore[arg-type]
    rested(qtbot, page)
    assert page.cards["first"].message() == ENROLLED
    assert page.difference is not None
    expected = squared_distance(sample.embeddings[0], sample.embeddings[9])
    assert page.difference.d == float(expected)
    assert "Ada" not in repr(page.store.state)


@pytest.mark.parametrize("is_active", [True, False])
def test_faces_of_the_gallery_go_when_everyone_is_forgotten(
    open_page: Make, keeper, qtbot, is_active: bool
) -> None:
    page, sample = open_page(), bundled_sample()
    page.hold("first", Picture("Ada", sample.chips[0], sample.embeddings[0]))
    rested(qtbot, page)
    if not is_active:
        page.deactivate()
    keeper.forget_everyone()
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    rested(qtbot, page)
    assert page.held.get("first") is None
    assert page.seen("first") is None
    assert page.difference is None
    assert page.cards["first"].view.chip.image is None


def test_a_text_takes_the_place_of_what_was_held(open_page: Make, qtbot) -> None:
    page = open_page()
    sample = bundled_sample()
    page.hold("first", Picture("Ada", sample.chips[0], sample.embeddings[0]))
    rested(qtbot, page)
    page.store.update("verify", first=STRANGER)  # a scene, or a step back
    rested(qtbot, page)
    assert page.verdict_card.verdict() == "Different persons"
    page.choose("first", ONE)
    rested(qtbot, page)
    assert page.held.get("first") is None


def test_embeddings_are_written_only_when_asked_and_said_to_be_personal(
    open_page: Make, save_to: Path
) -> None:
    page = open_page()
    said: list[tuple[str, str]] = []
    page.noticeRequested.connect(lambda kind, text: said.append((kind, text)))
    assert not list(save_to.iterdir())
    for text, action in page.exports.entries():
        action()
        assert bool(said) == ("personal" in text)
    assert said == [("warning", PERSONAL)]
    names = sorted(path.name for path in save_to.iterdir())
    assert names == ["d-and-τ.svg", "two-embeddings.csv", "two-embeddings.png",
                     "two-embeddings.svg", "verify-two-faces.png"]  # fmt: skip
    rows = list(csv.DictReader((save_to / "two-embeddings.csv").open(encoding="utf-8")))
    assert page.difference is not None
    total = sum(float(row["square"]) for row in rows)
    assert total == pytest.approx(page.difference.d, rel=1e-6)
    assert "<svg" in (save_to / "two-embeddings.svg").read_text(encoding="utf-8")


def test_the_slip_of_the_notes_unfolds(open_page: Make) -> None:
    page = open_page()
    section = page.verdict_card._slip
    assert not section.is_expanded()
    press(page, "The lecture notes have τ the other way round")
    assert section.is_expanded()


def test_settings_keep_no_face() -> None:
    """What the state may hold is a name of a file or of a bundled picture."""
    fields = {name: type(getattr(VerifyState(), name)) for name in VerifyState.__slots__}
    assert fields == {"first": str, "second": str, "first_face": int, "second_face": int}
    assert "faces" not in Settings.__slots__
