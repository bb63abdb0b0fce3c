from __future__ import annotations

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from explorer.engine.yolo.letterbox import Letterbox
from explorer.widgets import theme
from explorer.widgets.detections.grid_overlay import GridOverlay, heat_rgba
from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import rgb_from_qimage

WIDE = (0.0, -100.0, 400.0, 300.0)
"""The square of a picture of 400×200 pixels."""


def painted(overlay, present=None):
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    overlay.paint(painter, Placement(0, 0, 1), present or theme.current_theme())
    painter.end()
    return rgb_from_qimage(image)


def test_a_point_of_the_picture_lies_in_a_cell_of_the_square():
    grid = GridOverlay(WIDE, (8, 8))
    assert grid.cell_at(0, 0) == (2, 0)
    assert grid.cell_at(399, 199) == (5, 7)
    assert grid.cell_at(10, -90) == (0, 0)  # in the bar above the picture
    assert grid.cell_at(-1, 50) is None
    assert grid.cell_at(10, 301) is None
    assert grid.cell_rect((2, 0)) == (0, 0, 50, 50)


def test_cells_are_those_of_the_letterbox():
    letterbox = Letterbox(416, (400, 200))
    square = tuple(letterbox.undo(torch.tensor([0.0, 0, 416, 416])).tolist())
    assert square == pytest.approx(WIDE)


def test_anchors_are_drawn_to_scale_around_the_centre():
    grid = GridOverlay(WIDE, (8, 8), cell=(2, 0), anchors_px=((104, 52),), input_px=416)
    (rect,) = grid.anchor_rects()
    assert rect == pytest.approx((25 - 50, 25 - 25, 25 + 50, 25 + 25))
    assert GridOverlay(WIDE, (8, 8), anchors_px=((1, 1),)).anchor_rects() == ()


def test_heat_grows_with_p_c():
    p_c = np.array([[0.0, 0.5, 1.0]])
    rgba = heat_rgba(p_c, 0.8)
    assert (np.diff(rgba[0, :, 3].astype(int)) > 0).all()
    assert rgba[0, 2, 3] == round(0.8 * 255)
    assert heat_rgba(np.array([[np.nan, 2.0]]), 1.0)[0, 1, 3] == 255


def test_heat_lies_on_its_cell():
    p_c = np.zeros((8, 8))
    p_c[3, 4] = 1.0
    rgb = painted(GridOverlay(WIDE, (8, 8), p_c, lines=False))
    bright = rgb.max(axis=2) > 120
    rows, columns = np.nonzero(bright)
    assert (columns.min(), columns.max() + 1) == (200, 250)
    assert (rows.min(), rows.max() + 1) == (50, 100)


def test_lines_can_be_left_out():
    assert painted(GridOverlay(WIDE, (8, 8), lines=False)).max() == 0
    assert painted(GridOverlay(WIDE, (8, 8)))[25, ::50].max() > 40


@pytest.mark.parametrize("scale", [1.0, 1.35])
def test_the_chosen_anchor_is_solid_and_the_others_are_broken(scale):
    anchors = ((104.0, 104.0), (208.0, 104.0))
    grid = GridOverlay(WIDE, (8, 8), None, (4, 4), anchors, 416, 0, lines=False)
    rgb = painted(grid, theme.Theme("dark", scale))
    left, top, right, _ = (round(edge) for edge in grid.anchor_rects()[1])
    chosen_left = round(grid.anchor_rects()[0][0])
    broken = rgb[top, left + 8 : chosen_left - 8, 0] > 150
    solid = rgb[top + 8 : top + 40, chosen_left, 0] > 150
    assert 0 < np.count_nonzero(broken) < broken.size
    assert solid.all()
    assert right > left


def test_the_box_is_drawn_with_its_centre():
    box = (40.0, 40.0, 140.0, 160.0)
    rgb = painted(GridOverlay(WIDE, (8, 8), None, (4, 4), box=box, lines=False))
    assert rgb[100, 40].min() > 200
    assert rgb[100, 90].min() > 200
    assert rgb[70, 70].max() == 0
