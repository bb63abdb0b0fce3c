from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from explorer.widgets import theme
from explorer.widgets.thumb import Thumb

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


@pytest.fixture
def thumb(qtbot, qapp) -> Thumb:
    theme.apply_theme(qapp, "dark")
    made = Thumb("Content", "Choose", 96, 72)
    qtbot.addWidget(made)
    made.resize(96, 72)
    return made


def shot(thumb: Thumb) -> QImage:
    return thumb.grab().toImage()


def test_a_picture_is_shown_whole_and_in_proportion(thumb: Thumb) -> None:
    thumb.set_rgb(np.full((30, 120, 3), (255, 0, 0), np.uint8))  # four times as wide as high
    image = shot(thumb)
    assert image.pixelColor(48, 36).name() == "#ff0000"
    assert image.pixelColor(8, 36).name() == "#ff0000"
    assert image.pixelColor(48, 10).name() != "#ff0000"


def test_a_huge_picture_keeps_its_proportions(thumb: Thumb) -> None:
    thumb.set_rgb(np.full((4000, 1000, 3), (0, 255, 0), np.uint8))
    image = shot(thumb)
    assert image.pixelColor(48, 5).name() == "#00ff00"
    assert image.pixelColor(20, 36).name() != "#00ff00"


def test_without_a_picture_there_is_a_sign(thumb: Thumb) -> None:
    assert not thumb.has_picture()
    empty = shot(thumb)
    thumb.set_rgb(np.zeros((10, 10, 3), np.uint8))
    assert thumb.has_picture()
    assert shot(thumb) != empty
    thumb.set_rgb(None)
    assert shot(thumb) == empty


def test_it_is_a_button_for_mouse_and_keyboard(qtbot, thumb: Thumb) -> None:
    thumb.show()
    with qtbot.waitSignal(thumb.clicked):
        qtbot.mouseClick(thumb, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(thumb.clicked):
        qtbot.keyClick(thumb, Qt.Key.Key_Space)
