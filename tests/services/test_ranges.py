"""The range of a number in a saved state."""

from __future__ import annotations

import math
import re

import pytest

from explorer.services.ranges import check_range


@pytest.mark.parametrize("value", [-2, 0, 0.5, 3])
def test_the_ends_belong_to_the_range(value: float) -> None:
    check_range("alpha", value, -2, 3)


@pytest.mark.parametrize("value", [-2.001, 3.5, math.inf, -math.inf, math.nan])
def test_what_lies_outside_or_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=f"alpha is {value}; it has to lie from -2 to 3"):
        check_range("alpha", value, -2, 3)


def test_the_ends_are_said_in_full() -> None:
    text = "at is -1; it has to lie from 0.0001 to 10000000"
    with pytest.raises(ValueError, match=re.escape(text)):
        check_range("at", -1, 1e-4, 1e7)
