from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.divided_view import DividedView
from explorer.widgets.overlays import Heat
from explorer.widgets.qimages import rgb_from_qimage
from explorer.widgets.zoom import View


def fill(colour):
    return Heat(np.array([[[*colour, 255]]], np.uint8), 0, 0, 400, 200, smooth=False)


@pytest.fixture
def view(qtbot):
    made = DividedView("Divided")
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.set_rgb(np.zeros((200, 400, 3), np.uint8))
    made.set_sides([fill((255, 0, 0))], [fill((0, 0, 255))], ("red", "blue"))
    made.show()
    return made


def test_each_side_is_cut_at_the_line(view):
    view.set_share(0.25)
    rgb = rgb_from_qimage(view.grab().toImage())
    assert (rgb[20, :96] == (255, 0, 0)).all()
    assert (rgb[20, 104:] == (0, 0, 255)).all()


@pytest.mark.parametrize(("share", "colour"), [(0.0, (0, 0, 255)), (1.0, (255, 0, 0))])
def test_at_its_ends_one_side_takes_all(view, share, colour):
    view.set_share(share)
    rgb = rgb_from_qimage(view.grab().toImage())
    assert (rgb[20, 10:390] == colour).all()


def test_the_line_is_dragged(view, qtbot):
    shares = []
    view.shareChanged.connect(shares.append)
    clicked = []
    view.clicked.connect(lambda *pixel: clicked.append(pixel))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    qtbot.mouseMove(view, QPoint(100, 60))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    assert shares == [0.25]
    assert view.share() == 0.25
    assert clicked == []
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    assert clicked == [(60, 300)]


def test_the_keyboard_moves_the_line(view, qtbot):
    shares = []
    view.shareChanged.connect(shares.append)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Right)  # no further
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert shares == pytest.approx([0.48, 0.58, 1.0, 0.0])
    assert "at 0%" in view.accessibleDescription()


def test_the_line_can_be_reached_when_the_picture_is_enlarged(view, qtbot):
    view.set_view(View(4.0, 0.2, 0.5))
    view.set_share(0.5)
    with qtbot.waitSignal(view.shareChanged) as changed:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
        qtbot.mouseMove(view, QPoint(300, 100))
    assert changed.args == [0.75]
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))


def test_names_of_boxes_stay_on_their_side(view):
    box = BoxesOverlay(np.array([[120.0, 60, 300, 150]]), (400, 200), ("#00ff00",), ("dog 0.90",))
    view.set_sides([], [box], ("", ""))
    view.set_share(0.5)
    rgb = rgb_from_qimage(view.grab().toImage())
    assert not (rgb[:, :190, 1] > 200).any()
    assert np.count_nonzero(rgb[50, 205:280, 1] > 200) > 20


def test_two_pictures_of_other_sizes_lie_over_one_another(view):
    left, right = np.zeros((100, 200, 3), np.uint8), np.zeros((300, 600, 3), np.uint8)
    left[:, 100:] = 200
    right[:, 300:] = (0, 255, 0)
    view.set_pictures(left, right, ("left", "right"))
    for share, beyond in ((1.0, (200, 200, 200)), (0.0, (0, 255, 0))):
        view.set_share(share)
        rgb = rgb_from_qimage(view.grab().toImage())
        assert (rgb[20, 20:198] == 0).all()
        assert (rgb[20, 202:380] == beyond).all()
    assert view.accessibleDescription() == "The line between left and right is at 0%"


def test_a_picture_is_saved_with_both_sides(view):
    view.set_pictures(
        np.full((40, 80, 3), 10, np.uint8), np.full((40, 80, 3), 250, np.uint8), ("", "")
    )
    rgb = rgb_from_qimage(view.rendered())
    assert rgb[5, 5, 0] == 10
    assert rgb[5, -5, 0] == 250


def test_without_a_picture_there_is_no_line(view):
    view.set_rgb(None)
    assert not view.grab().toImage().isNull()


def test_both_pictures_are_smoothed_alike(qtbot):
    halves = np.zeros((20, 40, 3), np.uint8)
    halves[:10] = 255
    made = DividedView("Painted", sharp_from=16.0)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.set_pictures(halves, halves, ("", ""))
    rgb = rgb_from_qimage(made.grab().toImage())
    for column in (20, 380):
        assert 2 < len(np.unique(rgb[:, column, 0])) < 20
