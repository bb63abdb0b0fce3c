"""The walk: in which order boxes are kept and dropped, and what each step shows."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.detector.steps.moment import (
    BoxState,
    moment_at,
    next_kept,
    same_place,
    telling_step,
)
from explorer.panels.detector.steps.walk import ALONE_AT_MOST, Group, walk_of

W, E, A, K, G, X = (
    BoxState.WAITING, BoxState.ELSEWHERE, BoxState.AT_WORK, BoxState.KEPT, BoxState.GOING,
    BoxState.GONE,
)  # fmt: skip

# By rank: dog, cat, dog (dropped by 0), dog, cat (dropped by 1), dog (dropped by 3), dog (by 0).
SUPPRESSED_BY = [-1, -1, 0, -1, 1, 3, 0]
IOU = [0.0, 0.0, 0.8, 0.0, 0.6, 0.5, 0.7]
CLASSES = [7, 2, 7, 7, 2, 7, 7]


def test_a_walk_goes_class_by_class_the_class_of_the_best_box_first() -> None:
    walk = walk_of(SUPPRESSED_BY, IOU, CLASSES)
    assert walk.groups == (Group(7, 5, 2), Group(2, 2, 1))
    assert walk.order.tolist() == [0, 2, 6, 3, 5, 1, 4]
    assert walk.decided_at.tolist() == [1, 6, 2, 4, 7, 5, 3]
    assert walk.kept == (0, 3, 1)
    assert walk.rows == {0: 0, 3: 1, 1: 2}
    assert walk.last == 8
    assert walk.victims(0) == (2, 6)


def test_whatever_their_class_the_next_best_box_is_next() -> None:
    walk = walk_of(SUPPRESSED_BY, IOU, None)
    assert walk.groups == (Group(None, 7, 3),)
    assert walk.kept == (0, 1, 3)
    assert walk.order.tolist() == [0, 2, 6, 1, 4, 3, 5]


def test_each_step_of_a_walk() -> None:
    walk = walk_of(SUPPRESSED_BY, IOU, CLASSES)
    shown = [moment_at(walk, step).states.tolist() for step in range(9)]
    assert shown == [
        [W, W, W, W, W, W, W],
        [A, E, W, W, E, W, W],
        [A, E, G, W, E, W, W],
        [A, E, X, W, E, W, G],
        [K, E, X, A, E, W, X],
        [K, E, X, A, E, G, X],
        [K, A, X, K, W, X, X],
        [K, A, X, K, G, X, X],
        [K, K, X, K, X, X, X],
    ]
    kinds = [moment_at(walk, step).kind for step in range(9)]
    assert kinds == ["sorted", "keep", "drop", "drop", "keep", "drop", "keep", "drop", "done"]
    third = moment_at(walk, 3)
    assert (third.at_work, third.going, third.killed, third.group) == (0, (6,), 2, 0)
    assert moment_at(walk, 7).group == 1
    assert moment_at(walk, 99).step == 8


def test_a_box_that_drops_many_drops_them_at_once() -> None:
    many = ALONE_AT_MOST + 1
    by = [-1] + [0] * many + [-1, many + 1]
    walk = walk_of(by, [0.5] * len(by), None)
    assert walk.last == 5  # keep, all at once, keep, one, done
    crowd = moment_at(walk, 2)
    assert crowd.going == tuple(range(1, many + 1))
    assert crowd.killed == many
    few = walk_of([-1] + [0] * ALONE_AT_MOST, [0.5] * many, None)
    assert few.last == 1 + ALONE_AT_MOST + 1


@pytest.mark.parametrize("classes", [None, []])
def test_a_walk_over_no_boxes_has_one_step(classes: list[int] | None) -> None:
    walk = walk_of([], [], classes)
    assert (walk.last, walk.kept, walk.groups) == (0, (), ())
    assert moment_at(walk, 3).kind == "sorted"
    assert telling_step(walk) == 0


def test_a_single_box_is_kept() -> None:
    walk = walk_of([-1], [0.0], [3])
    assert [moment_at(walk, step).kind for step in range(3)] == ["sorted", "keep", "done"]
    assert telling_step(walk) == 1


def test_thousands_of_boxes_are_decided_about_once_each_and_right() -> None:
    rng = np.random.default_rng(5)
    by = np.full(3000, -1)
    kept = np.sort(rng.choice(3000, 400, replace=False))
    kept[0] = 0
    for rank in np.setdiff1d(np.arange(3000), kept):
        by[rank] = rng.choice(kept[kept < rank])
    walk = walk_of(by, rng.random(3000), None)
    assert sorted(walk.order.tolist()) == list(range(3000))
    decided: list[int] = []
    for step in range(1, walk.last):
        moment = moment_at(walk, step)
        now = walk.at(step).tolist()
        assert now
        assert all(by[rank] in (-1, moment.at_work) for rank in now)
        decided += now
    assert decided == walk.order.tolist()
    done = moment_at(walk, walk.last).states
    assert np.array_equal(done == BoxState.KEPT, by < 0)


def test_other_thresholds_stay_at_the_same_box() -> None:
    before = walk_of(SUPPRESSED_BY, IOU, CLASSES)
    names = np.arange(10, 17)  # what the boxes are called in both walks

    def stays(step: int, by: list[int], numbers: np.ndarray, classes: list[int]) -> int:
        after = walk_of(by, [0.5] * len(by), classes)
        return same_place(before, step, names, after, numbers)

    # Fewer pass: the two worst went, box 13 is kept at step 3 now.
    fewer = ([-1, -1, 0, -1, 1], names[:5], CLASSES[:5])
    assert stays(4, *fewer) == 3
    assert stays(3, *fewer) == 1  # its victim no longer passes: the box itself
    assert stays(2, *fewer) == 2  # and here it does
    assert stays(5, *fewer) == 3
    assert stays(0, *fewer) == 0
    assert stays(8, *fewer) == 6  # done stays done
    # A lower IoU threshold: box 13 is dropped by the first one now, which is shown.
    strict = ([-1, -1, 0, 0, 1, 0, 0], names, CLASSES)
    assert stays(4, *strict) == 3
    # Box 11 no longer passes: the number of the step stays, or the last one.
    gone = ([-1, 0, -1], np.array([10, 12, 13]), [7, 7, 7])
    assert stays(6, *gone) == 4
    assert stays(6, [], np.array([], int), []) == 0


def test_arrows_up_and_down_go_from_kept_box_to_kept_box() -> None:
    walk = walk_of(SUPPRESSED_BY, IOU, CLASSES)
    forwards, step = [], 0
    while step < walk.last:
        step = next_kept(walk, step, 1)
        forwards.append(step)
    assert forwards == [1, 4, 6, 8]
    assert [next_kept(walk, step, -1) for step in (8, 6, 3, 1, 0)] == [6, 4, 1, 0, 0]


def test_a_telling_step_drops_a_second_box() -> None:
    assert telling_step(walk_of(SUPPRESSED_BY, IOU, CLASSES)) == 3
    assert telling_step(walk_of([-1, 0, -1], [0, 0.5, 0], None)) == 2
