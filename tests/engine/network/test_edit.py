"""Edits: each gives another network, nothing is lost, and what is undone by hand is equal."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.network import (
    Activation,
    Dense,
    Inception,
    LayerError,
    Network,
    Residual,
    Shape,
    SideHead,
    conv,
    relu,
)
from explorer.engine.network.edit import (
    duplicated,
    inserted,
    layer_at,
    moved,
    removed,
    replaced,
    sequence_at,
)
from tests.engine.network.random_networks import any_networks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.network import Layer, Place


def dense(units: int) -> Dense:
    return Dense(units + 1, name=f"d{units}")


BLOCK = Residual((dense(10), dense(11)), (dense(12),), name="block")
STACK = Inception(((dense(20),), (), (Residual((dense(21),)),)), name="stack")
NETWORK = Network(Shape(4, 4, 1), (dense(0), BLOCK, dense(2), STACK))


def units(network: Network, place: Place) -> list[int]:
    """The layers of a sequence by their numbers; blocks are -1."""
    return [getattr(layer, "units", 0) - 1 for layer in sequence_at(network, place)]


def places_of(layers: tuple[Layer, ...], place: Place = ()) -> Iterator[Place]:
    for index, layer in enumerate(layers):
        yield (*place, index)
        for branch, inner in enumerate(layer.branches):
            yield from places_of(inner, (*place, index, branch))


def sequences_of(layers: tuple[Layer, ...], place: Place = ()) -> Iterator[tuple[Place, int]]:
    yield place, len(layers)
    for index, layer in enumerate(layers):
        for branch, inner in enumerate(layer.branches):
            yield from sequences_of(inner, (*place, index, branch))


def plain_layers(network: Network) -> Counter[Layer]:
    places = places_of(network.layers)
    layers = [layer_at(network, place) for place in places]
    return Counter(layer for layer in layers if not layer.branches)


def test_layers_and_sequences_are_found() -> None:
    assert layer_at(NETWORK, (2,)) == dense(2)
    assert layer_at(NETWORK, (1, 1, 0)) == dense(12)
    assert layer_at(NETWORK, (3, 2, 0, 0, 0)) == dense(21)
    assert sequence_at(NETWORK, (3, 1)) == ()
    assert sequence_at(NETWORK, ()) == NETWORK.layers


@pytest.mark.parametrize(
    "place", [(), (4,), (-1,), (0, 0, 0), (1, 2, 0), (1, -1, 0), (3, 1, 0), (1, 0), (9, 0, 0)]
)
def test_nothing_is_found_where_nothing_is(place: Place) -> None:
    for edit in (layer_at, removed, duplicated, lambda n, p: replaced(n, p, relu())):
        with pytest.raises(LayerError, match="There is no"):
            edit(NETWORK, place)
    with pytest.raises(LayerError, match="There is no"):
        moved(NETWORK, place, (0,))


def test_inserting() -> None:
    assert units(inserted(NETWORK, (0,), (dense(7), dense(8))), ()) == [7, 8, 0, -1, 2, -1]
    assert units(inserted(NETWORK, (4,), (dense(7),)), ()) == [0, -1, 2, -1, 7]
    assert units(inserted(NETWORK, (3, 1, 0), (dense(7),)), (3, 1)) == [7]
    assert units(inserted(NETWORK, (1, 0, 2), (dense(7),)), (1, 0)) == [10, 11, 7]
    assert units(inserted(NETWORK, (3, 2, 0, 1, 0), (dense(7),)), (3, 2, 0, 1)) == [7]
    for nowhere in ((5,), (-1,), (0, 0, 0), (1, 2, 0), ()):
        with pytest.raises(LayerError, match="There is no"):
            inserted(NETWORK, nowhere, (dense(7),))


def test_removing() -> None:
    assert units(removed(NETWORK, (1,)), ()) == [0, 2, -1]
    assert units(removed(NETWORK, (1, 0, 0)), (1, 0)) == [11]
    assert sequence_at(removed(NETWORK, (1, 1, 0)), (1, 1)) == ()
    with pytest.raises(LayerError, match="at least one layer in its body"):
        removed(NETWORK, (3, 2, 0, 0, 0))


def test_replacing_and_duplicating() -> None:
    changed = replaced(NETWORK, (3, 0, 0), conv(5))
    assert layer_at(changed, (3, 0, 0)) == conv(5)
    assert replaced(changed, (3, 0, 0), dense(20)) == NETWORK
    twice = duplicated(NETWORK, (1,))
    assert units(twice, ()) == [0, -1, -1, 2, -1]
    assert layer_at(twice, (1,)) == BLOCK
    assert (layer_at(twice, (2,)).name, layer_at(twice, (2,)).branches) == ("", BLOCK.branches)


@pytest.mark.parametrize(
    ("place", "to", "stands", "looks"),
    [
        ((0,), (3,), (2,), {(): [-1, 2, 0, -1]}),
        ((2,), (0,), (0,), {(): [2, 0, -1, -1]}),
        ((0,), (4,), (3,), {(): [-1, 2, -1, 0]}),
        ((2,), (2,), (2,), {(): [0, -1, 2, -1]}),
        ((2,), (3,), (2,), {(): [0, -1, 2, -1]}),
        # Into a block that stands after it, and so moves up.
        ((0,), (1, 0, 1), (0, 0, 1), {(): [-1, 2, -1], (0, 0): [10, 0, 11]}),
        # Into a block that stands before it.
        ((2,), (1, 1, 1), (1, 1, 1), {(): [0, -1, -1], (1, 1): [12, 2]}),
        # Out of a block, before it: the block moves down.
        ((1, 0, 0), (0,), (0,), {(): [10, 0, -1, 2, -1], (2, 0): [11]}),
        ((1, 0, 1), (2,), (2,), {(): [0, -1, 11, 2, -1], (1, 0): [10]}),
        # From a branch to another, and from a block to another.
        ((1, 1, 0), (1, 0, 0), (1, 0, 0), {(1, 0): [12, 10, 11], (1, 1): []}),
        ((1, 0, 0), (3, 2, 0, 0, 1), (3, 2, 0, 0, 1), {(1, 0): [11], (3, 2, 0, 0): [21, 10]}),
        # A whole block into another.
        ((1,), (3, 1, 0), (2, 1, 0), {(): [0, 2, -1], (2, 1, 0, 0): [10, 11]}),
    ],
)
def test_moving(place: Place, to: Place, stands: Place, looks: dict[Place, list[int]]) -> None:
    after, where = moved(NETWORK, place, to)
    assert where == stands
    assert layer_at(after, where) == layer_at(NETWORK, place)
    for sequence, expected in looks.items():
        assert units(after, sequence) == expected


def test_moves_that_cannot_be() -> None:
    with pytest.raises(LayerError, match="cannot be moved into itself"):
        moved(NETWORK, (1,), (1, 0, 0))
    with pytest.raises(LayerError, match="There is no"):
        moved(NETWORK, (0,), (5,))
    with pytest.raises(LayerError, match="at least one layer in its body"):
        moved(NETWORK, (3, 2, 0, 0, 0), (0,))


def back(place: Place, where: Place) -> Place:
    """Where to put a layer that stands at ``where`` so that it is found at ``place`` again."""
    at = len(where) - 1
    if place[:at] == where[:at] and len(place) > at and place[at] >= where[at]:
        return (*place[:at], place[at] + 1, *place[at + 1 :])
    return place


def may_not_move(network: Network, place: Place, to: Place) -> bool:
    """Whether a layer would go into itself, or leave a body or a head empty."""
    if to[: len(place)] == place and len(to) > len(place):
        return True
    if len(place) == 1 or place[:-1] == to[:-1] or len(sequence_at(network, place[:-1])) > 1:
        return False
    block, branch = layer_at(network, place[:-2]), place[-2]
    return isinstance(block, SideHead) or (isinstance(block, Residual) and branch == 0)


@settings(deadline=None, max_examples=200)
@given(network=any_networks, data=st.data())
def test_moving_there_and_back_changes_nothing_and_loses_nothing(
    network: Network, data: st.DataObject
) -> None:
    places = list(places_of(network.layers))
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    sequence, length = data.draw(st.sampled_from(list(sequences_of(network.layers))))
    to = (*sequence, data.draw(st.integers(0, length)))
    layer = layer_at(network, place)
    if may_not_move(network, place, to):
        with pytest.raises(LayerError, match=r"into itself|at least one layer"):
            moved(network, place, to)
        return
    after, where = moved(network, place, to)
    assert layer_at(after, where) == layer
    assert plain_layers(after) == plain_layers(network)
    again, home = moved(after, where, back(place, where))
    assert again == network
    assert home == place


@settings(deadline=None, max_examples=100)
@given(network=any_networks, data=st.data())
def test_what_is_put_in_and_taken_out_leaves_no_trace(
    network: Network, data: st.DataObject
) -> None:
    sequence, length = data.draw(st.sampled_from(list(sequences_of(network.layers))))
    place = (*sequence, data.draw(st.integers(0, length)))
    longer = inserted(network, place, (Activation("tanh"),))
    assert layer_at(longer, place) == Activation("tanh")
    assert removed(longer, place) == network
    for there in places_of(network.layers):
        assert replaced(network, there, layer_at(network, there)) == network
        assert removed(duplicated(network, there), (*there[:-1], there[-1] + 1)) == network


def test_a_thousand_random_moves_keep_every_layer() -> None:
    rng = random.Random(7)
    network, before = NETWORK, plain_layers(NETWORK)
    made = 0
    for _ in range(1000):
        place = rng.choice(list(places_of(network.layers)))
        sequence, length = rng.choice(list(sequences_of(network.layers)))
        try:
            network, _ = moved(network, place, (*sequence, rng.randint(0, length)))
        except LayerError:
            continue
        made += 1
        assert plain_layers(network) == before
    assert made > 500
