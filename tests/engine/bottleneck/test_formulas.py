"""The products as they are set, read back as numbers, and set by the application's engraver."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import get_args

import pytest
import ziamath
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.bottleneck.costs import QUANTITIES
from explorer.engine.bottleneck.curve import break_even
from explorer.engine.bottleneck.formulas import Counted, Formula, course_note, formulas
from explorer.engine.bottleneck.latex import decimal_latex, decimal_text, grouped
from explorer.engine.bottleneck.variants import COURSE, BottleneckSpec, compare_variants
from explorer.engine.network import Shape
from tests.engine.bottleneck.random_specs import specs

COUNTED: tuple[Counted, ...] = get_args(Counted)


def value(latex: str) -> int:
    """Work out a sum of products such as (5 · 5 · 3 + 1) · 2."""
    text = latex.replace("{,}", "").replace(r"\cdot", "*")
    bracket = re.fullmatch(r"\(([\d* ]+) \+ 1\) \* (\d+)", text)
    if bracket:
        return (value(bracket[1]) + 1) * int(bracket[2])
    return sum(prod(map(int, term.split("*"))) for term in text.split("+"))


def test_macs_of_the_course() -> None:
    found = formulas(COURSE)
    assert found.unit == "MACs"
    assert [formula.numbers for formula in found.all] == [
        r"28 \cdot 28 \cdot 32 \cdot 5 \cdot 5 \cdot 192 = 120{,}422{,}400",
        r"28 \cdot 28 \cdot 16 \cdot 192 = 2{,}408{,}448",
        r"28 \cdot 28 \cdot 32 \cdot 5 \cdot 5 \cdot 16 = 10{,}035{,}200",
        r"2{,}408{,}448 + 10{,}035{,}200 = 12{,}443{,}648",
        r"\frac{120{,}422{,}400}{12{,}443{,}648} \approx 9.68",
    ]
    assert found.direct.general == r"h \cdot w \cdot c' \cdot f \cdot f \cdot c"
    assert found.direct.spoken == (
        "5×5: 28 times 28 times 32 times 5 times 5 times 192 equals 120,422,400 MACs."
    )
    assert found.ratio.spoken == "The bottleneck takes about 9.68 times fewer MACs."
    assert found.direct.latex.count("\n") == 1


def test_flops_are_twice_that_and_say_so() -> None:
    found = formulas(COURSE, "flops")
    assert found.direct.numbers.startswith(r"2 \cdot 28")
    assert found.direct.numbers.endswith("240{,}844{,}800")
    assert found.direct.spoken.endswith("240,844,800 FLOPs.")
    assert found.ratio.general == formulas(COURSE).ratio.general


def test_parameters_of_the_course() -> None:
    found = formulas(COURSE, "params")
    assert found.direct.numbers == r"(5 \cdot 5 \cdot 192 + 1) \cdot 32 = 153{,}632"
    assert found.narrowing.numbers == r"(192 + 1) \cdot 16 = 3{,}088"
    assert found.total.numbers == "3{,}088 + 12{,}832 = 15{,}920"
    bare = formulas(replace(COURSE, bias=False), "params")
    assert bare.direct.numbers == r"5 \cdot 5 \cdot 192 \cdot 32 = 153{,}600"
    assert "1)" not in "".join(formula.general for formula in bare.all)


def test_a_kernel_of_one_cell_keeps_its_factors() -> None:
    found = formulas(replace(COURSE, f=1))
    assert found.direct.numbers == r"28 \cdot 28 \cdot 32 \cdot 1 \cdot 1 \cdot 192 = 4{,}816{,}896"


@settings(deadline=None, max_examples=100)
@given(spec=specs, quantity=st.sampled_from(COUNTED))
def test_every_product_is_its_result(spec: BottleneckSpec, quantity: Counted) -> None:
    found = formulas(spec, quantity)
    counts = compare_variants(spec)
    for formula in (found.direct, found.narrowing, found.large, found.total):
        left, right = formula.numbers.split(" = ")
        assert value(left) == value(right)
        assert f"{value(right):,} {found.unit}" in formula.spoken
    assert value(found.direct.numbers.split(" = ")[1]) == counts.direct.total(quantity)
    assert value(found.total.numbers.split(" = ")[1]) == counts.bottlenecked.total(quantity)


@pytest.mark.parametrize(
    ("width", "words"), [(1, "fewer MACs."), (192, "times more MACs."), (155, "times more MACs.")]
)
def test_the_ratio_in_words(width: int, words: str) -> None:
    assert formulas(replace(COURSE, width=width)).ratio.spoken.endswith(words)


def test_a_ratio_of_one() -> None:
    spec = BottleneckSpec(Shape(3, 3, 4), f=2, filters=1, width=2)
    assert formulas(spec).ratio.spoken == "The bottleneck takes as many MACs."
    assert formulas(spec).ratio.numbers.endswith("= 1")


def test_what_the_notes_write() -> None:
    note = course_note()
    assert "28 · 28 · 32 · 5 · 5 · 32 = 120 M" in note.text
    assert "20,070,400" in note.text
    assert "28 · 28 · 32 · 5 · 5 · 192 = 120,422,400 is meant" in note.text
    assert note.written.endswith(r"\cdot 32 = 20{,}070{,}400")
    assert note.meant.endswith(r"\cdot 192 = 120{,}422{,}400")
    assert course_note(replace(COURSE, width=3)) == note
    other = course_note(BottleneckSpec(Shape(14, 14, 8), f=3, filters=9, width=2))
    assert other.text.endswith("the same slip gives 142,884 in place of 127,008 MACs.")


@pytest.mark.parametrize(
    ("number", "text", "latex"),
    [
        (Fraction(300, 31), ("≈", "9.68"), r"\approx 9.68"),
        (Fraction(4), ("=", "4"), "= 4"),
        (Fraction(0), ("=", "0"), "= 0"),
        (Fraction(5, 4), ("=", "1.25"), "= 1.25"),
        (Fraction(400_001, 100), ("=", "4,000.01"), "= 4{,}000.01"),
        (Fraction(100), ("=", "100"), "= 100"),
        (Fraction(1, 1000), ("<", "0.01"), "< 0.01"),
        (Fraction(2_999_999, 1_000_000), ("≈", "3"), r"\approx 3"),
    ],
)
def test_decimals(number: Fraction, text: tuple[str, str], latex: str) -> None:
    assert decimal_text(number) == text
    assert decimal_latex(number) == latex
    assert grouped(1_234_567) == "1{,}234{,}567"


def test_every_formula_can_be_set() -> None:
    ziamath.config.svg2 = False
    set_: list[Formula] = []
    texts: set[str] = set()
    for spec in (COURSE, replace(COURSE, bias=False)):
        for quantity in COUNTED:
            set_ += formulas(spec, quantity).all
        for name in QUANTITIES:
            for line in break_even(spec, name, batch=2).lines:
                texts |= {line.general, line.numbers}
    texts |= {text for formula in set_ for text in (formula.general, formula.numbers)}
    for text in texts:
        assert "<path" in ziamath.Latex(text).svg()
