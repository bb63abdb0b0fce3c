from __future__ import annotations

import pytest

from explorer.widgets.numbers import NumberError
from explorer.widgets.slider_row import SliderRow
from explorer.widgets.weight_range import WeightRange

WEIGHTS = WeightRange(1e-2, 1e6, "log", typed=1e9)


def test_the_left_end_is_0_and_the_rest_are_equal_ratios() -> None:
    assert WEIGHTS.at(0) == 0
    assert WEIGHTS.at(1) == 0.01
    assert WEIGHTS.at(WEIGHTS.count) == 1e6
    steps = [WEIGHTS.at(index) for index in (250, 500, 750)]
    assert steps[1] / steps[0] == pytest.approx(steps[2] / steps[1], rel=0.02)


@pytest.mark.parametrize("value", [0.0, 0.01, 0.5, 1.0, 200.0, 1230.0, 1e6])
def test_a_value_keeps_its_place(value: float) -> None:
    assert WEIGHTS.at(WEIGHTS.index(value)) == pytest.approx(value, rel=0.02)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.25, "0.25"), (200, "200"), (1234.5, "1230"), (3.8e-6, "3.8e−6"),
     (2e-9, "2e−9"), (4.1e7, "4.1e7")],
)  # fmt: skip
def test_values_are_short_and_are_read_again(value: float, text: str) -> None:
    assert WEIGHTS.text(WEIGHTS.rounded(value)) == text
    assert WEIGHTS.parsed(text) == WEIGHTS.rounded(value)
    assert len(text) <= len(WEIGHTS.longest_text)


def test_what_lies_beyond_the_slider_may_be_typed() -> None:
    assert WEIGHTS.parsed("1e-9") == 1e-9
    assert WEIGHTS.index(1e-9) == 1  # not 0: the term is on
    assert WEIGHTS.index(1e9) == WEIGHTS.count
    for wrong in ("-1", "1e10", "much"):
        with pytest.raises(NumberError):
            WEIGHTS.parsed(wrong)


def test_a_row_shows_a_small_weight_and_takes_none(qtbot) -> None:
    row = SliderRow("β", WEIGHTS, 200, "How much style there is")
    qtbot.addWidget(row)
    row.set_value(3.8e-6)
    assert row.value() == 3.8e-6
    with qtbot.waitSignal(row.valueChanged) as changed:
        row._slider.setValue(0)
    assert changed.args == [0.0]
