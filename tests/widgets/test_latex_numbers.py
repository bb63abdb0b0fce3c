"""Numbers in formulae."""

from __future__ import annotations

import pytest

from explorer.widgets.latex_numbers import factor_latex, number_latex


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0123, "{-}0.0123"), (1.234e-7, r"1.234 \cdot 10^{-7}")],
)
def test_numbers(value: float, text: str) -> None:
    assert number_latex(value) == text


def test_what_is_negative_is_a_factor_in_brackets() -> None:
    assert factor_latex(-2.5) == r"\left({-}2.5\right)"
    assert factor_latex(2.5) == "2.5"
