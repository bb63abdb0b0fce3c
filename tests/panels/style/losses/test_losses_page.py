"""The page of the Gram matrices, driven with the real network on small pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.panels.style.losses.exports import matrix_entries, pair_entries
from explorer.panels.style.losses.page import NO_LAYER, LossesPage
from explorer.panels.style.losses.subject import UNPAINTED
from explorer.panels.style.state import LossesState, PaintState, StyleChoice, StyleState
from tests.panels.style.conftest import settle
from tests.panels.style.making import TIMEOUT_MS, make_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.panels.style.shared import Shared

    OpenPage = Callable[..., LossesPage]

PAINT = PaintState(size=64, style_layers=(("relu1_1", 1.0), ("relu2_1", 0.3)))
STATE = StyleState(page="losses", paint=PAINT, losses=LossesState(layer="relu1_1"))


def choose(qtbot, page: LossesPage, shared: Shared, **losses: Any) -> None:
    page.store.update("losses", **losses)
    settle(qtbot, page, shared)


def test_before_anything_is_painted_the_content_is_looked_at(open_page: OpenPage):
    page = open_page(LossesPage, STATE)
    view = page.view
    assert view is not None
    assert view.request.subject.words == UNPAINTED
    assert view.gram.channels == 64
    assert page.layer_card.facts() == UNPAINTED
    assert all(one.image is not None for one in page.heat_card.maps)
    assert page.pair_card.style_half.check.text().startswith("✓")
    assert page.pair_card.picture_half.check.text().startswith("✓")
    assert f"{view.entry.k}" in page.entry_card.formula.latex()
    assert not page.layer_card.message.text


def test_the_products_sum_is_the_entry(open_page: OpenPage):
    view = open_page(LossesPage, STATE).view
    assert view.of_picture.total == pytest.approx(view.entry.picture, rel=1e-5)
    part = view.of_style.pair.part
    assert part * view.of_style.total == pytest.approx(view.entry.style, rel=1e-5)
    assert view.of_picture.pair.product().sum() == pytest.approx(view.entry.picture, rel=1e-4)


def test_pointing_shows_an_entry_and_a_click_keeps_it(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, STATE)
    first, side = page.heat_card.entry(), page.view.heat.side
    one = page.heat_card.maps[2]
    one.hovered.emit(5 * side, 9 * side + 1)
    settle(qtbot, page, shared)
    assert page.heat_card.entry() == (5, 9)
    assert page.store.state.losses.entry is None
    one.unhovered.emit()
    settle(qtbot, page, shared)
    assert page.heat_card.entry() == first
    one.clicked.emit(5 * side, 9 * side)
    settle(qtbot, page, shared)
    assert page.store.state.losses.entry == (5, 9)
    assert page.view.entry == page.view.gram.entry(5, 9)
    assert "Channels 5 and 9" in page.pair_card.accessibleName()


def test_arrows_walk_over_the_entries(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, replace(STATE, losses=LossesState("relu1_1", (5, 63))))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(page.heat_card.maps[0], key)
        settle(qtbot, page, shared)
    assert page.store.state.losses.entry == (6, 62)


def test_the_mouse_finds_the_entry_under_it(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, STATE)
    one = page.heat_card.maps[1]
    where = one.placement().point(10.5 * page.view.heat.side, 3.5 * page.view.heat.side)
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(int(where.x()), int(where.y())))
    settle(qtbot, page, shared)
    assert page.store.state.losses.entry == (3, 10)


def test_order_and_scale_change_the_maps_only(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, replace(STATE, losses=LossesState("relu1_1", (5, 9))))
    before = page.view
    assert before.heat.style.high == before.heat.difference.high
    choose(qtbot, page, shared, order="strength", scale="each")
    heat = page.view.heat
    assert page.view.gram is before.gram
    assert page.view.entry == before.entry
    assert heat.style.high != heat.picture.high
    assert heat.entry_at(0, 0) == (int(before.gram.style.diagonal().argmax()),) * 2
    row = int(heat.places[5]) * heat.side
    assert heat.entry_at(row, 0)[0] == 5


def test_another_layer_has_another_entry(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, replace(STATE, losses=LossesState("relu1_1", (5, 9))))
    page.layer_card.layer.currentChanged.emit("relu2_1")
    settle(qtbot, page, shared)
    assert page.view.gram.channels == 128
    assert page.store.state.losses.entry is None
    assert page.view.is_found


def test_a_layer_that_the_loss_does_not_use_is_not_looked_at(open_page: OpenPage):
    page = open_page(LossesPage, replace(STATE, losses=LossesState("relu5_1", (400, 500))))
    assert page.view.request.layer == "relu1_1"
    assert page.view.request.entry is None


def test_without_layers_it_is_said(open_page: OpenPage):
    paint = replace(PAINT, style_layers=(("relu1_1", 0.0),))
    page = open_page(LossesPage, replace(STATE, paint=paint))
    assert page.view is None
    assert page.layer_card.message.text == NO_LAYER


def test_a_missing_picture_is_said(open_page: OpenPage):
    page = open_page(LossesPage, replace(STATE, paint=replace(PAINT, content="/no/such.jpg")))
    assert page.view is None
    assert "content" in page.layer_card.message.text


def test_a_row_of_the_table_chooses_its_entry(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, STATE)
    third = page.view.largest[2]
    page.largest_card.table.rowChosen.emit(2)
    settle(qtbot, page, shared)
    assert page.store.state.losses.entry == (third.k, third.other)
    assert page.largest_card.table.chosen_row() == 2


def test_it_follows_the_painting_to_its_end(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, STATE)
    branch = shared.studio.start(make_plan(device="cpu"))
    qtbot.waitUntil(
        lambda: branch.state() is not None and branch.state().is_end and shared.studio.is_idle(),
        timeout=TIMEOUT_MS,
    )
    settle(qtbot, page, shared)
    view = page.view
    assert view.request.subject.words == "step 12 of 12"
    expected = dict(branch.newest().losses.style_by_layer)["relu1_1"]
    assert view.loss == pytest.approx(expected, rel=0.02)  # painted in bfloat16 perhaps
    shared.studio.select(branch.moments[0])
    settle(qtbot, page, shared)
    assert page.view.request.subject.words == "step 0 of 12"
    assert page.view.entry.k == view.entry.k, "the entry stays while the picture goes on"


def test_a_hidden_page_lets_the_painting_be(qtbot, open_page: OpenPage, shared: Shared):
    page = open_page(LossesPage, STATE)
    before = page.view
    page.deactivate()
    shared.studio.start(make_plan(device="cpu", steps=2))
    qtbot.waitUntil(shared.studio.is_idle, timeout=TIMEOUT_MS)
    assert page.is_idle()
    assert page.view is before


def test_several_styles_show_one_at_a_time(qtbot, open_page: OpenPage, shared: Shared):
    styles = (StyleChoice(), StyleChoice("bundled:great-wave", 0.5))
    page = open_page(LossesPage, replace(STATE, paint=replace(PAINT, styles=styles)))
    assert not page.pair_card.painting.isHidden()
    first = page.view.of_style
    page.pair_card.styleChosen.emit(1)
    settle(qtbot, page, shared)
    second = page.view.of_style
    whole = sum(one.pair.part * one.total for one in (first, second))
    assert whole == pytest.approx(page.view.entry.style, rel=1e-5)
    assert "of the entry's" in page.pair_card.style_half.check.text()


def test_a_position_says_what_it_adds(open_page: OpenPage):
    page = open_page(LossesPage, STATE)
    half, pair = page.pair_card.picture_half, page.view.of_picture.pair
    half.maps[0].hovered.emit(4, 7)
    assert half.check.text().startswith("row 4, column 7:")
    assert pair.first.shape == (43, 64)
    half.maps[0].unhovered.emit()
    assert half.check.text().startswith("✓")


def test_matrices_are_saved_as_they_are(qtbot, open_page: OpenPage, shared: Shared, save_to: Path):
    page = open_page(LossesPage, STATE)
    for _, save in (*matrix_entries(page), *pair_entries(page)):
        save()
        qtbot.waitUntil(page.exporter.is_idle, timeout=TIMEOUT_MS)
    (file,) = save_to.glob("*.npy")
    style, picture, difference = np.load(file)
    np.testing.assert_array_equal(picture, page.view.gram.picture)
    np.testing.assert_array_equal(difference, picture - style)
    table = np.loadtxt(save_to / "gram-relu1_1-style.csv", delimiter=",", skiprows=1)
    np.testing.assert_array_equal(table[:, 1:].astype(np.float32), style)
    assert len(list(save_to.glob("*.csv"))) == 5
    assert len(list(save_to.glob("*.png"))) == 2


def test_a_scene_of_it_names_the_pictures_and_not_the_source(
    open_page: OpenPage, context, monkeypatch
):
    page = open_page(LossesPage, STATE)
    monkeypatch.setattr(context.source, "current_frame", object)
    assert page.frame() is None
    assert page.weights_in_use() == ("vgg16",)
