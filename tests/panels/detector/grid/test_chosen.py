"""Which prediction is looked at: defaults, the user's choice, and what is not there."""

from __future__ import annotations

import pytest
import torch

from explorer.engine.yolo import Head, Letterbox, RawPredictions
from explorer.panels.detector.grid.chosen import (
    cell_mates,
    chosen_of,
    default_cell,
    moved_to,
)
from explorer.panels.detector.state import GridState, ThresholdState
from tests.panels.detector.making import NAMES, lecture_raw, view_of_maps

SURE = 8.0


def said(*, at: float = SURE, which: int = 0) -> tuple[float, ...]:
    """Raw numbers of a box as large as its anchor, in its cell's middle."""
    classes = [-6.0] * len(NAMES)
    classes[which] = 6.0
    return (0.0, 0.0, 0.0, 0.0, at, *classes)


def two_grids(*sure: tuple[int, int, int]) -> RawPredictions:
    """Return grids of 13×13 and 26×26, each with one anchor; sure at (head, row, column)."""
    heads = tuple(Head(((60.0, 60.0),), len(NAMES), stride, "logistic") for stride in (32, 16))
    maps = tuple(torch.full((1, 8, side, side), -6.0) for side in (13, 26))
    for head, row, column in sure:
        maps[head][0, :, row, column] = torch.tensor(said())
    return RawPredictions(heads, maps, Letterbox(416, (416, 416)), NAMES)


def test_at_first_it_is_the_best_box_s_cell_and_the_cell_s_best_anchor() -> None:
    view = view_of_maps(lecture_raw({(3, 4, 7): said(), (2, 10, 2): said(at=5.0)}))
    chosen = chosen_of(view, GridState())
    assert (chosen.cell, chosen.anchor, chosen.is_best_anchor) == ((4, 7), 3, True)
    assert view.raw.cell(chosen.number) == (0, 3, 4, 7)
    assert chosen.remark == ""


def test_in_the_other_grid_it_is_the_cell_in_which_the_best_box_s_centre_lies() -> None:
    view = view_of_maps(two_grids((1, 20, 11)))
    assert default_cell(view, 1) == (20, 11)
    assert default_cell(view, 0) == (10, 5)


def test_a_grid_s_own_best_box_goes_before_that_of_another_grid() -> None:
    view = view_of_maps(two_grids((1, 20, 11), (0, 2, 3)))
    assert default_cell(view, 0) == (2, 3)


def test_without_a_box_it_is_the_middle() -> None:
    view = view_of_maps(two_grids())
    assert [default_cell(view, head) for head in (0, 1)] == [(6, 6), (13, 13)]


def test_the_pointer_s_cell_goes_before_the_chosen_one() -> None:
    view = view_of_maps(lecture_raw())
    assert chosen_of(view, GridState(cell=(1, 1)), (5, 6)).cell == (5, 6)


def test_what_is_not_there_is_clamped_and_said() -> None:
    view = view_of_maps(lecture_raw())
    chosen = chosen_of(view, GridState(head=1, cell=(3, 25), anchor=7))
    assert (chosen.head, chosen.cell, chosen.anchor) == (0, (3, 18), 4)
    assert chosen.remark == (
        "This detector has one grid: the 19×19 one is shown. "
        "Cell (3, 25) is not on the 19×19 grid: the nearest, (3, 18), is shown. "
        "There is no anchor 8: the last of 5 is shown."
    )


@pytest.mark.parametrize(
    ("cell", "before", "after", "wanted"),
    [
        ((7, 4), (13, 13), (26, 26), (15, 9)),
        ((15, 9), (26, 26), (13, 13), (7, 4)),
        ((12, 0), (13, 13), (19, 19), (18, 0)),
    ],
)
def test_another_grid_is_looked_at_where_the_picture_is_the_same(
    cell: tuple[int, int], before: tuple[int, int], after: tuple[int, int], wanted: tuple[int, int]
) -> None:
    assert moved_to(cell, before, after) == wanted


def test_boxes_that_are_left_and_share_a_cell_are_found() -> None:
    raw = lecture_raw(
        {(0, 4, 7): said(which=1, at=4.0), (4, 4, 7): said(), (2, 4, 8): said(which=2)}
    )
    view = view_of_maps(raw, ThresholdState(score=0.5))
    mates = cell_mates(view, chosen_of(view, GridState(cell=(4, 7))))
    cells = [view.raw.cell(int(view.passing[rank])) for rank in mates]
    assert [(cell.anchor, cell.row, cell.column) for cell in cells] == [(4, 4, 7), (0, 4, 7)]
    assert cell_mates(view, chosen_of(view, GridState(cell=(0, 0)))) == ()
