"""Ranked boxes laid out for search: which pairs can overlap enough, and by how much they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.nms.inputs import Ranked

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

TINY: Final = float(np.finfo(np.float64).tiny)
ROUNDING: Final = 4e-15
"""Of the largest number, a class: more than what the rounding of the search can amount to."""


class Field(NamedTuple):
    """Boxes by rank, and the cores in which they must meet.

    Two boxes of widths v and w whose centres are d apart share at most (v + w)/2 - d of their
    width, so IoU > t asks for d < (v + w)/2 · (1 - t)/(1 + t), and the same of their heights: boxes
    shrunk about their centres to (1 - t)/(1 + t) of their size, their cores, overlap. Cores of
    different classes are moved apart along x; the IoU is taken of the boxes as they are.

    `columns` is (4, N), `areas` (N,), `near` (2, N) left and top of the cores, `far` (2, N) right
    and bottom.
    """

    columns: Floats
    areas: Floats
    near: Floats
    far: Floats


class Candidates(NamedTuple):
    """Pairs whose cores overlap along x.

    Each of `owners` makes pairs with the run of `others` from `first` to before `end`; both are
    ranks, sorted by where their cores begin.
    """

    owners: Ints
    others: Ints
    first: Ints
    end: Ints

    @property
    def total(self) -> int:
        """How many pairs there are."""
        return int(np.maximum(self.end - self.first, 0).sum())

    def meeting(self, field: Field) -> tuple[Ints, Ints]:
        """Return both ranks of every pair whose cores overlap along y too."""
        count = np.maximum(self.end - self.first, 0)
        run = (self.first - count.cumsum() + count).repeat(count)
        run += np.arange(len(run))
        top, bottom = field.near[1], field.far[1]
        meet = top.take(self.owners).repeat(count) < bottom.take(self.others).take(run)
        meet &= top.take(self.others).take(run) < bottom.take(self.owners).repeat(count)
        chosen = meet.nonzero()[0]
        return self.owners.repeat(count).take(chosen), self.others.take(run.take(chosen))


def lay_out(ranked: Ranked, iou_threshold: float) -> Field:
    """Return the boxes with their cores for this threshold."""
    columns = ranked.columns
    size = np.maximum(columns[2:] - columns[:2], 0)
    centre = (columns[2:] + columns[:2]) / 2
    slack = ROUNDING * (8 + ranked.class_count) * ranked.largest
    half = size * ((1 - iou_threshold) / (1 + iou_threshold) / 2) + slack
    near, far = centre - half, centre + half
    if ranked.classes is not None and ranked.class_count > 1:
        span = 1.01 * (far[0].max() - near[0].min())
        near[0] += ranked.classes * span
        far[0] += ranked.classes * span
    return Field(columns, size[0] * size[1], near, far)


def within(field: Field, ranks: Ints) -> Candidates:
    """Return the candidates among these boxes, each pair once."""
    ranks = ranks.take(field.near[0].take(ranks).argsort())
    left = field.near[0].take(ranks)
    first = np.arange(1, len(ranks) + 1)
    end = left.searchsorted(field.far[0].take(ranks))
    return Candidates(ranks, ranks, first, end)


def between(field: Field, ranks: Ints, others: Ints) -> tuple[Candidates, Candidates]:
    """Return the candidates of one of these and one of those: who of them begins further left."""
    near, far = field.near[0], field.far[0]
    ranks, others = ranks.take(near.take(ranks).argsort()), others.take(near.take(others).argsort())
    return (
        _reached(near.take(ranks), far.take(ranks), near.take(others), ranks, others, "left"),
        _reached(near.take(others), far.take(others), near.take(ranks), others, ranks, "right"),
    )


def conflicts(field: Field, a: Ints, b: Ints, iou_threshold: float) -> tuple[Ints, Ints]:
    """Return those of the pairs whose IoU is above the threshold, as ranks (higher, lower).

    They are sorted by the higher rank (the smaller number), then by the lower.
    """
    chosen = (iou(field, a, b) > iou_threshold).nonzero()[0]
    a, b = a.take(chosen), b.take(chosen)
    count = len(field.areas)
    code = np.minimum(a, b) * count + np.maximum(a, b)
    code.sort()
    higher = code // count
    return higher, code - higher * count


def iou(field: Field, a: Ints, b: Ints) -> Floats:
    """Return the IoU of pairs of ranks; float64, operation by operation that of `boxes.iou`."""
    of_a, of_b = field.columns.take(a, 1), field.columns.take(b, 1)
    sides = np.minimum(of_a[2:], of_b[2:])
    sides -= np.maximum(of_a[:2], of_b[:2])
    np.maximum(sides, 0, out=sides)
    shared: Floats = sides[0] * sides[1]
    union = field.areas.take(a) + field.areas.take(b)
    union -= shared
    shared /= np.maximum(union, TINY, out=union)
    return shared


def _reached(
    left: Floats,
    right: Floats,
    other_left: Floats,
    ranks: Ints,
    others: Ints,
    side: Literal["left", "right"],
) -> Candidates:
    """Return for each core the others that begin in it; at its very edge for one side only."""
    first = other_left.searchsorted(left, side)
    end = other_left.searchsorted(right)
    return Candidates(ranks, others, first, end)
