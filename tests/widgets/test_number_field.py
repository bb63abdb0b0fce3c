from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from explorer.widgets.number_field import NumberField, number_text


@pytest.fixture
def field(qtbot) -> NumberField:
    made = NumberField("wanted", "How many", 1, 100)
    qtbot.addWidget(made)
    return made


def _type(qtbot, field: NumberField, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("value", "text"),
    [(400, "400"), (0.75, "0.75"), (5e-4, "0.0005"), (1e-5, "1e−5"), (-2, "−2"), (1e6, "1000000")],
)
def test_numbers_are_short(value, text):
    assert number_text(value) == text


def test_typing_is_said_once(qtbot, field):
    said = []
    field.valueChanged.connect(said.append)
    _type(qtbot, field, "42")
    _type(qtbot, field, "42")
    assert said == [42]


@pytest.mark.parametrize(("text", "why"), [("0", "1 to 100"), ("2.5", "whole"), ("x", "number")])
def test_what_cannot_be_stays_and_says_why(qtbot, field, text, why):
    with qtbot.assertNotEmitted(field.valueChanged):
        _type(qtbot, field, text)
    assert field.text() == text
    assert why in field.problem()
    field.set_value(1)  # the same number: what was typed stays
    assert field.text() == text
    field.set_value(7)
    assert (field.text(), field.problem()) == ("7", "")
