"""The page "The block", driven as a person would, on the bundled network."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb
from explorer.engine.residual import experiment
from explorer.engine.weights import WeightsError
from explorer.panels.residual.block.mathematics import letters_latex
from explorer.panels.residual.block.page import NO_SOURCE, NO_TORCH, WAITING, BlockPage
from explorer.panels.residual.block.words import GIVE_BACK, SET_TO_ZERO
from explorer.panels.residual.state import BlockState, ResidualState
from explorer.widgets import theme
from tests.panels.driving import press
from tests.panels.residual.conftest import TIMEOUT_MS, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.panels.residual.block.values import Found
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., BlockPage]


@pytest.fixture(scope="module")
def rgb() -> NDArray[np.uint8]:
    return load_rgb(ASSETS / "images" / "cat.jpg")


@pytest.fixture
def open_page(qtbot, make_page, context: PanelContext, rgb) -> Make:
    """Build the page on a picture, with torch there, and wait for its block."""

    def build(**changes: Any) -> BlockPage:
        context.engine.start()
        qtbot.waitUntil(lambda: context.engine.is_ready, timeout=TIMEOUT_MS)
        context.source.open_picture(rgb)
        page: BlockPage = make_page(
            BlockPage, ResidualState(block=replace(BlockState(), **changes))
        )
        shown(qtbot, page)
        return page

    return build


def shown(qtbot, page: BlockPage) -> Found:
    QCoreApplication.sendPostedEvents()  # formulae and tiles get their room
    qtbot.waitUntil(
        lambda: page.found is not None and page.gradient is not None and page.is_idle(),
        timeout=TIMEOUT_MS,
    )
    assert page.found is not None
    return page.found


def move_to(view: Any, point: QPointF) -> None:
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, point, view.mapToGlobal(point), none, none, no_keys)
    QApplication.sendEvent(view, event)


def test_the_picture_flows_through_the_block(open_page: Make, rgb) -> None:
    page = open_page()
    found = page.found
    assert found is not None
    expected = experiment.lab_experiment(rgb, "same").look(1.0).stage("a2").tensor
    np.testing.assert_array_equal(found.view.stage("a2").tensor.numpy(), expected.numpy())
    assert page.channels_card.formula.latex().count("\n") == 3
    assert "α = 1.00" in page.gradient_card.texts()[0]
    assert page.weights_in_use() == ("residual-lab",)


def test_alpha_is_answered_on_the_slider(open_page: Make, qtbot) -> None:
    page = open_page()
    slider = next(s for s in page.findChildren(QSlider) if s.accessibleName() == "α")
    slider.setValue(slider.maximum() // 2)
    found = shown(qtbot, page)
    assert found.view.alpha == 0.5
    assert page.gradient is not None
    assert page.gradient.alpha == 0.5
    assert page.store.state.block.alpha == 0.5


@pytest.mark.parametrize("form", ["same", "linear"])
def test_without_weights_the_output_is_the_input_exactly(open_page: Make, qtbot, form: str) -> None:
    page = open_page(form=form)
    press(page, SET_TO_ZERO)
    found = shown(qtbot, page)
    verdict, compared, reason = page.difference_card.texts()
    assert verdict == "largest difference: exactly 0"
    assert compared == "a[l+2] − a[l]"
    assert ("no g" if form == "linear" else "came out of a ReLU") in reason
    view = found.view
    np.testing.assert_array_equal(view.stage("a2").tensor.numpy(), view.stage("a0").tensor.numpy())
    press(page, GIVE_BACK)
    assert not shown(qtbot, page).view.identity.is_exact


def test_forms_are_chosen_and_a_channel_is_followed(open_page: Make, qtbot) -> None:
    page = open_page()
    press(page, "Form of the block: A: zeros")
    found = shown(qtbot, page)
    assert found.places["a0"].shape_text == "112 × 112 × 8"
    assert found.places["a2"].shape_text == "56 × 56 × 16"
    assert (found.channel, found.places["a0"].channel) == (8, 4)
    press(page, "Form of the block: B: 1×1")
    assert shown(qtbot, page).around.weights is not None
    press(page, "Form of the block: Linear")
    assert shown(qtbot, page).view.linear
    assert page.store.state.block.channel == 4


def test_a_click_on_a_place_shows_its_channels(open_page: Make, qtbot) -> None:
    page = open_page(form="A", channel=8)
    drawing = page.drawing_card.drawing
    QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=drawing.middle_of("a0").toPoint())
    found = shown(qtbot, page)
    assert found.place == "a0"
    assert len(page.channels_card.grid.channels()) == 8
    assert page.channels_card.grid.selected_channel() == 4
    page.channels_card.grid.selected.emit(6)
    assert shown(qtbot, page).channel == 10
    QTest.keyClick(drawing, Qt.Key.Key_Right)
    assert shown(qtbot, page).place == "z1"
    QTest.keyClick(drawing, Qt.Key.Key_Left)
    QTest.keyClick(drawing, Qt.Key.Key_Left)
    assert shown(qtbot, page).place == "a0"


def test_the_pointer_shows_a_pixel_and_a_click_keeps_it(open_page: Make, qtbot) -> None:
    page = open_page(form="A", place="a0", channel=8)
    drawing, view = page.drawing_card.drawing, page.channels_card.map
    move_to(drawing, drawing.middle_of("z1") + QPointF(10, -10))
    assert page.pixel[0] < 28 < page.pixel[1]
    QApplication.sendEvent(drawing, QEvent(QEvent.Type.Leave))
    assert page.pixel == (28, 28)
    # Two pixels of a[l] lie over one of the output.
    point = view.placement().point(41.5, 20.5)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point.toPoint())
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert page.store.state.block.pixel == page.pixel == (10, 20)
    found = shown(qtbot, page)
    numbers = found.numbers((10, 20))
    assert numbers.around == float(found.view.stage("a0").tensor[4, 20, 40])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.pixel == (11, 21)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert page.pixel == (55, 55)
    settle(qtbot, page)


def test_a_pixel_beyond_the_edge_becomes_the_nearest(open_page: Make) -> None:
    page = open_page(form="A", pixel=(100, 3))
    assert page.pixel == (55, 3)


def test_before_there_is_torch_and_a_picture(make_page, context: PanelContext, qtbot) -> None:
    page: BlockPage = make_page(BlockPage)
    assert page.drawing_card.drawing._empty == WAITING
    context.engine.start()
    qtbot.waitUntil(lambda: context.engine.is_ready, timeout=TIMEOUT_MS)
    assert page.drawing_card.drawing._empty == NO_SOURCE
    press(page, "Show a picture")
    assert shown(qtbot, page).places["a2"].size == (112, 112)


def test_without_torch_the_page_says_so_whenever_it_is_made(
    make_page, context: PanelContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: BlockPage = make_page(BlockPage)
    monkeypatch.setattr(context.engine, "_failure", "torch is not installed.")
    context.engine.failed.emit("torch is not installed.")
    for page in (before, make_page(BlockPage)):
        assert page.drawing_card.drawing._empty == NO_TORCH
        assert page.control_card.problem() == "torch is not installed."


def test_missing_weights_are_said_beside_the_controls(
    make_page, context: PanelContext, qtbot, rgb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise WeightsError("residual-lab.safetensors is missing.")

    monkeypatch.setattr(experiment, "_network", missing)
    context.engine.start()
    qtbot.waitUntil(lambda: context.engine.is_ready, timeout=TIMEOUT_MS)
    context.source.open_picture(rgb)
    page: BlockPage = make_page(BlockPage)
    qtbot.waitUntil(lambda: page.control_card.problem() != "", timeout=TIMEOUT_MS)
    assert "is missing" in page.control_card.problem()
    monkeypatch.undo()
    page.store.update("block", alpha=0.5)
    assert shown(qtbot, page).view.alpha == 0.5
    assert page.control_card.problem() == ""


def test_both_themes(open_page: Make, qapp) -> None:
    page = open_page(form="A", zeroed=True)
    dark = page.grab().toImage()
    theme.apply_theme(qapp, "light")
    light = page.grab().toImage()
    theme.apply_theme(qapp, "dark")
    assert dark != light


def test_what_can_be_saved(open_page: Make, qtbot, save_to: Path) -> None:
    page = open_page(form="B", alpha=0.5)
    for _text, save in page.exports.entries():
        save()
        settle(qtbot, page)
    made = {path.name for path in save_to.iterdir()}
    assert made == {
        "the-block.png", "residual-block.png", "residual-block.svg", "residual-block.csv",
        "channels.png", "channel.csv", "numbers-at-a-pixel.csv", "gradient-against-alpha.csv",
    }  # fmt: skip
    rows = list(csv.DictReader((save_to / "numbers-at-a-pixel.csv").open()))
    assert len(rows) == 16
    for row in rows:
        total = float(row["z"]) + 0.5 * float(row["around"])
        assert float(row["sum"]) == pytest.approx(total, abs=1e-5)
        assert float(row["output"]) == pytest.approx(max(total, 0), abs=1e-5)
    assert (save_to / "residual-block.svg").read_text(encoding="utf-8").count("<image") == 9


def test_while_pictures_move_the_formula_has_letters(
    open_page: Make, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    monkeypatch.setattr(page, "is_moving", lambda: True)
    page.store.update("block", alpha=0.3)
    settle(qtbot, page)
    assert page.channels_card.formula.latex() == letters_latex("same")


def test_when_the_picture_stops_the_gradient_is_its_own(
    open_page: Make, qtbot, context: PanelContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page()
    with monkeypatch.context() as moving:
        moving.setattr(page, "is_moving", lambda: True)
        for alpha in (0.3, 0.6):  # the second comes too soon after the first
            page.store.update("block", alpha=alpha)
            settle(qtbot, page)
        assert page.gradient is not None
        assert page.gradient.alpha != 0.6
    context.source.stateChanged.emit(context.source.state)
    qtbot.waitUntil(
        lambda: page.gradient is not None and page.gradient.alpha == 0.6, timeout=TIMEOUT_MS
    )


def test_every_control_says_what_it_is(open_page: Make) -> None:
    page = open_page()
    for control in (*page.findChildren(QAbstractButton), *page.findChildren(QSlider)):
        if not control.isVisible():
            continue
        assert control.accessibleName(), control
        tips = (control.toolTip(), control.accessibleDescription())
        assert any(tips), control.accessibleName()
