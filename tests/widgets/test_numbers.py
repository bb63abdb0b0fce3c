from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.widgets.numbers import (
    NumberError,
    duration_text,
    format_number,
    parse_number,
    short_count,
    short_number,
    superscript,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/9", 1 / 9),
        (" -1 / 4 ", -0.25),
        ("−2.5", -2.5),
        ("0,5", 0.5),
        (".5", 0.5),
        ("3.", 3.0),
        ("1e-3", 0.001),
        ("+7", 7.0),
        ("1.5/0.5", 3.0),
    ],
)
def test_what_people_type(text, value):
    assert parse_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Type a number"),
        ("abc", "“abc” is not a number"),
        ("1/0", "divided by 0"),
        ("1e999", "too large"),
        ("1/2/3", "not a number"),
        ("__import__('os')", "not a number"),
        ("nan", "not a number"),
    ],
)
def test_what_is_no_number_says_why(text, reason):
    with pytest.raises(NumberError, match=reason):
        parse_number(text)


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_what_is_shown_can_be_typed_again(value, decimals):
    shown = format_number(value, decimals)
    assert parse_number(shown) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-9)


@given(st.floats(1e-9, 1e9))
def test_short_numbers_keep_three_digits(value):
    shown = short_number(value)
    assert parse_number(shown) == pytest.approx(value, rel=0.005)
    assert len(shown) <= 9


def test_there_is_no_negative_zero():
    assert format_number(-0.001) == "0.00"
    assert short_number(-0.0) == "0"


def test_minus_is_a_minus():
    assert format_number(-1) == "−1.00"
    assert short_number(-0.5) == "−0.5"
    assert short_number(763.4, 2) == "763"
    assert short_number(-12345.6) == "−12346"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (73, "1 min 13 s"), (3700, "1 h 1 min"), (-5, "0 s")],
)
def test_durations(seconds, text):
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(156, "156"), (416_500, "416.5 k"), (120_422_400, "120.4 M"), (1.1529e18, "1.153 E"),
     (6.4e21, "6.4 Z")],
)  # fmt: skip
def test_large_counts_have_a_prefix_and_no_exponent(count, text):
    assert short_count(count) == text


def test_an_exponent_is_raised() -> None:
    assert f"2{superscript(10)}" == "2¹⁰"
