"""What the controls do to the state, as functions of it: gates, deletions, an order, draws."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from explorer.engine.residual.gates import exchangeable, swap
from explorer.panels.residual.operate.values import FIRST_CHOSEN, operation_of

if TYPE_CHECKING:
    from explorer.engine.residual.gates import Operation, ResidualPlace
    from explorer.panels.residual.state import Network, OperateState

    Places = tuple[ResidualPlace, ...]

LAST_SEED = 9999


def with_network(state: OperateState, network: Network) -> OperateState:
    """Return the state of another network, whole: its blocks are others."""
    return replace(untouched(state), network=network, chosen=FIRST_CHOSEN)


def untouched(state: OperateState) -> OperateState:
    """Return the state with the network as it was trained, and draws from the beginning."""
    return replace(state, gates=(), deleted=(), swapped=(), seed=0)


def with_gate(state: OperateState, place: int, alpha: float) -> OperateState:
    """Return the state with another α at a place."""
    others = {one: gate for one, gate in state.gates if one != place}
    gates = others if alpha == 1 else {**others, place: alpha}
    return replace(state, gates=tuple(sorted(gates.items())))


def with_step(state: OperateState, place: int, step: float) -> OperateState:
    """Return the state with a place's α a step higher or lower, in 0 to 1."""
    alpha = dict(state.gates).get(place, 1.0) + step
    return with_gate(state, place, round(min(max(alpha, 0.0), 1.0), 2))


def with_deleted(state: OperateState, place: int, deleted: bool) -> OperateState:
    """Return the state with a place's F off, or on again."""
    places = {*state.deleted, place} if deleted else {*state.deleted} - {place}
    return replace(state, deleted=tuple(sorted(places)))


def with_block(state: OperateState, places: Places, place: int, block: int) -> OperateState:
    """Return the state with a block at a place, and the one that stood there where it was.

    Raises
    ------
    OperationError
        The two do not fit.
    """
    operation = operation_of(places, state)
    where = operation.order.index(block)
    if where == place:
        return state
    return replace(state, swapped=pairs_of(swap(operation, places, place, where).order))


def pairs_of(order: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the exchanges that make an order of the usual one, in turn: as few as there can be."""
    pairs: list[tuple[int, int]] = []
    standing = list(range(len(order)))
    for place, block in enumerate(order):
        where = standing.index(block)
        if where != place:
            pairs.append((place, where))
            standing[place], standing[where] = standing[where], standing[place]
    return tuple(pairs)


def fitting_pairs(places: Places) -> tuple[tuple[int, int], ...]:
    """Return the pairs of places whose blocks can be exchanged."""
    indices = range(len(places))
    return tuple(
        pair for pair in combinations(indices, 2) if pair[1] in exchangeable(places, pair[0])
    )


def shuffle_two(state: OperateState, places: Places) -> OperateState:
    """Return the state with two blocks of equal shape exchanged; the seed draws them."""
    one, other = random.Random(state.seed).choice(fitting_pairs(places))
    block = operation_of(places, state).order[other]
    return _drawn(with_block(state, places, one, block))


def delete_one(state: OperateState, places: Places) -> OperateState:
    """Return the state with one more block deleted; the seed draws it. None may be left."""
    left = [place.index for place in places if place.index not in state.deleted]
    if not left:
        return state
    return _drawn(with_deleted(state, random.Random(state.seed).choice(left), True))


def _drawn(state: OperateState) -> OperateState:
    return replace(state, seed=(state.seed + 1) % (LAST_SEED + 1))


def paths(operation: Operation) -> int:
    """Return how many ways lead through the blocks, each going through F or around it.

    A whole network of n blocks has 2ⁿ (Veit, Wilber and Belongie, 2016, section 3). A deleted
    block leaves one way where there were two, and so does a gate at 0; both together none.
    """
    ways = 1
    for gate, deleted in zip(operation.gates, operation.deleted, strict=True):
        ways *= (gate > 0) + (not deleted)
    return ways
