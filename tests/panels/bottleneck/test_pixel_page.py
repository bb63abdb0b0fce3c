"""The page "1×1 at a pixel", driven as a person would, on a real network."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from torch import nn

from explorer.engine.assets import ASSETS
from explorer.engine.features import capture
from explorer.engine.images import load_rgb
from explorer.engine.trained.catalogue import load_network
from explorer.panels.bottleneck.pixel.page import WAITING, PixelPage
from explorer.panels.bottleneck.pixel.places import cell_corner, cell_size
from explorer.panels.bottleneck.state import BottleneckState, PixelState
from explorer.services.engine_loader import EngineLoader, LoadedEngine
from tests.panels.bottleneck.conftest import TIMEOUT_MS, settle
from tests.panels.driving import press, slider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., PixelPage]

LAYER = "features.3.squeeze"


@pytest.fixture(scope="module")
def rgb() -> NDArray[np.uint8]:
    return load_rgb(ASSETS / "images" / "cat.jpg")


@pytest.fixture
def open_page(qtbot, make_page, context: PanelContext, rgb) -> Make:
    """Build the page on a picture, with torch there, and wait for its numbers."""

    def build(**changes: Any) -> PixelPage:
        context.engine.start()
        qtbot.waitUntil(lambda: context.engine.is_ready, timeout=TIMEOUT_MS)
        state = BottleneckState(page="pixel", pixel=replace(PixelState(), **changes))
        context.source.open_picture(rgb)
        page: PixelPage = make_page(PixelPage, state)
        shown(qtbot, page)
        QCoreApplication.sendPostedEvents()  # formulae get their room
        return page

    return build


def shown(qtbot, page: PixelPage) -> Found:
    qtbot.waitUntil(lambda: page.found is not None and page.is_idle(), timeout=TIMEOUT_MS)
    assert page.found is not None
    return page.found


def words(page: PixelPage) -> str:
    return " | ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def move_to(view: Any, point: Any) -> None:
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, point, view.mapToGlobal(point), none, none, no_keys)
    QApplication.sendEvent(view, event)


def test_the_numbers_are_the_networks_own(open_page: Make, rgb) -> None:
    page = open_page(pixel=(20, 31))
    network = load_network("squeezenet", "cpu")
    with torch.inference_mode():
        held = capture(network.module, network.input_tensor(rgb), ["features.2", LAYER])
        module = network.module.get_submodule(LAYER)
        assert isinstance(module, nn.Conv2d)
        linear = nn.Linear(64, 16)
        linear.load_state_dict({"weight": module.weight[:, :, 0, 0], "bias": module.bias})
        expected = linear(held["features.2"][0, :, 20, 31]).numpy()
    found = page.found
    assert found is not None
    np.testing.assert_array_equal(found.pixel.channels, held["features.2"][0, :, 20, 31].numpy())
    np.testing.assert_array_equal(found.ways.by_network, held[LAYER][0, :, 20, 31].numpy())
    np.testing.assert_allclose(found.ways.by_linear, expected, rtol=1e-5, atol=1e-4)
    assert found.ways.agree()
    assert found.ways.network_agrees()
    assert found.everywhere is not None
    assert found.everywhere < 1e-3
    said = " | ".join(page.check_card.texts())
    assert "nn.Linear(64, 16)" in said
    assert "nn.Conv2d(64, 16, 1)" in said
    assert "✓ Equal" in said
    counts = " | ".join(page.counts_card.texts())
    assert "64 · 16 = 1,024" in counts
    assert "55 · 55 = 3,025" in counts
    assert "3,025 · 1,024 = 3,097,600" in counts
    assert "FLOPs are twice the MACs: 6,195,200" in counts


def test_the_formula_has_the_numbers_of_the_moment(open_page: Make) -> None:
    page = open_page(channel=2)
    latex = page.sum_card.formula.latex()
    assert latex.startswith(r"z_{2} = \sum_{c=0}^{63}")
    assert r"\ldots" in latex
    assert r"\mathrm{ReLU}" in latex


def middle_of(page: PixelPage, found: Found, cell: tuple[int, int]) -> QPointF:
    """Return where a cell's middle is on the picture, once formulae have got their room."""
    QCoreApplication.sendPostedEvents()
    crop, size = found.volume.crop_xyxy, found.size
    width, height = cell_size(crop, size)
    left, top = cell_corner(cell, crop, size)
    return page.picture_card.picture.placement().point(left + width / 2, top + height / 2)


