from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from explorer.engine.mosaic import mosaic
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.palettes import palette_colours
from explorer.widgets.qimages import rgb_from_qimage
from explorer.widgets.tile_grid import TileGrid
from explorer.widgets.tile_layout import LARGEST, SMALLEST, TileLayout, filling_side, largest_side

layouts = st.builds(
    TileLayout,
    st.integers(1, 600),
    st.integers(8, 224),
    st.integers(8, 224),
    st.integers(0, 6),
    st.integers(10, 2000),
)


@given(layouts, st.data())
def test_every_point_of_a_tile_leads_to_it(layout, data):
    index = data.draw(st.integers(0, layout.count - 1))
    left, top = layout.position(index)
    x = left + data.draw(st.integers(0, layout.tile_width - 1))
    y = top + data.draw(st.integers(0, layout.tile_height - 1))
    assert layout.index_at(x, y) == index
    assert index in layout.between(y, y)


@given(layouts)
def test_tiles_do_not_overlap_and_full_rows_fill_the_width(layout):
    lefts = [layout.position(index)[0] for index in range(min(layout.columns, layout.count))]
    assert all(b - a >= layout.tile_width for a, b in pairwise(lefts))
    if layout.count >= layout.columns > 1:
        spare = layout.width - lefts[-1] - layout.tile_width
        assert 0 <= spare < layout.columns  # less than a pixel for each gap
        assert spare == 0 or len({b - a for a, b in pairwise(lefts)}) == 1


@given(layouts)
def test_the_height_is_where_the_last_tile_ends(layout):
    _, top = layout.position(layout.count - 1)
    assert layout.height == top + layout.tile_height


@pytest.mark.parametrize(("count", "side"), [(6, 224), (20, 138), (96, 68), (256, 48), (512, 48)])
def test_few_maps_are_shown_large(count, side):
    assert largest_side(count, 900, 560) == side


@given(st.integers(1, 600), st.integers(60, 1500), st.integers(60, 1500), st.floats(0.2, 5))
def test_the_largest_side_fits_and_one_more_does_not(count, width, height, aspect):
    def fits(side):
        across, down = round(side * min(1, 1 / aspect)), round(side * min(1, aspect))
        return across <= width and TileLayout(count, across, down, 2, width).height <= height

    side = largest_side(count, width, height, aspect=aspect)
    assert SMALLEST <= side <= LARGEST
    if side > SMALLEST:
        assert fits(side)
    rounding = 1 + max(aspect, 1 / aspect)  # of the shorter side, in pixels of the longer one
    if side + rounding < LARGEST:
        assert not fits(side + rounding)


@given(st.integers(60, 2000))
def test_rows_of_squares_fill_the_width(width):
    side = filling_side(width)
    layout = TileLayout(1000, side, side, 2, width)
    assert side >= SMALLEST
    assert layout.is_even


@pytest.fixture
def grid(qtbot):
    made = TileGrid("Feature maps")
    qtbot.addWidget(made)
    made.resize(262, 160)  # five tiles of 48 pixels in a row, and the scroll bar
    made.show()
    maps = torch.linspace(0, 1, 20)[:, None, None].expand(20, 48, 48)
    made.set_mosaic(mosaic(maps, order=list(reversed(range(20)))), means=list(range(20)))
    return made


def _centre(grid: TileGrid, index: int) -> QPoint:
    x, y = grid._tiles.position(index)
    return QPoint(x + 24, y + 24 - grid.verticalScrollBar().value())


def test_tiles_have_the_colours_of_their_values(grid):
    colours = palette_colours(signed=False)
    shown = rgb_from_qimage(grid.rendered())
    for index in (0, 7, 19):
        x, y = grid._tiles.position(index)
        level = round(254 * (19 - index) / 19)
        near = [colours[min(max(level + d, 0), 254)] & 0xFFFFFF for d in (-1, 0, 1)]
        r, g, b = (int(part) for part in shown[y + 20, x + 20])
        assert r << 16 | g << 8 | b in near


