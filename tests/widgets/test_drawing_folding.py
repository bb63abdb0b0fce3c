"""Equal layers in a row, drawn once."""

from __future__ import annotations

from explorer.engine.network import Concat, Network, Residual, Shape, conv, conv_norm, pool, relu
from explorer.engine.zoo import build
from explorer.widgets.drawing.figure import Fold
from explorer.widgets.drawing.folding import nameless
from explorer.widgets.drawing.graph import graph
from explorer.widgets.drawing.volumes import volumes


def drawn(network: Network, **options):
    return volumes(network, network.trace(), **options)


def test_the_36_blocks_of_resnet_152_are_one_that_projects_and_35_times_one() -> None:
    repeats = [frame.repeat for frame in drawn(build("resnet152")).frames]
    assert repeats == [1, 2, 1, 7, 1, 35, 1, 2]


def test_layers_fold_with_what_follows_each() -> None:
    network = Network(
        Shape(32, 32, 3),
        (conv(8, 3, p=1), relu(), conv(8, 3, p=1), relu(), conv(8, 3, p=1), relu(), pool()),
    )
    figure = drawn(network)
    # The first conv reads 3 channels: it is equal, and its copies would read 8.
    assert figure.folds == (Fold((2,), 2, 2),)
    assert [s.place for s in figure.solids] == [(), (0,), (1,), (2,), (3,), (6,)]
    folded = figure.item((2,))
    assert (folded.repeat, folded.group) == (2, (2,))


def test_a_group_of_several_volumes_gets_a_frame() -> None:
    pair = (conv(16, 1), conv(32, 3, p=1))
    for draw in (volumes, graph):
        network = Network(Shape(8, 8, 32), (*pair, *pair, *pair))
        figure = draw(network, network.trace())
        (frame,) = figure.frames
        assert (frame.kind, frame.repeat, frame.group) == ("repeat", 3, (0,))
        assert [s.place for s in figure.solids] == [(), (0,), (1,)]
        assert figure.item((0,)).kind == "conv"


def test_what_stands_behind_a_fold_is_known() -> None:
    figure = drawn(build("resnet50"))
    block = next(frame for frame in figure.frames if frame.repeat == 5)
    at = block.place[0]
    assert figure.shown((at + 3, 0, 4)) == (at, 0, 4)
    assert figure.shown((at + 5,)) == (at + 5,)  # the first block after them
    assert figure.shown((0,)) == (0,)


def test_an_opened_group_is_drawn_in_full_and_can_be_folded_again() -> None:
    network = build("resnet50")
    block = next(frame for frame in drawn(network).frames if frame.repeat == 3)
    opened = drawn(network, expanded=frozenset({block.place}))
    at = block.place[0]
    assert all(opened.item((at + copy,)) is not None for copy in range(3))
    first = opened.item(block.place)
    assert (first.group, first.is_open, first.repeat) == (block.place, True, 3)
    assert opened.shown((at + 2,)) == (at + 2,)


def test_names_do_not_keep_layers_apart_unless_a_line_leads_to_them() -> None:
    twins = (conv(8, 3, p=1, name="a"), conv(8, 3, p=1, name="b"))
    assert drawn(Network(Shape(8, 8, 8), twins)).folds == (Fold((0,), 1, 2),)
    stacked = Network(Shape(8, 8, 8), (*twins, Concat(("a",))))
    assert drawn(stacked).folds == ()


def test_layers_that_differ_or_change_the_shape_stay_apart() -> None:
    assert drawn(Network(Shape(9, 9, 8), (conv(8, 3), conv(8, 3)))).folds == ()
    different = (conv(8, 3, p=1), conv(8, 3, p=1, bias=False))
    assert drawn(Network(Shape(9, 9, 8), different)).folds == ()


def test_without_collapse_nothing_folds() -> None:
    figure = drawn(build("resnet34"), collapse=False)
    assert figure.folds == ()
    assert all(item.repeat == 1 for item in figure.items)


def test_nothing_folds_where_the_network_does_not_reach() -> None:
    network = Network(Shape(8, 8, 8), (conv(8, 20), conv(8, 3, p=1), conv(8, 3, p=1)))
    assert drawn(network).folds == ()


def test_names_are_left_out_at_every_depth() -> None:
    block = Residual((conv(4, 3, name="a"), *conv_norm(4, 1)), name="block")
    assert nameless(block) == Residual((conv(4, 3), *conv_norm(4, 1)))
