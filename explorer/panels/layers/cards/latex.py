"""Small pieces of LaTeX that the cards' formulae are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PREVIOUS = r"c_{\mathrm{prev}}"
MOST_TERMS = 6
"""A sum of more terms is not written out."""


def grouped(count: int) -> str:
    """Return a count with its thousands apart: 2{,}416."""
    return f"{count:,}".replace(",", "{,}")


def product(*factors: object) -> str:
    """Return factors with dots between them."""
    return r" \cdot ".join(str(factor) for factor in factors)


def total(terms: Iterable[int]) -> str:
    """Return a sum with its terms, or its result alone where there are many or just one."""
    counts = list(terms)
    result = grouped(sum(counts))
    if not 1 < len(counts) <= MOST_TERMS:
        return result
    return f"{' + '.join(grouped(count) for count in counts)} = {result}"
