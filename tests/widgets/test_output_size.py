"""The arithmetic of sliding windows in letters, numbers and words, against torch and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.widgets.engraving import engrave
from explorer.widgets.output_size import (
    AxisSize,
    dropped_text,
    general_latex,
    general_words,
    numbers_latex,
    problem_text,
)


def axis(name: str = "h", n: int = 14, f: int = 5, p: int = 0, s: int = 1, **rest) -> AxisSize:
    return AxisSize(name, n, f, (p, p), s, **rest)


@settings(deadline=None)  # the first example imports torch
@given(st.integers(1, 30), st.integers(1, 5), st.integers(0, 2), st.integers(1, 4), st.booleans())
def test_pooling_is_that_of_torch(n, f, p, s, ceil) -> None:
    import torch

    one = AxisSize("h", n, f, (p, p), s, ceil=ceil)
    if not one.fits or 2 * p > f:
        return
    pooled = torch.nn.functional.max_pool1d(torch.zeros(1, 1, n), f, s, p, ceil_mode=ceil)
    assert one.output == pooled.shape[-1]
    last = (one.output - 1) * s + f
    assert one.padded - last == one.dropped - one.overhang
    assert not (one.dropped and one.overhang)


def test_letters_stand_in_the_formula_only_where_they_mean_something() -> None:
    plain = general_latex(axis())
    assert r"\frac{n + 2p - f}{s}" in plain
    assert "floor" in plain
    assert general_latex(padded=False) == general_latex(axis(), padded=False)
    assert "p" not in general_latex(padded=False)
    assert "d(f - 1) - 1" in general_latex(axis(d=2))
    assert "lceil" in general_latex(axis(ceil=True))
    uneven = AxisSize("h", 14, 4, (1, 2), 1)
    assert r"p_{\mathrm{t}} + p_{\mathrm{b}}" in general_latex(uneven, uneven)
    left = AxisSize("w", 14, 4, (1, 2), 1)
    assert r"p_{\mathrm{l}} + p_{\mathrm{r}}" in general_latex(axis(), left)
    assert "ceiling of n plus 2 p minus f" in general_words(axis(ceil=True))


def test_one_line_serves_two_equal_axes() -> None:
    square = numbers_latex(axis("h"), axis("w"))
    assert square.startswith("n'")
    assert r"\frac{14 + 2 \cdot 0 - 5}{1}" in square
    assert square.endswith("= 10")
    tall = numbers_latex(axis("h", n=20), axis("w"))
    assert [line[0] for line in tall.split("\n")] == ["h", "w"]


@pytest.mark.parametrize(
    "one",
    [axis(), axis(d=3), axis(ceil=True, s=2), axis(n=3), AxisSize("w", 14, 4, (1, 2), 2)],
)
def test_every_formula_can_be_set(one: AxisSize) -> None:
    assert engrave(one.latex()).width > 0
    assert engrave(general_latex(one)).width > 0


def test_dilation_spreads_the_window() -> None:
    one = axis(n=20, f=3, d=4, s=2)
    assert r"\frac{20 + 2 \cdot 0 - 4 \cdot (3 - 1) - 1}{2}" in one.latex()
    assert one.output == 6


def test_what_is_dropped_is_named() -> None:
    assert dropped_text(axis(n=14, f=3, s=2), axis(n=13, f=3, s=2)) == (
        "The floor drops 1 row (row 13)."
    )
    assert "reach the last row" in dropped_text(axis(), axis())
    assert "padding only" in dropped_text(axis(n=14, f=3, p=1, s=2), axis(n=13, f=3, s=2))


def test_ceil_keeps_a_window_that_reaches_over_the_edge() -> None:
    one = axis(n=112, f=3, s=2, ceil=True)
    assert one.output == 56
    assert one.latex().endswith("+ 1 = 56")
    assert dropped_text(one, one) == (
        "The last window reaches 1 row and 1 column over the edge: ceil keeps it."
    )


def test_a_window_that_begins_in_the_padding_is_taken_off_again() -> None:
    one = axis(n=3, f=2, p=1, s=3, ceil=True)
    # ⌈(3 + 2 − 2)/3⌉ + 1 = 2 windows: the second begins in cell 3, still inside.
    assert one.output == 2
    other = axis(n=2, f=1, s=3, ceil=True)
    # ⌈(2 − 1)/3⌉ + 1 = 2, but the second would begin in cell 3 of 2.
    assert other.output == 1
    assert other.latex().endswith("+ 1 - 1 = 1")
    assert "No window may begin in the padding" in dropped_text(other, other)


def test_what_does_not_fit_shows_its_negative_number() -> None:
    one = axis(n=5, f=7)
    assert one.latex() == r"5 + 2 \cdot 0 - 7 = -2 < 0"
    assert problem_text(axis(), one) == "No window fits along the width: 2 cells too few."
    assert problem_text(axis(), axis()) == ""
