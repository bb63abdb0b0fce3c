"""What the page does with its room: what folds, what is named otherwise, what is said instead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from explorer.engine.network import Network, Shape, conv, relu
from explorer.engine.zoo import build
from explorer.panels.layers.build_page import DRAWING_SHARE
from explorer.panels.layers.compare_rows import factor_text, pairs_of
from explorer.panels.layers.header import NEW, OWN
from explorer.panels.layers.ledger_rows import COLUMNS
from explorer.panels.layers.palette import Palette
from explorer.panels.layers.shares import shares_of
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.table_rows import table_columns
from explorer.widgets import theme
from explorer.widgets.divide import Divide
from explorer.widgets.drawing.canvas import NetworkCanvas
from explorer.widgets.drawing.volumes import volumes
from tests.panels.layers.conftest import settle

EMPTY = {"format": "convnet-explorer-network", "version": 1, "input": [32, 32, 3], "layers": []}


@pytest.fixture(autouse=True)
def dark(qapp) -> None:
    if theme.current_theme() != theme.Theme("dark"):
        theme.apply_theme(qapp, "dark")


def test_layers_without_room_for_a_button_are_in_the_menu(qtbot) -> None:
    palette = Palette()
    qtbot.addWidget(palette)
    palette.resize(800, 30)
    palette.show()
    shown = [one for one in palette.findChildren(QPushButton) if one.isVisible()]
    assert len(shown) == 7
    few = len(palette.menu().actions())
    palette.resize(320, 30)
    shown = [one for one in palette.findChildren(QPushButton) if one.isVisible()]
    assert 2 <= len(shown) < 7
    assert all(one.geometry().right() <= palette.width() for one in shown)
    menu = palette.menu()
    assert len(menu.actions()) == few + 7 - len(shown)
    assert {"Residual", "Inception"} <= {action.text() for action in menu.actions()}


def test_a_divide_keeps_its_share_until_it_is_dragged(qtbot) -> None:
    divide = Divide(QWidget(), QWidget(), 0.4)
    qtbot.addWidget(divide)
    divide.resize(300, 514)
    divide.show()
    assert divide.sizes() == [200, 300]
    divide.resize(300, 1014)
    assert divide.sizes() == [400, 600]
    handle = divide.handle(1)
    start = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, start + QPoint(0, 100))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 100))
    assert divide.share() == pytest.approx(0.5, abs=0.01)
    divide.resize(300, 514)
    assert divide.sizes()[0] == pytest.approx(250, abs=5)
    qtbot.mouseDClick(handle, Qt.MouseButton.LeftButton)
    assert divide.sizes() == [200, 300]


def test_the_drawing_does_not_jump_with_what_is_chosen_below_it(qtbot, make_panel) -> None:
    panel = make_panel()
    heights = set()
    for lower in ("walk", "table", "shares", "ledger"):
        for selected in (None, (0,), (1,), (6,)):
            panel.store.update("view", lower=lower)
            panel.editor.select(selected)
            settle(qtbot, panel)
            heights.add(panel.build_page.network_card.height())
    assert len(heights) == 1
    share = heights.pop() / panel.build_page.height()
    assert share == pytest.approx(DRAWING_SHARE, abs=0.06)


def test_the_chosen_layer_is_named_below_the_drawing_where_it_cannot_be_read(qtbot) -> None:
    canvas = NetworkCanvas()
    qtbot.addWidget(canvas)
    canvas.animated = False
    canvas.resize(880, 260)
    network = Network(Shape(16, 16, 3), (conv(8, 3, p=1), relu()))
    figure = volumes(network, network.trace())
    canvas.set_hint("2 layers")
    canvas.show_figure(figure, (0,))
    assert [phrase.text for phrase in canvas.legend()] == [figure.legend, "2 layers"]
    canvas.show_figure(figure, (1,))  # a plate has no words of its own
    assert canvas.legend()[0].text == "ReLU · 16×16×8"
    canvas._hover((0,))
    assert canvas.legend()[0].text == "conv 3×3 · 16×16×8"


def test_an_empty_network_says_what_to_do_and_offers_networks(qtbot, make_panel) -> None:
    panel = make_panel(network=EMPTY)
    invitation = panel.build_page.network_card.invitation
    assert invitation.isVisible()
    button = next(one for one in invitation.findChildren(QPushButton) if one.text() == "VGG-16")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, panel)
    assert panel.store.state.network == build("vgg16")
    assert not invitation.isVisible()
    panel.header.undo()
    settle(qtbot, panel)
    assert invitation.isVisible()


def test_a_new_network_is_begun_and_ones_own_is_called_by_its_name(qtbot, make_panel) -> None:
    panel = make_panel()
    networks = panel.header.networks
    networks.set_current(NEW)
    networks.currentChanged.emit(NEW)
    settle(qtbot, panel)
    assert panel.store.state.network == Network(Shape(32, 32, 3))
    assert networks.current() == OWN
    assert networks._list.currentText() == "Your own network"
    panel.editor.rename("Mine")
    assert networks._list.currentText() == "Mine"
    networks.currentChanged.emit(OWN)  # chosen by hand: nothing is opened
    assert panel.store.state.network.name == "Mine"
    panel.header.undo()
    panel.header.undo()
    settle(qtbot, panel)
    assert panel.store.state.network == build("lenet5")
    assert networks.current() == "lenet5"


def test_what_is_asked_for_most_stands_first_in_the_table() -> None:
    titles = [column.title for column in table_columns(flops=False)]
    assert titles[:7] == [
        "layer", "output", "weights", "biases", "parameters", "MACs", "field r"
    ]  # fmt: skip
    assert len(set(titles)) == 11


def test_a_ledger_draws_each_step_from_the_sum_before_it(qtbot, make_panel) -> None:
    panel = make_panel(network="lenet5-1998", view={"lower": "ledger", "quantity": "lenet"})
    cells = panel.build_page.ledger.table._model._rows
    bars = [row[0].bar for row in cells]
    assert bars[0].start == 0
    for before, after in pairwise(bars):
        assert after.start == pytest.approx(before.end)
    assert bars[-1].end == 1
    assert bars[2].tone == "bad"  # pooling learns nothing: 44 less
    assert COLUMNS[0].has_bars
    panel.store.update("view", quantity="macs")
    settle(qtbot, panel)
    rows = panel.build_page.ledger.table._model._rows
    assert [row[0].tone for row in rows if row[0].spans] == ["accent", "warm", "muted"]


def test_the_batch_and_the_optimiser_are_offered_where_they_matter(qtbot, make_panel) -> None:
    panel = make_panel(view={"lower": "ledger", "quantity": "params"})
    ledger = panel.build_page.ledger
    assert not ledger._batch.isVisible()
    panel.store.update("view", quantity="memory", batch=5)
    settle(qtbot, panel)
    assert ledger._batch.isVisible()
    assert ledger._optimiser.isVisible()
    assert ledger._batch.current() == "5"


def test_only_the_part_that_is_seen_offers_its_files(qtbot, make_panel) -> None:
    panel = make_panel()
    page = panel.build_page
    exports = {"table": page.table.export, "shares": page.shares.export,
               "ledger": page.ledger.export}  # fmt: skip
    for lower in ("walk", *exports):
        panel.store.update("view", lower=lower)
        settle(qtbot, panel)
        offered = [key for key, one in exports.items() if one.isVisible()]
        assert offered == [key for key in exports if key == lower]


def test_a_network_of_one_block_is_shared_out_inside_it() -> None:
    report = build("inception3a").report()
    shares = shares_of(report, ViewState())
    assert len(shares.columns) > 6
    assert shares.strips[0].total == report.params
    assert sum(column.values[0] for column in shares.columns) == report.params
    top = shares_of(build("lenet5").report(), ViewState())
    assert all(len(column.place) == 1 for column in top.columns)


def test_a_ratio_says_how_many_times_and_where(qtbot) -> None:
    from explorer.engine.network.counts.compare import compare

    found = pairs_of(compare(build("lenet5"), build("alexnet")), "LeNet-5", "AlexNet")
    pairs = {one.label: one for one in found}
    assert pairs["parameters"].ratio == "988 times as many"
    assert pairs["MACs"].ratio == "1,739 times as many"
    assert {one.more for one in pairs.values()} == {"in AlexNet"}
    same = pairs_of(compare(build("lenet5"), build("lenet5")), "a", "b")
    assert {(one.ratio, one.more) for one in same} == {("equal", "")}
    assert [factor_text(one) for one in (1.6, 988.4, 999.6, 1739.2)] == [
        "1.6 times", "988 times", "1,000 times", "1,739 times"
    ]  # fmt: skip


def test_the_onnx_page_says_what_to_do_before_there_is_a_file(make_panel) -> None:
    panel = make_panel(page="onnx")
    page = panel.onnx_page
    assert page._nothing.isVisible()
    assert not page.canvas.isVisible()


def test_the_keyboard_reaches_a_layer_s_numbers_before_the_cards_below(make_panel) -> None:
    panel = make_panel()
    names = []
    one = panel.nextInFocusChain()
    while one is not None and one is not panel:
        names.append(one.accessibleName())
        one = one.nextInFocusChain()
    assert names.index("filters, value") < names.index("Which p and s give n′?")
