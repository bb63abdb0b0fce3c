"""Weights on a slider of equal ratios, and none at its left end."""

from __future__ import annotations

import math
from dataclasses import dataclass

from explorer.widgets.numbers import NumberError, parse_number, short_number
from explorer.widgets.value_range import Range

DIGITS = 3
SMALLEST_PLAIN = 1e-2
LONGEST = "9.99e−99"


@dataclass(frozen=True, slots=True)
class WeightRange(Range):
    """0, and numbers of three digits from ``minimum`` to ``maximum``; what is typed may lie beyond.

    The slider's first step is 0: a term with that weight is off.
    """

    def at(self, index: int) -> float:
        """Return the value of a slider's step."""
        if index <= 0:
            return 0.0
        ratio = self.maximum / self.minimum
        return self.rounded(self.minimum * ratio ** ((index - 1) / (self.count - 1)))

    def index(self, value: float) -> int:
        """Return the slider's step nearest to a value; only 0 is at the first."""
        if value <= 0:
            return 0
        inside = min(max(value, self.minimum), self.maximum)
        share = math.log(inside / self.minimum) / math.log(self.maximum / self.minimum)
        return 1 + round(share * (self.count - 1))

    def rounded(self, value: float) -> float:
        """Return a value with the digits that are shown, inside what may be typed."""
        return float(f"{min(max(value, 0.0), self.limit):.{DIGITS}g}")

    def text(self, value: float) -> str:
        """Return a value as people read it: 0, 3.8e−6, 0.25, 200."""
        if 0 < value < SMALLEST_PLAIN:
            mantissa, _, exponent = f"{value:.{DIGITS - 1}e}".partition("e")
            return f"{float(mantissa):g}e−{abs(int(exponent))}"
        return short_number(value, DIGITS)

    def parsed(self, text: str) -> float:
        """Return the value that was typed; raises NumberError with the reason."""
        value = parse_number(text)
        if not 0 <= value <= self.limit:
            raise NumberError(f"Choose a number from 0 to {self.text(self.limit)}.")
        return self.rounded(value)

    @property
    def longest_text(self) -> str:
        """The widest text that there can be."""
        return LONGEST
