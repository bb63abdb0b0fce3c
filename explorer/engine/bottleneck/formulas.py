"""Both products as mathematics, in letters and with today's numbers, and as words to read aloud.

h×w cells, c channels in, b in the bottleneck, c′ filters of f×f; stride 1 and "same" padding.
Multiplications are MACs; FLOPs are twice that, and a formula always says which it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from explorer.engine.bottleneck.derivation import UNITS
from explorer.engine.bottleneck.latex import decimal_latex, decimal_text, grouped, product
from explorer.engine.bottleneck.variants import COURSE, compare_variants
from explorer.engine.network.report import FLOPS_PER_MAC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.engine.bottleneck.variants import BottleneckSpec

Counted = Literal["macs", "flops", "params"]


@dataclass(frozen=True, slots=True)
class Formula:
    """One count: LaTeX in letters, LaTeX with today's numbers and the result, and words."""

    title: str
    general: str
    numbers: str
    spoken: str

    @property
    def latex(self) -> str:
        """Both lines, letters first."""
        return f"{self.general}\n{self.numbers}"


@dataclass(frozen=True, slots=True)
class Formulas:
    """The f×f by itself; the 1×1, the f×f after it, and their sum; how many times less that is."""

    quantity: Counted
    unit: str
    direct: Formula
    narrowing: Formula
    large: Formula
    total: Formula
    ratio: Formula

    @property
    def all(self) -> tuple[Formula, Formula, Formula, Formula, Formula]:
        """Every formula, in the order in which they are read."""
        return (self.direct, self.narrowing, self.large, self.total, self.ratio)


@dataclass(frozen=True, slots=True)
class CourseNote:
    """A slip in the course's notes: what they write, what is meant, and a sentence about it."""

    text: str
    written: str
    meant: str


def formulas(spec: BottleneckSpec, quantity: Counted = "macs") -> Formulas:
    """Return how a quantity of both variants is counted."""
    found = compare_variants(spec)
    direct = found.direct.total(quantity)
    first, second = (getattr(layer, quantity) for layer in found.bottlenecked.layers)
    c, b = spec.input.channels, spec.width
    kernel = spec.kernel_text
    return Formulas(
        quantity,
        UNITS[quantity],
        _product(spec, quantity, kernel, ("c", c), ("c'", spec.filters), spec.f, direct),
        _product(spec, quantity, "1×1", ("c", c), ("b", b), None, first),
        _product(
            spec, quantity, f"{kernel} behind it", ("b", b), ("c'", spec.filters), spec.f, second
        ),
        _total(spec, quantity, first, second),
        _ratio(spec, quantity, direct, first + second),
    )


def course_note(spec: BottleneckSpec = COURSE) -> CourseNote:
    """Return what the course's notes write, 28·28·32·5·5·32, and what is meant.

    The notes give the right result, 120 M, and the wrong last factor. Beyond the course's example
    the sentence goes on with what the same slip would give today.
    """
    wrong, right = _slipped(COURSE), compare_variants(COURSE).direct.macs
    text = (
        f"The course's notes write 28 · 28 · 32 · 5 · 5 · 32 = 120 M. That product is {wrong:,}; "
        f"28 · 28 · 32 · 5 · 5 · 192 = {right:,} is meant: a filter is as deep as its input, "
        "which has 192 channels, and 32 is how many filters there are."
    )
    if (spec.input, spec.f, spec.filters) != (COURSE.input, COURSE.f, COURSE.filters):
        text += (
            f" With today's numbers the same slip gives {_slipped(spec):,} "
            f"in place of {compare_variants(spec).direct.macs:,} MACs."
        )
    h, w, c = spec.input
    factors = (h, w, spec.filters, spec.f, spec.f)
    return CourseNote(
        text,
        f"{product(*factors, spec.filters)} = {grouped(_slipped(spec))}",
        f"{product(*factors, c)} = {grouped(compare_variants(spec).direct.macs)}",
    )


