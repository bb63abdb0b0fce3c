"""Where the pointer is in a drawing, and what is seen of it."""

from __future__ import annotations

import pytest

from explorer.engine.network import Network, Residual, Shape, conv, conv_norm, pool, relu
from explorer.engine.zoo import build
from explorer.widgets.drawing.figure import INPUT, Figure, Room, Solid
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.hit import (
    badge_at,
    badge_room,
    entered,
    is_idle_move,
    item_at,
    siblings,
    slot_at,
    solid_holds,
    stepped,
)
from explorer.widgets.drawing.scene import Scene
from explorer.widgets.drawing.view import LARGEST_ZOOM, View, fitted
from explorer.widgets.drawing.volumes import volumes


def drawn(name: str) -> Figure:
    network = build(name)
    return volumes(network, network.trace())


def blocky() -> Figure:
    block = Residual((*conv_norm(8, 3, p=1), conv(8, 3, p=1)))
    network = Network(Shape(16, 16, 8), (conv(8, 3, p=1), relu(), block, pool()))
    return volumes(network, network.trace())


def test_all_three_faces_belong_to_a_solid_and_the_corners_beside_them_do_not() -> None:
    solid = Solid((0,), "conv", "volume", 10, 20, 40, 60, depth=30)
    assert solid_holds(solid, 30, 50)
    assert solid_holds(solid, 10 + 20 + solid.dx / 2, 20 - solid.dy / 2)  # on top
    assert solid_holds(solid, 50 + solid.dx / 2, 50 - solid.dy / 2)  # on the side
    assert not solid_holds(solid, 11, 20 - solid.dy + 1)
    assert not solid_holds(solid, 50 + solid.dx - 1, 79)


def test_every_solid_is_met_in_the_middle_of_its_front_or_its_strip() -> None:
    for name in ("lenet5", "googlenet"):
        figure = drawn(name)
        scene = Scene(figure)
        for solid in figure.solids:
            x, y = solid.x + solid.width / 2, solid.y + solid.height / 2
            assert item_at(figure, x, y) is solid
            assert item_at(scene.near(x, y, 1.0), x, y) is solid


def test_the_words_of_a_layer_and_the_ground_of_a_block_are_theirs() -> None:
    figure = blocky()
    first = figure.item((0,))
    assert item_at(figure, first.label.x + 2, first.label.y + 2) is first
    frame = figure.frames[0]
    assert item_at(figure, frame.x + 2, frame.y + 2) is frame
    assert item_at(figure, 1, 1) is None
    (mark,) = figure.marks
    assert item_at(figure, mark.x + 2, mark.y + 2) is frame


def test_a_badge_is_met_at_any_zoom() -> None:
    figure = drawn("resnet50")
    frame = next(frame for frame in figure.frames if frame.repeat == 5)
    for zoom in (0.3, 1.0, 3.0):
        room = badge_room(frame, zoom)
        assert room.width * zoom == pytest.approx(26)
        assert badge_at(figure, room.x + 1, room.y + 1, zoom) == frame.place


def test_the_nearest_slot_takes_a_drop() -> None:
    figure = blocky()
    first, frame = figure.item((0,)), figure.frames[0]
    middle = first.y + first.height / 2
    assert slot_at(figure, first.x - 4, middle).before == (0,)
    assert slot_at(figure, frame.x - 6, middle).before == (2,)
    assert slot_at(figure, figure.width, middle).before == (4,)
    assert slot_at(figure, figure.item((2, 0, 3)).x - 2, middle).before == (2, 0, 3)
    assert slot_at(figure, first.x - 4, -500).before == (0,)


def test_in_a_drawing_of_several_rows_the_row_counts_first() -> None:
    network = build("vgg16")
    figure = graph(network, network.trace())
    last = figure.solids[-1]
    assert slot_at(figure, last.x - 30, last.y + 10).before[0] > len(network.layers) - 4


@pytest.mark.parametrize(
    ("place", "before", "idle"),
    [
        ((3,), (3,), True),
        ((3,), (4,), True),
        ((3,), (5,), False),
        ((3,), (2,), False),
        ((3,), (3, 0, 1), True),
        ((3, 0, 1), (3, 0, 2), True),
        ((3, 0, 1), (3, 1, 1), False),
        ((3, 0, 1), (3,), False),
    ],
)
def test_moves_that_change_nothing_are_known(place, before, idle: bool) -> None:
    assert is_idle_move(place, before) is idle


def test_arrows_walk_in_the_order_of_the_layers_and_into_blocks() -> None:
    figure = blocky()
    assert siblings(figure, (0,)) == [INPUT, (0,), (1,), (2,), (3,)]
    assert stepped(figure, (1,), 1) == (2,)
    assert stepped(figure, INPUT, -1) == INPUT
    assert entered(figure, (2,)) == (2, 0, 0)
    assert entered(figure, (0,)) is None
    assert entered(figure, INPUT) is None
    assert stepped(figure, (2, 0, 3), 1) == (2, 0, 3)


def test_zooming_keeps_the_point_under_the_pointer() -> None:
    view = View(0.7, 13, -5)
    near = view.zoomed(1.6, 200, 90)
    assert near.zoom == pytest.approx(1.12)
    assert near.to_figure(200, 90) == pytest.approx(view.to_figure(200, 90))
    assert view.zoomed(1e9, 0, 0).zoom == LARGEST_ZOOM


def test_fitting_shows_all_in_the_middle() -> None:
    view = fitted((1000, 200), (500, 400))
    assert view.zoom == 0.5
    assert view.room(Room(0, 0, 1000, 200)) == (0, 150, 500, 100)


def test_a_drawing_cannot_be_pushed_out_of_sight() -> None:
    view = View(1.0, 5000, -5000).kept((400, 300), (800, 600))
    assert view.room(Room(0, 0, 400, 300)).meets(Room(0, 0, 800, 600))


def test_as_little_as_possible_moves_so_that_a_layer_is_seen() -> None:
    view = View(1.0, 0, 0)
    assert view.showing(Room(10, 10, 50, 50), (400, 300), 5) == view
    moved = view.showing(Room(500, 30, 50, 50), (400, 300), 20)
    assert moved == View(1.0, 400 - 20 - 550, 0)


def test_only_what_is_in_view_is_found() -> None:
    figure = drawn("vgg16")
    scene = Scene(figure)
    found = [solid for _, solid in scene.solids(figure.solids[4].bounds)]
    assert figure.solids[4] in found
    assert len(found) < 8
