"""Receptive fields by hand, and against the gradient: what a cell depends on, it really reads."""

from __future__ import annotations

import random

import pytest
import torch
from torch import nn

from explorer.engine.receptive_field import PIXEL, AxisField


def test_a_pixel_sees_itself() -> None:
    assert PIXEL.cell(7) == (7, 8)
    assert PIXEL.start == 0


def test_two_threes_see_five() -> None:
    two = PIXEL.slid(3).slid(3)
    assert two == AxisField(first=0, size=5, jump=1)
    assert two.start == 2


def test_same_padding_keeps_the_centres() -> None:
    assert PIXEL.slid(3, p=1).slid(3, p=1).start == 0
    assert PIXEL.slid(3, p=1).cell(0) == (-1, 2)


def test_strides_and_dilation_multiply() -> None:
    """ResNet's stem: 7×7/2 with 3 of padding, then 3×3/2 with 1: 11 pixels, 4 apart."""
    stem = PIXEL.slid(7, 3, 2).slid(3, 1, 2)
    assert stem == AxisField(first=-5, size=11, jump=4)
    assert stem.cell(2) == (3, 14)
    assert PIXEL.slid(3, d=4) == AxisField(0, 9, 1)


def test_vgg16_by_hand() -> None:
    """The recurrence r′ = r + (f−1)·j gives 212 at the last pooling, with a stride of 32."""
    field = PIXEL
    for convolutions in (2, 2, 3, 3, 3):
        for _ in range(convolutions):
            field = field.slid(3, 1)
        field = field.slid(2, 0, 2)
    assert (field.size, field.jump) == (212, 32)


def test_a_dense_layer_sees_all() -> None:
    assert PIXEL.slid(3).whole(10) == AxisField(0, 12, 1)


def test_two_branches_see_what_either_sees() -> None:
    narrow, wide = PIXEL.slid(1), PIXEL.slid(5, p=2)
    assert narrow.joined(wide) == wide.joined(narrow) == AxisField(-2, 5, 1)
    before, after = PIXEL.slid(2, p=1), PIXEL.slid(2)
    assert before.joined(after) == AxisField(-1, 3, 1)


Step = tuple[int, int, int, int]  # f, p, s, d


def chain(rng: random.Random, n: int, *, whole: bool) -> list[Step]:
    """Draw windows that lie without gaps; ``whole``: with padding and nothing dropped.

    A cell that the floor drops belongs to the field of a later window that begins in padding, and
    yet nobody reads it; padding is only tried where that does not happen.
    """
    steps: list[Step] = []
    for _ in range(rng.randint(1, 4)):
        f, d = rng.randint(1, 4), 1 if whole else rng.randint(1, 3)
        s, p = rng.randint(1, f), rng.randint(0, f - 1) if whole else 0
        slack = n + 2 * p - d * (f - 1) - 1
        if slack < 0 or (whole and slack % s):
            continue
        steps.append((f, p, s, d))
        n = slack // s + 1
    return steps


def module_of(vertical: list[Step], horizontal: list[Step], rng: random.Random) -> nn.Module:
    """Convolutions of ones, and mean pooling where it can do the same."""
    layers: list[nn.Module] = []
    for (f, p, s, d), (g, q, t, e) in zip(vertical, horizontal, strict=True):
        if d == e == 1 and 2 * p <= f and 2 * q <= g and rng.random() < 0.4:
            layers.append(nn.AvgPool2d((f, g), (s, t), (p, q)))
        else:
            conv = nn.Conv2d(1, 1, (f, g), (s, t), (p, q), (d, e), bias=False)
            nn.init.ones_(conv.weight)
            layers.append(conv)
    return nn.Sequential(*layers).double()


def fields_of(steps: list[Step]) -> AxisField:
    field = PIXEL
    for f, p, s, d in steps:
        field = field.slid(f, p, s, d)
    return field


@pytest.mark.parametrize("whole", [True, False], ids=["padded", "strided-and-dilated"])
@pytest.mark.parametrize("seed", range(60))
def test_what_a_cell_sees_is_where_its_gradient_is(seed: int, whole: bool) -> None:
    """All of the field has a gradient, or its first and last cell where windows have holes."""
    rng = random.Random(seed)
    sizes = (rng.randint(8, 24), rng.randint(8, 24))
    axes = [chain(rng, n, whole=whole) for n in sizes]
    depth = min(len(axis) for axis in axes)
    vertical, horizontal = (axis[:depth] for axis in axes)
    x = torch.ones(1, 1, *sizes, dtype=torch.float64, requires_grad=True)
    out = module_of(vertical, horizontal, rng)(x)[0, 0]
    for _ in range(6):
        row, column = rng.randrange(out.shape[0]), rng.randrange(out.shape[1])
        (gradient,) = torch.autograd.grad(out[row, column], x, retain_graph=True)
        touched = gradient[0, 0] != 0
        for axis, index, steps in ((1, row, vertical), (0, column, horizontal)):
            seen = torch.nonzero(touched.any(axis)).flatten().tolist()
            first, end = fields_of(steps).cell(index)
            expected = list(range(max(first, 0), min(end, len(touched.any(axis)))))
            if whole:
                assert seen == expected
            else:
                assert (seen[0], seen[-1]) == (expected[0], expected[-1])
                assert set(seen) <= set(expected)
