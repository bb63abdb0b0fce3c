from __future__ import annotations

import math
import subprocess
import sys

import pytest

from explorer.engine.network.shape import Shape
from explorer.engine.residual.gates import (
    Operation,
    OperationError,
    ResidualPlace,
    check,
    deletions,
    exchangeable,
    shuffled,
    swap,
    why_not_swap,
)

SMALL, LARGE = Shape(7, 7, 4), Shape(14, 14, 2)


def place(index: int, before: Shape, after: Shape) -> ResidualPlace:
    kind = "identity" if before == after else "padded"
    return ResidualPlace(
        index, f"blocks.{index}", f"block {index + 1}", before, after, False, kind, "x"
    )


PLACES = (
    place(0, LARGE, LARGE),
    place(1, LARGE, LARGE),
    place(2, LARGE, SMALL),
    *(place(index, SMALL, SMALL) for index in (3, 4, 5)),
)


def test_an_operation_is_built_of_what_differs() -> None:
    made = Operation.of(6, gates=[(1, 0.25)], deleted=[2], swapped=[(3, 5), (3, 4)])
    assert made.gates == (1, 0.25, 1, 1, 1, 1)
    assert made.deleted == (False, False, True, False, False, False)
    assert made.order == (0, 1, 2, 4, 5, 3)
    assert made.touched == (1, 2, 3, 4, 5)
    assert not made.is_untouched


def test_what_is_undone_is_untouched() -> None:
    whole = Operation.of(6)
    there = whole.with_gate(0, 0.5).with_deleted(1).with_swapped(3, 4)
    back = there.with_swapped(4, 3).with_deleted(1, False).with_gate(0, 1)
    assert whole.is_untouched
    assert not there.is_untouched
    assert back == whole
    assert hash(back) == hash(whole)


@pytest.mark.parametrize("gate", [-0.01, 1.01, math.nan, math.inf])
def test_a_gate_out_of_its_range_is_refused(gate: float) -> None:
    with pytest.raises(OperationError, match="Gate 3 is"):
        Operation.of(6).with_gate(2, gate)


@pytest.mark.parametrize("index", [-1, 6])
def test_a_place_that_is_not_there_is_refused(index: int) -> None:
    whole = Operation.of(6)
    for change in (
        lambda: whole.with_gate(index, 0.5),
        lambda: whole.with_deleted(index),
        lambda: whole.with_swapped(0, index),
        lambda: whole.with_swapped(index, 0),
    ):
        with pytest.raises(OperationError, match=f"no place {index}"):
            change()


def test_lists_of_other_lengths_and_orders_with_a_block_missing_are_refused() -> None:
    with pytest.raises(OperationError, match="2 gates, 1 deletions and 2 blocks"):
        Operation((1, 1), (False,), (0, 1))
    with pytest.raises(OperationError, match="every block once"):
        Operation((1, 1), (False, False), (0, 0))


def test_blocks_of_one_shape_change_places() -> None:
    assert swap(Operation.of(6), PLACES, 3, 5).order == (0, 1, 2, 5, 4, 3)
    assert exchangeable(PLACES, 3) == (4, 5)
    assert exchangeable(PLACES, 2) == ()


def test_others_are_refused_with_the_reason_and_what_would_do() -> None:
    with pytest.raises(OperationError) as caught:
        swap(Operation.of(6), PLACES, 0, 4)
    text = "Block 1 (14×14×2), block 5 (7×7×4): neither can stand where the other does."
    assert str(caught.value) == f"{text} It can change places with block 2."
    assert "block 5 or block 6" in str(why_not_swap(PLACES, 3, 0))
    assert "No other block fits" in str(why_not_swap(PLACES, 2, 0))
    assert "stands there already" in str(why_not_swap(PLACES, 3, 3))
    assert why_not_swap(PLACES, 0, 1) is None


def test_an_operation_is_checked_against_the_network() -> None:
    check(Operation.of(6, swapped=[(3, 4)]), PLACES)
    with pytest.raises(OperationError, match="on 5 blocks, the network has 6"):
        check(Operation.of(5), PLACES)
    with pytest.raises(OperationError, match=r"Block 4 \(7×7×4\) cannot stand where block 1"):
        check(Operation.of(6, swapped=[(0, 3)]), PLACES)


def test_shuffling_stays_within_shapes_and_is_the_same_for_a_seed() -> None:
    start = Operation.of(6, gates=[(0, 0.5)])
    orders = {shuffled(start, PLACES, seed).order for seed in range(200)}
    assert len(orders) == 2 * 6
    for order in orders:
        check(Operation.of(6), PLACES)
        assert set(order[:2]) == {0, 1}
        assert order[2] == 2
    assert shuffled(start, PLACES, 7) == shuffled(start, PLACES, 7)
    assert shuffled(start, PLACES, 7).gates == start.gates


def test_deletions_begin_with_the_whole_network() -> None:
    whole, *others = deletions(PLACES)
    assert whole.is_untouched
    assert [one.touched for one in others] == [(index,) for index in range(6)]
    assert all(one.deleted[index] for index, one in enumerate(others))


def test_the_formula_says_whether_something_follows_the_addition() -> None:
    linear = ResidualPlace(0, "b", "block 1", SMALL, SMALL, True, "identity", "x")
    assert linear.formula == "y = F(x) + α·x"
    assert PLACES[0].formula == "y = g(F(x) + α·x)"
    assert PLACES[2].formula == "y = g(F(x) + α·skip(x))"


def test_nothing_here_needs_torch() -> None:
    code = "import sys, explorer.engine.residual.gates; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
