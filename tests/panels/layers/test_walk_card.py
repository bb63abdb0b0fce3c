"""The card of the walk: hovered, clicked, played, moved by keys, and never empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QAbstractButton

from explorer.engine.network import (
    LAYER_TYPES,
    Activation,
    BatchNorm,
    Concat,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    LocalResponseNorm,
    Network,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
)
from explorer.engine.network.edit import layer_at
from explorer.panels.layers.state import ViewState
from explorer.panels.layers.values import LayersView
from explorer.panels.layers.walk.card import WalkCard
from explorer.panels.layers.walk.echoes import Echoes
from explorer.panels.layers.walk.fields import Field
from explorer.panels.layers.walk.pictures import as_network_sees, centre_of
from explorer.panels.layers.walk.stills.functions import CURVES, FORMULAE, softmax
from explorer.widgets import theme
from explorer.widgets.qimages import rgb_from_qimage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.engine.network import Layer, Place

DROPPING = Network(Shape(8, 8, 1), (conv(4, 3, s=2), conv(2, 2)))


def view(network: Network, place: Place | None, cell: tuple[int, int] | None = None) -> LayersView:
    report = network.trace()
    layer = None if place is None else layer_at(network, place)
    found = None if place is None else report.at(place)
    return LayersView(network, report, place, layer, found, ViewState(cell=cell), None)  # type: ignore[arg-type]


MAPS = Shape(8, 8, 4)


def alone(layer: Layer, shape: Shape = MAPS) -> LayersView:
    return view(Network(shape, (layer,)), (0,))


@pytest.fixture
def make(qtbot, qapp) -> Iterator[Callable[..., WalkCard]]:
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")
    cards: list[WalkCard] = []

    def made(shown: LayersView, size: tuple[int, int] = (880, 290)) -> WalkCard:
        card = WalkCard()
        cards.append(card)
        qtbot.addWidget(card)
        card.resize(*size)
        card.show()
        card.show_view(shown)
        qtbot.waitUntil(card.is_idle, timeout=10_000)
        return card

    yield made
    while cards:
        cards.pop().shutdown()


def over(card: WalkCard, cell: tuple[int, int]) -> QPoint:
    return card.walk_view.grids.output_point(cell).toPoint()


def press(card: WalkCard, name: str) -> None:
    found = [b for b in card.findChildren(QAbstractButton) if b.accessibleName() == name]
    assert len(found) == 1
    found[0].click()


def rgb(height: int = 20, width: int = 31) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


# Looking at cells


def test_the_middle_cell_is_shown_first(make):
    card = make(view(DROPPING, (0,)))
    assert card.player.cell == (1, 1)
    reads, rows, columns, unread = card.walk_view.texts()
    assert reads == "output row 1, column 1 reads rows 2–4, columns 2–4"
    assert rows == "i·s − p = 1·2 − 0 = 2 … + d(f−1) = 2 + 1·(3−1) = 4"
    assert columns.startswith("j·s − p = 1·2 − 0 = 2")
    assert unread == "the floor drops 1 row, 1 column"
    assert card.facts() == "conv 3×3 /2 · 8×8×1 → 3×3×4"


def test_hovering_shows_a_window_and_moves_nothing(make, qtbot):
    card = make(view(DROPPING, (0,), (0, 1)))
    grids, sizes = card.walk_view.grids, card.walk_view.size()
    with qtbot.waitSignal(grids.cellHovered):
        qtbot.mouseMove(grids, over(card, (2, 0)))
    assert card.walk_view.shown == (2, 0)
    assert "rows 4–6, columns 0–2" in card.walk_view.texts()[0]
    assert card.walk_view.picture.field() == Field((4, 7), (0, 3))
    assert (card.player.cell, card.walk_view.size()) == ((0, 1), sizes)
    with qtbot.waitSignal(grids.cellHovered):
        qtbot.mouseMove(grids, QPoint(1, grids.height() - 1))
    assert card.walk_view.shown == (0, 1)


def test_a_click_keeps_a_cell(make, qtbot):
    card = make(view(DROPPING, (0,)))
    with qtbot.waitSignal(card.cellChosen) as chosen:
        qtbot.mouseClick(card.walk_view.grids, Qt.MouseButton.LeftButton, pos=over(card, (2, 2)))
    assert chosen.args == [(2, 2)]
    qtbot.waitUntil(card.is_idle)
    card.show_view(view(DROPPING, (0,), (2, 2)))
    assert card.player.cell == card.walk_view.shown == (2, 2)


def test_the_chosen_cell_comes_back_from_the_state(make):
    card = make(view(DROPPING, (0,), (0, 2)))
    assert card.player.cell == (0, 2)
    card.show_view(view(DROPPING, (0,), (2, 0)))
    assert card.player.cell == (2, 0)
    # Of a smaller map, the nearest cell.
    card.show_view(view(DROPPING, (1,), (2, 0)))
    assert card.player.cell == (1, 0)


def test_keys_move_the_cell(make, qtbot):
    card = make(view(DROPPING, (0,), (1, 1)))
    kept: list[tuple[int, int]] = []
    card.cellChosen.connect(kept.append)
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Up, keys.Key_Home, keys.Key_End):
        qtbot.keyClick(card.walk_view.grids, key)
    assert kept == [(1, 2), (1, 2), (0, 2), (0, 0), (2, 2)]
    qtbot.waitUntil(card.is_idle)


def test_what_comes_back_late_does_not_move_the_cell(make, qtbot):
    card = make(view(DROPPING, (0,), (0, 0)))
    for _ in range(3):
        press(card, "One cell on")
    assert card.player.cell == (1, 0)
    for late in ((0, 1), (1, 0)):
        card.show_view(view(DROPPING, (0,), late))
        assert card.player.cell == (1, 0)
    card.show_view(view(DROPPING, (0,), (2, 1)))
    assert card.player.cell == (2, 1)
    qtbot.waitUntil(card.is_idle)


def test_echoes_are_told_from_news():
    echoes = Echoes()
    echoes.forget((0, 0))
    echoes.expect((0, 0))  # it changes nothing, and does not come back
    assert not echoes.is_news((0, 0))
    echoes.expect((0, 1))
    echoes.expect((0, 2))
    assert not echoes.is_news((0, 2))
    assert echoes.is_news((0, 1))
    assert echoes.is_news(None)


# Playing


def test_the_walk_steps_by_itself_and_stops_at_the_end(make, qtbot):
    card = make(view(Network(Shape(4, 4, 1), (conv(1, 3),)), (0,)))
    cells: list[tuple[int, int]] = []
    card.player.cellChanged.connect(cells.append)
    card.bar.speedChanged.emit(30)
    with qtbot.waitSignal(card.cellChosen, timeout=5000) as chosen:
        press(card, "Walk")
        assert card.player.is_running()
    assert cells == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert chosen.args == [(1, 1)]
    qtbot.waitUntil(card.is_idle)


def test_a_pause_keeps_the_cell_and_the_walk_goes_on_from_there(make, qtbot):
    card = make(view(DROPPING, (0,), (0, 1)))
    card.bar.speedChanged.emit(30)
    with qtbot.waitSignal(card.player.cellChanged) as moved:
        press(card, "Walk")
    with qtbot.waitSignal(card.cellChosen) as chosen:
        press(card, "Walk")
    assert moved.args == [(0, 2)]
    assert chosen.args == [card.player.cell]
    assert not card.player.is_running()


def test_the_window_glides_between_cells(make, qtbot):
    card = make(view(DROPPING, (0,), (0, 0)))
    places: list[QPointF] = []
    card.player.glided.connect(places.append)
    press(card, "One cell on")
    qtbot.waitUntil(card.is_idle)
    assert places[-1] == QPointF(1, 0)
    assert all(0 <= place.x() <= 1 for place in places)


def test_another_layer_ends_the_walk(make):
    card = make(view(DROPPING, (0,)))
    kept: list[object] = []
    press(card, "Walk")
    card.cellChosen.connect(kept.append)
    card.show_view(view(DROPPING, (1,)))
    assert not card.player.is_running()
    assert kept == []  # a cell of the layer before is none of this one


def test_a_card_that_is_not_seen_stands_still(make):
    card = make(view(DROPPING, (0,)))
    press(card, "Walk")
    card.hide()
    assert not card.player.is_running()


def test_present_stands_in_the_middle(make):
    card = make(view(DROPPING, (0,), (0, 0)))
    card.present()
    assert (card.player.cell, card.is_idle()) == ((1, 1), True)


# Grids


@pytest.mark.parametrize("size", [(600, 220), (880, 290), (1500, 500)])
@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (conv(6, 5), Shape(32, 32, 1)),
        (conv(96, 11, s=4), Shape(227, 227, 3)),
        (conv(8, 3, p=1), Shape(512, 512, 3)),
        (conv(8, (1, 7), p=(0, 3)), Shape(6, 200, 1)),
        (conv(8, 3, d=12, p=12), Shape(40, 30, 1)),
        (pool("max", 3, s=2, ceil=True), Shape(112, 112, 1)),
        (GlobalPool(), Shape(112, 112, 4)),
        (conv(1, 1), Shape(1, 1, 1)),
    ],
)
def test_grids_lie_in_their_room(make, layer, shape, size):
    card = make(alone(layer, shape), size)
    grids = card.walk_view.grids
    found = grids._layout()
    parts = [part for part in (found.input, found.loupe, found.output) if part is not None]
    for part, follower in zip(parts, [*parts[1:], None], strict=True):
        assert 0 <= part.left
        assert 0 <= part.top
        assert part.top + part.height <= grids.height()
        end = grids.width() if follower is None else follower.left
        assert part.left + part.width <= end
    if found.has_cells and not isinstance(layer, GlobalPool):
        assert found.input.cell == int(found.input.cell)
    rows, columns = card.walk_view.grids._walk.output
    for cell in ((0, 0), (rows - 1, columns - 1)):
        assert grids._cell_at(grids.output_point(cell)) == cell


def test_a_large_map_has_a_loupe_around_its_window(make):
    from explorer.panels.layers.walk.layout import loupe_at

    card = make(alone(conv(64, 7, s=2, p=3), Shape(224, 224, 3)))
    found, walk = card.walk_view.grids._layout(), card.walk_view.grids._walk
    assert not card.walk_view.grids.shows_cells()
    assert found.loupe.cell >= 4
    for row, column in ((0, 0), (60, 3), (111, 111)):
        loupe = loupe_at(found.loupe, walk, row, column)
        (top, bottom), (left, right) = walk.rows.window(row), walk.columns.window(column)
        assert loupe.rows[0] <= top < bottom <= loupe.rows[1]
        assert loupe.columns[0] <= left < right <= loupe.columns[1]
        assert walk.rows.extent[0] <= loupe.rows[0] < loupe.rows[1] <= walk.rows.extent[1]


def test_dropped_cells_are_grey_and_gaps_are_not_filled(make):
    dilated = make(alone(conv(1, 3, d=2), Shape(7, 7, 1)))
    grids = dilated.walk_view.grids
    image, plan = grids.grab().toImage(), grids._layout()
    at = grids._origin()

    def colour(row: int, column: int):
        x = plan.input.x(column) + plan.input.cell * 0.3 + at.x()
        y = plan.input.y(row) + plan.input.cell * 0.3 + at.y()
        return image.pixelColor(int(x), int(y)).name()

    # The middle cell reads rows and columns 1, 3 and 5.
    assert colour(3, 3) == colour(5, 5) != colour(2, 2) == colour(4, 4)


# The picture


def test_the_receptive_field_is_framed_in_the_picture(make):
    network = Network(Shape(16, 16, 3), (conv(4, 3, p=1), pool("max", 2), conv(4, 3, p=1)))
    card = make(view(network, (2,), (0, 4)))
    card.show_frame(rgb(40, 60))
    picture = card.walk_view.picture
    # 2×2 windows of 4 pixels around the cell, one pixel more for the first convolution.
    assert picture.field() == Field((0, 5), (5, 13))
    assert picture.words() == "receptive field 8 × 8 of 16 × 16, 5 × 8 of it picture"
    assert picture._inset.image.width() == 8
    assert picture._inset.image.height() == 5
    frame = picture._picture._overlays[0]
    assert (frame.left, frame.top, frame.right, frame.bottom) == (5, 0, 13, 5)


def test_a_large_picture_is_framed_in_its_own_pixels(make):
    card = make(alone(conv(4, 10, s=10), Shape(100, 100, 3)))
    card.show_frame(rgb(200, 300))
    frame = card.walk_view.picture._picture._overlays[0]
    assert (frame.left, frame.top, frame.right, frame.bottom) == (100, 100, 120, 120)


def test_a_picture_is_cut_and_never_stretched():
    picture = rgb(40, 60)
    assert centre_of(picture, Shape(8, 8, 3)).shape == (40, 40, 3)
    assert np.array_equal(centre_of(picture, Shape(10, 30, 3)), picture[10:30])
    small = as_network_sees(picture, Shape(8, 8, 1))
    assert small.shape == (8, 8, 3)
    assert np.array_equal(small[..., 0], small[..., 2])


def test_a_picture_that_came_while_hidden_is_shown_later(make):
    card = make(view(DROPPING, (0,)))
    card.hide()
    card.show_frame(rgb())
    assert card.walk_view.picture.seen is None
    card.show()
    assert card.walk_view.picture.seen.shape == (8, 8, 3)


def test_the_input_is_shown_as_the_network_gets_it(make):
    card = make(view(DROPPING, None))
    card.show_frame(rgb())
    assert "8 × 8 × 1 = 64 numbers: grey" in card.input_view.words()
    assert card.input_view._seen.image.width() == 8
    assert not card.bar.isVisible()


# Layers without a window

STILLS = {
    "dense": Dense(10),
    "radial-basis": RadialBasis(10),
    "flatten": Flatten(),
    "activation": Activation("gelu"),
    "batch-norm": BatchNorm(),
    "local-response-norm": LocalResponseNorm(),
    "dropout": Dropout(0.3),
    "concat": Concat(sources=("input",)),
    "residual": Residual(body=(conv(4, 3, p=1), conv(4, 3, p=1))),
    "inception": Inception(paths=((conv(3, 1),), (pool("max", 3, s=1, p=1), conv(2, 1)))),
    "side-head": SideHead(head=(GlobalPool(), Dense(3))),
}
WALKING = {
    "conv": conv(2, 3),
    "sparse-conv": SparseConv(connections=((0, 1), (2, 3))),
    "pool": pool("average", 2),
    "global-pool": GlobalPool(),
}


def test_every_kind_of_layer_is_known_here():
    assert set(STILLS) | set(WALKING) == set(LAYER_TYPES)


@pytest.mark.parametrize("size", [(600, 220), (1500, 500)])
@pytest.mark.parametrize("kind", sorted(STILLS))
def test_no_layer_has_an_empty_card(make, kind, size):
    card = make(alone(STILLS[kind]), size)
    still = card.still_view.still
    assert still.words
    assert still.sketch is not None
    assert card.still_view._formula.problem() == ""
    assert not card.bar.isVisible()
    sketch = rgb_from_qimage(card.still_view._sketch.grab().toImage())
    assert len(np.unique(sketch.reshape(-1, 3), axis=0)) > 2


@pytest.mark.parametrize("kind", sorted(WALKING))
def test_windows_walk_over_all_others(make, kind):
    card = make(alone(WALKING[kind]))
    assert card.walk_view.texts()[0].startswith("output row")
    assert card.bar.isVisible() == (kind != "global-pool")


@pytest.mark.parametrize("function", sorted(FORMULAE))
def test_every_activation_can_be_set(make, function):
    card = make(alone(Activation(function)))
    assert card.still_view.still.latex.startswith("g(z)")
    assert card.still_view._formula.problem() == ""
    card.grab()


def test_curves_are_those_of_torch():
    import torch

    x = torch.linspace(-4, 8, 25, dtype=torch.float64)
    functions = {
        "relu": torch.relu, "relu6": torch.nn.functional.relu6, "sigmoid": torch.sigmoid,
        "leaky-relu": torch.nn.functional.leaky_relu, "elu": torch.nn.functional.elu,
        "gelu": torch.nn.functional.gelu, "silu": torch.nn.functional.silu, "tanh": torch.tanh,
    }  # fmt: skip
    assert set(functions) == set(CURVES)
    for name, function in functions.items():
        own = torch.tensor([CURVES[name](value) for value in x.tolist()], dtype=torch.float64)
        torch.testing.assert_close(own, function(x))
    shares = torch.tensor(softmax((2.0, 1.0, -1.5)))
    torch.testing.assert_close(shares, torch.softmax(torch.tensor((2.0, 1.0, -1.5)), 0))


def test_stills_have_todays_numbers(make):
    words = make(alone(Dense(10), Shape(5, 5, 16))).still_view.still.words
    assert "400 · 10 = 4,000 weights" in words
    block = make(alone(STILLS["residual"])).still_view.still
    assert block.latex == "a^{[l+2]} = g(z^{[l+2]} + a^{[l]})"
    assert "8×8×4" in block.words
    stacked = make(alone(STILLS["inception"])).still_view.still
    assert stacked.latex == "c = 3 + 2 = 5"
    assert stacked.sketch.parts == ((3, "1×1"), (2, "max pool 3×3 → 1×1"))
    joined = make(alone(STILLS["concat"])).still_view.still
    assert joined.latex == "c = 4 + 4 = 8"


def test_a_projected_block_without_g(make):
    block = Residual(body=(conv(8, 3, p=1),), shortcut=(conv(8, 1),), after="none")
    assert make(alone(block)).still_view.still.latex == (r"a^{[l+1]} = z^{[l+1]} + W_s \, a^{[l]}")


def test_a_layer_that_does_not_fit_says_why(make):
    network = Network(Shape(4, 4, 1), (conv(1, 3), conv(1, 5), conv(1, 1)))
    card = make(view(network, (1,)))
    assert card.still_view.still.title == "This layer does not fit"
    assert "5" in card.still_view.still.words
    card.show_view(view(network, (2,)))
    assert card.still_view.still.title == "Not reached"


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_theme_can_change_while_it_is_shown(make, qapp, name):
    card = make(view(DROPPING, (0,)))
    theme.apply_theme(qapp, name, 1.35)
    try:
        card.grab()
        card.show_view(alone(STILLS["residual"]))
        card.grab()
    finally:
        theme.apply_theme(qapp, "dark")
