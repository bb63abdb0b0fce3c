"""Cost against the bottleneck's width, and the width from which it saves no more.

Every cost is a straight line in the width b: a fixed part, such as the biases of the f×f, and so
much for each channel of the bottleneck. So two reports, at b = 1 and b = 2, give it exactly, and
it meets the direct cost at b* = (direct − fixed) / (for each channel). Worked out, with N pictures
of h×w, c channels in, c′ filters, and biases in round brackets:

- MACs and FLOPs: b* = f²·c·c′ / (c + f²·c′);
- parameters:     b* = f²·c·c′ / (c + f²·c′ (+ 1));
- traffic:        b* = f²·c·c′ / (c + f²·c′ (+ 1) + 2·N·h·w), since the narrow volume itself is
  written and read;
- activations:    b* = 0, for the narrow volume is always written besides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from explorer.engine.bottleneck.derivation import DerivationLine, derivation
from explorer.engine.bottleneck.variants import compare_variants
from explorer.engine.network.counts.memory import BYTES_PER_NUMBER

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import Quantity
    from explorer.engine.bottleneck.variants import BottleneckSpec

MOST_POINTS = 4096
"""Of a curve: of a wider input, evenly spread widths are taken, and those that matter."""


class CurvePoint(NamedTuple):
    """What both layers together cost at one width."""

    width: int
    cost: int


@dataclass(frozen=True, slots=True)
class CostLine:
    """cost(b) = fixed + per_channel · b."""

    fixed: int
    per_channel: int

    def at(self, width: int) -> int:
        """Return the cost at a width."""
        return self.fixed + self.per_channel * width


@dataclass(frozen=True, slots=True)
class Curve:
    """The cost of the bottlenecked variant at each width, beside the direct one's.

    Attributes
    ----------
    quantity
        What the cost is of; traffic is in bytes.
    direct
        The direct variant's cost: a horizontal line.
    line
        The cost at any width.
    points
        Exact points from width 1 to c, and today's if it is beyond; all of them up to
        `MOST_POINTS`.
    today
        The point of today's width.
    """

    quantity: Quantity
    direct: int
    line: CostLine
    points: tuple[CurvePoint, ...]
    today: CurvePoint


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where the bottleneck costs as much as the f×f by itself.

    Attributes
    ----------
    width
        b*, exactly; it is always less than the input's channels.
    whole
        The largest whole width that still saves; 0 where none does. Where b* is a whole number
        it is b* − 1, because at b* nothing is saved.
    lines
        The derivation, in letters and with today's numbers.
    """

    quantity: Quantity
    width: Fraction
    whole: int
    lines: tuple[DerivationLine, ...]


def cost_line(
    spec: BottleneckSpec,
    quantity: Quantity = "macs",
    *,
    batch: int = 1,
    bytes_per_number: int = BYTES_PER_NUMBER,
) -> CostLine:
    """Return the bottlenecked variant's cost as a line in the width."""
    first, second = (
        compare_variants(
            replace(spec, width=width), batch=batch, bytes_per_number=bytes_per_number
        ).bottlenecked.total(quantity)
        for width in (1, 2)
    )
    return CostLine(2 * first - second, second - first)


def curve(
    spec: BottleneckSpec,
    quantity: Quantity = "macs",
    *,
    batch: int = 1,
    bytes_per_number: int = BYTES_PER_NUMBER,
) -> Curve:
    """Return the cost at each width from 1 to the input's channels.

    Raises
    ------
    BottleneckError
        The batch or the bytes are less than 1.
    """
    today = compare_variants(spec, batch=batch, bytes_per_number=bytes_per_number)
    line = cost_line(spec, quantity, batch=batch, bytes_per_number=bytes_per_number)
    direct = today.direct.total(quantity)
    whole = _largest_that_saves(_meeting(line, direct))
    points = tuple(CurvePoint(width, line.at(width)) for width in _widths(spec, whole))
    here = CurvePoint(spec.width, today.bottlenecked.total(quantity))
    return Curve(quantity, direct, line, points, here)


def break_even(spec: BottleneckSpec, quantity: Quantity = "macs", *, batch: int = 1) -> BreakEven:
    """Return the width at which the bottleneck costs as much as the f×f by itself.

    Today's width does not matter, and neither do the bytes of a number. The batch matters for
    traffic alone.

    Raises
    ------
    BottleneckError
        The batch is less than 1.
    """
    line = cost_line(spec, quantity, batch=batch, bytes_per_number=1)
    direct = compare_variants(spec, batch=batch, bytes_per_number=1).direct.total(quantity)
    width = _meeting(line, direct)
    whole = _largest_that_saves(width)
    return BreakEven(quantity, width, whole, derivation(spec, quantity, batch, whole))


def _meeting(line: CostLine, direct: int) -> Fraction:
    return Fraction(direct - line.fixed, line.per_channel)


def _largest_that_saves(width: Fraction) -> int:
    """Return the largest whole number below b*; nothing is saved at b* itself."""
    return max(-(-width.numerator // width.denominator) - 1, 0)


def _widths(spec: BottleneckSpec, whole: int) -> list[int]:
    channels = spec.input.channels
    if channels <= MOST_POINTS:
        widths = set(range(1, channels + 1))
    else:
        widths = {1 + index * (channels - 1) // (MOST_POINTS - 1) for index in range(MOST_POINTS)}
    widths |= {spec.width, max(whole, 1), whole + 1}
    return sorted(widths)
