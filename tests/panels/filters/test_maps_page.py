"""The page of feature maps, driven as a person would."""

from __future__ import annotations

import csv
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from torch import nn

from explorer.engine.assets import ASSETS
from explorer.engine.features import capture
from explorer.engine.images import load_rgb, resize
from explorer.engine.trained.catalogue import load_network
from explorer.panels.filters.maps.digits import EXAMPLES
from explorer.panels.filters.maps.page import MapsPage
from explorer.panels.filters.state import FiltersState, MapsState, OwnInput, UnitState
from explorer.services.media import parse_source
from explorer.services.plain import from_plain, to_plain
from explorer.services.store import Store
from explorer.widgets import theme
from tests.panels.driving import press, slider
from tests.panels.filters.driving import run_entry, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.panels.filters.maps.values import MapsView
    from explorer.widgets.panel import PanelContext

    Make = Callable[..., MapsPage]

ALEXNET = UnitState(network="alexnet")
LENET = UnitState(network="lenet5")


def state(unit: UnitState = ALEXNET, **changes: Any) -> FiltersState:
    return FiltersState(page="maps", unit=unit, maps=replace(MapsState(), **changes))


def shown(page: MapsPage) -> MapsView:
    assert page.result is not None
    return page.result


@pytest.fixture(scope="module")
def cat() -> NDArray[np.uint8]:
    return resize(load_rgb(ASSETS / "images" / "cat.jpg"), 150, 225)


@pytest.fixture
def make(make_page: Make, context: PanelContext, cat) -> Make:
    """Build the page with the engine loaded."""

    def made(first: FiltersState | None = None, rgb: NDArray[np.uint8] | None = None) -> MapsPage:
        context.engine.start()
        return make_page(MapsPage, cat if rgb is None else rgb, first or state())

    return made


