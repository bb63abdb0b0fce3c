"""Small pieces of LaTeX that the formulae of this package are made of."""

from __future__ import annotations

from fractions import Fraction

LEAST_DECIMAL = Fraction(1, 100)


def grouped(count: int) -> str:
    """Return a count with its thousands apart: 2{,}416."""
    return f"{count:,}".replace(",", "{,}")


def product(*factors: object) -> str:
    """Return factors with dots between them."""
    return r" \cdot ".join(str(factor) for factor in factors)


def decimal_text(value: Fraction) -> tuple[str, str]:
    """Return how a number stands to its text, and the text: ("≈", "154.84") or ("=", "4").

    Two decimals at most; what is positive and less than 0.01 is only said to be less ("<").
    """
    if 0 < value < LEAST_DECIMAL:
        return "<", "0.01"
    text = f"{float(round(value, 2)):,.2f}".rstrip("0").rstrip(".")
    is_exact = Fraction(text.replace(",", "")) == value
    return ("=" if is_exact else "≈"), text


def decimal_latex(value: Fraction) -> str:
    r"""Return a relation and a number: ``\approx 154.84``."""
    relation, text = decimal_text(value)
    sign = r"\approx" if relation == "≈" else relation
    return rf"{sign} {text.replace(',', '{,}')}"
