"""Drawings as values: everything is in them, nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from explorer.engine.network import (
    BatchNorm,
    Concat,
    Dense,
    Flatten,
    GlobalPool,
    Inception,
    Network,
    Residual,
    Shape,
    SideHead,
    conv,
    conv_norm,
    pool,
    relu,
)
from explorer.engine.zoo import NAMES, build
from explorer.widgets.drawing.figure import INPUT, Figure, Room, Solid
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.volumes import TALLEST_BAR, volumes

if TYPE_CHECKING:
    from collections.abc import Callable

DRAWINGS = (volumes, graph)
ODD = {
    "empty": Network(Shape(32, 32, 3)),
    "plates first": Network(Shape(8, 8, 4), (BatchNorm(), relu(), conv(4, 3))),
    "vectors": Network(Shape(1, 1, 784), (Dense(128), relu(), Dense(10))),
    "empty branch": Network(Shape(8, 8, 4), (Inception(((conv(2, 1),), ())), pool())),
    "stacked": Network(
        Shape(16, 16, 3),
        (conv(4, 3, p=1, name="a"), conv(4, 3, p=1, name="b"), Concat(("a", "input")),
         conv(4, 3, p=1), Concat(("a", "b"))),
    ),
    "head": Network(Shape(8, 8, 4), (SideHead((GlobalPool(), Dense(3))), conv(4, 3))),
    "block in block": Network(
        Shape(8, 8, 4), (Residual((Inception(((conv(2, 1),), (conv(2, 3, p=1),))), relu())),)
    ),
}  # fmt: skip


def drawn(draw: Callable[..., Figure], network: Network, **options: object) -> Figure:
    return draw(network, network.trace(), **options)


def every_place(network: Network) -> list[tuple[int, ...]]:
    """Every layer of a network, as the edits name them."""
    found: list[tuple[int, ...]] = []

    def walk(layers: tuple, place: tuple[int, ...]) -> None:
        for index, layer in enumerate(layers):
            found.append((*place, index))
            for branch, inner in enumerate(layer.branches):
                walk(inner, (*place, index, branch))

    walk(network.layers, ())
    return found


def overlap(a: Room, b: Room) -> bool:
    slack = 1e-6
    return (
        a.x < b.right - slack
        and b.x < a.right - slack
        and a.y < b.bottom - slack
        and b.y < a.bottom - slack
    )


def contains(outer: Room, inner: Room) -> bool:
    return (
        outer.x <= inner.x + 1e-6
        and outer.y <= inner.y + 1e-6
        and inner.right <= outer.right + 1e-6
        and inner.bottom <= outer.bottom + 1e-6
    )


def check_nothing_overlaps(figure: Figure) -> None:
    fronts = [Room(s.x, s.y, s.width, s.height) for s in figure.solids]
    assert not [pair for pair in combinations(fronts, 2) if overlap(*pair)]
    whole = [s.bounds for s in figure.solids if s.form != "plate"]
    assert not [pair for pair in combinations(whole, 2) if overlap(*pair)]
    frames = [frame.bounds for frame in figure.frames]
    for a, b in combinations(frames, 2):
        assert not overlap(a, b) or contains(a, b) or contains(b, a)
    sheet = Room(0, 0, figure.width, figure.height)
    labels = [s.label for s in figure.solids if s.label is not None and s.form != "box"]
    assert all(contains(sheet, room) for room in [*whole, *frames, *labels])
    assert not [(a, b) for a in labels for b in whole if overlap(a, b)]
    assert not [pair for pair in combinations(labels, 2) if overlap(*pair)]


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_lies_on_anything_else(draw, name: str) -> None:
    figure = drawn(draw, build(name))
    check_nothing_overlaps(figure)
    for frame in figure.frames:
        at = len(frame.place)
        inside = [s for s in figure.solids if s.place[:at] == frame.place != s.place]
        if frame.kind != "repeat":
            assert inside
            assert all(contains(frame.bounds, solid.bounds) for solid in inside)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("name", ODD)
def test_odd_networks_are_drawn(draw, name: str) -> None:
    figure = drawn(draw, ODD[name], collapse=False)
    check_nothing_overlaps(figure)
    assert set(figure.places) == {INPUT, *every_place(ODD[name])}


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("name", ["lenet5", "vgg16", "resnet50", "googlenet", "squeezenet"])
def test_every_layer_is_drawn_once_or_stands_behind_one_that_is(draw, name: str) -> None:
    network = build(name)
    spread = drawn(draw, network, collapse=False)
    assert sorted(spread.places) == sorted([INPUT, *every_place(network)])
    assert len(spread.solids) + len(spread.frames) == len(set(spread.places))
    folded = drawn(draw, network)
    for place in every_place(network):
        assert folded.item(folded.shown(place)) is not None


@pytest.mark.parametrize("draw", DRAWINGS)
def test_layers_stand_in_their_order(draw) -> None:
    figure = drawn(draw, build("vgg16"))
    places = [solid.place for solid in figure.solids]
    assert places == sorted(places)
    rows: list[list[Solid]] = []
    for solid in figure.solids:
        middle = solid.y + solid.height / 2
        if not rows or abs(rows[-1][-1].y + rows[-1][-1].height / 2 - middle) > 1:
            rows.append([])
        rows[-1].append(solid)
    assert all([s.x for s in row] == sorted(s.x for s in row) for row in rows)
    tops = [row[0].y + row[0].height / 2 for row in rows]
    assert tops == sorted(tops)


def test_volumes_are_in_proportion() -> None:
    network = Network(Shape(64, 32, 16), (conv(64, 1), pool("max", 4)))
    for true_scale, power in ((True, 1.0), (False, 0.5)):
        first, second, third = drawn(volumes, network, true_scale=true_scale).solids
        assert first.width / first.height == pytest.approx(0.48 * 0.5**power)
        assert first.height / third.height == pytest.approx(4.0**power)
        assert second.depth / first.depth == pytest.approx(4.0**power)
        assert second.depth / second.height == pytest.approx(0.32)


def test_the_legend_says_how_lengths_are_drawn() -> None:
    assert "√count" in drawn(volumes, build("lenet5")).legend
    assert "in proportion" in drawn(volumes, build("lenet5"), true_scale=True).legend


def test_vectors_stand_upright_and_are_cut_where_they_would_tower() -> None:
    network = Network(Shape(32, 32, 1), (Flatten(), Dense(120), Dense(20_000)))
    bars = [s for s in drawn(volumes, network, true_scale=True).solids if s.kind == "dense"]
    assert [bar.form for bar in bars] == ["bar", "bar"]
    assert [bar.is_cut for bar in bars] == [False, True]
    assert bars[1].height == TALLEST_BAR


def test_what_passes_on_is_a_thin_plate_on_the_volume_before_it() -> None:
    host, plate = drawn(volumes, Network(Shape(32, 32, 3), (conv(8, 3), relu()))).solids[1:]
    assert plate.form == "plate"
    assert (plate.height, plate.depth) == (host.height, host.depth)
    assert 0 < plate.x - (host.x + host.width) < 3


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_shortcut_goes_over_its_body_to_the_sum(draw) -> None:
    body = (*conv_norm(8, 3, p=1), conv(8, 3, p=1))
    figure = drawn(draw, Network(Shape(16, 16, 8), (Residual(body),)))
    (frame,) = figure.frames
    (mark,) = figure.marks
    (skip,) = [link for link in figure.links if link.kind == "skip"]
    inside = [s for s in figure.solids if len(s.place) > 1]
    highest = min(point[1] for point in skip.points)
    assert frame.y < highest < min(s.bounds.y for s in inside)
    assert mark.kind == "sum"
    assert mark.bounds.holds(*skip.points[-1], margin=0.01)
    assert skip.points[0][0] < min(s.x for s in inside)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_branches_lie_beside_one_another_and_meet_in_a_stack(draw) -> None:
    figure = drawn(draw, build("inception3a"))
    lanes = [figure.item((0, lane, 0)) for lane in range(4)]
    assert [s.y for s in lanes] == sorted(s.y for s in lanes)
    (stack,) = figure.marks
    assert stack.parts == (64, 128, 32, 32)
    ends = [link.points[-1] for link in figure.links if link.points[-1][0] == stack.x]
    assert len(ends) == 4
    assert all(stack.y <= y <= stack.y + stack.height for _, y in ends)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_stacking_of_earlier_layers_is_drawn_over_the_row(draw) -> None:
    figure = drawn(draw, ODD["stacked"], collapse=False)
    arcs = [link for link in figure.links if link.kind == "branch"]
    assert len(arcs) == 4
    top = min(s.bounds.y for s in figure.solids)
    assert all(min(y for _, y in link.points) < top for link in arcs)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_what_cannot_be_is_marked_and_nothing_is_lost(draw) -> None:
    network = Network(Shape(12, 12, 1), (conv(6, 5), relu(), conv(8, 17), pool(), Dense(10)))
    report = network.trace()
    figure = draw(network, report)
    states = {s.place: s.state for s in figure.solids}
    assert states == {
        INPUT: "ok", (0,): "ok", (1,): "ok", (2,): "broken", (3,): "unreached", (4,): "unreached",
    }  # fmt: skip
    broken = figure.item((2,))
    assert broken.reason == str(report.problem)
    assert broken.shape_text == ""
    assert figure.item((1,)).shape_text == "8×8×6"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_in_a_broken_block_every_branch_is_followed_as_far_as_it_goes(draw) -> None:
    network = Network(
        Shape(28, 28, 8),
        (Inception(((conv(4, 1), relu()), (conv(6, 1), conv(6, 3, groups=5)), (conv(2, 3, p=1),))),
         conv(4, 3)),
    )  # fmt: skip
    figure = drawn(draw, network, collapse=False)
    assert figure.item((0, 0, 1)).shape_text == "28×28×4"
    assert figure.item((0, 1, 0)).shape_text == "28×28×6"
    assert figure.item((0, 1, 1)).state == "broken"
    assert figure.item((0, 2, 0)).state == "ok"
    assert figure.item((1,)).state == "unreached"


def test_a_sum_that_cannot_be_breaks_the_block_and_not_its_layers() -> None:
    network = Network(Shape(8, 8, 4), (Residual((conv(6, 3, p=1),)),))
    figure = drawn(volumes, network)
    assert figure.item((0,)).state == "broken"
    assert figure.item((0, 0, 0)).state == "ok"
    assert figure.item((0, 0, 0)).shape_text == "8×8×6"


@pytest.mark.parametrize("draw", DRAWINGS)
def test_there_is_a_slot_before_every_layer_and_after_the_last(draw) -> None:
    network = build("lenet5")
    figure = drawn(draw, network)
    assert {slot.before for slot in figure.slots} == {
        (at,) for at in range(len(network.layers) + 1)
    }
    block = drawn(draw, Network(Shape(8, 8, 4), (Residual((conv(4, 3, p=1),)),)))
    assert {(0, 0, 0), (0, 0, 1)} <= {slot.before for slot in block.slots}


def test_a_long_graph_is_broken_into_rows_that_fill_the_room() -> None:
    figure = drawn(graph, build("vgg16"))
    zoom = min(880 / figure.width, 240 / figure.height)
    assert zoom > 1
    assert min(880 / drawn(graph, build("resnet50")).width, 1) > 0.6
