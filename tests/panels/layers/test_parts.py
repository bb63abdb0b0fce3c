"""The smaller parts of the panel: bars, pairs, cells of the table, colours of code, words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument

from explorer.engine.network import Network, Shape, conv
from explorer.engine.network.counts.compare import compare
from explorer.engine.network.counts.memory import training_memory
from explorer.engine.zoo import NAMES, build
from explorer.panels.layers.code_colours import CodeColours
from explorer.panels.layers.compare_rows import cells_of, pairs_of
from explorer.panels.layers.header import zoo_name
from explorer.panels.layers.pair_bars import PairBars
from explorer.panels.layers.shares import shares_of
from explorer.panels.layers.shares_card import SharesChart
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.table_rows import table_cells, table_columns
from explorer.widgets import theme
from explorer.widgets.numbers import big_text, bytes_text, short_count


def test_strips_add_up_to_the_totals() -> None:
    report = build("vgg16").report()
    shares = shares_of(report, ViewState(batch=8, optimiser="momentum"))
    memory = training_memory(report, 8, "momentum").total
    assert [strip.total for strip in shares.strips] == [
        138_357_544, 15_470_264_320, report.activations, memory,
    ]  # fmt: skip
    for strip in range(3):
        assert sum(column.values[strip] for column in shares.columns) == shares.strips[strip].total
    # Of no layer: the 8 pictures themselves.
    assert sum(column.values[3] for column in shares.columns) == memory - 8 * 224 * 224 * 3 * 4
    assert shares.strips[3].text(memory) == "2.58 GB"
    assert sum(shares.share(i, 0) for i in range(len(shares.columns))) == pytest.approx(1)
    flops = shares_of(report, ViewState(counts="flops"))
    assert flops.strips[1].title == "FLOPs"
    assert flops.strips[1].total == 2 * 15_470_264_320


def test_side_heads_have_no_bars() -> None:
    shares = shares_of(build("googlenet").report(), ViewState())
    assert shares.strips[0].total == 6_998_552
    assert all(column.kind != "side-head" for column in shares.columns)


def test_a_bar_is_pointed_at_chosen_and_walked_through(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    chart = SharesChart()
    qtbot.addWidget(chart)
    chart.resize(600, 200)
    shares = shares_of(build("lenet5").report(), ViewState())
    chart.show_shares(shares, (0,))
    chart.show()
    x = round(chart._left() + 2.5 * chart._pitch())
    assert chart.column_at(x) == 2
    assert chart.column_at(3) is None
    with qtbot.waitSignal(chart.layerChosen) as chosen:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(x, 50))
    assert chosen.args == [shares.columns[2].place]
    with qtbot.waitSignal(chart.layerChosen) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chosen.args == [shares.columns[1].place]


def test_an_empty_network_has_no_bars_and_no_keys(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    chart = SharesChart()
    qtbot.addWidget(chart)
    chart.show_shares(shares_of(Network(Shape(4, 4, 1)).report(), ViewState()), None)
    chart.show()
    with qtbot.assertNotEmitted(chart.layerChosen):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton)


def test_pairs_say_who_has_more(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "light")
    bars = PairBars()
    qtbot.addWidget(bars)
    comparison = compare(build("alexnet"), build("alexnet-one-gpu"))
    bars.show_pairs(pairs_of(comparison, "one", "other"))
    bars.resize(bars.sizeHint())
    bars.show()
    assert "60,965,224" in bars.accessibleDescription()
    changed = [cells for cells in cells_of(comparison, "one", "other") if cells[-1].text]
    assert {cells[-1].text for cells in changed} == {"groups"}
    bars.grab()


def test_the_table_ends_with_what_is_not_reached() -> None:
    broken = Network(Shape(6, 6, 1), (conv(2, 3), conv(2, 9), conv(2, 1)))
    places, cells = table_cells(broken, broken.trace(), flops=False)
    assert places == [(0,), (1,), (2,)]
    assert cells[1][1].text == "does not fit"
    assert "9 cells does not fit into 4" in cells[1][1].tip
    assert cells[2][1].text == "not reached"
    assert {len(row) for row in cells} == {len(table_columns(flops=False))}


def test_volumes_are_sorted_by_their_size() -> None:
    net = build("lenet5")
    _, cells = table_cells(net, net.report(), flops=False)
    assert cells[0][1].value == 28 * 28 * 6


def test_flops_stand_where_macs_stood() -> None:
    net = build("lenet5")
    (_, macs), (_, flops) = (table_cells(net, net.report(), flops=on) for on in (False, True))
    column = [c.title for c in table_columns(flops=True)].index("FLOPs")
    assert macs[0][column].text == "117,600"
    assert flops[0][column].text == "235,200"


def test_a_network_of_the_zoo_is_known_by_its_value() -> None:
    for name in NAMES:
        assert zoo_name(build(name)) == name
    net = build("lenet5")
    assert zoo_name(replace(net, layers=net.layers[:-1])) == ""


@pytest.mark.parametrize(
    ("line", "start", "token"),
    [
        ("import torch  # words", 0, "accent"),
        ("import torch  # words", 14, "muted"),
        ("    x = 3", 8, "warm"),
        ('    y = "text"', 8, "good"),
    ],
)
def test_words_of_a_program_are_coloured(qapp, line: str, start: int, token: str) -> None:
    document = QTextDocument(line)
    CodeColours(document).rehighlight()
    ranges = document.firstBlock().layout().formats()
    colour = next(r.format.foreground().color() for r in ranges if r.start == start)
    assert colour == theme.current_theme().colour(token)


def test_a_docstring_is_one_colour_over_its_lines(qapp) -> None:
    document = QTextDocument('"""First,\n12 layers.\n"""\nimport torch')
    CodeColours(document).rehighlight()
    good = theme.current_theme().colour("good")
    for number in range(3):
        formats = document.findBlockByNumber(number).layout().formats()
        assert [one.format.foreground().color() for one in formats] == [good]
    last = document.findBlockByNumber(3).layout().formats()[0]
    assert last.format.foreground().color() == theme.current_theme().colour("accent")


def test_numbers_are_exact_as_long_as_they_can_be_read() -> None:
    assert big_text(15_470_264_320) == "15,470,264,320"
    assert big_text(10**14) == "100 T"
    assert short_count(416_520) == "416.5 k"
    assert bytes_text(284_000) == "284 kB"
    assert bytes_text(2.33e9) == "2.33 GB"
