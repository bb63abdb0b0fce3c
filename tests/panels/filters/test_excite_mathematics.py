"""The formulae of excited units: the numbers of the moment, and that they can be set."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.filters.excite.ascent import AscentRequest, Snapshot
from explorer.panels.filters.excite.mathematics import (
    GENERAL,
    ascent_latex,
    cam_latex,
    gradient_latex,
    number,
)
from explorer.panels.filters.excite.values import (
    CamAnswer,
    ChannelMap,
    ChannelWeight,
    GradientAnswer,
    Position,
    UnitFacts,
)
from explorer.panels.filters.maps.values import LayerFacts
from explorer.panels.filters.state import UnitState
from explorer.widgets.engraving import engrave

TALLEST_PX = 60  # of one line; brackets that grow beyond measure are two thousand


def gradient_of(position: Position | None, *, signed: bool) -> str:
    blank = np.zeros((4, 4), np.float32)
    levels = np.zeros((4, 4), np.uint8)
    answer = GradientAnswer(
        blank, levels, signed, 1.0, position, 0.73421, -1.25e-6, (152, 7), (0, 0, 4, 4)
    )
    unit = UnitFacts(411, (0.0,), ChannelMap(blank, levels, 0, 1, signed=False))
    return gradient_latex(answer, unit, LayerFacts("a.b", "conv5_3", "conv", True, (14, 28, 512)))


def cam() -> str:
    weights = (ChannelWeight(296, 0.0123, 5.0), ChannelWeight(7, -3e-6, 1.0))
    return cam_latex(CamAnswer(np.zeros((13, 12), np.float32), 1.0, 3, "cat", 30.06, 0.5, weights))


def ascent() -> str:
    request = AscentRequest(UnitState(channel=12), "conv1, channel 12", "cpu", 8, 64, 1.0, 0)
    return ascent_latex(request, Snapshot(3, 25.94, np.zeros((8, 8, 3), np.uint8)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (7.66123, "7.66"),
        (-123.456, "-123"),
        (12345.6, "12346"),
        (0.000802, "0.000802"),
        (9.999e-5, "0.000100"),
        (-3e-6, r"-3.00 \cdot 10^{-6}"),
        (2.5e7, r"2.50 \cdot 10^{7}"),
        (float("nan"), r"\text{no number}"),
    ],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_the_numbers_of_the_moment_are_put_in() -> None:
    mean = gradient_of(None, signed=False)
    assert r"\frac{1}{14 \cdot 28} \sum_{i,j} A^{411}_{ij} = 0.734" in mean
    assert r"m_{152,7} = -1.25 \cdot 10^{-6}" in mean
    largest = gradient_of((3, 9), signed=True)
    assert "A^{411}_{3,9} = 0.734" in largest
    assert r"\frac{\partial a_k}{\partial x_{cij}}" in largest
    assert r"Z = 13 \cdot 12 = 156, \quad y^c = 30.1" in cam()
    assert r"0.0123 \, A^{296} - 3.00 \cdot 10^{-6} \, A^{7}" in cam()
    assert r"\bar a_{12}(\tau(x)) = 25.9" in ascent()
    assert ascent_latex(None, None) == GENERAL["maximise"]


@pytest.mark.parametrize(
    "latex",
    [
        *GENERAL.values(),
        *(gradient_of(at, signed=sign) for at in (None, (3, 9)) for sign in (True, False)),
        cam(),
        ascent(),
    ],
)
def test_every_formula_can_be_set_in_a_card(latex: str) -> None:
    lines = latex.split("\n")
    assert len(lines) == 2
    for line in lines:
        engraved = engrave(line)
        assert 10 < engraved.height < TALLEST_PX
        assert engraved.width < 640
