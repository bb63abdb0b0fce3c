"""Steps over cells, and the bar and the clock of a walk."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from explorer.widgets.cells import CellKeys, clamped, last_cell, moved, stepped
from explorer.widgets.walk_bar import WalkBar
from explorer.widgets.walk_player import Glide, WalkPlayer


def test_a_walk_goes_in_reading_order_and_ends() -> None:
    cell, seen = (0, 0), [(0, 0)]
    for _ in range(20):
        cell = stepped(cell, 1, (3, 4))
        seen.append(cell)
    assert seen[:13] == [*np.ndindex(3, 4), (2, 3)]
    assert cell == last_cell((3, 4))
    assert stepped((1, 0), -1, (3, 4)) == (0, 3)
    assert stepped((0, 0), -1, (3, 4)) == (0, 0)
    assert moved((2, 3), 1, 1, (3, 4)) == (2, 3)
    assert clamped((9, -1), (3, 4)) == (2, 0)


def test_keys_say_where_to_go(qtbot) -> None:
    view = QWidget()
    qtbot.addWidget(view)
    keys, said = CellKeys(view), []
    keys.watch(view)
    keys.moved.connect(lambda rows, columns: said.append((rows, columns)))
    keys.firstWanted.connect(lambda: said.append("first"))
    keys.lastWanted.connect(lambda: said.append("last"))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_A):
        qtbot.keyClick(view, key)
    assert said == [(0, -1), (1, 0), "first", "last"]


def test_the_bar_says_what_is_asked_for(qtbot) -> None:
    bar = WalkBar((3, 30), "Walk", "Let it walk")
    qtbot.addWidget(bar)
    said: list[object] = []
    for signal in (bar.stepRequested, bar.playToggled, bar.speedChanged):
        signal.connect(said.append)
    for button in (bar._back, bar._forward, bar._play, bar._speed._buttons["30"]):
        button.click()
    assert said == [-1, 1, True, 30]
    bar.show_running(False)
    assert not bar._play.isChecked()
    bar.offer_speeds(False)
    assert bar._speed.isHidden()


def test_the_clock_steps_until_it_is_stopped(qtbot) -> None:
    player = WalkPlayer()
    player.set_speed(50)
    assert player.step_ms == 20
    with qtbot.waitSignals([player.stepDue, player.stepDue]):
        player.start()
    player.stop()
    assert not player.is_running()


def test_a_glide_ends_at_its_target(qtbot) -> None:
    glide, points = Glide(), []
    glide.moved.connect(points.append)
    glide.send(QPointF(0, 0))
    glide.send(QPointF(4, 2), step_ms=200)
    qtbot.waitUntil(lambda: not glide.is_moving())
    assert (points[0], points[-1]) == (QPointF(0, 0), QPointF(4, 2))
    glide.send(QPointF(9, 9), step_ms=20)  # too short to be seen: a jump
    assert points[-1] == QPointF(9, 9)
