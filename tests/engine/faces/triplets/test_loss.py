"""The triplet loss and mining, against plain loops."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.faces import triplet_loss
from explorer.engine.faces.triplets import (
    MININGS,
    NoPositiveError,
    TooFewPeopleError,
    TripletError,
    hardest,
    mine,
)
from explorer.engine.faces.triplets.loss import squared_matrix
from explorer.engine.faces.triplets.mining import active_share
from explorer.engine.verification import person_codes
from tests.engine.faces.triplets import plain

# Whole numbers, so that distances tie and both sides count exactly.
POINTS = st.lists(st.tuples(*[st.integers(-3, 3)] * 2), min_size=2, max_size=9)


def batch(data: st.DataObject) -> tuple[list[tuple[int, int]], list[str]]:
    points = data.draw(POINTS)
    labels = data.draw(
        st.lists(st.sampled_from("abc"), min_size=len(points), max_size=len(points)).filter(
            lambda names: 1 < len(set(names)) < len(names)
        )
        if len(points) > 2
        else st.just(["a", "b"])
    )
    return points, labels


def test_a_triplet_worked_by_hand() -> None:
    a, p, n = torch.tensor([[0.0, 0]]), torch.tensor([[1.0, 2]]), torch.tensor([[2.0, 0]])
    assert triplet_loss(a, p, n, 0.5).item() == 5 - 4 + 0.5
    assert triplet_loss(a, n, p, 0.5).item() == 0  # 4 − 5 + 0.5 is below 0
    both = triplet_loss(torch.cat([a, a]), torch.cat([p, n]), torch.cat([n, p]), 0.5)
    assert both.item() == 0.75


@given(st.integers(1, 6), st.integers(1, 8), st.floats(0, 3), st.integers(0, 99))
@settings(deadline=None)
def test_the_loss_is_that_of_a_plain_loop(n: int, d: int, margin: float, seed: int) -> None:
    a, p, m = torch.randn(3, n, d, generator=torch.Generator().manual_seed(seed)).double()
    found = triplet_loss(a, p, m, margin).item()
    assert found == pytest.approx(plain.loss(a.tolist(), p.tolist(), m.tolist(), margin))
    assert found >= 0


def test_arrays_are_taken_as_tensors_are() -> None:
    batch = np.random.default_rng(0).normal(size=(3, 5, 128)).astype(np.float32)
    assert triplet_loss(*batch, 0.2) == triplet_loss(*torch.from_numpy(batch), 0.2)


def test_embeddings_that_are_one_point_lose_the_margin() -> None:
    same = torch.zeros(5, 3)
    assert triplet_loss(same, same, same, 0.2).item() == pytest.approx(0.2)


def test_the_gradient_draws_the_positive_and_pushes_the_negative() -> None:
    a, p, n = (torch.randn(4, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(s))
               .requires_grad_() for s in range(3))  # fmt: skip
    assert torch.autograd.gradcheck(lambda *x: triplet_loss(*x, 9.0), (a, p, n))
    triplet_loss(a, p, n, 99.0).backward()
    torch.testing.assert_close(p.grad, 2 * (p - a).detach() / 4)
    torch.testing.assert_close(n.grad, -2 * (n - a).detach() / 4)


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3), (1, 3)), ((3,), (3,), (3,)), ((0, 3),) * 3])
def test_what_is_no_batch_of_triplets_is_said(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(TripletError):
        triplet_loss(*(torch.zeros(shape) for shape in shapes), 0.2)


@given(st.data(), st.sampled_from([0.5, 1.0, 4.0]))
@settings(deadline=None)
def test_mining_is_that_of_plain_loops(data: st.DataObject, margin: float) -> None:
    points, labels = batch(data)
    if len(set(labels)) == len(labels):
        return
    embeddings = torch.tensor(points, dtype=torch.float32)
    expected = {
        "all": plain.every(labels),
        "hard": plain.hard(points, labels),
        "semi-hard": plain.semi_hard(points, labels, margin),
    }
    for mining in MININGS:
        found = mine(embeddings, labels, mining, margin)
        assert found.dtype == torch.int64
        assert [tuple(row) for row in found.tolist()] == expected[mining]


@given(st.data(), st.sampled_from([0.5, 4.0]))
@settings(deadline=None)
def test_what_is_left_to_learn_by_a_plain_loop(data: st.DataObject, margin: float) -> None:
    points, labels = batch(data)
    if len(set(labels)) == len(labels):
        return
    losing = [
        plain.distance(points[a], points[p]) + margin > plain.distance(points[a], points[n])
        for a, p, n in plain.every(labels)
    ]
    distances = squared_matrix(torch.tensor(points, dtype=torch.float32))
    share = active_share(distances, torch.from_numpy(person_codes(labels)), margin)
    assert share == pytest.approx(sum(losing) / len(losing))


def test_the_hardest_triplet_loses_most() -> None:
    points = np.random.default_rng(0).normal(size=(20, 4))
    labels = [i % 6 for i in range(20)]
    a, p, n = hardest(torch.from_numpy(points), labels)
    gaps = {
        (a, p, n): plain.distance(points[a], points[p]) - plain.distance(points[a], points[n])
        for a, p, n in plain.every(labels)
    }
    assert gaps[a, p, n] == pytest.approx(max(gaps.values()))


def test_people_with_one_photograph_are_negatives_only() -> None:
    found = mine(torch.zeros(3, 2), ["Ada", "Bo", "Ada"], "all")
    assert found.tolist() == [[0, 2, 1], [2, 0, 1]]


@pytest.mark.parametrize(
    ("count", "labels", "error", "words"),
    [
        (3, ["a", "a", "a"], TooFewPeopleError, "All photographs show one person"),
        (0, [], TooFewPeopleError, "Nobody is known"),
        (3, ["a", "b", "c"], NoPositiveError, "Each of the 3 people has one photograph only"),
        (2, ["a", "b", "a"], TripletError, "3 labels need as many embeddings"),
        (1001, [0] * 1001, TripletError, "too many triplets"),
    ],
)
def test_what_makes_no_triplet_is_said(
    count: int, labels: list[object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        mine(torch.zeros(count, 2), labels, "hard")


def test_settings_and_errors_import_without_torch() -> None:
    code = (
        "import sys, explorer.engine.faces.triplets as t; t.HeadConfig(); t.TooFewPeopleError(1); "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
