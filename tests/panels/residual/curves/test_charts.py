"""The charts of trainings: what is read under the pointer, and what they say of themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.panels.residual.curves.error_chart import ErrorChart
from explorer.panels.residual.curves.layer_chart import LayerChart
from explorer.panels.residual.curves.values import Curve, Ink, LayerLane, Mark
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

PLAIN, RESIDUAL = Ink("warm"), Ink("accent")
XS = (1.0, 2.0, 3.0, 4.0)


@pytest.fixture
def chart(qtbot, qapp) -> ErrorChart:
    theme.apply_theme(qapp, "dark")
    made = ErrorChart("Errors")
    qtbot.addWidget(made)
    made.resize(420, 240)
    made.set_axes(Axis("epoch", 0, 4), Axis("error, %", 0, 100))
    made.set_curves(
        [
            Curve("plain-20", "training", XS, (80.0, 60.0, 50.0, 40.0), PLAIN, is_bold=False),
            Curve("plain-20", "test", XS, (82.0, 61.0, 55.0, 45.0), PLAIN),
            Curve("residual-20", "test", XS[:3], (70.0, 40.0, math.inf), RESIDUAL),
        ]
    )
    made.show()
    return made


def place_of(chart: ErrorChart, x: float, y: float) -> QPoint:
    return chart.plane().point(x, y).toPoint()


def count_of(image: QImage, token: str) -> int:
    wanted = theme.current_theme().colour(token).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


def test_pointing_reads_the_nearest_epoch(qtbot, chart: ErrorChart) -> None:
    with qtbot.waitSignal(chart.hovered) as said:
        qtbot.mouseMove(chart, place_of(chart, 2.2, 50))
    assert said.args == [2.0]
    read = chart.readout(2.0)
    assert read is not None
    assert read.title == "epoch 2"
    assert read.columns == ("training", "test")
    assert [(row.name, row.numbers) for row in read.rows] == [
        ("plain-20", ("60.00", "61.00")),
        ("residual-20", ("–", "40.00")),
    ]
    chart.grab()


def test_a_number_that_is_none_is_said(chart: ErrorChart) -> None:
    read = chart.readout(3.0)
    assert read is not None
    assert read.rows[1].numbers == ("–", "∞")


def test_nothing_is_read_behind_a_head_that_grows(chart: ErrorChart) -> None:
    chart.set_growth(2.5)
    assert chart.readout(3.0) is None
    assert chart.readout(2.0) is not None
    chart.set_hover(3.0)
    chart.grab()


def test_leaving_reads_nothing(qtbot, chart: ErrorChart) -> None:
    qtbot.mouseMove(chart, place_of(chart, 2, 50))
    with qtbot.waitSignal(chart.hovered) as said:
        qtbot.mouseMove(chart, QPoint(1, 1))
    assert said.args == [None]
    assert chart.hover() is None


def test_pressing_asks_for_the_cursor_and_showing_it_is_silent(qtbot, chart: ErrorChart) -> None:
    with qtbot.waitSignal(chart.cursorMoved) as said:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place_of(chart, 3, 20))
    assert said.args == [3.0]
    with qtbot.assertNotEmitted(chart.cursorMoved):
        chart.set_cursor(1.0)
    assert chart.cursor_at() == 1.0


def test_growing_draws_less(chart: ErrorChart) -> None:
    whole = count_of(chart.grab().toImage(), "warm")
    chart.set_growth(1.5)
    assert 0 < count_of(chart.grab().toImage(), "warm") < whole


def test_an_svg_has_the_names_and_nothing_beyond_the_plane(chart: ErrorChart) -> None:
    chart.set_axes(Axis("epoch", 0, 4), Axis("error, %", 0, 50))
    chart.set_marks([Mark(2.0, "rate 0.01")])
    svg = widget_svg(chart)
    assert all(word in svg for word in ("plain-20", "residual-20", "rate 0.01", "error, %"))


def test_it_describes_itself(chart: ErrorChart) -> None:
    assert "plain-20, test: 45.00" in chart.accessibleDescription()
    chart.set_curves([])
    assert chart.accessibleDescription() == "nothing yet"


def test_it_says_what_it_waits_for(chart: ErrorChart) -> None:
    chart.set_curves([])
    chart.set_waiting("Press Start")
    assert "Press Start" in widget_svg(chart)


def test_names_that_do_not_fit_beside_the_title_stand_below_it(chart: ErrorChart) -> None:
    room = chart.plane().room
    names = [f"residual-{depth}" for depth in (8, 14, 20, 32, 44, 56)]
    chart.set_curves([Curve(name, "test", XS, XS, RESIDUAL) for name in names])
    assert chart.plane().room.top() > room.top()
    chart.resize(1200, 240)
    assert chart.plane().room.top() == room.top()


@pytest.fixture
def layers(qtbot, qapp) -> LayerChart:
    theme.apply_theme(qapp, "dark")
    made = LayerChart("Gradients", "‖∂L/∂W‖")
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.set_ends(0.001, 1)
    made.set_lanes(
        [
            LayerLane("plain-8", (0.5, 0.02, 0.0, math.inf, 5.0, math.nan, 0.1, 0.2), PLAIN),
            LayerLane("residual-8", (0.5,) * 3, RESIDUAL),
        ]
    )
    made.show()
    return made


def test_a_layer_is_read(qtbot, layers: LayerChart) -> None:
    with qtbot.waitSignal(layers.hovered) as said:
        qtbot.mouseMove(layers, layers.plane().point(2.3, 0.1).toPoint())
    assert said.args == [2.0]
    texts = {}
    for layer in (2, 3, 4, 6):
        read = layers.readout(float(layer))
        assert read is not None
        texts[layer] = [row.numbers[0] for row in read.rows]
    assert texts == {2: ["0.02", "0.5"], 3: ["0", "0.5"], 4: ["∞", "–"], 6: ["no number", "–"]}
    layers.grab()


def test_the_axis_stands_still_while_the_numbers_move(layers: LayerChart) -> None:
    before = layers.axes()
    layers.set_lanes([LayerLane("plain-8", (1e-6,) * 8, PLAIN)], layers=8)
    assert layers.axes() == before
    layers.grab()


def test_layers_are_whole_numbers_from_the_first(layers: LayerChart) -> None:
    layers.set_lanes([LayerLane("plain-56", (0.1,) * 56, PLAIN)])
    ticks = [tick.text for tick in layers.axes()[0].ticks(7)]
    assert ticks == ["1", "10", "20", "30", "40", "50"]
    assert [tick.text for tick in layers.axes()[0].ticks(1)] == ["1", "50"]


def test_lanes_are_described(layers: LayerChart) -> None:
    assert "residual-8: 3 layers, 0.5 to 0.5" in layers.accessibleDescription()
