"""d as mathematics, with today's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.faces.verify.difference import Difference

DEFINITION = r"d = \sum_{k=1}^{128} \left(f(x_1)_k - f(x_2)_k\right)^2"


def distance_latex(difference: Difference) -> str:
    """Return the sum, its first and last terms, its value, and the plain distance."""
    last = len(difference.first) - 1
    d, root = difference.d, difference.plain
    return "\n".join(
        (
            DEFINITION,
            rf"= {_term(difference, 0)} + \cdots + {_term(difference, last)} = {d:.3f}",
            rf"\lVert f(x_1) - f(x_2) \rVert_2 = \sqrt{{d}} = {root:.3f}",
        )
    )


def spoken(difference: Difference) -> str:
    """Return the distance in words."""
    return f"Squared distance {difference.d:.3f}, plain L2 distance {difference.plain:.3f}"


def _term(difference: Difference, place: int) -> str:
    first, second = float(difference.first[place]), float(difference.second[place])
    return rf"\left({_number(first)} - {_bracketed(second)}\right)^2"


def _number(value: float) -> str:
    return f"{{{value:.3f}}}"  # in braces, or a minus sign would be set as that of a difference


def _bracketed(value: float) -> str:
    return f"({_number(value)})" if value < 0 else _number(value)
