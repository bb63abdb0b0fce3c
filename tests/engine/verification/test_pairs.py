"""All pairs of labelled embeddings, against a plain loop."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.faces.distance import squared_distance
from explorer.engine.verification import (
    MOST_PHOTOGRAPHS,
    VerificationError,
    all_pairs,
    draw_people,
    person_codes,
)

LABELS = st.lists(st.sampled_from(["Ada", "Bo", "Çelik", "李"]), max_size=20)


def test_three_photographs_of_two_people() -> None:
    pairs = all_pairs([[0, 0], [3, 4], [0, 1]], ["Ada", "Ada", "Bo"])
    assert pairs.genuine.tolist() == [25]
    assert pairs.impostor.tolist() == [1, 18]
    assert pairs.genuine_at.tolist() == [[0, 1]]
    assert pairs.impostor_at.tolist() == [[0, 2], [1, 2]]
    assert (pairs.photographs, pairs.people) == (3, 2)


@given(LABELS, st.integers(0, 99))
@settings(deadline=None)
def test_every_pair_is_there_once(labels: list[str], seed: int) -> None:
    points = np.random.default_rng(seed).normal(5, 1, (len(labels), 8))
    pairs = all_pairs(points, labels)
    expected = {True: [], False: []}
    for one, other in itertools.combinations(range(len(labels)), 2):
        expected[labels[one] == labels[other]].append((one, other))
    assert [tuple(pair) for pair in pairs.genuine_at] == expected[True]
    assert [tuple(pair) for pair in pairs.impostor_at] == expected[False]
    for distances, at in ((pairs.genuine, pairs.genuine_at), (pairs.impostor, pairs.impostor_at)):
        expected = squared_distance(points[at[:, 0]], points[at[:, 1]])
        np.testing.assert_allclose(distances, expected, rtol=1e-6)


def test_blocks_leave_no_pair_out() -> None:
    points = np.random.default_rng(0).normal(size=(700, 4))
    labels = np.arange(700) % 50
    pairs = all_pairs(points, labels)
    every = np.concatenate([pairs.genuine_at, pairs.impostor_at])
    assert len(pairs.genuine) == 50 * (14 * 13 // 2)
    assert len({tuple(pair) for pair in every.tolist()}) == 700 * 699 // 2
    np.testing.assert_allclose(
        pairs.impostor,
        squared_distance(points[pairs.impostor_at[:, 0]], points[pairs.impostor_at[:, 1]]),
        rtol=1e-5,
    )


def test_the_worst_pairs_come_first() -> None:
    pairs = all_pairs([[0.0], [9.0], [1.0], [0.2], [5.0]], ["A", "A", "A", "B", "B"])
    assert pairs.farthest_genuine(2).tolist() == [[0, 1], [1, 2]]
    assert pairs.nearest_impostors(2).tolist() == [[0, 3], [2, 3]]
    assert len(pairs.nearest_impostors(99)) == 6


def test_far_from_the_origin_the_digits_are_kept() -> None:
    pairs = all_pairs(np.array([[1e6, 0], [1e6 + 0.01, 0]]), ["A", "B"])
    assert pairs.impostor[0] == pytest.approx(1e-4, rel=1e-3)


@pytest.mark.parametrize(
    ("embeddings", "labels", "words"),
    [
        ([1.0, 2.0], ["A", "B"], "are \\(photographs, numbers\\)"),
        ([[1.0], [2.0]], ["A"], "2 embeddings have 1 labels"),
        ([[1.0], [np.nan]], ["A", "B"], "Embedding 1 has a number that is not finite"),
        (np.zeros((MOST_PHOTOGRAPHS + 1, 1)), range(MOST_PHOTOGRAPHS + 1), "draw some of the peop"),
    ],
)
def test_what_does_not_fit_is_said(embeddings: object, labels: object, words: str) -> None:
    with pytest.raises(VerificationError, match=words):
        all_pairs(embeddings, labels)  # type: ignore[arg-type]


def test_people_are_numbered_as_they_appear() -> None:
    assert person_codes(["Zoë", "Ada", "Zoë", "李"]).tolist() == [0, 1, 0, 2]
    assert person_codes(np.array([7, 7, 3])).tolist() == [0, 0, 1]


@given(LABELS, st.integers(0, 20), st.integers(0, 5))
@settings(deadline=None)
def test_nobody_is_cut_in_half(labels: list[str], most: int, seed: int) -> None:
    taken = draw_people(labels, most, seed)
    assert len(taken) <= most or len(labels) <= most
    assert np.all(np.diff(taken) > 0)
    chosen = {labels[index] for index in taken}
    assert sorted(taken) == [i for i, label in enumerate(labels) if label in chosen]
    np.testing.assert_array_equal(taken, draw_people(labels, most, seed))


def test_a_draw_fills_the_room() -> None:
    assert len(draw_people(np.arange(1000) // 4, 100)) == 100
