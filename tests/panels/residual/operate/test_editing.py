"""What the controls make of the state."""

from __future__ import annotations

import itertools

import pytest

from explorer.engine.residual.gates import Operation, OperationError
from explorer.panels.residual.operate import editing
from explorer.panels.residual.operate.values import operation_of
from explorer.panels.residual.state import OperateState
from tests.panels.residual.operate.making import chain

PLACES = chain().places
WHOLE = OperateState()


def test_a_gate_is_kept_while_it_is_not_1() -> None:
    closed = editing.with_gate(editing.with_gate(WHOLE, 2, 0.4), 0, 0.0)
    assert closed.gates == ((0, 0.0), (2, 0.4))
    assert editing.with_gate(closed, 0, 1.0).gates == ((2, 0.4),)


@pytest.mark.parametrize(("start", "step", "end"), [(1.0, 0.1, ()), (0.0, -0.1, ((1, 0.0),)),
                                                    (0.3, 0.1, ((1, 0.4),))])  # fmt: skip
def test_a_step_ends_at_0_and_at_1(start: float, step: float, end: object) -> None:
    assert editing.with_step(editing.with_gate(WHOLE, 1, start), 1, step).gates == end


def test_a_block_is_deleted_and_put_back() -> None:
    deleted = editing.with_deleted(WHOLE, 3, True)
    assert operation_of(PLACES, deleted).deleted == (False, False, False, True, False)
    assert editing.with_deleted(deleted, 3, False) == WHOLE


def test_pairs_make_the_order_they_are_of() -> None:
    for order in itertools.permutations(range(5)):
        pairs = editing.pairs_of(order)
        assert Operation.of(5, swapped=pairs).order == order
        assert len(pairs) <= 4
    assert editing.pairs_of((0, 1, 2)) == ()


def test_a_block_stands_where_it_is_wanted_and_goes_back() -> None:
    swapped = editing.with_block(WHOLE, PLACES, 0, 1)
    assert operation_of(PLACES, swapped).order == (1, 0, 2, 3, 4)
    assert editing.with_block(swapped, PLACES, 0, 0) == WHOLE
    assert editing.with_block(WHOLE, PLACES, 0, 0) is WHOLE


def test_a_block_of_another_shape_is_refused() -> None:
    with pytest.raises(OperationError, match="8×8×4"):
        editing.with_block(WHOLE, PLACES, 0, 2)


def test_a_shuffle_takes_blocks_of_equal_shape_and_is_drawn_by_the_seed() -> None:
    assert editing.fitting_pairs(PLACES) == ((0, 1), (2, 3))
    first = editing.shuffle_two(WHOLE, PLACES)
    assert first == editing.shuffle_two(WHOLE, PLACES)
    assert (first.seed, len(first.swapped)) == (1, 1)
    drawn = {editing.shuffle_two(OperateState(seed=seed), PLACES).swapped for seed in range(20)}
    assert drawn == {((0, 1),), ((2, 3),)}


def test_blocks_are_deleted_at_random_until_none_is_left() -> None:
    state = WHOLE
    for count in range(1, len(PLACES) + 1):
        state = editing.delete_one(state, PLACES)
        assert len(state.deleted) == state.seed == count
    assert editing.delete_one(state, PLACES) is state
    assert editing.untouched(state) == WHOLE


def test_another_network_begins_whole() -> None:
    state = OperateState(gates=((0, 0.5),), deleted=(1,), swapped=((2, 3),), chosen=9, seed=4)
    other = editing.with_network(state, "dlib-face")
    assert other == OperateState(network="dlib-face")


def test_paths_double_with_every_block_that_has_both_ways() -> None:
    assert editing.paths(Operation.of(9)) == 512
    assert editing.paths(Operation.of(9, deleted=(0, 4))) == 128
    assert editing.paths(Operation.of(9, gates=((1, 0.0), (2, 0.5)))) == 256
    assert editing.paths(Operation.of(9, gates=((1, 0.0),), deleted=(1,))) == 0