def test_the_pointer_shows_a_pixel_and_a_click_keeps_it(open_page: Make, qtbot) -> None:
    page = open_page()
    view, found = page.picture_card.picture, page.found
    assert found is not None
    assert found.cell == (27, 27)
    move_to(view, middle_of(page, found, (10, 40)))
    assert shown(qtbot, page).cell == (10, 40)
    assert page.store.state.pixel.pixel is None
    page.picture_card.unhovered.emit()
    assert shown(qtbot, page).cell == (27, 27)
    point = middle_of(page, found, (10, 40)).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert page.store.state.pixel.pixel == (10, 40)
    assert shown(qtbot, page).cell == (10, 40)
    assert "Pixel (10, 40)" in words(page)


def test_the_map_has_pixels_to_choose_as_well(open_page: Make, qtbot) -> None:
    page = open_page()
    view = page.picture_card.map
    point = view.placement().point(5.5, 7.5).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert page.store.state.pixel.pixel == (7, 5)
    assert shown(qtbot, page).cell == (7, 5)


def test_keys_move_pixel_and_channels(open_page: Make, qtbot) -> None:
    page = open_page()
    for key, cell in (
        (Qt.Key.Key_Right, (27, 28)),
        (Qt.Key.Key_Up, (26, 28)),
        (Qt.Key.Key_Home, (0, 0)),
        (Qt.Key.Key_Left, (0, 0)),
        (Qt.Key.Key_End, (54, 54)),
    ):
        QTest.keyClick(page.picture_card.picture, key)
        assert page.store.state.pixel.pixel == cell
        assert shown(qtbot, page).cell == cell
    for key, channels in (
        (Qt.Key.Key_Down, (1, 0)),
        (Qt.Key.Key_Right, (1, 1)),
        (Qt.Key.Key_End, (15, 1)),
        (Qt.Key.Key_Down, (15, 1)),
        (Qt.Key.Key_Left, (15, 0)),
    ):
        QTest.keyClick(page.dense_card.view, key)
        state = page.store.state.pixel
        assert (state.channel, state.given) == channels
    settle(qtbot, page)


def test_clicks_on_the_result_choose_an_output_channel(open_page: Make, qtbot) -> None:
    page = open_page()
    view = page.dense_card.view
    button = Qt.MouseButton.LeftButton
    QTest.mouseClick(view, button, pos=view.point("sums", 8).toPoint())
    assert page.store.state.pixel.channel == 8
    assert "Output channel 8" in words(page)
    QTest.mouseClick(view, button, pos=view.point("given", 12).toPoint())
    QTest.mouseClick(view, button, pos=view.point("outcome", 3).toPoint())
    state = page.store.state.pixel
    assert (state.channel, state.given) == (3, 12)
    QTest.mouseClick(view, button, pos=view.point("weights", 5, 40).toPoint())
    state = page.store.state.pixel
    assert (state.channel, state.given) == (5, 40)
    strips = page.sum_card.strips
    QTest.mouseClick(strips, button, pos=strips.point(22).toPoint())
    assert page.store.state.pixel.given == 22
    slider(page, "output channel").setValue(11)
    assert page.store.state.pixel.channel == 11
    settle(qtbot, page)
    np.testing.assert_array_equal(page.found.sums, page.found.output[:, 27, 27])


def test_the_cell_under_the_pointer_says_its_number(open_page: Make) -> None:
    page = open_page()
    view, found = page.dense_card.view, page.found
    move_to(view, view.point("sums", 4))
    assert page.dense_card.readout().startswith("z(4) = ")
    move_to(view, view.point("weights", 2, 7))
    assert page.dense_card.readout().startswith("w(2, 7) = ")
    move_to(page.sum_card.strips, page.sum_card.strips.point(3))
    assert "w(0, 3) · x(3)" in page.sum_card.facts()
    assert found is not None


