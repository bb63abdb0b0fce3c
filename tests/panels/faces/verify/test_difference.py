from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.faces.distance import TAU, squared_distance
from explorer.panels.faces.verify.difference import difference, is_same, told_apart, verdict
from explorer.panels.faces.verify.exports import COLUMNS, embedding_rows
from explorer.panels.faces.verify.formula import distance_latex
from explorer.panels.faces.verify.strips_card import cell_words, sum_words

RNG = np.random.default_rng(3)
ONE, OTHER = (RNG.normal(0, 0.1, 128).astype(np.float32) for _ in range(2))


def test_squares_add_up_to_the_engines_distance() -> None:
    between = difference(ONE, OTHER)
    assert between.d == float(squared_distance(ONE, OTHER))
    assert between.squares.sum() == pytest.approx(between.d, rel=1e-6)
    assert between.plain == pytest.approx(between.d**0.5)
    assert sum(between.share(place) for place in range(128)) == pytest.approx(1)


def test_the_largest_come_first_and_half_of_d_is_counted() -> None:
    first, second = np.zeros(128, np.float32), np.zeros(128, np.float32)
    first[7], first[3], second[100] = 0.3, -0.1, 0.2
    between = difference(first, second)
    assert between.largest(3) == (7, 100, 3)
    assert between.needed() == 1  # 0.09 of 0.14
    assert between.needed(0.9) == 2
    assert between.limit == pytest.approx(0.3)
    assert sum_words(between).startswith("Largest squares  k = 8: 0.090 · k = 101: 0.040")
    words = cell_words(between, 100)
    assert words.startswith("k = 101:")
    assert "+0.000 − (+0.200) = −0.200" in words
    assert "squared 0.0400, 29 % of d" in words


def test_the_same_face_twice_has_no_difference() -> None:
    between = difference(ONE, ONE)
    assert between.d == 0
    assert between.needed() == 0
    assert between.share(5) == 0
    assert "all differences are 0" in sum_words(between)


def test_below_tau_is_the_same_person_and_at_tau_is_not() -> None:
    assert is_same(0.31, TAU)
    assert not is_same(TAU, TAU)
    assert verdict(0.31, 0.36) == "d = 0.310 < τ = 0.360"
    assert verdict(0.36, 0.36) == "d = 0.360 ≥ τ = 0.360"
    assert verdict(0.5, 0.36) == "d = 0.500 ≥ τ = 0.360"


def test_numbers_that_are_all_but_equal_get_more_decimals() -> None:
    assert told_apart(0.35996, 0.36) == ("0.35996", "0.36000")
    assert told_apart(0.31, 0.36) == ("0.310", "0.360")


def test_the_formula_holds_todays_numbers() -> None:
    between = difference(ONE, OTHER)
    definition, numbers, root = distance_latex(between).split("\n")
    assert r"\sum_{k=1}^{128}" in definition
    assert f"{{{ONE[0]:.3f}}}" in numbers
    assert f"{{{OTHER[127]:.3f}}}" in numbers
    assert numbers.endswith(f"= {between.d:.3f}")
    assert root.endswith(f"= {between.d**0.5:.3f}")


def test_the_table_has_every_number() -> None:
    between = difference(ONE, OTHER)
    header, *rows = embedding_rows(between)
    assert tuple(header) == COLUMNS
    assert [row[0] for row in rows] == list(range(1, 129))
    assert np.array([row[1] for row in rows], np.float32).tolist() == ONE.tolist()
    assert sum(float(str(row[4])) for row in rows) == pytest.approx(between.d, rel=1e-6)
