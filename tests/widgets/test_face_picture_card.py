"""A card for a picture with a face: what is dropped, opened and wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QToolButton

from explorer.widgets import picture_intake
from explorer.widgets.face_picture_card import FacePictureCard
from tests.panels.driving import drop, dropped, press

if TYPE_CHECKING:
    from pathlib import Path


class Card(FacePictureCard):
    """Remembers what it says."""

    def __init__(self) -> None:
        super().__init__("Second picture", "the second picture")
        self.said: list[object] = []
        self.textChosen.connect(self.said.append)
        self.pictureGiven.connect(lambda rgb, title: self.said.append((rgb.shape, title)))
        self.frameWanted.connect(lambda: self.said.append("frame"))

    def show_refusal(self, why: str) -> None:
        self.said.append(f"refused: {why}")


@pytest.fixture
def card(qtbot) -> Card:
    made = Card()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_file_and_a_picture_can_be_dropped(card: Card, tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    assert drop(card, dropped(path))
    picture = QMimeData()
    image = QImage(5, 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    picture.setImageData(image)
    assert drop(card, picture)
    assert not drop(card, dropped(tmp_path / "words.txt"))
    assert card.said == [str(path), ((3, 5, 3), "Dropped picture")]


def test_a_picture_that_cannot_be_read_is_refused(card: Card) -> None:
    picture = QMimeData()
    picture.setImageData(QImage())
    card._intake.take(picture)
    assert [str(one).startswith("refused: ") for one in card.said] == [True]


def test_buttons_open_a_file_and_want_the_present_frame(card: Card, monkeypatch) -> None:
    monkeypatch.setattr(picture_intake, "ask_picture", lambda _parent, _title: "/tmp/face.png")
    press(card, "Open the second picture from a file")
    press(card, "Take the source’s present frame as the second picture")
    assert card.said == ["/tmp/face.png", "frame"]
    card.show_frame_possible(False)
    assert not card._frame.isEnabled()


def test_the_menu_offers_bundled_pictures(card: Card) -> None:
    card._menu.fill()
    card._menu.actions()[0].trigger()
    assert str(card.said[0]).startswith("bundled:")
    assert all(button.toolTip() for button in card.findChildren(QToolButton))
