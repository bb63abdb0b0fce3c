"""Which values a number can take, and where each of them lies on a slider."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from explorer.widgets.numbers import NumberError, format_number, parse_number

STEPS = 1000


@dataclass(frozen=True, slots=True)
class Range:
    """What values there are.

    Parameters
    ----------
    minimum, maximum
        Both are allowed.
    kind
        "int", "float", or "log" for a slider of equal ratios.
    decimals
        Shown and kept; 0 for "int".
    step
        Of a "float" slider; by default a thousandth of the range, or the last decimal shown.
    typed
        The largest number that may be typed, where that is beyond the slider's end.
    """

    minimum: float
    maximum: float
    kind: Literal["int", "float", "log"] = "float"
    decimals: int = 2
    step: float = 0.0
    typed: float | None = None

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ValueError(f"The range {self.minimum} to {self.maximum} is empty.")
        if self.kind == "log" and self.minimum <= 0:
            raise ValueError(f"A range of ratios starts above 0, not at {self.minimum}.")
        if self.kind == "int" and not (
            float(self.minimum).is_integer() and float(self.maximum).is_integer()
        ):
            raise ValueError(f"The ends {self.minimum} and {self.maximum} are not whole.")

    @property
    def limit(self) -> float:
        """The largest value that there can be."""
        return self.maximum if self.typed is None else max(self.maximum, self.typed)

    @property
    def is_whole(self) -> bool:
        """Whether there are whole numbers alone."""
        return self.kind == "int" or self.decimals == 0

    @property
    def count(self) -> int:
        """Steps from one end of the slider to the other."""
        if self.kind == "log":
            return STEPS
        span = self.maximum - self.minimum
        if self.kind == "int":
            return round(span)
        # A step smaller than what is shown would move the slider and not the value.
        step = self.step or max(span / STEPS, 10**-self.decimals)
        return max(1, round(span / step))

    @property
    def longest_text(self) -> str:
        """The widest text that there can be."""
        return max((self.text(end) for end in (self.minimum, self.limit)), key=len)

    def at(self, index: int) -> float:
        """Return the value of a slider's step."""
        fraction = index / self.count
        if self.kind == "log":
            value = self.minimum * (self.maximum / self.minimum) ** fraction
        else:
            value = self.minimum + fraction * (self.maximum - self.minimum)
        return self.rounded(value)

    def index(self, value: float) -> int:
        """Return the slider's step nearest to a value, its last one for what lies beyond."""
        value = min(value, self.maximum)
        if self.kind == "log":
            fraction = math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        else:
            fraction = (value - self.minimum) / (self.maximum - self.minimum)
        return round(fraction * self.count)

    def rounded(self, value: float) -> float:
        """Return a value as it is shown, inside the range."""
        value = round(value) if self.kind == "int" else round(value, self.decimals)
        return float(min(max(value, self.minimum), self.limit))

    def text(self, value: float) -> str:
        """Return a value as people read it."""
        return format_number(value, 0 if self.kind == "int" else self.decimals)

    def parsed(self, text: str) -> float:
        """Return the value that was typed; raises NumberError with the reason."""
        value = parse_number(text)
        if not self.minimum <= value <= self.limit:
            ends = f"{self.text(self.minimum)} to {self.text(self.limit)}"
            raise NumberError(f"Choose a number from {ends}.")
        if self.is_whole and value != round(value):
            raise NumberError("Choose a whole number.")
        return self.rounded(value)
