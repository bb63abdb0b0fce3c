"""Numbers as LaTeX, for formulae that have the numbers of the moment put in."""

from __future__ import annotations

from typing import Final

from explorer.widgets.numbers import MINUS, short_number

DIGITS: Final = 4


def number_latex(value: float, digits: int = DIGITS) -> str:
    r"""Return a number with its sign close to it; 1.2e−7 as a power of ten."""
    text = short_number(value, digits).replace(MINUS, "-")
    mantissa, _, exponent = text.partition("e")
    if exponent:
        mantissa = rf"{mantissa} \cdot 10^{{{exponent}}}"
    # A sign in braces is no operator and stands close to its number.
    return mantissa.replace("-", "{-}", 1) if mantissa.startswith("-") else mantissa


def factor_latex(value: float, digits: int = DIGITS) -> str:
    """Return a number as a factor, in brackets when it is negative."""
    text = number_latex(value, digits)
    return rf"\left({text}\right)" if text.startswith("{-}") else text
