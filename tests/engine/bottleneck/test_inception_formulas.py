"""The sum as mathematics: what is written gives what is counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.bottleneck.inception import InceptionDesign, preset
from explorer.engine.bottleneck.inception_costs import compare_designs
from explorer.engine.bottleneck.inception_formulas import compared_text, module_formulas
from tests.engine.bottleneck.random_specs import designs


def _worked_out(latex: str) -> int:
    """Return the value of a sum of products as LaTeX writes it."""
    plain = latex.replace("{,}", "").replace(r"\cdot", "*").replace("^", "**")
    assert set(plain) <= set("0123456789 +*()")
    return int(eval(plain))


@settings(max_examples=60, deadline=None)
@given(designs, st.sampled_from(("macs", "flops", "params")))
def test_every_sum_gives_its_count(design: InceptionDesign, quantity: str) -> None:
    comparison = compare_designs(design)
    found = module_formulas(comparison, quantity)
    for formula, branch in zip(found.branches, comparison.today.branches, strict=True):
        terms, _, result = formula.numbers.rpartition(" = ")
        assert _worked_out(terms or result) == _worked_out(result) == branch.total(quantity)
    terms, _, result = found.total.numbers.rpartition(" = ")
    assert _worked_out(terms) == _worked_out(result) == comparison.today.whole.total(quantity)


def test_3a_in_letters_and_numbers() -> None:
    found = module_formulas(compare_designs(preset("3a")))
    one, three, five, pool = found.branches
    assert one.general == r"h \cdot w \cdot n_1 \cdot c"
    assert three.general == r"h \cdot w \cdot (r_3 \cdot c + n_3 \cdot 3^2 \cdot r_3)"
    assert five.numbers == (
        r"28 \cdot 28 \cdot (16 \cdot 192 + 32 \cdot 5^2 \cdot 16) = 12{,}443{,}648"
    )
    assert pool.numbers == r"28 \cdot 28 \cdot 32 \cdot 192 = 4{,}816{,}896"
    assert found.total.numbers.endswith("= 128{,}049{,}152")
    assert found.ratio.numbers == r"\frac{303{,}464{,}448}{128{,}049{,}152} \approx 2.37"
    assert found.ratio.spoken == (
        "The module takes about 2.37 times fewer MACs than the naive one."
    )


def test_without_a_reduction_the_filters_are_as_deep_as_the_input() -> None:
    found = module_formulas(compare_designs(preset("3a").naive()))
    assert found.branches[1].general == r"h \cdot w \cdot n_3 \cdot 3^2 \cdot c"
    assert found.branches[2].numbers == (
        r"28 \cdot 28 \cdot 32 \cdot 5^2 \cdot 192 = 120{,}422{,}400"
    )
    assert found.branches[3].numbers == "0"
    assert "multiplies nothing" in found.branches[3].spoken


def test_parameters_have_a_bias_for_each_filter() -> None:
    five = module_formulas(compare_designs(preset("3a")), "params").branches[2]
    assert five.general == r"(c + 1) \cdot r_5 + (5^2 \cdot r_5 + 1) \cdot n_5"
    assert five.numbers.endswith("= 15{,}920")


@pytest.mark.parametrize(
    ("naive", "today", "words"),
    [
        (8, 8, "as many MACs as"),
        (8, 4, "takes 2 times fewer MACs"),
        (4, 8, "takes 2 times more MACs"),
    ],
)
def test_ratios_in_words(naive: int, today: int, words: str) -> None:
    assert words in compared_text(naive, today, "MACs")