@pytest.fixture(scope="module")
def onnx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A convolution and a ReLU, for pictures of any size."""
    torch.manual_seed(2)
    path = tmp_path_factory.mktemp("page") / "tiny.onnx"
    net = nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU()).eval()
    free = {"x": {2: "h", 3: "w"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (torch.zeros(1, 3, 16, 16),), path,
            dynamo=False, input_names=["x"], dynamic_axes=free,
        )  # fmt: skip
    return path


def wait(qtbot, page: MapsPage, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(lambda: page.is_idle() and condition(), timeout=10_000)


def test_it_waits_for_torch_in_words_and_goes_on_by_itself(make_page, context, qtbot, cat) -> None:
    page = MapsPage(context, Store(state()))
    qtbot.addWidget(page)
    page.show_state(page.store.state)
    page.activate()
    context.source.open_picture(cat)
    assert page.network_card.busy_text() == "PyTorch is loading…"
    qtbot.waitUntil(page.is_idle)  # nothing is being loaded
    context.engine.start()
    assert not page.is_idle()
    settle(qtbot, page)
    assert page.network_card.busy_text() == ""
    assert page.grid_card.grid.channels() == tuple(range(64))
    page.shutdown()


def test_without_torch_the_page_says_so(qtbot, context, cat) -> None:
    page = MapsPage(context, Store(state()))
    qtbot.addWidget(page)
    context.engine.failed.emit("torch is not installed: run make run.")
    assert page.network_card.problem() == "torch is not installed: run make run."
    assert page.is_idle()
    page.shutdown()


def test_everything_on_the_page_is_of_the_layer(make: Make, cat) -> None:
    page = make(state(replace(ALEXNET, layer="features.4", channel=7)))
    trained = load_network("alexnet", "cpu")
    maps = capture(trained.module, trained.input_tensor(cat), ["features.4"])["features.4"][0]
    dead = float((maps == 0).all(2).all(1).float().mean())
    assert page.grid_card.facts() == f"relu2 · 27 × 27 × 192 · in order · {dead:.0%} dead"
    assert page.layer_card.current() == "features.4"
    assert page.picture_card.facts() == "150 × 225 · the network sees 131 × 131"
    numbers = page.statistics_card
    assert numbers.facts() == "relu2 · channel 7"
    assert float(numbers.text("mean")) == pytest.approx(float(maps[7].mean()), rel=0.01)
    zero = float((maps[7] == 0).float().mean())
    assert numbers.text("zero") == f"{zero:.1%}"
    assert numbers.text("count") == "729"
    assert page.network_card.facts() == "2012 · 2.5 million weights · 13 layers"
    assert page.filters_card.facts() == "conv1 · 64 of 11 × 11 × 3"
    assert "Forward pass" in page.grid_card.timing()


def test_the_arrows_walk_through_the_layers(make: Make, qtbot) -> None:
    page = make(state(replace(ALEXNET, channel=3)))
    qtbot.keyClick(page.layer_card.strip, Qt.Key.Key_Right)
    assert page.store.state.unit == replace(ALEXNET, layer="features.1", channel=3)
    wait(qtbot, page, lambda: shown(page).layer.title == "relu1")
    assert "No new pass" in page.grid_card.timing()
    qtbot.keyClick(page.layer_card.strip, Qt.Key.Key_End)
    wait(qtbot, page, lambda: shown(page).layer.title == "pool5")
    assert page.layer_card.current() == "features.12"


def test_a_channel_that_the_next_layer_lacks_is_let_go(make: Make, qtbot) -> None:
    page = make(state(replace(ALEXNET, layer="features.6", channel=300)))
    page.layer_card.layerChosen.emit("features.8")
    assert page.store.state.unit.channel is None
    wait(qtbot, page, lambda: shown(page).layer.title == "conv4")


def test_a_click_lays_a_channel_over_the_picture(make: Make, qtbot) -> None:
    page = make()
    assert len(page.picture_card.picture._overlays) == 1  # the part that is seen
    qtbot.mouseClick(page.grid_card.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 5))
    assert page.store.state.unit == replace(ALEXNET, layer="features.0", channel=1)
    wait(qtbot, page, lambda: shown(page).channel is not None)
    heat, frame = page.picture_card.picture._overlays
    assert (heat.left, heat.top, heat.right, heat.bottom) == shown(page).crop_xyxy
    assert (frame.left, frame.right) == (heat.left, heat.right)
    assert heat.rgba[0, 0, 3] == round(255 * 0.6)
    overlay = slider(page, "channel over the picture")
    overlay.setValue(overlay.maximum())
    assert page.store.state.maps.overlay == 1
    assert page.picture_card.picture._overlays[0].rgba[0, 0, 3] == 255


def test_the_grid_is_sorted_and_scaled_as_asked(make: Make, qtbot) -> None:
    page = make()
    press(page, "Order of the channels: mean")
    wait(qtbot, page, lambda: page.grid_card.grid.channels()[0] != 0)
    means = shown(page).means
    assert page.grid_card.grid.channels() == tuple(np.argsort(-np.array(means), kind="stable"))
    assert "sorted by mean" in page.grid_card.facts()
    assert not page.grid_card._legend.isVisibleTo(page)
    press(page, "Colour scale: shared")
    wait(qtbot, page, lambda: len(set(shown(page).mosaic.highs)) == 1)
    assert page.grid_card._legend.isVisibleTo(page)


def test_another_network_takes_its_place(make: Make, qtbot) -> None:
    page = make(state(replace(ALEXNET, layer="features.4", channel=9)))
    press(page, "Network: SqueezeNet")
    assert page.network_card.busy_text() == "Loading SqueezeNet 1.1…"
    assert page.store.state.unit == UnitState(network="squeezenet")
    wait(qtbot, page, lambda: shown(page).network.title == "SqueezeNet 1.1")
    assert page.network_card.busy_text() == ""
    best, probability = page.classes_card.rows()[0]
    expected = load_network("squeezenet", "cpu").classify(page_picture(page))[0]
    assert best == expected.label
    assert probability == pytest.approx(expected.probability, abs=1e-4)
    assert page.weights_in_use() == ("squeezenet",)
    assert page.classes_card.isVisibleTo(page)


def page_picture(page: MapsPage) -> NDArray[np.uint8]:
    frame = page.context.source.current_frame()
    assert frame is not None
    return frame.rgb


def test_a_trunk_shows_no_classes(make: Make) -> None:
    page = make()
    assert not page.classes_card.isVisibleTo(page)
    assert not page.digit_card.isVisibleTo(page)


def test_a_first_filter_leads_to_its_map(make: Make, qtbot) -> None:
    page = make(state(replace(ALEXNET, layer="features.8")))
    sheet = page.filters_card.sheet()
    assert sheet is not None
    left, top, _, _ = sheet.box(17)
    page.filters_card._pictures.clicked.emit(top, left)
    assert page.store.state.unit == replace(ALEXNET, layer="features.0", channel=17)
    wait(qtbot, page, lambda: shown(page).layer.title == "conv1")
    assert len(page.filters_card._pictures._overlays) == 1


def test_a_digit_is_read_stroke_by_stroke(make: Make, qtbot) -> None:
    page = make(state(LENET))
    assert page.digit_card.facts() == "nothing drawn yet"
    canvas = page.digit_card.pad._canvas
    qtbot.waitUntil(lambda: canvas.height() == canvas.width())
    side = canvas.width()
    points = [QPoint(round(x * side), round(y * side)) for x, y in EXAMPLES[7][0]]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(canvas, point)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    wait(qtbot, page, lambda: len(page.digit_card.rows()) == 10)
    assert max(page.digit_card.rows(), key=lambda row: row[1])[0] == "7"
    assert page.digit_card.facts().startswith("a 7, ")
    assert page.picture_card.facts().startswith("280 × 280")
    press(page, "Clear")
    assert page.store.state.maps.strokes == ()
    wait(qtbot, page, lambda: page.digit_card.facts() == "nothing drawn yet")


def test_lenet_reads_the_source_too(make: Make, qtbot) -> None:
    five = np.full((60, 40, 3), 255, np.uint8)
    page = make(state(LENET, strokes=EXAMPLES[3]), five)
    wait(qtbot, page, lambda: page.digit_card.facts().startswith("a 3"))
    press(page, "Where the digit comes from: Source")
    wait(qtbot, page, lambda: page.picture_card.facts().startswith("60 × 40"))
    assert page.digit_card.facts() == "nothing drawn yet"
    press(page, "Where the digit comes from: Draw")
    wait(qtbot, page, lambda: page.digit_card.facts().startswith("a 3"))


def test_examples_are_offered_for_pictures_without_a_person(make: Make, qtbot) -> None:
    page = make(state(LENET))
    page.present()
    wait(qtbot, page, lambda: page.digit_card.facts().startswith("a 3"))
    press(page, "Example")
    wait(qtbot, page, lambda: page.digit_card.facts().startswith("a 4"))
    assert page.store.state.maps.strokes == EXAMPLES[4]


def test_the_pad_needs_no_source(qtbot, context) -> None:
    context.engine.start()
    page = MapsPage(context, Store(state(LENET, strokes=EXAMPLES[0])))
    qtbot.addWidget(page)
    page.show_state(page.store.state)
    page.activate()
    settle(qtbot, page)
    assert page.digit_card.facts().startswith("a 0")
    page.shutdown()


def test_the_maps_follow_a_moving_source(make: Make, qtbot, context, cat) -> None:
    page = make()
    before = shown(page)
    context.source.open_picture(np.ascontiguousarray(cat[:, ::-1]))
    wait(qtbot, page, lambda: shown(page) is not before)
    assert shown(page).means != before.means


def test_a_saved_state_comes_back(make: Make, qtbot) -> None:
    page = make()
    saved = state(
        replace(ALEXNET, layer="features.2", channel=2),
        order="maximum", scale="shared", overlay=0.25, strokes=EXAMPLES[1],
    )  # fmt: skip
    page.store.set(from_plain(to_plain(saved), FiltersState))
    wait(qtbot, page, lambda: shown(page).layer.title == "pool1")
    assert page.store.state == saved
    assert page.grid_card.grid.selected_channel() == 2
    overlay = slider(page, "channel over the picture")
    assert overlay.value() / overlay.maximum() == 0.25
    assert page.digit_card.pad.strokes() == EXAMPLES[1]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (replace(ALEXNET, layer="features.99"), "AlexNet has no layer 'features.99'"),
        (replace(ALEXNET, channel=64), "conv1 has channels 0 to 63, and none is 64"),
        (UnitState(network="resnet"), "There is no network 'resnet'"),
        (UnitState(network="own", own_file="/nowhere.onnx"), "nowhere.onnx"),
    ],
)
def test_hostile_states_are_said_and_the_page_goes_on(
    make: Make, qtbot, unit: UnitState, said: str
) -> None:
    page = make()
    page.store.set(state(unit))
    wait(qtbot, page, lambda: bool(page.network_card.problem()))
    assert said in page.network_card.problem()
    page.store.set(state(replace(ALEXNET, layer="features.1")))
    wait(qtbot, page, lambda: shown(page).layer.title == "relu1")
    assert page.network_card.problem() == ""


def test_an_onnx_file_is_asked_about_and_walked(make: Make, qtbot, onnx_file: Path) -> None:
    page = make()
    page.open_own(onnx_file)
    wait(qtbot, page, lambda: page.own.card.file() is not None)
    assert page.store.state.unit == ALEXNET  # the form is filled in first
    form = page.own.card.form()
    form.set_size(20, 30)
    form.set_preset("signed")
    press(page, "Walk through it")
    wait(qtbot, page, lambda: shown(page).network.title == "tiny")
    own = page.store.state.unit.own_input
    assert (own.height, own.width, own.scale) == (20, 30, 1 / 127.5)
    assert shown(page).layer.shape == (16, 26, 4)
    assert "ONNX Runtime" in page.grid_card.timing()
    press(page, "Network: AlexNet")
    wait(qtbot, page, lambda: shown(page).network.title == "AlexNet")
    press(page, "Network: Your own…")  # it is still known
    wait(qtbot, page, lambda: shown(page).network.title == "tiny")
    assert shown(page).layer.shape == (16, 26, 4)


def test_a_scene_with_an_onnx_file_fills_the_form(make: Make, qtbot, onnx_file: Path) -> None:
    own = OwnInput(height=12, width=12, scale=1.0)
    page = make(state(UnitState(network="own", own_file=str(onnx_file), own_input=own)))
    wait(qtbot, page, lambda: page.own.card.file() is not None)
    assert shown(page).layer.shape == (8, 8, 4)
    assert page.own.card.form().read() == own


class Broken(nn.Module):
    """Gives no number for any picture."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log(x.abs() * 0 - 1)


