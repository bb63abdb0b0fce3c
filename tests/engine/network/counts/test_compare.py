"""Two networks side by side: every layer in one row, and the rows that one expects."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine import zoo
from explorer.engine.network import (
    BatchNorm,
    Dense,
    Inception,
    Layer,
    Network,
    Residual,
    Shape,
    conv,
    pool,
    relu,
)
from explorer.engine.network.counts.compare import Comparison, Row, Total, compare

CELLS = Shape(8, 8, 4)


def shown(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    return [(row.relation, (row.left or row.right).title) for row in rows]


def assert_complete(found: Comparison) -> None:
    """Check that every layer stands in one row and in its order."""
    left = [row.left for row in found.rows if row.left is not None]
    right = [row.right for row in found.rows if row.right is not None]
    assert left == list(found.left.walk())
    assert right == list(found.right.walk())
    for row in found.rows:
        both = row.left is not None and row.right is not None
        assert both == (row.relation in ("equal", "changed"))
        assert bool(row.differences) == (row.relation == "changed")


def test_a_layer_more_and_one_that_changed() -> None:
    a = Network(CELLS, (conv(4, 3, p=1), relu(), pool(), Dense(10)))
    b = Network(CELLS, (conv(4, 3, p=1), BatchNorm(), relu(), pool(), Dense(12)))
    found = compare(a, b)
    assert shown(found.rows) == [
        ("equal", "conv 3×3"),
        ("right", "batch norm"),
        ("equal", "ReLU"),
        ("equal", "max pool 2×2"),
        ("changed", "dense 10"),
    ]
    assert found.rows[-1].differences == ("units", "output")
    assert_complete(found)
    assert not found.is_equal


def test_names_do_not_count_and_shapes_do() -> None:
    a = Network(CELLS, (Residual((conv(4, 3, p=1, name="a"),), name="one"), relu()), "left")
    b = Network(CELLS, (Residual((conv(4, 3, p=1, name="b"),), name="two"), relu()), "right")
    assert compare(a, b).is_equal
    larger = compare(a, replace(b, input=Shape(9, 9, 4)))
    assert {row.relation for row in larger.rows} == {"changed"}
    assert {row.differences for row in larger.rows} == {("input", "output")}
    assert not compare(Network(CELLS), Network(Shape(1, 1, 1))).is_equal


def test_blocks_are_held_against_blocks_and_what_is_inside_follows() -> None:
    body = (conv(4, 3, p=1), relu(), conv(4, 3, p=1))
    a = Network(CELLS, (Residual(body), Inception(((conv(2, 1),), (conv(3, 1),)))))
    b = Network(CELLS, (Residual(body[2:], after="none"), Inception(((conv(2, 1),),))))
    found = compare(a, b)
    assert_complete(found)
    assert shown(found.rows) == [
        ("changed", "residual"),
        ("equal", "conv 3×3"),
        ("left", "ReLU"),
        ("left", "conv 3×3"),
        ("changed", "inception, 2 branches"),
        ("equal", "conv 1×1"),
        ("left", "conv 1×1"),
    ]
    assert found.rows[0].differences == ("after", "inside")
    assert found.rows[4].differences == ("inside", "output")
    assert [row.depth for row in found.rows] == [0, 1, 1, 1, 0, 1, 1]


def test_totals() -> None:
    found = compare(zoo.build("vgg16"), zoo.build("vgg19"))
    assert found.totals[0] == Total("parameters", 138_357_544, 143_667_240)
    assert found.totals[0].difference == 5_309_696
    assert found.totals[0].ratio == pytest.approx(143_667_240 / 138_357_544)
    assert found.totals[-1] == Total("layers with weights", 16, 19)
    assert Total("MACs", 0, 3).ratio is None
    # Three convolutions, each with its ReLU, and nothing else.
    assert sum(row.relation == "right" for row in found.rows) == 6
    assert {row.relation for row in found.rows} == {"equal", "right"}


def test_deep_networks_are_aligned_stage_by_stage() -> None:
    a, b = zoo.build("resnet152"), zoo.build("resnet50")
    found = compare(a, b)
    assert_complete(found)
    assert {row.relation for row in found.rows} == {"equal", "left"}
    only = sum(row.relation == "left" and row.depth == 0 for row in found.rows)
    assert only == (8 - 4) + (36 - 6)


def test_long_sequences_of_the_same_layers() -> None:
    layers = (conv(4, 3, p=1), relu()) * 2000
    changed = (*layers[:1000], conv(4, 5, p=2), *layers[1001:], relu("tanh"))
    found = compare(Network(CELLS, layers), Network(CELLS, changed))
    relations = [row.relation for row in found.rows]
    assert relations.count("equal") == 3999
    assert (relations.count("changed"), relations.count("right")) == (1, 1)


PIECES = st.sampled_from(
    [conv(4, 3, p=1), conv(4, 1), relu(), BatchNorm(), Residual((conv(4, 1), relu()))]
)
BLOCKS = st.lists(PIECES, min_size=1, max_size=5).map(lambda some: Residual(tuple(some)))
SEQUENCES = st.lists(PIECES | BLOCKS, max_size=12).map(tuple)


@settings(deadline=None, max_examples=80)
@given(left=SEQUENCES, right=SEQUENCES)
def test_every_layer_stands_in_one_row(left: tuple[Layer, ...], right: tuple[Layer, ...]) -> None:
    found = compare(Network(CELLS, left), Network(CELLS, right))
    assert_complete(found)
    assert found.is_equal == (left == right)
    back = compare(Network(CELLS, right), Network(CELLS, left))
    assert [total.difference for total in back.totals] == [-one.difference for one in found.totals]


def test_a_network_that_does_not_fit_is_compared_as_far_as_it_goes() -> None:
    bad = Network(CELLS, (relu(), conv(1, 99)))
    found = compare(bad, Network(CELLS, (relu(),)))
    assert found.left.problem is not None
    assert shown(found.rows) == [("equal", "ReLU")]
