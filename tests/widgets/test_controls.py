from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QSlider

from explorer.widgets.controls import Choice, Range, Section, Segmented, SliderRow, Toggle

SIZES = [("3", "3×3"), ("5", "5×5"), ("7", "7×7")]


# Range


@given(
    st.integers(1, 10),
    st.integers(11, 999),
    st.sampled_from(["float", "log", "int"]),
    st.floats(0, 1),
)
def test_a_step_of_the_slider_is_the_step_of_its_value(minimum, maximum, kind, share):
    values = Range(minimum, maximum, kind, decimals=6)
    index = round(share * values.count)
    assert values.index(values.at(index)) == index


def test_a_range_of_ratios_has_its_middle_at_the_geometric_mean():
    assert Range(0.01, 100, "log").at(500) == 1.0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [((1, 1), "empty"), ((0, 1, "log"), "above 0"), ((0.5, 2, "int"), "whole")],
)
def test_a_range_that_cannot_be_is_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        Range(*arguments)


# SliderRow


@pytest.fixture
def row(qtbot):
    made = SliderRow("threshold", Range(0, 1, decimals=2), 0.25, "How sure")
    qtbot.addWidget(made)
    made.resize(300, 50)
    made.show()
    return made


def _edit(row: SliderRow) -> QLineEdit:
    return row.findChild(QLineEdit)


def _type(qtbot, row: SliderRow, text: str) -> None:
    _edit(row).selectAll()
    qtbot.keyClicks(_edit(row), text)
    qtbot.keyClick(_edit(row), Qt.Key.Key_Return)


def test_typing_sets_the_value_and_moves_the_slider(qtbot, row):
    with qtbot.waitSignal(row.valueChanged) as changed:
        _type(qtbot, row, "1/2")
    assert changed.args == [0.5]
    assert row.findChild(QSlider).value() == 50
    assert _edit(row).text() == "0.50"


@pytest.mark.parametrize(("text", "reason"), [("7", "0.00 to 1.00"), ("much", "not a number")])
def test_what_cannot_be_says_why_and_changes_nothing(qtbot, row, text, reason):
    with qtbot.assertNotEmitted(row.valueChanged):
        _type(qtbot, row, text)
    assert row.value() == 0.25
    assert reason in row._problem.text()
    assert row._problem.isVisible()
    row.set_value(0.3)
    assert not row._problem.isVisible()


def test_setting_the_value_is_silent(qtbot, row):
    with qtbot.assertNotEmitted(row.valueChanged):
        row.set_value(0.75)
    assert row.value() == 0.75


def test_a_value_outside_is_brought_into_the_range(row):
    row.set_value(9)
    assert row.value() == 1.0
    row.set_range(Range(0, 0.5))
    assert row.value() == 0.5


def test_the_keyboard_moves_the_slider(qtbot, row):
    with qtbot.waitSignal(row.valueChanged):
        qtbot.keyClick(row.findChild(QSlider), Qt.Key.Key_Right)
    assert row.value() > 0.25


def test_a_click_on_the_groove_goes_there(qtbot, row):
    slider = row.findChild(QSlider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 9))
    assert row.value() == pytest.approx(0.5, abs=0.01)


def test_a_double_click_on_the_name_goes_back(qtbot, row):
    row.set_value(0.9)
    with qtbot.waitSignal(row.valueChanged):
        qtbot.mouseDClick(row._name, Qt.MouseButton.LeftButton)
    assert row.value() == 0.25


def test_whole_numbers_stay_whole(qtbot):
    row = SliderRow("stride", Range(1, 4, "int"), 1, "Step", suffix="px")
    qtbot.addWidget(row)
    _type(qtbot, row, "2.5")
    assert "whole" in row._problem.text()
    _type(qtbot, row, "3")
    assert row.value() == 3
    assert _edit(row).text() == "3"


def test_the_wheel_belongs_to_the_page(row):
    slider = row.findChild(QSlider)
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert row.value() == 0.25


def test_a_row_is_named_for_those_who_cannot_see_it(row):
    assert row.findChild(QSlider).accessibleName() == "threshold"
    assert _edit(row).accessibleName() == "threshold, value"
    assert "How sure" in row.toolTip()


# Segmented and Choice


@pytest.fixture
def segmented(qtbot):
    made = Segmented("Size", SIZES, "5")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_click_chooses(qtbot, segmented):
    with qtbot.waitSignal(segmented.currentChanged) as changed:
        segmented.findChildren(QPushButton)[2].click()
    assert changed.args == ["7"]
    with qtbot.assertNotEmitted(segmented.currentChanged):
        segmented.findChildren(QPushButton)[2].click()
    assert [button.isChecked() for button in segmented.findChildren(QPushButton)] == [
        False, False, True,
    ]  # fmt: skip


def test_arrows_move_the_choice_and_go_round(qtbot, segmented):
    chosen = []
    segmented.currentChanged.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        button = next(b for b in segmented.findChildren(QPushButton) if b.isChecked())
        qtbot.keyClick(button, key)
    assert chosen == ["7", "3", "7"]


