"""Axes of charts as values: where a number lies on one, and which numbers are written beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from explorer.widgets.numbers import short_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_SPARSE = (1, 2, 5)
_FEW_DECADES = 2.0
"""A shorter logarithmic axis has numbers between its powers of ten."""
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis; an empty text is a line without one."""

    value: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high``, in equal steps or (``is_log``) in equal ratios.

    Raises
    ------
    ValueError
        It is empty, or one of ratios does not lie above 0.
    """

    title: str
    low: float
    high: float
    is_log: bool = False
    text: Callable[[float], str] = short_count

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"The axis {self.low} to {self.high} is empty")
        if self.is_log and self.low <= 0:
            raise ValueError(f"An axis of ratios starts above 0, not at {self.low}")

    def share(self, value: float) -> float:
        """Return where a number lies: 0 at the low end, 1 at the high one, beyond them outside."""
        if self.is_log:
            return log10(value / self.low) / log10(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        """Whether a number lies between the ends."""
        return -_TOLERANCE <= self.share(value) <= 1 + _TOLERANCE

    def ticks(self, most: int = 8) -> tuple[Tick, ...]:
        """Return round numbers between the ends, at most so many of them with a text."""
        made = self._log_ticks(most) if self.is_log else self._even_ticks(most)
        return tuple(tick for tick in made if self.holds(tick.value))

    def _even_ticks(self, most: int) -> Iterator[Tick]:
        rough = (self.high - self.low) / max(most - 1, 1)
        power = 10.0 ** floor(log10(rough))
        step = next(nice * power for nice in _NICE if nice * power >= rough * (1 - _TOLERANCE))
        for index in range(ceil(self.low / step - _TOLERANCE), floor(self.high / step + 1) + 1):
            yield Tick(index * step, self.text(index * step))

    def _log_ticks(self, most: int) -> Iterator[Tick]:
        first, last = floor(log10(self.low)), ceil(log10(self.high))
        decades = log10(self.high / self.low)
        every = max(1, ceil((decades + 1) / most))
        for power in range(first, last + 1):
            for digit in range(1, 10):
                value = digit * 10.0**power
                is_power = digit == 1 and power % every == 0
                is_between = decades < _FEW_DECADES and digit in _SPARSE
                yield Tick(value, self.text(value) if is_power or is_between else "")


def around(values: list[float], factor: float) -> tuple[float, float]:
    """Return the ends of an axis of ratios that leaves room by a factor around numbers."""
    return min(values) / factor, max(values) * factor
