"""A triplet's numbers and words, worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from explorer.engine.faces.triplets import triplet_loss
from explorer.panels.faces.sample import FaceSample, made_sample
from explorer.panels.faces.triplets.mining import Quest, find_triplet
from explorer.panels.faces.triplets.values import (
    Triplet,
    choices,
    collapse_latex,
    first_triplet,
    is_triplet,
    latex_of,
    reason,
    spoken,
    triplet_at,
    with_choice,
)

if TYPE_CHECKING:
    from explorer.panels.faces.triplets.mining import How


CHIPS = np.zeros((8, 150, 150, 3), np.uint8)


def line(*people_at: tuple[str, float]) -> FaceSample:
    """Faces on a line, each with its person and where it lies."""
    people = [person for person, _ in people_at]
    embeddings = np.zeros((len(people), 128), np.float32)
    embeddings[:, 5] = [at for _, at in people_at]
    names = [str(place) for place in range(len(people))]
    return made_sample("bundled", people, names, embeddings, CHIPS[: len(people)])


FACES = line(("a", 0.0), ("a", 0.4), ("b", 0.5), ("b", 0.9), ("c", 3.0), ("a", 1.0))


@pytest.mark.parametrize(
    ("places", "hardness", "loss"),
    [((0, 1, 2), "semi-hard", 0.11), ((0, 5, 2), "hard", 0.95), ((0, 1, 4), "easy", 0.0)],
)
def test_loss_and_hardness(places: tuple[int, int, int], hardness: str, loss: float) -> None:
    triplet = triplet_at(FACES, places, 0.2)
    assert triplet.hardness == hardness
    assert triplet.loss == pytest.approx(loss, abs=1e-6)
    a, p, n = (torch.tensor(FACES.embeddings[place])[None] for place in places)
    assert triplet.loss == pytest.approx(triplet_loss(a, p, n, 0.2).item(), abs=1e-6)


def test_the_borders_between_easy_semi_hard_and_hard() -> None:
    assert Triplet((0, 1, 2), 0.25, 0.5, 0.25).hardness == "easy"  # at the end of the zone
    assert Triplet((0, 1, 2), 0.25, 0.4999, 0.25).hardness == "semi-hard"
    assert Triplet((0, 1, 2), 0.25, 0.25, 0.25).hardness == "hard"  # as far as P


def test_the_formula_has_the_numbers_and_its_sum_is_right() -> None:
    latex = latex_of(Triplet((0, 1, 2), 0.21, 0.54, 0.2))
    assert r"\max\left(0.210 - 0.540 + 0.200,\; 0\right)" in latex
    assert latex.endswith(r"= \max\left(-0.130,\; 0\right) = 0")
    # 0.2104 − 0.1006 + 0.2 is 0.3098; the rounded numbers would give 0.309.
    rounded = latex_of(Triplet((0, 1, 2), 0.2104, 0.1006, 0.2))
    assert r"\approx \max\left(0.310,\; 0\right) = 0.310" in rounded
    assert spoken(Triplet((0, 1, 2), 0.21, 0.54, 0.2)).startswith("Loss 0: ")
    assert "0.350 = \\alpha" in collapse_latex(0.35)


def test_the_reason_names_the_numbers() -> None:
    assert "0.160 < 0.250 < 0.360" in reason(triplet_at(FACES, (0, 1, 2), 0.2))
    assert "0.250 < 1.000" in reason(triplet_at(FACES, (0, 5, 2), 0.2))
    assert "9.000 ≥ 0.360" in reason(triplet_at(FACES, (0, 1, 4), 0.2))


def test_what_a_triplet_is() -> None:
    labels = FACES.labels
    assert is_triplet((0, 1, 2), labels)
    assert not is_triplet((0, 0, 2), labels)
    assert not is_triplet((0, 2, 3), labels)
    assert not is_triplet((0, 1, 5), labels)
    assert not is_triplet((0, 1, 6), labels)  # of a larger sample
    assert not is_triplet((), labels)


def test_the_first_triplet_has_the_nearest_stranger() -> None:
    assert first_triplet(FACES) == (0, 1, 2)
    assert first_triplet(line(("a", 0), ("b", 1))) is None
    assert first_triplet(line(("a", 0), ("a", 1))) is None


def test_choosing_a_face_moves_what_no_longer_fits() -> None:
    assert with_choice(FACES, (0, 1, 2), "N", 4) == (0, 1, 4)
    assert with_choice(FACES, (0, 1, 2), "N", 5) is None
    assert with_choice(FACES, (0, 1, 2), "P", 5) == (0, 5, 2)
    assert with_choice(FACES, (0, 1, 2), "P", 2) is None
    assert with_choice(FACES, (0, 1, 2), "A", 5) == (5, 1, 2)
    assert with_choice(FACES, (0, 1, 2), "A", 1) == (1, 0, 2)  # A and P change places
    assert with_choice(FACES, (0, 1, 2), "A", 3) == (3, 2, 5)
    assert with_choice(FACES, (0, 1, 2), "A", 4) is None  # c has no second photograph


def test_what_may_stand_in_a_slot_person_after_person() -> None:
    assert choices(FACES, (0, 1, 2), "A").tolist() == [0, 1, 5, 2, 3]
    assert choices(FACES, (0, 1, 2), "P").tolist() == [1, 5]
    assert choices(FACES, (0, 1, 2), "N").tolist() == [2, 3, 4]


def found(how: How, margin: float = 0.2, draw: int = 0) -> tuple[int, int, int]:
    return find_triplet(Quest(FACES, how, margin, draw))


def test_the_hardest_of_all() -> None:
    triplets = [
        (a, p, n)
        for a in range(6)
        for p in range(6)
        for n in range(6)
        if is_triplet((a, p, n), FACES.labels)
    ]
    worst = max(triplets, key=lambda places: triplet_at(FACES, places, 0.2).difference)
    assert found("hardest") == worst


def test_semi_hard_ones_are_and_random_ones_are_triplets() -> None:
    semi = {found("semi-hard", draw=draw) for draw in range(20)}
    assert len(semi) > 1
    assert {triplet_at(FACES, places, 0.2).hardness for places in semi} == {"semi-hard"}
    drawn = {found("random", draw=draw) for draw in range(20)}
    assert len(drawn) > 5
    assert all(is_triplet(places, FACES.labels) for places in drawn)
    assert found("random", draw=3) == found("random", draw=3)


def test_where_there_is_no_semi_hard_triplet_it_is_said() -> None:
    with pytest.raises(ValueError, match=r"No triplet is semi-hard at α = 0\.01"):
        found("semi-hard", margin=0.01)
