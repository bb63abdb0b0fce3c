"""The inverse solver against trying everything, and its reasons by hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError, conv_output_size, dropped
from explorer.engine.inverse import (
    LARGEST_KERNEL,
    Solution,
    same_relation,
    solve_kernel,
    solve_padding_stride,
    why_no_kernel,
    why_none,
)


def gives(n: int, wanted: int, f: int, p: int, s: int, d: int) -> bool:
    try:
        return conv_output_size(n, f, p, s, d) == wanted
    except ShapeError:
        return False


@settings(deadline=None, max_examples=150)
@given(
    n=st.integers(1, 40),
    f=st.integers(1, 8),
    wanted=st.integers(1, 50),
    d=st.integers(1, 3),
    largest_p=st.none() | st.integers(0, 12),
    largest_s=st.integers(1, 9),
)
def test_padding_and_stride_are_all_that_there_are(
    n: int, f: int, wanted: int, d: int, largest_p: int | None, largest_s: int
) -> None:
    bounds = {"largest_p": largest_p, "largest_s": largest_s}
    most = d * (f - 1) if largest_p is None else largest_p
    tried = {
        Solution(f, p, s, d, dropped(n, f, p, s, d))
        for s in range(1, largest_s + 1)
        for p in range(most + 1)
        if gives(n, wanted, f, p, s, d)
    }
    found = solve_padding_stride(n, f, wanted, d, **bounds)
    assert len(found) == len(tried)
    assert set(found) == tried
    orders = [(one.dropped > 0, one.s, one.p) for one in found]
    assert orders == sorted(orders)
    reason = why_none(n, f, wanted, d, **bounds)
    assert bool(reason) == (not found)
    least = re.search(r"stride (\d+) gives at least (\d+)", reason)
    most_reached = re.search(r"stride (\d+) gives at most (\d+)", reason)
    if least:
        s, size = map(int, least.groups())
        reached = {conv_output_size(n, f, p, s, d) for p in range(most + 1) if _fits(n, f, p, d)}
        assert min(reached) == size > wanted
    if most_reached:
        s, size = map(int, most_reached.groups())
        assert s <= largest_s
        assert conv_output_size(n, f, most, s, d) == size < wanted


def _fits(n: int, f: int, p: int, d: int) -> bool:
    return n + 2 * p >= d * (f - 1) + 1


@settings(deadline=None, max_examples=150)
@given(
    n=st.integers(1, 30),
    wanted=st.integers(1, 36),
    p=st.none() | st.integers(0, 6),
    s=st.none() | st.integers(1, 6),
    d=st.integers(1, 4),
    largest_f=st.none() | st.integers(1, 12),
)
def test_kernels_are_all_that_there_are(
    n: int, wanted: int, p: int | None, s: int | None, d: int, largest_f: int | None
) -> None:
    open_most = LARGEST_KERNEL if p is None else n + 2 * p
    most = open_most if largest_f is None else largest_f
    tried = {
        Solution(f, pad, step, d, dropped(n, f, pad, step, d))
        for f in range(1, most + 1)
        for pad in (range(d * (f - 1) + 1) if p is None else [p])
        for step in (range(1, 6) if s is None else [s])
        if gives(n, wanted, f, pad, step, d)
    }
    found = solve_kernel(n, wanted, p, s, d, largest_f=largest_f, largest_s=5)
    assert len(found) == len(tried)
    assert set(found) == tried
    if p is not None and s is not None and largest_f is None:
        assert bool(why_no_kernel(n, wanted, p, s, d)) == (not found)


def test_by_hand() -> None:
    # AlexNet's first layer: 55 from 227 and 11×11 by stride 4, nothing dropped.
    assert solve_padding_stride(227, 11, 55)[0] == Solution(11, 0, 4, 1, 0)
    # From 224: 224 + 2p − 11 has to lie from 54·4 = 216 to 219, so p is 2 or 3.
    from_224 = solve_padding_stride(224, 11, 55)
    assert [(one.p, one.dropped) for one in from_224 if one.s == 4] == [(2, 1), (3, 3)]
    # LeNet's: 28 from 32.
    assert solve_kernel(32, 28, 0, 1) == (Solution(5, 0, 1, 1, 0),)
    # What keeps 14 at stride 1 with a padding: 3 by 1, 5 by 2, 7 by 3.
    kept = solve_kernel(14, 14, None, 1, largest_f=7)
    assert [(one.f, one.p) for one in kept] == [(1, 0), (3, 1), (5, 2), (7, 3)]


def test_what_drops_nothing_comes_first() -> None:
    # 7 + 2p − 3 from 2s to 3s − 1, p up to 2.
    found = solve_padding_stride(7, 3, 3)
    assert [(one.s, one.p, one.dropped) for one in found] == [
        (2, 0, 0), (3, 1, 0), (4, 2, 0), (3, 2, 2),
    ]  # fmt: skip
    # An even kernel halves without a rest.
    assert solve_padding_stride(224, 2, 112)[0] == Solution(2, 0, 2, 1, 0)


@pytest.mark.parametrize(
    ("arguments", "bounds", "message"),
    [
        ((28, 5, 40), {}, r"40 is too large: .* p = 4, gives 28 \+ 2·4 − 4 = 32"),
        ((3, 7, 1), {"largest_p": 1}, r"7 cells is larger .* 3 \+ 2·1 = 5"),
        ((28, 5, 3), {"largest_s": 4}, "3 is too small: even stride 4 with p = 0 gives 6"),
        ((4, 2, 4), {}, "stride 1 needs 2p = 1, which is odd, and stride 2 gives at most 3"),
        ((10, 1, 7), {}, "stride 1 gives at least 10, and stride 2 gives at most 5"),
        ((4, 2, 4), {"largest_s": 1}, "cannot be reached: stride 1 needs 2p = 1, which is odd"),
    ],
)
def test_why_there_is_none(
    arguments: tuple[int, int, int], bounds: dict[str, int], message: str
) -> None:
    assert re.search(message, why_none(*arguments, **bounds))
    assert solve_padding_stride(*arguments, **bounds) == ()


def test_why_there_is_no_kernel() -> None:
    assert "even a kernel of 1 cell gives 12 with p = 1" in why_no_kernel(10, 20, 1, 1)
    assert "f = 1 gives 10, f = 2 gives 7" in why_no_kernel(10, 8, 0, 1, 3)
    assert "f = 2 gives 2, while f = 3 does not fit" in why_no_kernel(5, 1, 0, 1, 3)
    assert why_no_kernel(32, 28, 0, 1) == ""


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solve_padding_stride(0, 3, 3), "input size must be at least 1, not 0"),
        (lambda: solve_padding_stride(5, 3, 0), "output size must be at least 1"),
        (lambda: solve_padding_stride(5, 3, 3, largest_p=-1), "padding must be at least 0"),
        (lambda: solve_kernel(5, 3, -1), "padding must be at least 0"),
        (lambda: solve_kernel(5, 3, 0, 0), "stride must be at least 1"),
        (lambda: why_none(5, 0, 3), "kernel size must be at least 1"),
    ],
)
def test_what_is_out_of_range_is_said(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ShapeError, match=message):
        call()


def test_the_relation_for_same_padding() -> None:
    assert same_relation() == r"p = \frac{d(f-1)}{2}"
    assert same_relation(5).endswith("= 2")
    assert same_relation(4).endswith("= 1.5")  # no equal padding on both sides
    assert same_relation(3, 4).endswith(r"\frac{4 \cdot (3-1)}{2} = 4")
