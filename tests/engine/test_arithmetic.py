"""The formula against what torch really computes, and its limits."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import (
    ShapeError,
    conv_output_size,
    dropped,
    pool_output_size,
    same_padding,
    same_padding_pair,
)


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(1, 40),
    f=st.integers(1, 7),
    p=st.integers(0, 5),
    s=st.integers(1, 5),
    d=st.integers(1, 3),
)
def test_output_size_is_what_torch_computes(n: int, f: int, p: int, s: int, d: int) -> None:
    assume(n + 2 * p >= d * (f - 1) + 1)
    out = F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, f), stride=s, padding=p, dilation=d)
    size = conv_output_size(n, f, p, s, d)
    assert size == out.shape[-1]
    read = (size - 1) * s + d * (f - 1) + 1
    assert dropped(n, f, p, s, d) == n + 2 * p - read


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((227, 11, 0, 4), 55),  # AlexNet's first layer
        ((224, 7, 3, 2), 112),  # ResNet's
        ((224, 11, 0, 4), 54),
        ((5, 2, (0, 1)), 5),
        ((1, 1), 1),
    ],
)
def test_output_size_by_hand(arguments: tuple[int, ...], expected: int) -> None:
    assert conv_output_size(*arguments) == expected


def test_dropped_by_hand() -> None:
    assert dropped(224, 11, 0, 4) == 1
    assert dropped(7, 2, 0, 2) == 1
    assert dropped(8, 2, 0, 2) == 0


@given(f=st.integers(1, 30), d=st.integers(1, 4), n=st.integers(1, 50))
def test_same_padding_keeps_the_size(f: int, d: int, n: int) -> None:
    assert conv_output_size(n, f, same_padding_pair(f, d), 1, d) == n
    if d * (f - 1) % 2 == 0:
        assert conv_output_size(n, f, same_padding(f, d), 1, d) == n


def test_an_even_kernel_has_no_same_padding() -> None:
    with pytest.raises(ShapeError, match=r"4 cells .* 1\.5 on each side"):
        same_padding(4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 7), "kernel of 7 cells does not fit into 3"),
        ((3, 7, 1), r"7 cells does not fit into 3 \+ 2 of padding = 5"),
        ((6, 3, 0, 1, 3), r"3 cells \(dilation 3: 7\) does not fit into 6"),
        ((5, 3, 0, 0), "stride must be at least 1, not 0"),
        ((5, 3, -1), "padding must be at least 0, not -1"),
        ((0, 3), "input size must be at least 1"),
        ((5, 0), "kernel size must be at least 1"),
        ((5, 3, 0, 1, 0), "dilation must be at least 1"),
        ((5, 3, 0, 1.5), r"stride must be a whole number, not 1\.5"),
    ],
)
def test_what_does_not_fit_is_said_with_its_numbers(
    arguments: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ShapeError, match=message):
        conv_output_size(*arguments)


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(1, 20), f=st.integers(1, 6), p=st.integers(0, 3), s=st.integers(1, 6),
    d=st.integers(1, 3),
)  # fmt: skip
def test_pooling_over_the_edge_is_what_torch_computes(
    n: int, f: int, p: int, s: int, d: int
) -> None:
    assume(2 * p <= f)
    try:
        out = F.max_pool1d(torch.zeros(1, 1, n), f, s, p, d, ceil_mode=True)
    except RuntimeError:
        with pytest.raises(ShapeError, match="does not fit into"):
            pool_output_size(n, f, p, s, d)
    else:
        assert pool_output_size(n, f, p, s, d) == out.shape[-1]


def test_pooling_over_the_edge_by_hand() -> None:
    assert pool_output_size(112, 3, 0, 2) == 56  # GoogLeNet's first pooling: 55 with the floor
    assert pool_output_size(4, 5, 0, 2) == 1
    with pytest.raises(ShapeError, match="5 cells does not fit into 3, and only 1 may reach over"):
        pool_output_size(3, 5, 0, 2)
