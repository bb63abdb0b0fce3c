"""The page, driven as a person drives it, with the real networks."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.errors import ExplorerError
from explorer.panels.residual.operate.accuracy import AccuracyRequest, Progress, measure
from explorer.panels.residual.operate.page import OperatePage
from explorer.panels.residual.state import OperateState, ResidualState
from explorer.services.engine_loader import EngineLoader
from explorer.services.jobs import JobState
from explorer.services.media import parse_source
from tests.panels.residual.operate.making import Measured

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from explorer.widgets.panel import PanelContext

    Open = Callable[..., OperatePage]

TIMEOUT_MS = 60_000
FACES = OperateState(network="dlib-face")


def settle(qtbot: Any, page: OperatePage) -> None:
    """Wait until what was asked for last is on the screen."""
    qtbot.waitUntil(
        lambda: (
            page.result is not None
            and page.chain is not None
            and page.context.source.is_idle()
            and page.is_idle()
            and page.result.request == page.request(page.store.state)
        ),
        timeout=TIMEOUT_MS,
    )


@pytest.fixture
def open_page(qtbot, context: PanelContext, make_page) -> Open:
    """Open the page on a picture."""

    def make(
        state: OperateState | None = None,
        source: str = "bundled:cat",
        measure: Any = None,
        *,
        rest: bool = True,
    ) -> OperatePage:
        whole = ResidualState(page="operate", operate=state or OperateState())
        page: OperatePage = make_page(OperatePage, whole, measure or Measured(), rest=False)
        context.engine.start()
        if source:
            context.source.open(parse_source(source))
        if rest:
            settle(qtbot, page)
        return page

    return make


def operate(page: OperatePage) -> OperateState:
    state: OperateState = page.store.state.operate
    return state


def click_block(qtbot: Any, page: OperatePage, number: int) -> None:
    row = page.blocks_card.row
    at = QPoint(round(row.columns().centre(number - 1)), row.height() // 2)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)


def test_untouched_both_answers_are_the_same(open_page: Open) -> None:
    page = open_page()
    assert "to the bit" in page.answer_card.classes.verdict()
    assert not page.network_card.reset.isEnabled()
    assert page.weights_in_use() == ("efficientnet-lite0",)
    assert "2⁹ = 512" in page.network_card.done()


def test_a_block_is_chosen_gated_deleted_and_reset(qtbot, open_page: Open) -> None:
    page = open_page()
    click_block(qtbot, page, 8)
    assert operate(page).chosen == 7
    page.block_card.gate.valueChanged.emit(0.4)
    qtbot.mouseClick(page.block_card.delete, Qt.MouseButton.LeftButton)
    assert operate(page).gates == ((3, 0.4),)
    assert operate(page).deleted == (3,)
    settle(qtbot, page)
    assert "to the bit" not in page.answer_card.classes.verdict()
    assert page.block_card.formula_text() == r"y = 0.40\,x"
    qtbot.mouseClick(page.network_card.reset, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert operate(page) == OperateState(chosen=7)
    assert "to the bit" in page.answer_card.classes.verdict()


def test_the_row_is_enough_for_the_keyboard(qtbot, open_page: Open) -> None:
    page = open_page()
    row = page.blocks_card.row
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Delete):
        qtbot.keyClick(row, key)
    assert operate(page).gates == ((0, 0.8),)
    assert operate(page).deleted == (0,)
    qtbot.keyClick(row, Qt.Key.Key_Right)
    qtbot.keyClick(row, Qt.Key.Key_Delete)  # block 4 has no skip: nothing happens
    assert operate(page).deleted == (0,)
    assert "neither deleted nor exchanged" in page.block_card.reason()


def test_two_blocks_change_places_and_go_back(qtbot, open_page: Open) -> None:
    page = open_page(OperateState(chosen=12))
    page.block_card.swap.currentChanged.emit("8")
    assert operate(page).swapped == ((6, 8),)
    settle(qtbot, page)
    assert page.block_card.swap.current() == "8"
    page.block_card.swap.currentChanged.emit("6")
    assert operate(page).swapped == ()


def test_draws_are_the_same_after_a_reset(qtbot, open_page: Open) -> None:
    page = open_page()
    card = page.network_card
    drawn = []
    for _ in range(2):
        qtbot.mouseClick(card.shuffle, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(card.delete, Qt.MouseButton.LeftButton)
        drawn.append((operate(page).swapped, operate(page).deleted))
        qtbot.mouseClick(card.reset, Qt.MouseButton.LeftButton)
    assert drawn[0] == drawn[1]
    assert all(drawn[0])


def test_bars_come_stay_and_grow_stale(qtbot, open_page: Open) -> None:
    measured = Measured()
    page = open_page(OperateState(deleted=(1,)), measure=measured)
    page.present()
    settle(qtbot, page)
    bars = page.bars
    assert bars is not None
    assert bars.now is not None
    assert bars.ended_at is not None
    assert not bars.is_stale
    assert "Measured" in page.blocks_card.caption()
    assert measured.requests == [AccuracyRequest("efficientnet-lite0", "cpu", (), (1,), ())]
    page.present()  # is there already
    assert len(measured.requests) == 1
    click_block(qtbot, page, 3)
    assert page.bars is not None
    assert not page.bars.is_stale
    qtbot.keyClick(page.blocks_card.row, Qt.Key.Key_Delete)
    assert page.bars is not None
    assert page.bars.is_stale
    assert "are of: block 5 deleted" in page.blocks_card.caption()


def test_a_measurement_pauses_and_is_cancelled(qtbot, open_page: Open) -> None:
    page = open_page(measure=Measured(gated=True))
    qtbot.mouseClick(page.blocks_card.measure, Qt.MouseButton.LeftButton)
    runs = page.measuring.runs["efficientnet-lite0"]
    qtbot.waitUntil(lambda: bool(page.bars and page.bars.pairs), timeout=TIMEOUT_MS)
    assert page.blocks_card.bar.isVisible()
    assert runs.job is not None
    runs.job.pause()
    assert page.is_idle()
    runs.job.cancel()
    qtbot.waitUntil(lambda: runs.state() is JobState.CANCELLED, timeout=TIMEOUT_MS)
    assert not page.blocks_card.bar.isVisible()
    assert "Cancelled" in page.blocks_card.caption()


def test_a_cancelled_measurement_takes_nothing_away(qtbot, open_page: Open) -> None:
    measured = Measured()
    page = open_page(measure=measured)
    page.present()
    settle(qtbot, page)
    measured.gate.clear()
    qtbot.mouseClick(page.blocks_card.measure, Qt.MouseButton.LeftButton)
    runs = page.measuring.runs["efficientnet-lite0"]
    qtbot.waitUntil(lambda: len(runs.steps) > 2, timeout=TIMEOUT_MS)
    assert runs.job is not None
    runs.job.cancel()
    qtbot.waitUntil(lambda: not runs.is_running(), timeout=TIMEOUT_MS)
    assert page.bars is not None
    assert page.bars.progress is not None
    assert page.bars.progress.is_whole


def test_a_failing_measurement_is_said_and_leaves_the_page(qtbot, open_page: Open) -> None:
    def fails(_request: AccuracyRequest) -> Generator[Progress, None, Progress]:
        raise ExplorerError("The photographs are missing: build them again.")
        yield  # it is a generator

    page = open_page(measure=fails)
    qtbot.mouseClick(page.blocks_card.measure, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "missing" in page.blocks_card.problem(), timeout=TIMEOUT_MS)
    click_block(qtbot, page, 3)
    assert operate(page).chosen == 2


def test_faces_are_measured_to_the_second_picture(qtbot, open_page: Open) -> None:
    page = open_page(replace(FACES, chosen=3), "bundled:obama-portrait")
    (line,) = page.answer_card.faces.lines()
    assert "moved d 0.000" in line
    assert line.endswith("same → same")
    assert page.weights_in_use() == ("mtcnn", "dlib-face")
    assert "its face" in page.other_card.words()
    page.other_card.textChosen.emit("bundled:biden-portrait")
    settle(qtbot, page)
    assert page.answer_card.faces.lines()[0].endswith("different → different")
    qtbot.keyClick(page.blocks_card.row, Qt.Key.Key_Delete)
    settle(qtbot, page)
    assert "moved d 0.000" not in page.answer_card.faces.lines()[0]


def test_a_picture_given_by_hand_enters_no_state(qtbot, open_page: Open) -> None:
    page = open_page(FACES, "bundled:obama-portrait")
    page.other_card.frameWanted.emit()
    assert operate(page).other == "bundled:obama-portrait"
    settle(qtbot, page)
    page.other_card.pictureGiven.emit(np.zeros((60, 60, 3), np.uint8), "Pasted picture")
    assert operate(page).other == ""
    settle(qtbot, page)
    assert "No face was found in “Pasted picture”" in page.other_card.problem()


def test_no_face_offers_a_picture_with_one(qtbot, open_page: Open) -> None:
    page = open_page(FACES, "bundled:coffee")
    assert "No face was found" in page.answer_card.words()
    qtbot.mouseClick(page.answer_card.empty.button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.answer_card.words() == ""
    assert page.answer_card.faces.lines()


def test_another_network_begins_whole_and_keeps_its_bars(qtbot, open_page: Open) -> None:
    page = open_page(OperateState(deleted=(1,)))
    page.present()
    settle(qtbot, page)
    page.network_card.networkChosen.emit("dlib-face")
    assert operate(page) == FACES
    settle(qtbot, page)
    assert page.bars is not None
    assert page.bars.progress is None
    assert page.other_card.isVisible()
    page.network_card.networkChosen.emit("efficientnet-lite0")
    settle(qtbot, page)
    assert page.bars is not None
    assert page.bars.progress is not None


def test_a_state_of_another_network_is_said_and_can_be_reset(qtbot, open_page: Open) -> None:
    page = open_page(OperateState(deleted=(12,)), rest=False)
    qtbot.waitUntil(lambda: "no place 12" in page.network_card.problem(), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.chain is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: "says why" in page.answer_card.words(), timeout=TIMEOUT_MS)
    qtbot.mouseClick(page.network_card.reset, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.network_card.problem() == ""
    assert "to the bit" in page.answer_card.classes.verdict()


def test_without_a_source_a_picture_is_offered(qtbot, open_page: Open) -> None:
    page = open_page(source="", rest=False)
    qtbot.waitUntil(lambda: page.chain is not None and page.is_idle(), timeout=TIMEOUT_MS)
    assert "Open a picture" in page.answer_card.words()
    qtbot.mouseClick(page.answer_card.empty.button, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.answer_card.picture.image is not None


def test_without_torch_the_page_says_so(qtbot, context: PanelContext, make_page) -> None:
    def fails(*_: object) -> Any:
        raise ExplorerError("PyTorch is missing: install it.")

    engine = EngineLoader(load=fails)
    page: OperatePage = make_page(
        OperatePage,
        ResidualState(page="operate"),
        rest=False,
        context=replace(context, engine=engine),
    )
    engine.start()
    qtbot.waitUntil(lambda: "PyTorch is missing" in page.network_card.problem(), timeout=TIMEOUT_MS)
    assert not page.blocks_card.measure.isEnabled()
    assert not page.block_card.isVisible()
    assert "Without PyTorch" in page.answer_card.words()
    engine.shutdown()


def test_the_way_to_the_training_page(qtbot, open_page: Open) -> None:
    page = open_page()
    qtbot.mouseClick(page.why_card.train, Qt.MouseButton.LeftButton)
    assert page.store.state.page == "train"


def test_tables_and_pictures_are_saved(qtbot, open_page: Open, save_to: Path) -> None:
    page = open_page()
    page.present()
    settle(qtbot, page)
    for _, save in (*page.exports.block_entries(), *page.exports.answer_entries()):
        save()
    with (save_to / "without-blocks.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 11
    with (save_to / "before-and-after.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["class", "whole network", "as set"]
    saved = {path.name for path in save_to.iterdir()}
    assert {"residual-blocks.png", "blocks.svg", "without-blocks.svg"} <= saved


@pytest.mark.slow
def test_efficientnet_survives_the_loss_of_a_block() -> None:
    *_, last = measure(AccuracyRequest("efficientnet-lite0", "cpu"))
    whole, *without = last.pairs
    assert (last.seen, last.among) == (15, 13)
    assert whole.first == 1
    assert all(one.first >= 0.7 for one in without)
