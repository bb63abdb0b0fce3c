"""What nobody does on purpose: endless names, sizes and files, and keys faster than drawings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from explorer.engine.network import (
    Concat,
    Conv,
    Dense,
    GlobalPool,
    Network,
    Pool,
    Residual,
    Shape,
    SparseConv,
    conv,
    pool,
    relu,
)
from explorer.engine.network.walk import Flow, walk_layers
from explorer.engine.zoo import build
from explorer.panels.layers.cards.connections_row import ConnectionGrid
from explorer.panels.layers.cards.places import flow_before
from explorer.panels.layers.code_colours import MOST_COLOURED, CodeColours
from explorer.panels.layers.shares import shares_of
from explorer.panels.layers.shares_card import SharesChart
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.templates import new_layer
from explorer.panels.layers.walk.pictures import as_network_sees, seen_size
from explorer.widgets import theme
from explorer.widgets.image_view import ImageView
from tests.panels.layers.conftest import settle

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.services.engine_loader import LoadedEngine

WIDE = "W" * 80
MILLION = 1_000_000


def named(name: str) -> Network:
    """A network in which everything has one name."""
    layers = (
        conv(4, 3, p="same", name=name), Residual((conv(4, 3, p="same", name=name),), name=name),
        Concat((name,), name=name), Dense(3, name=name),
    )  # fmt: skip
    return Network(Shape(16, 16, 3), layers, name)


@pytest.mark.parametrize("name", [WIDE, "<b>" + "W" * 70, "\n".join("W" * 40)])
def test_no_name_widens_the_window(qtbot, make_panel, name: str) -> None:
    panel = make_panel()
    ordinary = panel.minimumSizeHint().width()
    panel.editor.open(named(name), "open")
    for place in ((0,), (2,), None):
        panel.editor.select(place)
        for lower in ("table", "shares", "ledger", "walk"):
            panel.store.update("view", lower=lower)
            settle(qtbot, panel)
            assert panel.width() == 1280
    for page in ("compare", "code", "build"):
        panel.header.pageChosen.emit(page)
        settle(qtbot, panel)
        assert panel.width() == 1280
    assert panel.minimumSizeHint().width() <= ordinary + 60


def test_a_wide_window_becomes_narrow_again_whatever_was_shown(qtbot, make_panel) -> None:
    panel = make_panel(view={"lower": "ledger", "quantity": "memory"})
    panel.resize(1900, 900)
    settle(qtbot, panel)

    def is_narrow() -> bool:
        panel.resize(800, 560)  # again and again: the column of cards folds first
        return panel.width() == 800

    qtbot.waitUntil(is_narrow)


def test_a_name_is_no_html(qtbot, make_panel) -> None:
    panel = make_panel(view={"lower": "table"})
    panel.editor.open(named("<img src=x>"), "open")
    panel.editor.remove((2,))
    settle(qtbot, panel)
    tip = panel.header._undo.toolTip()
    assert "concat" in tip
    assert "&lt;img src=x&gt;" in tip
    table = panel.build_page.table.table
    tips = table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tips


def test_a_check_that_cannot_be_says_why(qtbot, make_panel, context) -> None:
    context.engine.start()
    panel = make_panel()
    panel.editor.open(Network(Shape(MILLION, MILLION, MILLION), (Dense(MILLION),)), "open")
    settle(qtbot, panel)
    stat = panel.build_page.totals.stats["params"]
    assert stat.mark() == "– not checked"
    assert "more than a tensor can hold" in stat.toolTip()
    panel.header.undo()
    settle(qtbot, panel)
    assert stat.mark() == "✓ equal"


@pytest.mark.parametrize("is_known_before", [True, False])
def test_without_pytorch_nothing_is_on_its_way(
    qtbot, make_panel, context, monkeypatch, is_known_before: bool
) -> None:
    def fail(_choice: object, _progress: object) -> LoadedEngine:
        raise OSError("a broken library")

    monkeypatch.setattr(context.engine, "_load", fail)
    if is_known_before:
        context.engine.start()
        qtbot.waitUntil(context.engine.is_idle)
    panel = make_panel()
    stat = panel.build_page.totals.stats["macs"]
    assert stat.mark() == ("– not checked" if is_known_before else "…")
    context.engine.start()
    qtbot.waitUntil(context.engine.is_idle)
    settle(qtbot, panel)
    assert stat.mark() == "– not checked"
    assert "a broken library" in stat.toolTip()
    assert panel.build_page.column.size._mark.text() == ""


def test_a_file_that_never_ends_is_not_read(qtbot, make_panel, tmp_path: Path) -> None:
    panel = make_panel()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    for path in tmp_path.iterdir():
        with qtbot.waitSignal(panel.noticeRequested) as notice:
            panel.files.open(path)
        assert notice.args[1] == f"{path.name} is not a file."
    good = tmp_path / "good.json"
    good.write_text(named("a").to_json(), encoding="utf-8-sig")  # as Windows saves it
    panel.files.open(good)
    settle(qtbot, panel)
    assert panel.store.state.network == named("a")


@pytest.mark.parametrize(
    "network",
    [
        Network(Shape(MILLION, 1, 1), (Conv(8, (1024, 1)), Pool("max", (1, 1), (3, 1)), Dense(3))),
        Network(Shape(1, MILLION, 1), (Conv(8, (1, 1), (1, 7)), GlobalPool())),
        Network(Shape(MILLION, MILLION, MILLION), (conv(MILLION, 1024, p="same"), pool("max", 2))),
        Network(Shape(100_000, 100_000, 3), (conv(8, 1024, s=1024), Dense(MILLION))),
        Network(Shape(64, 64, MILLION), (SparseConv(((MILLION - 1,), (0, 5))),)),
    ],
)
def test_the_largest_of_everything_is_shown_at_once(qtbot, make_panel, network) -> None:
    """Each of these took minutes, or all memory, where cells were gone through one by one."""
    panel = make_panel()
    panel.build_page.show_frame(np.zeros((72, 128, 3), np.uint8))
    panel.editor.open(network, "open")
    for place in (*((index,) for index in range(len(network.layers))), None):
        panel.editor.select(place)
        settle(qtbot, panel)
        panel.build_page.walk.present()
        panel.grab()
    assert panel.result.network == network


def test_a_new_sparse_convolution_has_filters_that_can_be_shown() -> None:
    layer = new_layer("sparse-conv", Network(Shape(4, 4, MILLION)), (0,))
    assert isinstance(layer, SparseConv)
    assert layer.filters == 64
    assert new_layer("sparse-conv", Network(Shape(4, 4, 6)), (0,)).filters == 6


def test_connections_of_a_million_channels_are_painted(qtbot, qapp) -> None:
    grid = ConnectionGrid()
    qtbot.addWidget(grid)
    grid.resize(300, 180)
    grid.show_table(((MILLION - 1,), (0, 3)), MILLION)
    picture = grid.grab().toImage()
    accent = theme.current_theme().colour("accent").rgb()
    assert any(picture.pixel(0, y) == accent for y in range(picture.height()))


def test_an_input_beyond_all_screens_is_seen_smaller() -> None:
    rgb = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    assert seen_size(Shape(224, 224, 3)) == (224, 224)
    for shape in (Shape(MILLION, MILLION, 3), Shape(MILLION, 1, 1), Shape(1, MILLION, 1)):
        height, width = seen_size(shape)
        assert as_network_sees(rgb, shape).shape == (height, width, 3)
        assert 1 <= height * width <= 2_010_000
        assert max(height, width) <= 4096


def test_a_picture_without_width_is_painted(qtbot, qapp) -> None:
    """Qt warns where a picture is scaled to nothing; warnings fail tests."""
    view = ImageView("A line", pixelated=True)
    qtbot.addWidget(view)
    view.resize(60, 40)
    view.set_rgb(np.zeros((4096, 1, 3), np.uint8))
    view.show()
    assert not view.grab().isNull()


def test_bars_of_thousands_of_layers_are_painted_by_the_pixel(qtbot, qapp) -> None:
    layers = tuple(conv(2 + index % 5, 1) for index in range(5000))
    shares = shares_of(Network(Shape(2, 2, 2), layers).report(), ViewState())
    chart = SharesChart()
    qtbot.addWidget(chart)
    chart.resize(700, 200)
    chart.show_shares(shares, (0,))
    bars = list(chart._highest(0))
    assert len(bars) <= 700
    assert max(one.values[0] for _, one in bars) == shares.strips[0].largest
    assert not chart.grab().isNull()


def test_a_very_long_text_stays_uncoloured(qapp) -> None:
    document = QTextDocument()
    colours = CodeColours(document)
    document.setPlainText("import torch\n" * (MOST_COLOURED // 10))
    assert not document.firstBlock().layout().formats()
    document.setPlainText("import torch\n")
    colours.rehighlight()
    assert document.firstBlock().layout().formats()


@pytest.mark.parametrize("name", ["googlenet", "resnet18"])
def test_what_reaches_a_layer_is_read_off_the_report(name: str) -> None:
    """For each layer: as if the network were walked again up to it."""
    network = build(name)
    report = network.report()
    for one in report.walk():
        flow, layers, place = Flow(network.input), network.layers, one.place
        while len(place) > 1:
            flow = walk_layers(layers[: place[0]], flow)[1]
            layers, place = layers[place[0]].branches[place[1]], place[2:]
        assert flow_before(network, one.place, report) == walk_layers(layers[: place[0]], flow)[1]


def test_what_reaches_a_layer_in_a_block_that_does_not_fit() -> None:
    block = Residual((conv(8, 3), relu(), conv(8, 3)))
    network = Network(Shape(9, 9, 3), (conv(8, 3), block, relu()))
    report = network.trace()
    assert report.problem is not None
    assert flow_before(network, (1, 0, 2), report).shape == (5, 5, 8)
    assert flow_before(network, (2,), report) is None
    assert report.at((-1,)) is None
    assert report.at((7,)) is None
