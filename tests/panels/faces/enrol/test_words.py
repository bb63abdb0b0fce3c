"""What is said of photographs, names and likeness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.engine.gallery import Hit, Person
from explorer.panels.faces.enrol.words import (
    ALL_WELL,
    aspects,
    likeness,
    name_problem,
    person_words,
    verdict,
    why_refused,
)
from tests.panels.faces.making import SMALL, WELL


def test_a_good_photograph() -> None:
    said = verdict(WELL)
    assert (said.word, said.because, said.tone) == ("Good", ALL_WELL, "good")
    assert [aspect.name for aspect in aspects(WELL)] == ["size", "blur", "pose", "light", "edge"]
    assert {aspect.level for aspect in aspects(WELL)} == {"good"}
    assert why_refused(WELL) == ""


def test_a_photograph_is_as_good_as_its_worst_aspect() -> None:
    turned = replace(WELL, yaw_deg=-30, sharpness=1)
    said = verdict(turned)
    assert said.word == "Poor"
    assert "Blurred" in said.because
    assert "Turned" not in said.because  # that alone would be usable
    usable = verdict(replace(WELL, yaw_deg=-30))
    assert usable.word == "Usable"
    assert "Turned 30° to the left" in usable.because


def test_a_face_that_is_too_small_is_refused_and_a_blurred_one_is_not() -> None:
    assert "This face is too small. The eyes are 8 px apart" in why_refused(SMALL)
    assert why_refused(replace(WELL, sharpness=1)) == ""


@pytest.mark.parametrize("name", ["Anna", "安娜", "آنا", "O’Neill-Müller", "𝔄"])
def test_names_in_any_script(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "empty"), ("   ", "empty"), ("x" * 500, "500 characters"), ("a\nb", "U+000A")],
)
def test_names_that_cannot_be(name: str, why: str) -> None:
    assert why in name_problem(name)


def test_likeness() -> None:
    near = Hit("Anna", 0.12, 3)
    assert likeness(None, 0.36, "") is None
    assert likeness(Hit("Anna", 0.36, 3), 0.36, "") is None
    said = likeness(near, 0.36, "")
    assert said is not None
    assert said.text == "This looks like Anna, d = 0.12, plain L2 0.35."
    assert (said.kind, said.name) == ("info", "Anna")
    other = likeness(near, 0.36, "Bo")
    assert other is not None
    assert other.kind == "warning"
    assert other.text.startswith("This looks like Anna, not Bo")
    again = likeness(near, 0.36, "Anna")
    assert again is not None
    assert again.text.endswith("Another photograph is welcome.")
    same = likeness(Hit("Anna", 0.001, 3), 0.36, "")
    assert same is not None
    assert same.text.startswith("This photograph is enrolled already, for Anna")


def test_a_known_name_is_said_to_be_known() -> None:
    assert person_words(None) == ""
    assert person_words(Person("Anna", 1)) == "Anna has 1 photograph already: this one is added."
