from __future__ import annotations

from PySide6.QtWidgets import QFrame

from explorer.widgets.pair import Pair


def make_pair(qtbot, width, height):
    pair = Pair(QFrame(), QFrame())
    qtbot.addWidget(pair)
    pair.resize(width, height)
    pair.show()
    return pair


def test_square_pictures_stand_beside_each_other(qtbot):
    pair = make_pair(qtbot, 900, 500)
    pair.set_aspect(512, 512)
    assert not pair.is_stacked()


def test_wide_pictures_are_stacked_and_grow(qtbot):
    pair = make_pair(qtbot, 900, 600)
    pair.set_aspect(640, 272)
    assert pair.is_stacked()


def test_it_turns_with_the_window(qtbot):
    pair = make_pair(qtbot, 900, 900)
    pair.set_aspect(3, 2)
    assert pair.is_stacked()
    pair.resize(1800, 500)
    assert not pair.is_stacked()


def test_both_have_the_same_room(qtbot):
    first, second = QFrame(), QFrame()
    pair = Pair(first, second)
    qtbot.addWidget(pair)
    pair.resize(901, 500)
    pair.show()
    assert abs(first.width() - second.width()) <= 1
    assert first.height() == second.height()
