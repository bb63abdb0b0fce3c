"""With and without, as a person uses it: numbers, switches, the curve, what is wrong, files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QSlider

from explorer.engine.bottleneck.cost_table import COLUMNS, variant_rows
from explorer.engine.bottleneck.variants import COURSE
from explorer.panels.bottleneck.compare.page import ComparePage
from explorer.panels.bottleneck.state import BottleneckState, CompareState, SpecState
from tests.panels.bottleneck.conftest import settle

if TYPE_CHECKING:
    from explorer.widgets.slider_row import SliderRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(make_page):
    return make_page(ComparePage)


def typed(qtbot, row: SliderRow, text: str) -> None:
    """Type a number into a row and press Enter."""
    field = row.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(page: ComparePage, name: str, option: str) -> None:
    """Press an option of a row of buttons."""
    (found,) = [one for one in page.findChildren(QAbstractButton)
                if one.accessibleName() == f"{name}: {option}"]  # fmt: skip
    found.click()


def run(entries, text: str) -> None:
    dict(entries)[text]()


def test_the_course_is_there_with_its_numbers(page):
    assert page.store.state.spec.spec() == COURSE
    found = page.result.comparison
    assert (found.direct.macs, found.bottlenecked.macs) == (120_422_400, 12_443_648)
    numbers = [line.numbers.latex() for line in page.products_card.lines]
    assert numbers[0].endswith("= 120{,}422{,}400")
    assert numbers[1].endswith("= 2{,}408{,}448")
    assert numbers[2].endswith("= 10{,}035{,}200")
    assert numbers[3].endswith("= 12{,}443{,}648")
    assert numbers[4].endswith(r"\approx 9.68")
    assert not page.spec_card.course.isEnabled()
    assert page.figure_card.view.figure is page.result.figure


def test_typing_and_sliding_count_anew(qtbot, page):
    typed(qtbot, page.spec_card.filters, "64")
    assert page.store.state.spec.filters == 64
    page.spec_card.kernel.findChild(QSlider).setValue(2)  # from 1 on
    settle(qtbot, page)
    assert page.store.state.spec.f == 3
    assert page.result.comparison.direct.macs == 28 * 28 * 192 * 9 * 64
    page.spec_card.course.click()
    settle(qtbot, page)
    assert page.result.comparison.direct.macs == 120_422_400


def test_height_and_width_are_one_number_until_they_are_set_apart(qtbot, page):
    card = page.spec_card
    typed(qtbot, card.height_row, "14")
    assert page.store.state.spec == SpecState(height=14, width=14)
    assert card.width_row.isHidden()
    card.rectangle.click()
    typed(qtbot, card.height_row, "20")
    typed(qtbot, card.width_row, "10")
    assert (page.store.state.spec.height, page.store.state.spec.width) == (20, 10)
    settle(qtbot, page)
    assert page.result.comparison.spec.input == (20, 10, 192)
    card.rectangle.click()
    assert (page.store.state.spec.height, page.store.state.spec.width) == (20, 20)
    assert card.width_row.isHidden()


def test_a_rectangle_that_is_restored_shows_both_numbers(make_page):
    page = make_page(ComparePage, BottleneckState(spec=SpecState(height=9, width=30)))
    assert page.spec_card.rectangle.isChecked()
    assert page.spec_card.width_row.value() == 30


@pytest.mark.parametrize("text", ["0", "-3", "2.5", "many", "1000001"])
def test_what_cannot_be_is_said_beside_its_control_and_nothing_is_lost(qtbot, page, text):
    before = page.store.state
    for row in (page.spec_card.channels, page.spec_card.bottleneck, page.spec_card.height_row):
        typed(qtbot, row, text)
        assert row.problem()
        assert row.findChild(QLineEdit).text() == text
    assert page.store.state == before
    typed(qtbot, page.spec_card.channels, "100")
    assert not page.spec_card.channels.problem()


def test_the_line_stays_in_the_plot_even_where_there_is_one_width_alone(qtbot, page):
    page.store.update("spec", channels=1, filters=1, f=1, bottleneck=1)
    settle(qtbot, page)
    across, up = page.curve_card.curve.axes()
    line = page.result.curve.line
    assert up.high >= line.fixed + line.per_channel * across.high


def test_a_bottleneck_wider_than_its_input_is_explained_and_counted(qtbot, page):
    typed(qtbot, page.spec_card.bottleneck, "200")
    settle(qtbot, page)
    assert "widens the 192" in page.spec_card.bottleneck.problem()
    assert "154 or fewer" in page.spec_card.bottleneck.problem()
    assert page.result.curve.today.width == 200
    assert page.curve_card.curve.axes()[0].high == 200
    typed(qtbot, page.spec_card.bottleneck, "16")
    settle(qtbot, page)
    assert not page.spec_card.bottleneck.problem()


def test_a_bottleneck_that_does_not_pay_is_remarked_on(qtbot, page):
    typed(qtbot, page.spec_card.bottleneck, "160")
    settle(qtbot, page)
    assert not page.spec_card.bottleneck.problem()
    assert "saves no MACs" in page.spec_card.remark()
    typed(qtbot, page.spec_card.bottleneck, "154")
    settle(qtbot, page)
    assert not page.spec_card.remark()


def test_a_narrower_input_keeps_the_width_that_was_chosen(qtbot, page):
    typed(qtbot, page.spec_card.channels, "8")
    settle(qtbot, page)
    assert page.store.state.spec.bottleneck == 16
    assert page.spec_card.bottleneck.value() == 16
    assert "widens" in page.spec_card.bottleneck.problem()


def test_macs_or_flops_everywhere(qtbot, page):
    choose(page, "Unit of cost", "FLOPs")
    settle(qtbot, page)
    assert page.store.state.compare.counts == "flops"
    assert page.products_card.lines[0].numbers.latex().endswith("240{,}844{,}800")
    assert page.bars_card.bars.groups()[0].title == "FLOPs"
    assert page.result.curve.quantity == "flops"
    assert page.curve_card.curve.axes()[1].title == "FLOPs"
    names = [one.text() for one in page.findChildren(QAbstractButton)]
    assert names.count("MACs") == 1  # the switch itself


def test_parameters_are_written_out(qtbot, page):
    choose(page, "What is written out", "Parameters")
    settle(qtbot, page)
    numbers = [line.numbers.latex() for line in page.products_card.lines]
    assert numbers[0] == r"(5 \cdot 5 \cdot 192 + 1) \cdot 32 = 153{,}632"
    assert numbers[3].endswith("= 15{,}920")


def test_break_even_is_derived_for_what_is_drawn(qtbot, page):
    assert r"\approx 154.84" in page.curve_card.formula.latex()
    assert page.break_even_card.numbers[-1].latex() == r"b \leq 154"
    choose(page, "What is drawn against the width", "Traffic")
    settle(qtbot, page)
    assert r"\approx 59.98" in page.curve_card.formula.latex()
    assert page.break_even_card.facts() == "of memory traffic"
    assert page.break_even_card.numbers[1].latex() == r"2{,}561 \, b < 153{,}600"


def test_the_slip_of_the_notes_is_explained(page):
    note = page.products_card.note
    assert note.section.isVisibleTo(page)
    assert not note.section.is_expanded()
    assert "20,070,400" in note.text.text()
    assert "120{,}422{,}400" in note.formula.latex()
    (fold,) = note.section.findChildren(QAbstractButton)
    assert "×32" in fold.text()
    assert "×192" in fold.text()
    fold.click()
    assert note.text.isVisibleTo(page)


def test_the_point_is_dragged_along_the_curve(qtbot, page):
    curve = page.curve_card.curve
    start = curve.position_of_today()
    plane = curve.plane()
    assert start.x() == pytest.approx(plane.across(16))
    assert start.y() == pytest.approx(plane.down(12_443_648))
    qtbot.mousePress(curve, LEFT, pos=start.toPoint())
    for width in (40, 64):
        target = QPoint(round(plane.across(width)), round(start.y()))
        qtbot.mouseMove(curve, target)
        page_width = curve.width_at(target.x())
        qtbot.waitUntil(lambda w=page_width: page.store.state.spec.bottleneck == w)
    qtbot.mouseRelease(curve, LEFT, pos=target)
    settle(qtbot, page)
    assert abs(page.store.state.spec.bottleneck - 64) <= 1
    assert page.spec_card.bottleneck.value() == page.store.state.spec.bottleneck
    assert curve.position_of_today().x() == pytest.approx(
        curve.plane().across(page.store.state.spec.bottleneck)
    )


def test_a_drag_beyond_the_ends_stops_there(page):
    curve = page.curve_card.curve
    assert curve.width_at(-500) == 1
    assert curve.width_at(5000) == 192


def test_the_point_walks_by_keys(qtbot, page):
    curve = page.curve_card.curve
    for key, width in (
        (Qt.Key.Key_Right, 17), (Qt.Key.Key_Right, 18), (Qt.Key.Key_Left, 17),
        (Qt.Key.Key_PageUp, 27), (Qt.Key.Key_PageDown, 17), (Qt.Key.Key_End, 192),
        (Qt.Key.Key_Right, 192), (Qt.Key.Key_Home, 1), (Qt.Key.Key_Left, 1),
    ):  # fmt: skip
        qtbot.keyClick(curve, key)
        assert page.store.state.spec.bottleneck == width
    settle(qtbot, page)
    assert page.result.curve.today.width == 1


def test_keys_step_on_from_what_another_control_said(qtbot, page):
    curve = page.curve_card.curve
    qtbot.keyClick(curve, Qt.Key.Key_Right)
    typed(qtbot, page.spec_card.bottleneck, "100")  # before anything has been counted
    qtbot.keyClick(curve, Qt.Key.Key_Right)
    assert page.store.state.spec.bottleneck == 101
    settle(qtbot, page)
    assert page.result.curve.today.width == 101


def test_a_page_that_is_not_seen_counts_nothing(qtbot, page):
    before = page.result
    page.deactivate()
    page.store.update("spec", f=3)
    assert page.is_idle()
    assert page.result is before
    assert page.spec_card.kernel.value() == 3
    page.activate()
    settle(qtbot, page)
    assert page.result.comparison.spec.f == 3


def test_controls_are_silent_when_the_state_is_restored(qtbot, page):
    state = BottleneckState(
        spec=SpecState(7, 7, 832, 3, 128, 48), compare=CompareState("flops", "params", "params")
    )
    heard = []
    page.spec_card.edited.connect(heard.append)
    page.figure_card.edited.connect(heard.append)
    page.store.set(state)
    settle(qtbot, page)
    assert not heard
    assert page.store.state == state
    assert page.result.request.spec == state.spec.spec()


def test_the_table_is_saved(page, save_to):
    run(page.bars_card.entries(), "Save table as CSV…")
    (path,) = save_to.glob("*.csv")
    rows = list(csv.reader(path.open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + len(variant_rows(page.result.comparison))
    assert rows[1][rows[0].index("MACs")] == "120422400"


def test_the_curve_is_saved(page, save_to):
    run(page.curve_card.entries(), "Save points as CSV…")
    run(page.curve_card.entries(), "Save curve as PNG…")
    (path,) = save_to.glob("*.csv")
    rows = list(csv.reader(path.open(encoding="utf-8")))
    assert rows[0] == ["width", "MACs, bottlenecked", "MACs, directly"]
    assert rows[16] == ["16", "12443648", "120422400"]
    assert len(rows) == 193
    assert (save_to / "cost-curve.png").stat().st_size > 1000
    run(page.curve_card.entries(), "Save curve as SVG…")
    assert "b* ≈ 154.84" in (save_to / "cost-curve.svg").read_text(encoding="utf-8")


def test_the_bars_are_saved(page, save_to):
    run(page.bars_card.entries(), "Save bars as PNG…")
    run(page.bars_card.entries(), "Save bars as SVG…")
    assert (save_to / "bottleneck-costs.png").stat().st_size > 1000
    svg = (save_to / "bottleneck-costs.svg").read_text(encoding="utf-8")
    assert "120,422,400" in svg
    assert "memory traffic, bytes" in svg


def test_the_drawing_is_saved(page, save_to):
    run(page.figure_card.entries(), "Save drawing as SVG…")
    run(page.figure_card.entries(), "Save drawing as PNG…")
    svg = (save_to / "bottleneck.svg").read_text(encoding="utf-8")
    assert "120,422,400 MACs" in svg
    assert "28×28×16" in svg
    assert (save_to / "bottleneck.png").stat().st_size > 5000


@pytest.mark.parametrize(("name", "params"), [("direct", 153_632), ("bottlenecked", 15_920)])
def test_the_source_of_both_runs(page, save_to, name, params):
    run(page.figure_card.entries(), f"Save {name} as PyTorch…")
    space: dict[str, object] = {"__name__": "saved"}
    exec((save_to / f"{name}.py").read_text(encoding="utf-8"), space)
    module = space[name]()  # type: ignore[operator]
    assert sum(one.numel() for one in module.parameters()) == params
    assert module(torch.zeros(1, 192, 28, 28)).shape == (1, 32, 28, 28)


def test_nothing_is_cut_off_at_the_smallest_window(page):
    for label in page.findChildren(QLabel):
        if label.isVisibleTo(page) and label.text() and not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width(), label.text()
    for card in (page.spec_card, page.bars_card, page.curve_card, page.products_card):
        assert card.height() >= card.minimumSizeHint().height()
    bar = page.products_card._area.verticalScrollBar()
    assert bar.maximum() == 0  # all five products without scrolling


def test_every_control_has_a_name_and_a_tooltip(page):
    for button in page.findChildren(QAbstractButton):
        if button.isVisibleTo(page):
            assert button.accessibleName(), button
            assert button.toolTip(), button.accessibleName()
    assert page.curve_card.curve.accessibleDescription()
    assert page.bars_card.bars.accessibleDescription()
