"""The break-even width, derived: inequalities in letters and with today's numbers.

h×w cells, c channels in, b in the bottleneck, c′ filters of f×f, N pictures. A bottleneck saves if
what its two layers cost is less than what the f×f costs by itself; what both sides have, such as
the biases of the f×f, goes away, and b stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from explorer.engine.bottleneck.latex import decimal_latex, decimal_text, grouped, product
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from explorer.engine.bottleneck.costs import Quantity
    from explorer.engine.bottleneck.variants import BottleneckSpec

UNITS: dict[Quantity, str] = {
    "macs": "MACs",
    "flops": "FLOPs",
    "params": "parameters",
    "activations": "activations",
    "traffic": "bytes moved",
}


@dataclass(frozen=True, slots=True)
class DerivationLine:
    """One step: LaTeX in letters, LaTeX with today's numbers, and words to be read aloud."""

    general: str
    numbers: str
    spoken: str


@dataclass(frozen=True, slots=True)
class _Sides:
    """What stands on both sides at first, in letters and with numbers.

    A sum of terms in b, with their number of cells or weights for each channel of the bottleneck;
    ``common`` is on both sides and goes away.
    """

    general: str
    per_channel: tuple[int, ...]
    direct: int
    common: int = 0


def derivation(
    spec: BottleneckSpec, quantity: Quantity, batch: int, whole: int
) -> tuple[DerivationLine, ...]:
    """Return the steps from "costs less" to the break-even width and the widths that save."""
    if quantity == "activations":
        return _never(spec, batch)
    first = _first(_sides(spec, quantity, batch), quantity)
    letters = _denominator_letters(spec, quantity)
    below, above = _denominator(spec, quantity, batch), spec.f**2 * spec.input.channels
    above *= spec.filters
    second = DerivationLine(
        rf"b \, ({letters}) < f^2 \, c \, c'",
        rf"{grouped(below)} \, b < {grouped(above)}",
        f"{below:,} times b is less than {above:,}.",
    )
    worked = _worked(spec, quantity, batch)
    return (first, second, _meeting(letters, worked, above, below), _saving(whole))


def _first(sides: _Sides, quantity: Quantity) -> DerivationLine:
    terms = " + ".join(rf"{grouped(one)} \, b" for one in sides.per_channel)
    common = f" + {grouped(sides.common)}" if sides.common else ""
    spoken = " plus ".join(f"{one:,} times b" for one in sides.per_channel)
    spoken += f" plus {sides.common:,}" if sides.common else ""
    unit = "numbers moved" if quantity == "traffic" else UNITS[quantity]
    return DerivationLine(
        sides.general,
        f"{terms}{common} < {grouped(sides.direct)}",
        f"The bottleneck saves if its {unit} are fewer: {spoken} is less than {sides.direct:,}.",
    )


def _sides(spec: BottleneckSpec, quantity: Quantity, batch: int) -> _Sides:
    h, w, c = spec.input
    large = spec.f**2 * spec.filters
    if quantity in ("macs", "flops"):
        factor = 1 if quantity == "macs" else FLOPS_PER_MAC
        before = "" if factor == 1 else rf"{factor} \, "
        cells = factor * batch * h * w
        general = (
            rf"{before}h w \, c \, b + {before}h w \, f^2 \, b \, c'"
            rf" < {before}h w \, f^2 \, c \, c'"
        )
        return _Sides(general, (cells * c, cells * large), cells * large * c)
    one = 1 if spec.bias else 0
    biases = one * spec.filters
    if quantity == "params":
        return _Sides(_params_letters(spec), (c + one, large), large * c + biases, biases)
    cells = batch * h * w
    common = cells * (c + spec.filters) + biases
    return _Sides(_traffic_letters(spec), (c + one, large, 2 * cells), large * c + common, common)


def _params_letters(spec: BottleneckSpec) -> str:
    if spec.bias:
        return r"(c + 1) \, b + (f^2 \, b + 1) \, c' < (f^2 \, c + 1) \, c'"
    return r"c \, b + f^2 \, b \, c' < f^2 \, c \, c'"


def _traffic_letters(spec: BottleneckSpec) -> str:
    """Return parameters as in `_params_letters`, and volumes: c + c′ deep, and b twice."""
    less, more = _params_letters(spec).split(" < ")
    return rf"{less} + N h w \, (c + 2 b + c') < {more} + N h w \, (c + c')"


def _denominator_letters(spec: BottleneckSpec, quantity: Quantity) -> str:
    letters = "c + f^2 c'"
    if quantity in ("params", "traffic") and spec.bias:
        letters += " + 1"
    return letters + (" + 2 N h w" if quantity == "traffic" else "")


def _denominator(spec: BottleneckSpec, quantity: Quantity, batch: int) -> int:
    below = spec.input.channels + spec.f**2 * spec.filters
    if quantity in ("params", "traffic") and spec.bias:
        below += 1
    if quantity == "traffic":
        below += 2 * batch * spec.input.height * spec.input.width
    return below


def _worked(spec: BottleneckSpec, quantity: Quantity, batch: int) -> str:
    """Return the fraction with today's numbers put in, before anything is multiplied."""
    f, c, filters = spec.f, spec.input.channels, spec.filters
    below = rf"{c} + {f}^2 \cdot {filters}"
    if quantity in ("params", "traffic") and spec.bias:
        below += " + 1"
    if quantity == "traffic":
        cells = product(2, *((batch,) if batch > 1 else ()), *spec.input[:2])
        below += f" + {cells}"
    return rf"\frac{{{f}^2 \cdot {c} \cdot {filters}}}{{{below}}}"


def _meeting(letters: str, worked: str, above: int, below: int) -> DerivationLine:
    width = Fraction(above, below)
    relation, text = decimal_text(width)
    words = {"=": "exactly", "≈": "about", "<": "less than"}[relation]
    return DerivationLine(
        rf"b^* = \frac{{f^2 \, c \, c'}}{{{letters}}}",
        rf"b^* = {worked} = \frac{{{grouped(above)}}}{{{grouped(below)}}} {decimal_latex(width)}",
        f"Break-even is at {above:,} divided by {below:,}, {words} {text} channels.",
    )


def _saving(whole: int) -> DerivationLine:
    if whole == 0:
        spoken = "No bottleneck saves here: even one channel costs as much or more."
        return DerivationLine("b < b^*", r"b^* \leq 1", spoken)
    channels = "1 channel" if whole == 1 else f"{whole:,} channels"
    return DerivationLine(
        "b < b^*", rf"b \leq {grouped(whole)}", f"A bottleneck saves up to {channels}."
    )


def _never(spec: BottleneckSpec, batch: int) -> tuple[DerivationLine, ...]:
    cells = batch * spec.input.height * spec.input.width
    out = cells * spec.filters
    return (
        DerivationLine(
            r"N h w \, b + N h w \, c' < N h w \, c'",
            rf"{grouped(cells)} \, b + {grouped(out)} < {grouped(out)}",
            f"Both variants write the same output, {out:,} numbers; the bottleneck writes its own "
            "besides.",
        ),
        DerivationLine("b^* = 0", "b^* = 0", "No bottleneck writes fewer numbers."),
    )