class TestOneChannel:
    def test_a_map_times_a_number_is_a_map(self, open_page: Make, qtbot) -> None:
        page = open_page(given=3, channel=1)
        press(page, "Step: One channel")
        assert page.store.state.pixel.single
        found = shown(qtbot, page)
        qtbot.waitUntil(lambda: page.found.single is not None and page.is_idle())
        single = page.found.single
        weight = np.float32(found.pixel.weights[1, 3])
        np.testing.assert_array_equal(single.channel, found.volume.values[0, 3].numpy())
        np.testing.assert_array_equal(single.by_conv, single.channel * weight)
        assert single.difference == 0
        assert page.single_numbers.check_text().endswith("✓")
        assert page.single_card.isVisible()
        assert not page.dense_card.isVisible()
        assert "1 · 1 = 1" in " | ".join(page.counts_card.texts())

    def test_a_number_of_ones_own(self, open_page: Make, qtbot) -> None:
        page = open_page(single=True, given=3)
        slider(page, "weight w").setValue(0)
        assert page.store.state.pixel.weight == -4
        qtbot.waitUntil(lambda: page.found.single.weight == -4 and page.is_idle())
        single = page.found.single
        np.testing.assert_array_equal(single.by_conv, -4 * single.channel)
        assert "y = −4 · x" in words(page)
        press(page, "The network's own weight")
        assert page.store.state.pixel.weight is None
        own = float(page.found.pixel.weights[0, 3])
        qtbot.waitUntil(lambda: page.found.single.weight == pytest.approx(own) and page.is_idle())

    def test_one_scale_or_two(self, open_page: Make, qtbot) -> None:
        page = open_page(single=True, given=3, weight=0.5)
        before = page.single_card.after.rendered()
        press(page, "One colour scale for both")
        assert page.store.state.pixel.one_scale
        settle(qtbot, page)
        assert page.single_card.after.rendered() != before


