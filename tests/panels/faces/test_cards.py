"""The cards that all pages share: τ, the gallery, the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox

from explorer.panels.faces.gallery_card import IN_MEMORY, KEEP, GalleryCard
from explorer.panels.faces.model_card import ModelCard
from explorer.panels.faces.state import RecognitionState
from explorer.panels.faces.tau_card import TauCard, rule_text
from tests.panels.driving import press, set_slider
from tests.panels.faces.conftest import TIMEOUT_MS
from tests.panels.faces.making import chip, embedding

if TYPE_CHECKING:
    from explorer.panels.faces.keeper import GalleryKeeper


@pytest.fixture
def card(qtbot, keeper: GalleryKeeper) -> GalleryCard:
    keeper.enrol("Anna", embedding(), chip())
    keeper.enrol("Anna", embedding(0, 0.1), chip())
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    made = GalleryCard(keeper)
    qtbot.addWidget(made)
    made.resize(356, 300)
    made.show()
    return made


def words(card: GalleryCard) -> str:
    return card._where.text()


def test_tau_is_said_squared_and_plain(qtbot) -> None:
    card = TauCard()
    qtbot.addWidget(card)
    chosen = []
    card.chosen.connect(chosen.append)
    card.show_choice(RecognitionState(tau=0.25))
    assert chosen == []
    assert card.rule() == "same if d < 0.250  ·  plain L2 < 0.500"
    set_slider(card, "τ, squared distance", 0.36)
    assert chosen == [{"tau": 0.36}]
    assert rule_text(0.36).endswith("L2 < 0.600")


def test_the_gallery_says_who_is_in_it_and_where(card: GalleryCard) -> None:
    assert card.facts() == "1 person, 2 photographs"
    assert words(card) == IN_MEMORY


def test_storing_asks_once_says_where_and_can_be_refused(
    qtbot, card: GalleryCard, keeper: GalleryKeeper
) -> None:
    press(card, KEEP)
    assert str(keeper.path) in card._asks_to_keep._words.text()
    assert keeper.is_idle()  # nothing happened yet
    assert not card._keep.isChecked()
    press(card, "Not now")
    assert not card._keep.isChecked()
    press(card, KEEP)
    press(card, "Keep them")
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    assert keeper.path.exists()
    assert str(keeper.path) in words(card)
    assert card._keep.isChecked()
    press(card, KEEP)
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    assert not keeper.path.exists()
    assert words(card) == IN_MEMORY
    assert keeper.facts.photographs == 2


def test_forgetting_takes_three_steps(qtbot, card: GalleryCard, keeper: GalleryKeeper) -> None:
    card._forget.click()
    assert keeper.facts.photographs == 2
    question = card._asks_to_forget
    assert "1 person, 2 photographs" in question._words.text()
    assert not question.yes.isEnabled()
    question.yes.click()
    assert keeper.is_idle()
    question.findChild(QCheckBox).setChecked(True)
    question.yes.click()
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    assert keeper.facts.is_empty
    assert card.facts() == "Nobody"
    assert not card._forget.isEnabled()


def test_a_tick_of_before_does_not_count(card: GalleryCard) -> None:
    card._forget.click()
    card._asks_to_forget.findChild(QCheckBox).setChecked(True)
    card._asks_to_forget.no.click()
    card._forget.click()
    assert not card._asks_to_forget.yes.isEnabled()


def test_a_file_that_cannot_be_written_is_said_in_the_card(
    qtbot, card: GalleryCard, keeper: GalleryKeeper
) -> None:
    keeper.path.mkdir(parents=True)  # a folder stands in its place
    press(card, KEEP)
    press(card, "Keep them")
    qtbot.waitUntil(keeper.is_idle, timeout=TIMEOUT_MS)
    assert "is no file" in card.problem()
    assert not card._keep.isChecked()
    assert keeper.facts.photographs == 2


def test_the_networks_are_chosen_and_their_origin_is_said(qtbot) -> None:
    card = ModelCard()
    qtbot.addWidget(card)
    chosen = []
    card.chosen.connect(chosen.append)
    card.show_choice(RecognitionState())
    press(card, "How faces are found: Fast")
    assert chosen == [{"locator": "tiny"}]
    card.show_problem("mtcnn.safetensors is missing")
    assert card.problem() == "mtcnn.safetensors is missing"
