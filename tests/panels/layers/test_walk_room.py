"""The walk in a wide and low card: large grids, no text cut off, nothing that jumps."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from explorer.engine.network import GlobalPool, Network, Shape, conv, pool
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.values import LayersView
from explorer.panels.layers.walk.geometry import walk_of
from explorer.panels.layers.walk.grids import _captions
from explorer.panels.layers.walk.layout import plan
from explorer.panels.layers.walk.walk_view import WalkView
from explorer.panels.layers.walk.word_sizes import WordSizes
from explorer.panels.layers.walk.words import flowing
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.engine.network import Layer

SMALL = (764, 158)
"""What a window of 1280 × 800 leaves to the walk."""
LAYERS = [
    (conv(6, 5), Shape(32, 32, 1)),
    (pool("max", 2), Shape(28, 28, 6)),
    (conv(96, 11, s=4), Shape(224, 224, 3)),
    (conv(64, 7, s=2, p=3), Shape(224, 224, 3)),
    (conv(8, 3, p=1), Shape(512, 512, 3)),
    (conv(8, 3, d=12, p=12), Shape(40, 30, 1)),
    (conv(1, 7, d=3, p=9, s=2), Shape(227, 227, 1)),
    (conv(1, 3, s=5), Shape(224, 224, 3)),
    (pool("max", 3, s=2, p=1, ceil=True), Shape(113, 113, 1)),
    (GlobalPool(), Shape(7, 7, 4)),
]


def view(layers: tuple[Layer, ...], shape: Shape) -> LayersView:
    network = Network(shape, layers)
    report = network.trace()
    place = (len(layers) - 1,)
    return LayersView(network, report, place, layers[-1], report.at(place), ViewState(), None)  # type: ignore[arg-type]


@pytest.fixture
def show(qtbot, qapp) -> Iterator[Callable[..., WalkView]]:
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")

    def shown(
        layers: tuple[Layer, ...], shape: Shape, size: tuple[int, int] = SMALL, *, rgb: bool = True
    ) -> WalkView:
        one = view(layers, shape)
        walk = walk_of(one.layer_report)
        widget = WalkView()
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show_walk(walk, one.layer_report, one.report, walk.centre)
        if rgb:
            widget.set_frame(np.zeros((50, 60, 3), np.uint8))
        widget.show()
        settle()
        return widget

    yield shown
    if theme.current_theme().scale != 1:
        theme.apply_theme(qapp, "dark")


def settle() -> None:
    """Let layouts act on what was changed."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def is_column(widget: WalkView) -> bool:
    return widget.words.x() > widget.grids.x() and widget.words.y() == 0


def words_of(widget: WalkView) -> list[tuple[int, int, int]]:
    """Where the visible words lie: top, height, and the height that they need."""
    seen = [one for one in widget.words._labels.values() if one.isVisible()]
    return [(one.y(), one.height(), one.heightForWidth(one.width())) for one in seen]


