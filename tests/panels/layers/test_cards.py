"""The cards beside the controls: sizes, costs and savings with their checks, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from explorer.engine.network import Dense, Network, Shape, conv, pool, relu
from explorer.engine.network.built.check import Checked, CheckReport, check
from explorer.engine.zoo import build
from explorer.panels.layers.cards.column import CardColumn
from explorer.widgets import theme
from explorer.widgets.workbench import Workbench
from tests.panels.layers.cards_driving import type_into, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CONV = (3,)
BROKEN = Network(Shape(12, 12, 3), (conv(8, 5, s=2), relu(), conv(16, 7), pool("max", 2)))
TIMEOUT_MS = 20_000


@pytest.fixture
def column(qtbot, qapp) -> Iterator[CardColumn]:
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")
    bench = Workbench()
    qtbot.addWidget(bench)
    made = CardColumn()
    for card in made.cards():
        bench.add_card(card)
    bench.resize(1300, 1200)
    bench.show()
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def checked() -> CheckReport:
    return check(build("lenet5"))


def settle(qtbot, column: CardColumn) -> None:
    qtbot.waitUntil(column.is_idle, timeout=TIMEOUT_MS)
    for formula in (*column.size.formulas, *column.cost.formulas, *column.savings.formulas):
        assert formula.problem() == ""


def test_lenets_second_convolution(qtbot, column) -> None:
    column.show_view(view_of(build("lenet5"), CONV))
    assert column.cost.lines["params"].value() == "2,416"
    assert "= 2{,}416" in column.cost.params.latex()
    assert column.cost.lines["weights"].value() == "5 × 5 × 6 × 16"
    assert column.cost.lines["operations"].value() == "240,000"
    assert column.cost.lines["activations"].value() == "1,600"
    assert column.cost.lines["field"].value() == "14 × 14"
    assert "= 10" in column.size.numbers.latex()
    settle(qtbot, column)


def test_showing_is_silent(qtbot, column) -> None:
    signals = (
        column.edited, column.inputEdited, column.nameEdited, column.released,
        column.problemWanted,
    )  # fmt: skip
    said: list[object] = []
    for signal in signals:
        signal.connect(lambda *values: said.append(values))
    for network in (build("lenet5"), BROKEN):
        for place in (None, *((index,) for index in range(len(network.layers)))):
            column.show_view(view_of(network, place))
    assert said == []
    settle(qtbot, column)


def test_flops_are_named(column) -> None:
    column.show_view(view_of(build("lenet5"), CONV, counts="flops"))
    line = column.cost.lines["operations"]
    assert line.value() == "480,000"
    assert "FLOPs" in line.accessibleName()
    assert column.cost.operations.latex().split("\n")[1].startswith(r"2 \cdot 10")


class TestMarks:
    def test_until_the_check_is_there(self, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        assert column.size.mark() == "checking…"

    def test_what_agrees(self, column, checked) -> None:
        column.show_view(view_of(build("lenet5"), CONV, check=checked))
        assert column.size.mark() == "✓ equals the real tensor"
        assert column.cost.lines["params"].mark().startswith("✓")
        assert column.cost.lines["operations"].mark() == "✓ 3-way"
        assert column.cost.note("params") == ""

    def test_what_differs_shows_both_values(self, column, checked) -> None:
        wrong = CheckReport(
            (
                Checked(CONV, "output", Shape(10, 10, 16), Shape(9, 9, 16), None, "differs"),
                Checked(CONV, "params", 2416, 2400, None, "differs"),
                Checked(CONV, "macs", 240_000, 1, 2, "differs"),
            ),
            *checked.totals,
        )
        column.show_view(view_of(build("lenet5"), CONV, check=wrong))
        assert column.size.mark().startswith("≠")
        assert "10×10×16" in column.size._difference.text()
        assert "9×9×16" in column.size._difference.text()
        assert "2,400" in column.cost.note("params")
        assert column.cost._notes["params"].property("tone") == "bad"

    def test_what_cannot_be_counted_says_why(self, column) -> None:
        network = build("lenet5-1998")
        column.show_view(view_of(network, (4,), check=check(network)))
        assert column.cost.lines["operations"].mark() == "✓ 2 of 3"
        assert "240,000 MACs instead of 150,000" in column.cost.note("operations")
        assert column.cost._notes["operations"].property("tone") != "bad"

    def test_a_network_that_ends_early_is_not_checked(self, column) -> None:
        column.show_view(view_of(BROKEN, (0,)))
        assert column.size.mark() == ""
        assert column.cost.lines["params"].mark() == ""


class TestWhatDoesNotFit:
    def test_the_numbers_show_it(self, qtbot, column) -> None:
        column.show_view(view_of(BROKEN, (2,)))
        assert column.size.numbers.latex() == r"4 + 2 \cdot 0 - 7 = -3 < 0"
        assert "3 cells too few" in column.size.words()
        assert column.cost.isHidden()
        assert column.savings.isHidden()
        settle(qtbot, column)

    def test_behind_it_nothing_is_known(self, column) -> None:
        column.show_view(view_of(BROKEN, (3,)))
        assert "layer 3" in column.size.words()
        assert column.size.numbers.isHidden()
        assert column.inverse.isHidden()


class TestSavings:
    def test_both_reasons_with_their_numbers(self, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        card = column.savings
        assert [bar.value for bar in card.bars.bars()] == [1_881_600, 240_000, 2_400]
        assert card.sparsity.value() == "×7.84"
        assert card.sharing.value() == "×100"
        assert card.facts() == "×784 fewer weights"
        # 6,698,496 weights in all, 357,600 with a window each, 2,550 shared.
        assert "×18.7 by sparse connections, ×140 by sharing, ×2,627 in all" in card.words()
        assert r"\frac{14 \cdot 14 \cdot 6}{5 \cdot 5 \cdot 6}" in (card.sparsity_formula.latex())

    def test_the_scale_is_logarithmic(self, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        bars = column.savings.bars
        assert bars.decades() == 7
        assert bars.length(1) == 0
        assert bars.length(10) == pytest.approx(1 / 7)
        assert bars.length(10**7) == 1

    def test_only_convolutions_save(self, column) -> None:
        column.show_view(view_of(Network(Shape(4, 4, 2), (Dense(3),)), (0,)))
        assert column.savings.isHidden()


class TestInverse:
    def test_it_is_folded_until_it_is_wanted(self, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        assert not column.inverse.section.is_expanded()
        assert column.inverse.wanted.value() == 10

    def test_a_solution_is_taken(self, qtbot, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        type_into(qtbot, column.inverse.wanted, "14")
        assert column.inverse.buttons[0].text() == "p = 2, s = 1"
        with qtbot.waitSignals([column.edited, column.released]):
            column.inverse.buttons[0].click()

    def test_what_is_taken_gives_the_size(self, qtbot, column) -> None:
        network = build("lenet5")
        column.show_view(view_of(network, CONV))
        said: list[tuple[object, str]] = []
        column.edited.connect(lambda layer, field: said.append((layer, field)))
        type_into(qtbot, column.inverse.wanted, "12")
        kernel = next(
            one for one in column.inverse.findChildren(QPushButton) if one.text() == "kernel f"
        )
        kernel.click()
        column.inverse.buttons[0].click()
        layer, field = said[-1]
        assert field == "kernel"
        assert layer.kernel == (3, 3)
        layers = (*network.layers[:3], layer)
        assert replace(network, layers=layers).report().output.height == 12

    def test_none_says_why(self, qtbot, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        type_into(qtbot, column.inverse.wanted, "99")
        assert "too large" in column.inverse.why()
        assert all(button.isHidden() for button in column.inverse.buttons)

    def test_what_is_no_number_says_so(self, qtbot, column) -> None:
        column.show_view(view_of(build("lenet5"), CONV))
        type_into(qtbot, column.inverse.wanted, "0")
        assert "Choose a number" in column.inverse.why()


@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "googlenet", "resnet18", "alexnet"])
def test_every_layer_fits_the_column(qtbot, column, name) -> None:
    network = build(name)
    for report in network.report().walk():
        column.show_view(view_of(network, report.place))
        for card in column.cards():
            assert card.minimumSizeHint().width() <= theme.COLUMN_WIDTH, (card, report.place)
    settle(qtbot, column)
