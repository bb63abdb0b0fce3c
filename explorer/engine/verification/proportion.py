"""A share that was counted, and between which bounds the true one lies.

The interval is the one of Clopper and Pearson (1934), from the binomial distribution itself: it
covers the true share at least as often as it says, also where no error at all was seen. Wilson's
(1927) and other approximations are shorter, and cover less than they say for some rates near 0
(Brown, Cai and DasGupta 2001, section 3), which are the rates that matter here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from explorer.engine.verification.errors import VerificationError

CONFIDENCE: Final = 0.95
_TINY: Final = 1e-300
_PRECISION: Final = 1e-14
_HALVINGS: Final = 200
_MOST_TERMS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share lies with this confidence, each in 0..1."""

    low: float
    high: float
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``total``."""

    count: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.total:
            raise VerificationError(f"{self.count:,} of {self.total:,} is no share.")

    @property
    def rate(self) -> float:
        """The share that was seen, in 0..1; 0 of 0 is not a number."""
        return self.count / self.total if self.total else math.nan

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Return the interval of Clopper and Pearson (1934), two-sided, for independent trials.

        Of nothing nothing is known: 0 of 0 gives 0 to 1.

        Raises
        ------
        VerificationError
            If the confidence does not lie between 0 and 1.
        """
        each = (1 - checked_confidence(confidence)) / 2
        hits, misses = self.count, self.total - self.count
        low = beta_quantile(each, hits, misses + 1) if hits else 0.0
        high = beta_quantile(1 - each, hits + 1, misses) if misses else 1.0
        return Interval(low, high, confidence)


def checked_confidence(confidence: float) -> float:
    """Return a confidence, or raise `VerificationError` if it is not between 0 and 1."""
    if not 0 < confidence < 1:
        raise VerificationError(f"A confidence lies between 0 and 1; {confidence:g} does not.")
    return confidence


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the x in 0..1 at which the beta distribution's I_x(a, b) is the probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if incomplete_beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b), the regularised incomplete beta function, for a and b above 0.

    P(at least a of n succeed) is I_x(a, n − a + 1) where each succeeds with probability x: DLMF
    8.17.5. By its continued fraction, DLMF 8.17.22, on the side where that converges fast.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return math.exp(log_front) / a / _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Return 1 + d₁/(1 + d₂/(1 + …)) by the modified method of Lentz (DLMF 3.10(iii))."""
    value = upper = 1.0
    lower = 0.0
    for term in range(1, _MOST_TERMS):
        m, is_odd = divmod(term, 2)
        if is_odd:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / (1 + d * lower or _TINY)
        upper = 1 + d / upper or _TINY
        value *= upper * lower
        if abs(upper * lower - 1) < _PRECISION:
            return value
    raise ArithmeticError(f"I_x({a:g}, {b:g}) at {x:g} does not converge")