def test_values_that_are_no_numbers_are_said(make: Make, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "broken.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(Broken(), (torch.zeros(1, 3, 8, 8),), path, dynamo=False)
    own = OwnInput(height=8, width=8)
    page = make(state(UnitState(network="own", own_file=str(path), own_input=own, channel=0)))
    last = shown(page).network.layers[-1].name
    page.layer_card.layerChosen.emit(last)
    wait(qtbot, page, lambda: shown(page).layer.name == last)
    assert page.statistics_card.text("mean") == "–"
    assert page.statistics_card.facts().endswith("channel 0 · 64 not finite")
    page.grab()


def test_what_is_wrong_in_the_form_is_said_in_it(make: Make, qtbot, onnx_file: Path) -> None:
    page = make()
    page.open_own(onnx_file)
    wait(qtbot, page, lambda: page.own.card.file() is not None)
    form, before = page.own.card.form(), page.store.state
    for size, numbers, said in (
        ((0, 20), ("1", "0 0 0", "1 1 1"), "A side is a whole number"),
        ((20, 20), ("x", "0 0 0", "1 1 1"), "“x” is not a number"),
        ((20, 20), ("1", "0 0", "1 1 1"), "3 numbers"),
        ((20, 20), ("1", "0 0 0", "1 0 1"), "deviation may be 0"),
    ):
        form.set_size(*size)
        form.set_numbers(*numbers)
        page.own.card.use()
        assert said in form.problem()
    form.set_size(3, 3)
    form.set_numbers("1/255", "0 0 0", "1 1 1")
    page.own.card.use()
    wait(qtbot, page, lambda: bool(page.own.card.problem()))
    assert "too small" in page.own.card.problem()
    assert page.store.state == before


@pytest.mark.parametrize("name", ["broken.onnx", "none.pth", "net.pt2"])
def test_a_file_that_cannot_be_read_changes_nothing(
    make: Make, qtbot, tmp_path: Path, name: str
) -> None:
    page = make(state(replace(ALEXNET, layer="features.4", channel=9)))
    before, picture = page.store.state, shown(page)
    path = tmp_path / name
    if not name.startswith("none"):
        path.write_bytes(b"PK nothing")
    page.open_own(path)
    wait(qtbot, page, lambda: bool(page.own.card.problem()))
    assert name in page.own.card.problem()
    assert page.store.state == before
    assert page.result is picture
    assert page.own.card.isVisibleTo(page)


def test_official_weights_are_used_at_once(make: Make, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "mine.pth"
    torch.save(load_network("squeezenet", "cpu").module.state_dict(), path)
    page = make()
    page.open_own(path)
    wait(qtbot, page, lambda: shown(page).network.title == "SqueezeNet 1.1")
    unit = page.store.state.unit
    assert (unit.network, unit.own_network, unit.own_file) == ("own", "squeezenet", str(path))
    assert "mine.pth" in page.network_card._origin.text()
    assert page.weights_in_use() == ()
    assert page.classes_card.isVisibleTo(page)


def test_a_file_is_asked_for_where_none_is_known(make: Make, monkeypatch) -> None:
    page = make()
    asked = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: asked.append(a) or ("", ""))
    press(page, "Network: Your own…")
    assert len(asked) == 1
    assert page.store.state.unit == ALEXNET
    assert page.network_card._buttons["alexnet"].isChecked()


def test_everything_is_exported(make: Make, qtbot, save_to: Path, cat) -> None:
    page = make(state(replace(ALEXNET, channel=5)))
    for text in [text for text, _ in page.exports.entries()]:
        run_entry(page, text)
        wait(qtbot, page, lambda: True)
    files = {path.name for path in save_to.iterdir()}
    assert files == {
        "feature-maps.png",
        "alexnet-conv1.png",
        "alexnet-conv1-over-input.png",
        "alexnet-conv1-channel-5.csv",
        "alexnet-conv1-channel-5-kernel.csv",
        "alexnet-conv1-means.csv",
        "alexnet-first-filters.csv",
    }
    trained = load_network("alexnet", "cpu")
    with (save_to / "alexnet-conv1-channel-5.csv").open() as stream:
        rows = list(csv.reader(stream))
    values = np.array([row[1:] for row in rows[1:]], np.float32)
    expected = trained.module.features[0](trained.input_tensor(cat))[0, 5].numpy()
    np.testing.assert_allclose(values, expected, atol=1e-3)
    with (save_to / "alexnet-conv1-channel-5-kernel.csv").open() as stream:
        rows = list(csv.reader(stream))
    kernel = np.array([row[2:] for row in rows[1:]], np.float32).reshape(3, 11, 11)
    np.testing.assert_array_equal(kernel, trained.module.features[0].weight[5].numpy())
    grid = QImage(str(save_to / "alexnet-conv1.png"))
    assert grid.width() == page.grid_card.grid.rendered().width()


def test_the_room_of_the_grid_decides_on_the_tiles(make: Make, qtbot) -> None:
    page = make(state(LENET, strokes=EXAMPLES[2]))
    small = shown(page).mosaic.tile_px
    page.resize(1800, 1000)
    wait(qtbot, page, lambda: shown(page).mosaic.tile_px > small)
    assert not page.grid_card.grid.verticalScrollBar().isVisible()


def test_the_pictures_follow_the_theme(make: Make, qapp) -> None:
    page = make(state(replace(ALEXNET, channel=5)))
    dark = page.grab().toImage()
    theme.apply_theme(qapp, "light")
    assert page.grab().toImage() != dark
    theme.apply_theme(qapp, "dark")


def test_rates_are_of_the_clip_and_not_of_the_pad(make: Make, qtbot, context) -> None:
    page = make()
    assert page.rates() is None
    context.source.open(parse_source("bundled:bikes"))
    qtbot.waitUntil(lambda: page.rates() is not None and page.rates().fps > 0, timeout=10_000)
    page.store.set(state(LENET))
    assert page.rates() is None


def test_a_page_that_is_left_stands_still(make: Make, qtbot, context, cat) -> None:
    page = make()
    page.deactivate()
    assert page.rates() is None
    before = shown(page)
    page.store.update("maps", order="mean")
    context.source.open_picture(np.ascontiguousarray(cat[::-1]))
    assert page.is_idle()
    assert page.result is before
    page.activate()
    wait(qtbot, page, lambda: "sorted by mean" in page.grid_card.facts())