def _slipped(spec: BottleneckSpec) -> int:
    """Return the product with the number of filters where their depth belongs."""
    return spec.input.height * spec.input.width * spec.f**2 * spec.filters**2


def _product(
    spec: BottleneckSpec,
    quantity: Counted,
    title: str,
    depth: tuple[str, int],
    filters: tuple[str, int],
    f: int | None,
    result: int,
) -> Formula:
    """Return one convolution's formula; ``depth`` and ``filters`` are (letter, number).

    The layer that narrows has no f: its two factors of 1 are left out.
    """
    window = () if f is None else (("f", f), ("f", f))
    if quantity == "params":
        return _params(title, (*window, depth), filters, spec.bias, result)
    factors = (("h", spec.input.height), ("w", spec.input.width), filters, *window, depth)
    letters: list[object] = [letter for letter, _ in factors]
    numbers: list[object] = [number for _, number in factors]
    if quantity == "flops":
        letters, numbers = [FLOPS_PER_MAC, *letters], [FLOPS_PER_MAC, *numbers]
    return Formula(
        title,
        product(*letters),
        f"{product(*numbers)} = {grouped(result)}",
        f"{title}: {_spoken(numbers)} equals {result:,} {UNITS[quantity]}.",
    )


def _params(
    title: str,
    window: tuple[tuple[str, int], ...],
    filters: tuple[str, int],
    bias: bool,
    result: int,
) -> Formula:
    letters, numbers = product(*(one for one, _ in window)), product(*(one for _, one in window))
    spoken = _spoken(one for _, one in window)
    if bias:
        letters, numbers = f"({letters} + 1)", f"({numbers} + 1)"
        spoken += " plus 1 for the bias, all"
    return Formula(
        title,
        product(letters, filters[0]),
        f"{product(numbers, filters[1])} = {grouped(result)}",
        f"{title}: {spoken} times {filters[1]} equals {result:,} parameters.",
    )


def _total(spec: BottleneckSpec, quantity: Counted, first: int, second: int) -> Formula:
    total = first + second
    return Formula(
        f"1×1, then {spec.kernel_text}",
        _total_letters(quantity, spec.bias),
        f"{grouped(first)} + {grouped(second)} = {grouped(total)}",
        f"Together: {first:,} plus {second:,} equals {total:,} {UNITS[quantity]}.",
    )


def _total_letters(quantity: Counted, bias: bool) -> str:
    if quantity == "params":
        return r"(c + 1) \, b + (f^2 \, b + 1) \, c'" if bias else r"b \, (c + f^2 \, c')"
    factor = rf"{FLOPS_PER_MAC} \cdot " if quantity == "flops" else ""
    return rf"{factor}h \cdot w \cdot b \cdot (c + f^2 \, c')"


def _ratio(spec: BottleneckSpec, quantity: Counted, direct: int, total: int) -> Formula:
    ratio = Fraction(direct, total)
    if quantity == "params":
        above = r"(f^2 \, c + 1) \, c'" if spec.bias else r"f^2 \, c \, c'"
        general = rf"\frac{{{above}}}{{{_total_letters(quantity, spec.bias)}}}"
    else:
        general = r"\frac{f^2 \, c \, c'}{b \, (c + f^2 \, c')}"
    return Formula(
        "Ratio",
        general,
        rf"\frac{{{grouped(direct)}}}{{{grouped(total)}}} {decimal_latex(ratio)}",
        _compared(ratio, UNITS[quantity]),
    )


def _compared(ratio: Fraction, unit: str) -> str:
    if ratio == 1:
        return f"The bottleneck takes as many {unit}."
    times = ratio if ratio > 1 else 1 / ratio
    relation, text = decimal_text(times)
    about = "" if relation == "=" else "about "
    return f"The bottleneck takes {about}{text} times {'fewer' if ratio > 1 else 'more'} {unit}."


def _spoken(factors: Iterable[object]) -> str:
    return " times ".join(str(factor) for factor in factors)