def test_another_layer_and_another_network(open_page: Make, qtbot) -> None:
    page = open_page(channel=15, pixel=(50, 50))
    page.layer_card.layerChosen.emit("features.12.squeeze")
    qtbot.waitUntil(lambda: page.found.volume.layer.channels_in == 512, timeout=TIMEOUT_MS)
    found = shown(qtbot, page)
    assert found.size == (13, 13)
    assert page.store.state.pixel.channel == 0
    assert "a bottleneck" in words(page)
    press(page, "Network: EfficientNet")
    qtbot.waitUntil(lambda: page.found.volume.bias is None, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert page.layer_card.busy_text() == ""
    assert len(page.layer_card.layers()) == 32
    assert "none: a normalisation follows" in " | ".join(page.counts_card.texts())
    assert page.weights_in_use() == ("efficientnet-lite0",)


def test_channels_that_a_layer_has_not_are_its_last(open_page: Make) -> None:
    page = open_page(channel=999, given=999, pixel=(999, 0))
    assert (page.channel, page.given) == (15, 63)
    assert page.found.cell == (54, 0)


def test_a_later_layer_may_have_fewer_channels_than_the_one_that_is_framed(
    open_page: Make, qtbot
) -> None:
    page = open_page(channel=15, given=63)
    page.store.update("pixel", network="efficientnet-lite0", layer="")
    qtbot.waitUntil(lambda: page.found.volume.bias is None, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert page.found.channels_in < 63
    assert f"Input channel {page.given} of {page.found.channels_in}" in (
        page.dense_card.view.accessibleDescription()
    )


def test_a_pointer_that_rests_reads_what_comes_under_it(open_page: Make, qtbot) -> None:
    page = open_page()
    view = page.dense_card.view
    move_to(view, view.point("bias", 9))
    assert page.dense_card.readout().startswith("b(9)")
    press(page, "Network: EfficientNet")  # whose layer has no bias
    qtbot.waitUntil(lambda: page.found.volume.bias is None, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert not page.dense_card.readout().startswith("b(")
    view.grab()


def test_a_pointer_on_the_strips_reads_the_pixel_of_the_moment(open_page: Make, qtbot) -> None:
    page = open_page(pixel=(20, 31))
    move_to(page.sum_card.strips, page.sum_card.strips.point(2))
    before = page.sum_card.facts()
    assert before.startswith("w(0, 2)")
    page.store.update("pixel", pixel=(3, 4))
    qtbot.waitUntil(lambda: page.found.cell == (3, 4), timeout=TIMEOUT_MS)
    assert page.sum_card.facts().startswith("w(0, 2)")
    assert page.sum_card.facts() != before


def test_an_unknown_layer_is_explained_and_nothing_is_lost(open_page: Make, qtbot) -> None:
    page = open_page()
    page.store.update("pixel", layer="nowhere")
    qtbot.waitUntil(lambda: page.layer_card.problem() != "", timeout=TIMEOUT_MS)
    assert "nowhere" in page.layer_card.problem()
    assert page.found is not None
    page.store.update("pixel", layer="")
    qtbot.waitUntil(lambda: page.layer_card.problem() == "", timeout=TIMEOUT_MS)
    settle(qtbot, page)


def test_it_waits_for_torch_and_goes_on_by_itself(qtbot, make_page, context, rgb) -> None:
    context.source.open_picture(rgb)
    page = make_page(PixelPage, BottleneckState(page="pixel"))
    qtbot.waitUntil(lambda: page.picture_card.picture.image is not None, timeout=TIMEOUT_MS)
    assert page.found is None
    assert page.dense_card.empty_text() == WAITING
    assert page.layer_card.busy_text() == WAITING
    context.engine.start()
    assert shown(qtbot, page).size == (55, 55)
    assert page.dense_card.empty_text() == ""
    assert page.layer_card.busy_text() == ""


def test_without_torch_it_says_why(qtbot, make_page, context: PanelContext, rgb) -> None:
    def broken(_choice: object, _progress: object) -> LoadedEngine:
        raise ImportError("libtorch.so is missing")

    engine = EngineLoader(load=broken)
    context.source.open_picture(rgb)
    page = make_page(PixelPage, BottleneckState(page="pixel"), rest=False)
    page.shutdown()
    broken_page = PixelPage(replace(context, engine=engine), page.store)
    qtbot.addWidget(broken_page)
    engine.start()
    qtbot.waitUntil(lambda: broken_page.layer_card.problem() != "", timeout=TIMEOUT_MS)
    assert "libtorch.so is missing" in broken_page.layer_card.problem()
    assert "Without PyTorch" in broken_page.dense_card.empty_text()
    broken_page.shutdown()
    engine.shutdown()


def test_a_moving_picture_is_told_in_letters(open_page: Make, qtbot, monkeypatch) -> None:
    page = open_page()
    monkeypatch.setattr(page, "is_moving", lambda: True)
    page.store.update("pixel", channel=3)
    settle(qtbot, page)
    assert page.sum_card.formula.latex().startswith(r"z_{3} = \sum")
    assert r"w_{3,63}\, x_{63} + b_{3}" in page.sum_card.formula.latex()


def test_another_picture_gives_other_numbers(open_page: Make, qtbot, context, rgb) -> None:
    page = open_page()
    before = page.found
    context.source.open_picture(rgb[:, ::-1].copy())
    qtbot.waitUntil(
        lambda: page.found is not before and page.found.volume is not before.volume,
        timeout=TIMEOUT_MS,
    )
    settle(qtbot, page)
    assert (page.found.sums != before.sums).any()


def test_exports(open_page: Make, qtbot, save_to: Path) -> None:
    page = open_page(pixel=(20, 31), channel=2)
    entries = dict(page.exports.entries())
    for text in (
        "Vector x as CSV…",
        "Matrix W as CSV…",
        "Result z as CSV…",
        "Sum of output channel 2 as CSV…",
        "Output channel 2 as CSV…",
    ):
        entries[text]()
        qtbot.waitUntil(page.exports.is_idle)
    for text in ("Whole view as PNG…", "Matrix and vectors as PNG…", "Output channel 2 as PNG…"):
        entries[text]()
    found = page.found
    matrix = list(csv.reader((save_to / "matrix.csv").open()))
    read = np.array([row[1:-1] for row in matrix[1:]], np.float32)
    np.testing.assert_array_equal(read, found.pixel.weights)
    vector = [row[1] for row in csv.reader((save_to / "vector.csv").open())][1:]
    np.testing.assert_array_equal(np.array(vector, np.float32), found.pixel.channels)
    result = [row[3] for row in csv.reader((save_to / "result.csv").open())][1:]
    np.testing.assert_array_equal(np.array(result, np.float32), found.sums)
    assert len(list(save_to.glob("*.png"))) == 3
    press(page, "Step: One channel")
    qtbot.waitUntil(lambda: page.found.single is not None and page.is_idle())
    dict(page.exports.entries())["Product as CSV…"]()
    qtbot.waitUntil(page.exports.is_idle)
    assert (save_to / "product.csv").exists()


@pytest.mark.parametrize("changes", [{"channel": -1}, {"pixel": (0, -2)}, {"weight": 5.0}])
def test_a_state_outside_its_range_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"counted from 0|has to lie"):
        PixelState(**changes)