@pytest.mark.parametrize("scale", [1.0, 1.35])
@pytest.mark.parametrize(("layer", "shape"), LAYERS)
def test_no_word_of_a_column_is_cut_and_none_jumps(show, qapp, layer, shape, scale):
    if scale != 1:
        theme.apply_theme(qapp, "dark", scale)
    for size in (SMALL, (764, 140), (924, 218), (1084, 265)):
        widget = show((layer,), shape, (int(size[0] * scale), int(size[1] * scale)))
        if not is_column(widget):
            continue
        rows, columns = widget._walk.output
        tops = None
        for cell in product({0, rows // 2, rows - 1}, {0, columns // 2, columns - 1}):
            widget.set_cell(cell)
            settle()
            found = words_of(widget)
            for top, height, needed in found:
                assert needed <= height
                assert top + height <= widget.words.height()
            assert tops in (None, [top for top, _, _ in found])
            tops = [top for top, _, _ in found]


@pytest.mark.parametrize(
    ("layers", "shape", "side"),
    [
        ((conv(6, 5),), Shape(32, 32, 1), 128),
        ((conv(6, 5), pool("max", 2)), Shape(32, 32, 1), 112),
        ((conv(6, 5), pool("max", 2), conv(16, 5)), Shape(32, 32, 1), 126),
        ((conv(96, 11, s=4),), Shape(224, 224, 3), 125),
        ((conv(64, 7, s=2, p=3),), Shape(224, 224, 3), 125),
        ((conv(64, 3, p=1), conv(64, 3, p=1)), Shape(224, 224, 3), 110),
        ((conv(6, 3, p=1), conv(6, 3, p=1)), Shape(14, 14, 3), 126),
    ],
)
def test_grids_are_large_in_the_smallest_window(show, layers, shape, side):
    widget = show(layers, shape)
    grid = widget.grids._layout().input
    assert is_column(widget)
    assert max(grid.width, grid.height) >= side


def test_cells_that_can_be_seen_need_no_loupe_in_the_smallest_window(show):
    assert show((conv(6, 5),), Shape(32, 32, 1)).grids.shows_cells()
    assert not show((conv(6, 5),), Shape(64, 64, 1)).grids.shows_cells()


def test_a_picture_that_is_under_the_grid_is_not_shown_again_where_room_is_short(show):
    first = (conv(96, 11, s=4),)
    assert not show(first, Shape(224, 224, 3)).picture.isVisible()
    assert show(first, Shape(224, 224, 3), rgb=False).picture.isVisible()  # says what to do
    assert show(first, Shape(224, 224, 3), (1400, 158)).picture.isVisible()
    assert show((*first, pool("max", 3, s=2)), Shape(224, 224, 3)).picture.isVisible()


def test_nothing_is_written_below_pictures_that_are_not_there(show):
    for rgb in (True, False):
        widget = show((conv(6, 5),), Shape(32, 32, 1), rgb=rgb)
        below = (widget.picture._brief, widget.picture._below_inset)
        assert [one.isVisible() for one in below] == [rgb, rgb]


def test_the_receptive_field_is_said_once(show):
    low = show((conv(6, 5), pool("max", 2)), Shape(32, 32, 1))
    field = low.words._labels["field"]
    assert field.isVisible()
    assert field.text().replace("\u00a0", " ") == low.picture.words()
    assert not low.picture._words.isVisible()
    high = show((conv(6, 5), pool("max", 2)), Shape(32, 32, 1), (700, 600))
    assert not high.words._labels["field"].isVisible()
    assert high.picture._words.isVisible()


def test_words_go_below_and_come_back_as_the_room_changes(show):
    widget = show((conv(6, 5),), Shape(32, 32, 1))
    texts = widget.texts()
    assert is_column(widget)
    widget.resize(700, 600)
    settle()
    assert not is_column(widget)
    assert widget.words._labels["rows"].text() == texts[1]
    widget.resize(*SMALL)
    settle()
    assert is_column(widget)
    assert widget.texts() == texts


def test_the_smallest_height_is_that_of_the_layer_and_not_of_the_room(show):
    hints = {
        show((conv(6, 5),), Shape(32, 32, 1), size).minimumSizeHint().height()
        for size in (SMALL, (560, 150), (1400, 400))
    }
    assert len(hints) == 1
    assert hints.pop() <= 120


def test_words_below_are_two_lines_only_where_nothing_is_shortened(show):
    for width in (700, 900, 1400):
        widget = show((conv(1, 7, d=3, p=9, s=2),), Shape(227, 227, 1), (width, 900))
        widget.set_cell((0, 0))
        settle()
        labels = widget.words._labels
        in_pairs = labels["reads"].y() == labels["unread"].y()
        assert in_pairs == (width == 1400)
        assert labels["columns"].toolTip() == ""


# Words and captions


def test_words_break_where_they_should():
    text = "output row 0, column 3 reads rows −2–4, columns 1–7 · 1 row, 2 columns of padding"
    flows = flowing(text).replace("\u00a0", "_")
    assert flows == (
        "output row_0, column_3 reads\nrows_−2–4, columns_1–7\n1_row, 2_columns of padding"
    )
    total = "i·s − p = 5·1 − 0 = 5 … + d(f−1) = 5 + 1·(5−1) = 9"
    assert flowing(total).replace("\u00a0", " ").split("\n")[1].startswith("… + d(f−1)")
    assert "\n" not in flowing(total, broken=False)
    # A list that is not told in full is no sum.
    assert flowing("rows 0, 3, 6 … 27").count("\n") == 0


def test_a_column_is_lower_the_wider_it_is(qapp):
    walk = walk_of(view((conv(8, 3, p=1),), Shape(512, 512, 3)).layer_report)
    sizes = WordSizes(walk)
    whole = [one for one in sizes.columns if one.cost == 0]
    assert [one.width for one in whole] == sorted(one.width for one in whole)
    assert [one.height for one in whole] == sorted((one.height for one in whole), reverse=True)
    assert sizes.is_broken(whole[0].width)
    assert not sizes.is_broken(whole[-1].width)
    for one in sizes.columns:
        assert sizes.holds_field(one.width, one.height) == (one.cost == 0)


def test_padding_is_said_shorter_where_the_caption_is_wider_than_the_grid():
    walk = walk_of(view((conv(8, 7, s=2, p=3),), Shape(224, 224, 3)).layer_report)
    long, short = _captions(walk)
    assert (long[0], short[0]) == ("input 224 × 224, padded 230 × 230", "input 224 × 224, p = 3")
    uneven = walk_of(view((conv(1, 3, s=2, p=(1, 2, 0, 0)),), Shape(7, 7, 1)).layer_report)
    assert _captions(uneven)[1][0] == "input 7 × 7, padded 10 × 7"


def test_an_output_is_drawn_no_larger_than_its_input():
    """Only what would be tiny is enlarged, and only until it can be seen."""
    walk = walk_of(view((pool("max", 2),), Shape(28, 28, 6)).layer_report)
    found = plan(walk, (2000, 120), 26)
    assert (found.input.cell, found.output.cell) == (4, 5)
    assert found.output.height < found.input.height
