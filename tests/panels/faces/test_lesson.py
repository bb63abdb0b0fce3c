"""The lesson says what was measured."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.faces import load_bundled_faces
from explorer.engine.verification import all_pairs, rates_at

LESSON = " ".join(files("explorer.panels.faces").joinpath("lesson.md").read_text("utf-8").split())


def read(name: str) -> Any:
    return json.loads((ASSETS / name).read_text(encoding="utf-8"))


def test_figures_of_the_lesson_are_those_that_were_measured() -> None:
    measured = read("datasets/faces-csu-173-evaluation.json")
    usual = measured["at_dlibs_threshold"]
    accepts, rejects = usual["false_accepts"], usual["false_rejects"]
    low, high = (round(100 * bound) for bound in accepts["interval"])
    equal = measured["equal_error"]
    for words in (
        f"rejects {rejects['count']} of {rejects['of']} pairs of one person",
        f"accepts **{100 * accepts['rate']:.0f} %** of {accepts['of']:,} pairs of two",
        f"({low} to {high} %",
        f"equal, about {100 * equal['rate']:.0f} %, at τ = {equal['tau_squared']:.2f}",
    ):
        assert words in LESSON


def test_what_the_lesson_recommends_follows_from_the_bundled_faces() -> None:
    faces = load_bundled_faces()
    pairs = all_pairs(faces.embeddings, faces.people)
    rates = rates_at(pairs.genuine, pairs.impostor, 0.2)
    accepted = 100 * rates.false_accepts.count / rates.false_accepts.total
    rejected = 100 * rates.false_rejects.count / rates.false_rejects.total
    assert f"{accepted:.1f} % of the pairs of two are accepted, and {rejected:.0f} % of" in LESSON
    distances = np.square(faces.embeddings[:, None] - faces.embeddings).sum(-1)
    np.fill_diagonal(distances, np.inf)
    people = np.array(faces.people)
    others = int((people[distances.argmin(1)] != people).sum())
    assert f"nearest neighbour of {others} of the {len(faces)} photographs" in LESSON
