"""The curve and where it crosses the direct cost; remarks about widths that do not save."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.bottleneck.costs import QUANTITIES, Quantity
from explorer.engine.bottleneck.curve import MOST_POINTS, break_even, cost_line, curve
from explorer.engine.bottleneck.errors import BottleneckError
from explorer.engine.bottleneck.remarks import remarks
from explorer.engine.bottleneck.variants import COURSE, BottleneckSpec, compare_variants
from explorer.engine.network import Shape
from tests.engine.bottleneck.random_specs import specs

quantities = st.sampled_from(QUANTITIES)


def cost(spec: BottleneckSpec, width: int, quantity: Quantity, batch: int = 1) -> int:
    found = compare_variants(replace(spec, width=width), batch=batch)
    return found.bottlenecked.total(quantity)


def test_the_course_s_break_even() -> None:
    macs = break_even(COURSE)
    assert macs.width == Fraction(25 * 192 * 32, 192 + 25 * 32)
    assert macs.whole == 154
    assert break_even(COURSE, "flops").width == macs.width
    assert break_even(COURSE, "params").width == Fraction(25 * 192 * 32, 193 + 25 * 32)
    traffic = break_even(COURSE, "traffic")
    assert traffic.width == Fraction(25 * 192 * 32, 193 + 25 * 32 + 2 * 784)
    assert traffic.whole == 59
    assert (break_even(COURSE, "activations").width, break_even(COURSE, "activations").whole) == (
        0, 0,
    )  # fmt: skip


def test_at_a_whole_break_even_nothing_is_saved() -> None:
    # 2·2·4·1 / (4 + 2·2·1) = 2: there both cost the same.
    spec = BottleneckSpec(Shape(3, 3, 4), f=2, filters=1, width=1)
    found = break_even(spec)
    assert (found.width, found.whole) == (2, 1)
    assert cost(spec, 2, "macs") == compare_variants(spec).direct.macs


@settings(deadline=None, max_examples=150)
@given(spec=specs, quantity=quantities, batch=st.integers(1, 9))
def test_it_saves_up_to_the_whole_width(
    spec: BottleneckSpec, quantity: Quantity, batch: int
) -> None:
    found = break_even(spec, quantity, batch=batch)
    direct = compare_variants(spec, batch=batch).direct.total(quantity)
    assert found.whole < spec.input.channels
    assert found.width < spec.input.channels
    if found.whole:
        assert cost(spec, found.whole, quantity, batch) < direct
    assert cost(spec, found.whole + 1, quantity, batch) >= direct


@settings(deadline=None, max_examples=100)
@given(spec=specs, batch=st.integers(1, 4))
def test_break_even_by_its_formula(spec: BottleneckSpec, batch: int) -> None:
    h, w, c = spec.input
    above, below = spec.f**2 * c * spec.filters, c + spec.f**2 * spec.filters
    assert break_even(spec, "macs", batch=batch).width == Fraction(above, below)
    below += spec.bias
    assert break_even(spec, "params", batch=batch).width == Fraction(above, below)
    below += 2 * batch * h * w
    assert break_even(spec, "traffic", batch=batch).width == Fraction(above, below)


@settings(deadline=None, max_examples=100)
@given(spec=specs, quantity=quantities, batch=st.integers(1, 3), bytes_=st.sampled_from((2, 4)))
def test_points_are_exact(
    spec: BottleneckSpec, quantity: Quantity, batch: int, bytes_: int
) -> None:
    found = curve(spec, quantity, batch=batch, bytes_per_number=bytes_)
    assert [point.width for point in found.points][: spec.input.channels] == list(
        range(1, spec.input.channels + 1)
    )
    now = compare_variants(spec, batch=batch, bytes_per_number=bytes_)
    assert found.direct == now.direct.total(quantity)
    assert found.today == (spec.width, now.bottlenecked.total(quantity))
    assert found.today in found.points
    assert found.line.at(spec.width) == found.today.cost


def test_points_of_the_course() -> None:
    found = curve(COURSE)
    assert found.points[15] == found.today == (16, 12_443_648)
    assert len(found.points) == 192
    assert found.line == cost_line(COURSE)
    assert (found.line.fixed, found.line.per_channel) == (0, 784 * (192 + 25 * 32))


def test_a_very_wide_input_has_points_enough() -> None:
    spec = BottleneckSpec(Shape(1, 1, 1_000_000), f=3, filters=77, width=123_457)
    found = curve(spec)
    widths = [point.width for point in found.points]
    assert (widths[0], widths[-1]) == (1, 1_000_000)
    assert {123_457, break_even(spec).whole, break_even(spec).whole + 1} <= set(widths)
    assert MOST_POINTS <= len(widths) <= MOST_POINTS + 3
    assert widths == sorted(set(widths))


def test_the_derivation_with_today_s_numbers() -> None:
    lines = break_even(COURSE).lines
    assert [line.numbers for line in lines] == [
        r"150{,}528 \, b + 627{,}200 \, b < 120{,}422{,}400",
        r"992 \, b < 153{,}600",
        r"b^* = \frac{5^2 \cdot 192 \cdot 32}{192 + 5^2 \cdot 32}"
        r" = \frac{153{,}600}{992} \approx 154.84",
        r"b \leq 154",
    ]
    assert lines[2].general == r"b^* = \frac{f^2 \, c \, c'}{c + f^2 c'}"
    assert lines[2].spoken == "Break-even is at 153,600 divided by 992, about 154.84 channels."
    assert lines[3].spoken == "A bottleneck saves up to 154 channels."
    assert r"\cdot 32 + 1 + 2 \cdot 3 \cdot 28 \cdot 28}" in (
        break_even(COURSE, "traffic", batch=3).lines[2].numbers
    )
    assert break_even(COURSE, "activations").lines[-1].general == "b^* = 0"


def test_a_derivation_where_nothing_saves() -> None:
    spec = BottleneckSpec(Shape(4, 4, 1), f=3, filters=8, width=1)
    found = break_even(spec)
    assert found.whole == 0
    assert found.lines[-1].numbers == r"b^* \leq 1"
    assert "No bottleneck saves" in found.lines[-1].spoken


@settings(deadline=None, max_examples=100)
@given(spec=specs, quantity=st.sampled_from(("macs", "flops", "params", "traffic")))
def test_both_sides_of_the_first_step_are_the_costs(
    spec: BottleneckSpec, quantity: Quantity
) -> None:
    left, right = break_even(spec, quantity).lines[0].numbers.replace("{,}", "").split(" < ")
    terms = left.split(" + ")
    found = compare_variants(spec, bytes_per_number=1)
    per_channel = sum(int(term.split()[0]) for term in terms if term.endswith("b"))
    fixed = sum(int(term) for term in terms if not term.endswith("b"))
    assert int(right) == found.direct.total(quantity)
    assert fixed + per_channel * spec.width == found.bottlenecked.total(quantity)


@pytest.mark.parametrize(
    ("width", "text", "is_wrong"),
    [
        (256, "A 1×1 to 256 channels widens the 192 that it is given: it is no bottleneck.", True),
        (192, "A 1×1 to 192 channels keeps all 192: it is no bottleneck.", True),
        (155, "A 1×1 to 155 channels saves no MACs", False),
    ],
)
def test_widths_that_do_not_save(width: int, text: str, is_wrong: bool) -> None:
    (remark,) = remarks(replace(COURSE, width=width))
    assert remark.text.startswith(text)
    assert remark.text.endswith("Choose 154 or fewer.")
    assert (remark.field, remark.is_wrong) == ("width", is_wrong)


def test_widths_that_save_have_no_remark() -> None:
    assert remarks(COURSE) == remarks(replace(COURSE, width=154)) == ()


def test_where_no_width_saves_it_is_said() -> None:
    spec = BottleneckSpec(Shape(8, 8, 3), f=1, filters=1, width=2)
    (remark,) = remarks(spec)
    assert remark.text.endswith("No width saves MACs here.")


def test_a_batch_that_cannot_be() -> None:
    with pytest.raises(BottleneckError, match="A batch of 0"):
        break_even(COURSE, batch=0)
    with pytest.raises(BottleneckError, match="A batch of 0"):
        curve(COURSE, batch=0)
