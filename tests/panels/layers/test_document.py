"""Edits as steps: each can be taken back, and all of them lead back to the beginning."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from explorer.engine.network import (
    LAYER_TYPES,
    Conv,
    Dense,
    Inception,
    LayerError,
    Network,
    Residual,
    Shape,
    conv,
    pool,
    relu,
)
from explorer.engine.network.edit import layer_at
from explorer.panels.layers.cards.fields import Shown
from explorer.panels.layers.document import Document
from explorer.panels.layers.editor import Editor
from explorer.panels.layers.state import LayersState
from explorer.panels.layers.templates import TEMPLATES, new_layer, volume_before
from explorer.services.store import Store

NETWORK = Network(
    Shape(16, 16, 3),
    (
        conv(8, 3, p="same"),
        relu(),
        Residual((conv(8, 3, p="same"), relu(), conv(8, 3, p="same"))),
        pool("max", 2),
        Inception(((conv(4, 1),), (conv(2, 1), conv(4, 3, p="same")))),
        Dense(10),
    ),
)


class Desk:
    """A store with its document and editor, and what was complained about."""

    def __init__(self, network: Network = NETWORK) -> None:
        self.store: Store[LayersState] = Store(LayersState(network))
        self.document = Document(self.store)
        self.complaints: list[str] = []
        self.editor = Editor(self.store, self.document, self.complaints.append)

    @property
    def network(self) -> Network:
        return self.store.state.network

    @property
    def selected(self) -> tuple[int, ...] | None:
        return self.store.state.selected


@pytest.fixture
def desk(qapp) -> Desk:
    return Desk()


def test_an_added_layer_stands_behind_the_chosen_one_and_is_chosen(desk: Desk) -> None:
    desk.editor.select((1,))
    desk.editor.add("pool")
    assert desk.network.layers[2] == pool("max", 2)
    assert desk.selected == (2,)
    assert desk.document.undo_stack.undoText() == "add max pool 2×2"
    desk.document.undo_stack.undo()
    assert desk.network == NETWORK
    assert desk.selected == (1,)
    desk.document.undo_stack.redo()
    assert desk.selected == (2,)


def test_a_dragged_slider_is_one_step_until_it_is_let_go(desk: Desk) -> None:
    desk.editor.select((0,))
    for filters in (9, 12, 20):
        layer = layer_at(desk.network, (0,))
        desk.editor.replace_layer(replace(layer, filters=filters), "filters")
    desk.document.stop_merging()
    desk.editor.replace_layer(replace(layer_at(desk.network, (0,)), filters=21), "filters")
    assert desk.document.undo_stack.count() == 2
    desk.document.undo_stack.undo()
    assert desk.network.layers[0].filters == 20
    desk.document.undo_stack.undo()
    assert desk.network == NETWORK


def test_a_slider_dragged_back_leaves_no_step(desk: Desk) -> None:
    desk.editor.select((0,))
    for filters in (9, 8):
        layer = layer_at(desk.network, (0,))
        desk.editor.replace_layer(replace(layer, filters=filters), "filters")
    assert desk.network == NETWORK
    assert not desk.document.undo_stack.canUndo()


def test_other_fields_are_other_steps(desk: Desk) -> None:
    desk.editor.select((0,))
    desk.editor.replace_layer(replace(layer_at(desk.network, (0,)), filters=9), "filters")
    desk.editor.replace_layer(replace(layer_at(desk.network, (0,)), bias=False), "bias")
    assert desk.document.undo_stack.count() == 2


def test_what_cannot_be_done_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.editor.move((2,), (2, 0, 1))
    (complaint,) = desk.complaints
    assert "into itself" in complaint
    assert desk.network == NETWORK
    assert desk.document.undo_stack.count() == 0


def test_what_the_drawing_still_shows_may_be_gone(desk: Desk) -> None:
    """Keys and drops come faster than drawings: what they speak of is gone, and nothing is said."""
    gone = (17,)
    for edit in (desk.editor.remove, desk.editor.duplicate, desk.editor.copy, desk.editor.cut):
        edit(gone)
    desk.editor.move(gone, (0,))
    desk.editor.move((0,), (4, 7, 0))
    desk.editor.add("conv", (3, 0, 0))
    desk.editor.add("what another program drops", (0,))
    desk.editor.select((0,))
    desk.editor.select((5, 0, 0))
    assert desk.selected == (0,)
    assert desk.network == NETWORK
    assert desk.complaints == []


def test_an_edit_of_an_older_drawing_brings_nothing_back(desk: Desk) -> None:
    """The cards show the network a moment late: the next edit must not undo the one before."""
    seen = Shown(NETWORK.layers[0], (0,))
    desk.editor.select((0,))
    desk.editor.replace_layer(replace(seen.layer, filters=21), "filters", seen)
    desk.editor.replace_layer(replace(seen.layer, bias=False), "bias", seen)
    assert desk.network.layers[0] == replace(seen.layer, filters=21, bias=False)
    desk.editor.set_input(Shape(20, 16, 3), NETWORK.input)
    desk.editor.set_input(Shape(16, 16, 5), NETWORK.input)
    assert desk.network.input == (20, 16, 5)


def test_an_edit_goes_to_the_layer_that_was_seen(desk: Desk) -> None:
    seen = Shown(NETWORK.layers[0], (0,))
    desk.editor.select((5,))  # by a key, while the cards still show the convolution
    desk.editor.replace_layer(replace(seen.layer, filters=21), "filters", seen)
    assert desk.network.layers[0] == replace(seen.layer, filters=21)
    assert desk.network.layers[5] == Dense(10)
    assert desk.selected == (5,)
    desk.editor.remove((0,))  # a ReLU stands there now
    before = desk.network
    desk.editor.replace_layer(replace(seen.layer, filters=3), "filters", seen)
    assert desk.network == before
    assert desk.complaints == []


def test_the_last_layer_of_a_body_stays(desk: Desk) -> None:
    small = Network(Shape(4, 4, 2), (Residual((conv(2, 1),)),))
    desk.editor.open(small, "open small")
    desk.editor.remove((0, 0, 0))
    assert desk.network == small
    assert "at least one layer" in desk.complaints[-1]


def test_layers_go_through_the_clipboard_as_text(desk: Desk) -> None:
    desk.editor.copy((2,))
    desk.editor.paste((5,))
    assert desk.network.layers[6] == NETWORK.layers[2]
    desk.editor.cut((0,))
    assert desk.network.layers[0] == relu()
    desk.editor.paste((1, 0, 2))
    assert layer_at(desk.network, (1, 0, 3)) == NETWORK.layers[0]


@pytest.mark.parametrize("text", ["", "words", "[1, 2]", '{"kind": "nothing"}', "[" * 100_000])
def test_a_clipboard_without_a_layer_is_said(desk: Desk, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    desk.editor.paste((0,))
    assert len(desk.complaints) == 1
    assert desk.network == NETWORK


def test_removing_chooses_the_layer_that_moves_up(desk: Desk) -> None:
    desk.editor.remove((5,))
    assert desk.selected == (4,)
    desk.editor.remove((4, 0, 0))
    assert desk.selected == (4,)
    desk.editor.remove((0,))
    assert desk.selected == (0,)


@pytest.mark.parametrize("kind", list(TEMPLATES))
@pytest.mark.parametrize("place", [(0,), (1,), (3,), (5,)])
def test_a_new_layer_fits_where_it_is_put(kind: str, place: tuple[int, ...]) -> None:
    layer = new_layer(kind, NETWORK, place)
    alone = Network(volume_before(NETWORK, place), (layer,))
    assert alone.trace().problem is None
    assert layer.kind == kind


def test_every_kind_of_layer_can_be_added() -> None:
    assert set(TEMPLATES) == set(LAYER_TYPES)


def test_a_new_layer_fits_one_pixel() -> None:
    for kind in TEMPLATES:
        single = Network(Shape(1, 1, 1))
        layer = new_layer(kind, single, (0,))
        assert replace(single, layers=(layer,)).trace().problem is None, kind


def test_a_thousand_random_edits_and_back(qapp) -> None:
    desk, rng = Desk(), random.Random(3)
    seen = [desk.network]
    while len(seen) <= 1000:
        _random_edit(desk, rng)
        if desk.network != seen[-1]:
            seen.append(desk.network)
            desk.document.stop_merging()
    stack = desk.document.undo_stack
    assert stack.count() == 1000
    for before in reversed(seen[:-1]):
        stack.undo()
        assert desk.network == before
    assert desk.network == NETWORK
    for after in seen[1:]:
        stack.redo()
        assert desk.network == after


def _random_edit(desk: Desk, rng: random.Random) -> None:
    editor, place = desk.editor, _random_place(desk.network, rng)
    kind = rng.choice(list(TEMPLATES))
    deep = len(list(desk.network.trace().walk())) > 60
    actions = {
        "add": lambda: editor.add(kind, place),
        "remove": lambda: editor.remove(place),
        "duplicate": lambda: editor.duplicate(place),
        "move": lambda: editor.move(place, _random_place(desk.network, rng)),
        "cut": lambda: editor.cut(place),
        "paste": lambda: editor.paste(place),
        "change": lambda: _change(desk, place, rng),
    }
    names = ["remove", "cut", "move", "change"] if deep else list(actions)
    actions[rng.choice(names)]()


def _change(desk: Desk, place: tuple[int, ...], rng: random.Random) -> None:
    try:
        layer = layer_at(desk.network, place)
    except LayerError:
        return
    if isinstance(layer, Conv):
        desk.editor.select(place)
        desk.editor.replace_layer(replace(layer, filters=rng.randint(1, 9)), "filters")


def _random_place(network: Network, rng: random.Random) -> tuple[int, ...]:
    """Return a place in the network or in one of its blocks, mostly of a layer that is there."""
    layers, place = network.layers, ()
    while True:
        index = rng.randint(0, len(layers))
        place = (*place, index)
        branches = layers[index].branches if index < len(layers) else ()
        if not branches or rng.random() < 0.5:
            return place
        branch = rng.randrange(len(branches))
        layers, place = branches[branch], (*place, branch)