def test_a_click_chooses_the_channel_and_not_the_place(qtbot, grid):
    with qtbot.waitSignal(grid.selected) as selected:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=_centre(grid, 6))
    assert selected.args == [13]
    assert grid.selected_channel() == 13
    with qtbot.assertNotEmitted(grid.selected):
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=_centre(grid, 6))


def test_hovering_tells_the_channel_and_its_mean(qtbot, grid):
    with qtbot.waitSignal(grid.hovered) as hovered:
        qtbot.mouseMove(grid.viewport(), _centre(grid, 1))
    assert hovered.args == [18]
    assert grid._described(18) == "channel 18 · mean 18"
    assert grid.channel_at(QPoint(251, 3000)) is None


def test_arrows_move_the_choice_and_scroll_to_it(qtbot, grid):
    grid.set_selected(19)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(grid, key)
    assert grid.selected_channel() == 3
    bar = grid.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.selected_channel() == 19
    assert bar.value() == 0
    with qtbot.waitSignal(grid.activated) as activated:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert activated.args == [19]


def test_resizing_lays_the_same_mosaic_out_anew(qtbot, grid):
    assert grid._tiles.columns == 5
    grid.resize(1000, 160)
    qtbot.waitUntil(lambda: grid._tiles.columns == 20)
    assert grid.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("count", [1, 4, 5, 13, 20])
def test_whole_rows_are_painted_as_tile_by_tile(qtbot, qapp, count):
    theme.apply_theme(qapp, "dark")
    card, grid = Card("Feature maps"), TileGrid("Feature maps")
    qtbot.addWidget(card)
    card.add(grid)
    card.resize(290, 230)  # the rows do not all fit: a part is painted, too
    card.show()
    maps = torch.rand(count, 48, 48)
    shown = []
    for columns in (5, 7):
        grid.set_mosaic(mosaic(maps, columns=columns))
        assert grid._tiles.columns == 5
        grid.verticalScrollBar().setValue(30)
        images = grid.rendered(), card.grab().toImage()
        shown.append([rgb_from_qimage(image) for image in images])
    for at_once, one_by_one in zip(*shown, strict=True):
        np.testing.assert_array_equal(at_once, one_by_one)


def test_the_scroll_bar_goes_when_all_tiles_fit_without_it(qtbot, grid):
    grid.resize(438, 370)
    grid.set_mosaic(mosaic(torch.rand(64, 144, 144), tile_px=144))
    bar = grid.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    grid.set_mosaic(mosaic(torch.rand(6, 144, 144), tile_px=144))
    assert grid._tiles.columns == 3
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_wide_map_leaves_no_empty_room(qtbot, grid):
    grid.set_mosaic(mosaic(torch.rand(4, 24, 48)))
    assert (grid._tiles.tile_width, grid._tiles.tile_height) == (48, 24)


def test_the_colours_follow_the_theme(qapp, grid):
    grid.set_mosaic(mosaic(torch.zeros(1, 4, 4), signed=True))
    background = theme.Theme("dark").rgb("background")
    assert tuple(rgb_from_qimage(grid.rendered())[20, 20]) == background
    theme.apply_theme(qapp, "light")
    assert tuple(rgb_from_qimage(grid.rendered())[20, 20]) == theme.Theme("light").rgb("background")


def test_an_empty_grid_takes_clicks_and_keys(qtbot, grid):
    grid.set_mosaic(None)
    grid.set_empty("Choose a network.")
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.channels() == ()
    assert grid.grab().size() == grid.size()


def test_means_may_be_an_array(grid):
    grid.set_mosaic(mosaic(torch.rand(3, 8, 8)), np.array([0.5, 1.5, 2.5], np.float32))
    assert grid._described(2) == "channel 2 · mean 2.5"