def test_arrows_skip_what_is_not_offered(qtbot, segmented):
    segmented.set_option_enabled("7", False, "too large for the picture")
    qtbot.keyClick(segmented.findChildren(QPushButton)[1], Qt.Key.Key_Right)
    assert segmented.current() == "3"


def test_only_the_chosen_button_is_in_the_tab_order(segmented):
    policies = [button.focusPolicy() for button in segmented.findChildren(QPushButton)]
    none, tab = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.TabFocus
    assert policies == [none, tab, none]


def test_none_is_chosen_where_the_value_is_another(qtbot, segmented):
    segmented.clear_current()
    assert segmented.current() == ""
    assert not any(button.isChecked() for button in segmented.findChildren(QPushButton))
    with qtbot.waitSignal(segmented.currentChanged) as changed:
        qtbot.keyClick(segmented, Qt.Key.Key_Right)
    assert changed.args == [segmented.current()]
    assert segmented.current()


def test_choosing_by_program_is_silent(qtbot, segmented):
    with qtbot.assertNotEmitted(segmented.currentChanged):
        segmented.set_current("3")
    assert segmented.current() == "3"
    with pytest.raises(KeyError):
        segmented.set_current("9")


def test_few_options_are_a_row_and_many_a_list_that_can_be_searched(qtbot):
    choice = Choice("Kernel", SIZES, "7")
    qtbot.addWidget(choice)
    assert choice.findChild(Segmented) is not None
    assert choice.current() == "7"
    choice.set_options([(str(n), f"Kernel {n}") for n in range(12)], "4")
    combo = choice.findChild(QComboBox)
    assert choice.current() == "4"
    assert combo.isEditable(), "type to search"
    with qtbot.assertNotEmitted(choice.currentChanged):
        choice.set_current("11")
    with qtbot.waitSignal(choice.currentChanged) as changed:
        combo.setCurrentIndex(2)
        combo.activated.emit(2)
    assert changed.args == ["2"]
    choice.set_options(SIZES)
    assert choice.current() == "3"
    with pytest.raises(KeyError):
        choice.set_current("no such key")


# Toggle and Section


def test_a_toggle_is_switched_by_mouse_and_keyboard(qtbot):
    toggle = Toggle("Per channel", "Show one response a channel")
    qtbot.addWidget(toggle)
    toggle.show()
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    qtbot.keyClick(toggle, Qt.Key.Key_Space)
    assert not toggle.isChecked()
    assert toggle.accessibleName() == "Per channel"


def test_a_section_folds_its_content(qtbot):
    section = Section("More")
    content = Toggle("Inside", "…")
    section.add(content)
    qtbot.addWidget(section)
    section.show()
    assert not section.is_expanded()
    assert not content.isVisible()
    with qtbot.waitSignal(section.toggled) as toggled:
        section.findChild(QPushButton).click()
    assert toggled.args == [True]
    assert content.isVisible()


def test_more_can_be_typed_than_the_slider_reaches(qtbot):
    row = SliderRow("filters", Range(1, 512, "log", decimals=0, typed=4096), 16, "How many")
    qtbot.addWidget(row)
    _type(qtbot, row, "4096")
    assert row.value() == 4096
    assert row.findChild(QSlider).value() == row.findChild(QSlider).maximum()
    assert _edit(row).text() == "4096"
    _type(qtbot, row, "4097")
    assert "1 to 4096" in row.problem()
    row.set_range(Range(1, 64, "int", decimals=0))
    assert row.value() == 64


def test_a_slider_of_ratios_steps_through_whole_numbers(qtbot):
    row = SliderRow("filters", Range(1, 512, "log", decimals=0), 300, "How many")
    qtbot.addWidget(row)
    qtbot.keyClick(row.findChild(QSlider), Qt.Key.Key_Right)
    assert row.value() == 301
    _type(qtbot, row, "2.5")
    assert "whole" in row.problem()


def test_the_end_of_a_change_is_said(qtbot, row):
    said: list[str] = []
    row.valueChanged.connect(lambda _value: said.append("changed"))
    row.released.connect(lambda: said.append("released"))
    slider = row.findChild(QSlider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 9))
    assert said == ["changed", "released"]
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert said[2:] == ["changed", "released"]
    _type(qtbot, row, "0.9")
    assert said[4:] == ["changed", "released"]


def test_a_problem_from_outside_stays_until_it_is_taken_back(qtbot, row):
    row.show_problem("too large for 5")
    row.set_value(0.5)
    assert row.problem() == "too large for 5"
    assert row._problem.isVisible()
    _type(qtbot, row, "much")
    assert "not a number" in row.problem()
    row.set_value(0.6)
    assert row.problem() == "too large for 5"
    row.show_problem("")
    assert not row._problem.isVisible()


def test_what_is_being_typed_stays(qtbot, row):
    row.set_value(0.5)
    _edit(row).selectAll()
    qtbot.keyClicks(_edit(row), "0.7")
    row.set_value(0.5)
    assert _edit(row).text() == "0.7"
    row.set_value(0.4)
    assert _edit(row).text() == "0.40"
