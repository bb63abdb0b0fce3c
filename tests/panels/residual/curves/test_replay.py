"""The replay's clock and its controls, and charts as they are saved."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from explorer.panels.residual.curves.replay import Replay
from explorer.panels.residual.curves.replay_bar import ReplayBar
from explorer.panels.residual.curves.saving import FINE, charts_image, charts_svg
from explorer.widgets import theme


def test_a_replay_goes_evenly_to_the_end_and_stops_there(qtbot) -> None:
    replay = Replay(whole_s=0.3)
    places: list[float] = []
    running: list[bool] = []
    replay.moved.connect(places.append)
    replay.runningChanged.connect(running.append)
    replay.start(6.0, 8)
    qtbot.waitUntil(lambda: not replay.is_running(), timeout=5_000)
    assert places == sorted(places)
    assert 6 < places[0] < places[-1] == 8
    assert running == [True, False]
    replay.stop()
    assert running == [True, False]


def test_the_bar_shows_a_place_and_says_what_is_asked_for(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    bar = ReplayBar("record", "Drag", "Play")
    qtbot.addWidget(bar)
    asked: list[int] = []
    bar.scrubbed.connect(asked.append)
    bar.show_place(3, 40, "iteration 30 of 400")
    assert (bar.slider.value(), bar.slider.maximum(), bar.slider.pageStep()) == (3, 40, 4)
    assert bar.where() == "iteration 30 of 400"
    assert asked == []
    bar.slider.setValue(5)
    assert asked == [5]
    assert bar.slider.accessibleName() == "Record of the training"


def test_charts_are_saved_where_they_stand_beside_one_another(qtbot, qapp) -> None:
    theme.apply_theme(qapp, "dark")
    both = QWidget()
    qtbot.addWidget(both)
    charts = [coloured(both, "#ff0000"), coloured(both, "#0000ff")]
    charts[0].setGeometry(50, 20, 30, 10)
    charts[1].setGeometry(90, 20, 30, 10)
    both.show()
    image = charts_image(charts)
    assert image.size() == QSize(70, 10) * FINE
    row = 5 * FINE
    colours = [image.pixelColor(x * FINE, row).name() for x in (5, 35, 45)]
    assert colours == ["#ff0000", theme.current_theme().colour("surface").name(), "#0000ff"]
    assert "<title>Errors</title>" in charts_svg(charts, "Errors")


def coloured(parent: QWidget, colour: str) -> QWidget:
    made = QWidget(parent)
    palette = QPalette(made.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    made.setPalette(palette)
    made.setAutoFillBackground(True)
    made.setStyleSheet(f"background: {colour}")
    return made
