"""The page of enrolment, driven as a person would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.engine.images import save_rgb
from explorer.panels.faces.enrol.form_card import CONSENT, LIVE, NO_CONSENT, NOBODY, TOO_SMALL
from explorer.panels.faces.enrol.page import EnrolPage
from explorer.panels.faces.session import Session
from explorer.panels.faces.shared import Shared, ask_lazily
from explorer.services.media import parse_source
from tests.panels.driving import drop, dropped, press
from tests.panels.faces.conftest import TIMEOUT_MS, settle
from tests.panels.faces.making import SMALL, Recognizer, chip, embedding, face

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.faces.keeper import GalleryKeeper

    Make = Callable[..., EnrolPage]

ASTRONAUT = Path(parse_source("bundled:astronaut").location)


def people(page: EnrolPage) -> dict[str, int]:
    return {person.name: person.photographs for person in page.keeper.facts.people}


def note(page: EnrolPage) -> str:
    return page.picture_card.note.text


def rest(qtbot, page: EnrolPage) -> None:
    qtbot.waitUntil(page.is_idle, timeout=TIMEOUT_MS)
    settle(qtbot, page)


def fill_in(qtbot, page: EnrolPage, name: str) -> None:
    """Type the name, tick the consent, press the button."""
    page.form_card.name.setFocus()
    page.form_card.name.clear()
    QTest.keyClicks(page.form_card.name, name)
    page.form_card.consent.click()
    press(page, "Enrol")
    rest(qtbot, page)


def with_faces(keeper: GalleryKeeper, recognizer: Recognizer) -> Shared:
    load: Any = lambda _kind, _device: recognizer  # noqa: E731
    return Shared(ask_lazily(lambda: Session(load)), keeper)


def test_one_photograph_is_enough(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage)
    assert page.form_card.quality._verdict is not None
    assert page.form_card.quality._verdict.word == "Good"
    fill_in(qtbot, page, "Eileen Collins")
    assert people(page) == {"Eileen Collins": 1}
    assert page.form_card.message.text == "Eileen Collins is enrolled, with 1 photograph."
    assert page.form_card.name.text() == ""
    assert not page.form_card.consent.isChecked()
    assert page.people_card.strip.chosen() == "Eileen Collins"
    assert not page.form_card.likeness.isVisible()  # it is not said to look like itself
    (number, image) = page.keeper.photographs("Eileen Collins")[0]
    assert number == 1
    assert image.size().toTuple() == (150, 150)


def test_without_consent_nobody_is_enrolled(make_page: Make) -> None:
    page = make_page(EnrolPage)
    page.form_card.name.setText("Anna")
    press(page, "Enrol")
    assert page.form_card.message.text == NO_CONSENT
    assert page.keeper.is_idle()
    assert page.form_card.name.text() == "Anna"


@pytest.mark.parametrize(("name", "why"), [("", "empty"), ("x" * 500, "500 characters")])
def test_a_name_that_cannot_be_is_said_below_it_and_not_lost(
    make_page: Make, name: str, why: str
) -> None:
    page = make_page(EnrolPage)
    page.form_card.consent.setChecked(True)
    page.form_card.name.setText(name)
    press(page, "Enrol")
    assert why in page.form_card.name_words()
    assert page.form_card.name.property("invalid")
    assert page.form_card.name.text() == name
    assert page.form_card.consent.isChecked()
    assert page.keeper.is_idle()
    page.form_card.name.selectAll()
    QTest.keyClicks(page.form_card.name, "Anna")
    assert page.form_card.name_words() == ""
    assert not page.form_card.name.property("invalid")


def test_a_moving_picture_is_taken_first(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:webcam", rest=False)
    qtbot.waitUntil(
        lambda: page.result is not None and len(page.result.value.found) == 1, timeout=TIMEOUT_MS
    )
    qtbot.waitUntil(lambda: page.picture_card.take.isVisible(), timeout=TIMEOUT_MS)
    assert page.form_card.enrol.accessibleName() == LIVE
    assert not page.form_card.enrol.isEnabled()
    press(page, "Take the photograph")
    taken = page._taken.frame
    rest(qtbot, page)
    assert page.result.frame is taken
    assert "of “Man at a webcam”" in page.picture_card.facts()
    assert page.context.source.state.kind == "live"  # the source goes on
    page.form_card.name.setText("Audun")
    page.form_card.consent.setChecked(True)
    press(page, "Enrol")
    qtbot.waitUntil(lambda: people(page) == {"Audun": 1}, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.picture_card.take.isVisible(), timeout=TIMEOUT_MS)
    assert page.form_card.message.text == "Audun is enrolled, with 1 photograph."


def test_a_photograph_is_let_go_and_the_source_followed_again(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:webcam", rest=False)
    qtbot.waitUntil(lambda: page.result is not None, timeout=TIMEOUT_MS)
    press(page, "Take the photograph")
    rest(qtbot, page)
    before = page.result.frame
    press(page, "Back to the source")
    qtbot.waitUntil(lambda: page.result.frame is not before, timeout=TIMEOUT_MS)
    assert page.picture_card.facts() == ""


def test_another_source_takes_the_photographs_place(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:coffee")
    page.photographs.open(ASTRONAUT)
    rest(qtbot, page)
    assert page.picture_card.facts() == "“astronaut.jpg”"
    page.context.source.open(parse_source("bundled:cat"))
    qtbot.waitUntil(lambda: page.result.frame.spec.title == "Chelsea the cat", timeout=TIMEOUT_MS)
    assert page._taken.frame is None


def test_a_dropped_file_is_the_photograph_and_the_source_stays(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:coffee")
    assert "No face is found here" in note(page)
    assert page.form_card.enrol.accessibleName() == NOBODY
    assert drop(page, dropped(ASTRONAUT))
    rest(qtbot, page)
    assert page.picture_card.facts() == "“astronaut.jpg”"
    assert note(page) == ""
    assert page.form_card.enrol.isEnabled()
    assert page.context.source.spec == parse_source("bundled:coffee")


def test_a_dropped_picture_without_a_file(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:coffee")
    mime = QMimeData()
    mime.setImageData(QImage(str(ASTRONAUT)))
    assert drop(page, mime)
    rest(qtbot, page)
    assert len(page.result.value.found) == 1


def test_a_dropped_clip_becomes_the_source(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage)
    clip = parse_source("bundled:webcam")
    assert drop(page, dropped(Path(clip.location)))
    assert page.context.source.spec is not None
    assert page.context.source.spec.location == clip.location


def test_scenes_are_left_to_the_window(make_page: Make, tmp_path: Path) -> None:
    page = make_page(EnrolPage)
    assert not drop(page, dropped(tmp_path / "lesson.json"))


def make_bad(folder: Path, kind: str) -> Path:
    if kind == "empty":
        path = folder / "empty.png"
        path.write_bytes(b"")
    elif kind == "huge":
        path = folder / "huge.png"
        # A header that says 30,000 × 30,000 pixels, and nothing behind it.
        header = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR"
        size = (30_000).to_bytes(4, "big") * 2
        path.write_bytes(header + size + bytes((8, 2, 0, 0, 0)) + bytes(4))
    elif kind == "cut":
        path = folder / "cut.jpg"
        path.write_bytes(ASTRONAUT.read_bytes()[:9000])
    else:
        path = folder / "words.txt"
        path.write_text("no picture")
    return path


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("empty", "is empty (0 bytes)"),
        ("huge", "30,000 × 30,000 pixels"),
        ("cut", "cut off"),
        ("words", "is neither a picture"),
    ],
)
def test_a_file_that_is_no_photograph_is_said_and_the_picture_stays(
    make_page: Make, qtbot, tmp_path: Path, kind: str, why: str
) -> None:
    page = make_page(EnrolPage)
    page.form_card.name.setText("Anna")
    before = page.result
    assert drop(page, dropped(make_bad(tmp_path, kind)))
    qtbot.waitUntil(lambda: why in note(page), timeout=TIMEOUT_MS)
    assert page.result is before
    assert page.form_card.name.text() == "Anna"


def test_a_picture_of_30_000_pixels_a_side_is_scaled_down(
    make_page: Make, qtbot, tmp_path: Path
) -> None:
    page = make_page(EnrolPage)
    path = tmp_path / "long.png"
    save_rgb(path, np.full((30, 30_000, 3), 200, np.uint8))
    assert drop(page, dropped(path))
    rest(qtbot, page)
    assert page.result.frame.size == (4096, 4)
    assert "No face is found here" in note(page)


def test_a_picture_is_opened_by_its_file(
    make_page: Make, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make_page(EnrolPage, source="bundled:coffee")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(ASTRONAUT), ""))
    press(page, "Open a picture")
    rest(qtbot, page)
    assert len(page.result.value.found) == 1


def test_of_several_faces_one_is_chosen_on_the_picture_or_in_the_row(
    make_page: Make, qtbot, keeper: GalleryKeeper
) -> None:
    large, small = face(20, 20, 200), face(300, 40, 100)
    page = make_page(EnrolPage, shared=with_faces(keeper, Recognizer(large, small)))
    assert page.form_card.faces.count() == 2
    assert page.form_card.facts() == "1 of 2 faces"
    page.form_card.consent.setChecked(True)
    page.form_card.name.setText("Bo")
    view = page.picture_card.picture
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.placement().point(350, 90).toPoint())
    assert page.form_card.facts() == "2 of 2 faces"
    assert not page.form_card.consent.isChecked()  # another face is another person
    assert page.form_card.name.text() == "Bo"
    fill_in(qtbot, page, "Bo")
    snapshot = page.keeper.facts.snapshot
    assert snapshot is not None
    assert snapshot.embeddings[0] == pytest.approx(embedding(1))
    QTest.keyClick(page.form_card.faces, Qt.Key.Key_Left)
    assert page.form_card.facts() == "1 of 2 faces"


def test_a_face_that_is_too_small_is_said_to_be(make_page: Make, keeper: GalleryKeeper) -> None:
    small = face(20, 20, 24)
    recognizer = Recognizer()
    recognizer.small, recognizer.qualities = (small,), {small: SMALL}
    page = make_page(EnrolPage, shared=with_faces(keeper, recognizer))
    assert page.form_card.enrol.accessibleName() == TOO_SMALL
    assert not page.form_card.enrol.isEnabled()
    assert "This face is too small" in page.form_card._because.text()
    page.form_card.name.setText("Anna")
    page.form_card.consent.setChecked(True)
    QTest.keyClick(page.form_card.name, Qt.Key.Key_Return)
    assert keeper.is_idle()


def test_a_face_without_landmarks_is_said_to_be(make_page: Make, keeper: GalleryKeeper) -> None:
    shared = with_faces(keeper, Recognizer(unaligned=(face(20, 20, 90),)))
    page = make_page(EnrolPage, shared=shared)
    assert "its eyes and nose are not" in note(page)


def test_a_likeness_is_noticed_and_its_name_offered(
    make_page: Make, qtbot, keeper: GalleryKeeper
) -> None:
    keeper.enrol("Anna", embedding(0, 0.12), chip())
    page = make_page(EnrolPage, shared=with_faces(keeper, Recognizer(face(20, 20, 200))))
    assert page.form_card.likeness.text == "This looks like Anna, d = 0.12, plain L2 0.35."
    press(page, "Use this name")
    assert page.form_card.name.text() == "Anna"
    assert page.form_card.name_words() == "Anna has 1 photograph already: this one is added."
    page.form_card.consent.setChecked(True)
    press(page, "Enrol")
    rest(qtbot, page)
    assert people(page) == {"Anna": 2}
    assert page.form_card.message.text == "Anna is enrolled, with 2 photographs."


def test_the_same_photograph_again_is_noticed(make_page: Make, qtbot, keeper) -> None:
    page = make_page(EnrolPage, shared=with_faces(keeper, Recognizer(face(20, 20, 200))))
    fill_in(qtbot, page, "Anna")
    page.context.source.open(parse_source("bundled:cat"))
    qtbot.waitUntil(lambda: "enrolled already" in page.form_card.likeness.text, timeout=TIMEOUT_MS)


def test_people_are_renamed_merged_and_removed(make_page: Make, qtbot, keeper) -> None:
    for place, name in enumerate(("Anna", "Bo", "Bo")):
        keeper.enrol(name, embedding(place), chip(place))
    page = make_page(EnrolPage)
    rest(qtbot, page)
    box, strip = page.people_card.box, page.people_card.strip
    assert not box.isVisible()
    strip.choose("Anna")
    assert box.isVisible()
    box.name.setText("安娜")
    press(box, "Rename")
    rest(qtbot, page)
    assert people(page) == {"安娜": 1, "Bo": 2}
    assert strip.chosen() == "安娜"
    box.name.setText("Bo")
    press(box, "Rename")
    rest(qtbot, page)
    assert "Somebody is enrolled as Bo already" in box.message.text
    press(box, "Merge")
    rest(qtbot, page)
    assert people(page) == {"Bo": 3}
    assert strip.chosen() == "Bo"
    qtbot.waitUntil(lambda: box.photographs.count() == 3, timeout=TIMEOUT_MS)
    press(box, "Remove photograph")
    press(box, "Keep")
    assert people(page) == {"Bo": 3}
    press(box, "Remove photograph")
    press(box, "Remove")
    rest(qtbot, page)
    assert people(page) == {"Bo": 2}
    press(box, "Remove person")
    assert box.question._words.text() == "Remove Bo with 2 photographs?"
    press(box, "Remove")
    rest(qtbot, page)
    assert people(page) == {}
    assert not box.isVisible()


def test_a_name_that_cannot_be_is_refused_when_renaming(make_page: Make, qtbot, keeper) -> None:
    keeper.enrol("Anna", embedding(), chip())
    page = make_page(EnrolPage)
    rest(qtbot, page)
    page.people_card.strip.choose("Anna")
    box = page.people_card.box
    box.name.setText("x" * 500)
    press(box, "Rename")
    assert "500 characters" in box.message.text
    assert box.name.text() == "x" * 500
    assert people(page) == {"Anna": 1}


def test_people_are_chosen_by_the_keyboard(make_page: Make, qtbot, keeper) -> None:
    for place, name in enumerate(("Anna", "Bo", "Cy")):
        keeper.enrol(name, embedding(place), chip(place))
    page = make_page(EnrolPage)
    rest(qtbot, page)
    strip = page.people_card.strip
    for key, name in (
        (Qt.Key.Key_Right, "Anna"),
        (Qt.Key.Key_Right, "Bo"),
        (Qt.Key.Key_Left, "Anna"),
        (Qt.Key.Key_Escape, ""),
    ):
        QTest.keyClick(strip, key)
        assert strip.chosen() == name


def test_consent_is_asked_in_one_line(make_page: Make) -> None:
    page = make_page(EnrolPage)
    assert page.form_card.consent.text() == CONSENT == "This person agreed to be enrolled"


def test_what_the_gallery_refuses_is_said_and_the_form_stays(
    make_page: Make, qtbot, keeper: GalleryKeeper
) -> None:
    page = make_page(EnrolPage)
    page.form_card.name.setText("Anna")
    page.form_card.consent.setChecked(True)
    keeper.path.mkdir(parents=True)
    page._awaited = True
    keeper.enrol("Anna", np.zeros(3, np.float32), chip())
    qtbot.waitUntil(lambda: "Nothing was kept" in page.form_card.message.text, timeout=TIMEOUT_MS)
    assert page.form_card.name.text() == "Anna"
    assert page.form_card.consent.isChecked()


def test_the_chip_is_the_one_that_is_embedded(make_page: Make) -> None:
    page = make_page(EnrolPage)
    assert page.form_card.quality._chip is not None
    assert np.array_equal(page.form_card.quality._chip, page.result.value.found.chips[0])


def test_one_of_five_is_enrolled(make_page: Make, qtbot) -> None:
    page = make_page(EnrolPage, source="bundled:five-people")
    assert page.form_card.faces.count() == 5
    page.form_card.faces.setFocus()
    for _ in range(3):
        QTest.keyClick(page.form_card.faces, Qt.Key.Key_Right)
    fill_in(qtbot, page, "The fourth")
    snapshot = page.keeper.facts.snapshot
    assert snapshot is not None
    assert np.array_equal(snapshot.embeddings[0], page.result.value.found.embeddings[3])
    assert [hit.name for hit in page.result.value.nearest] == ["The fourth"] * 5
    distances = [hit.distance for hit in page.result.value.nearest]
    assert distances[3] == pytest.approx(0, abs=1e-6)
    assert min(distances[:3] + distances[4:]) > 0.36
