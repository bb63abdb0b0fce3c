"""The projection head: it learns, the same way each time, and says when it has collapsed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from explorer.engine.faces.triplets import (
    MININGS,
    HeadConfig,
    HeadStep,
    NoPositiveError,
    TooFewPeopleError,
    TripletError,
    find_collapse,
    spread,
    train_head,
)
from explorer.engine.faces.triplets.batches import PeopleBatches
from explorer.engine.faces.triplets.collapse import PATIENCE, CollapseWatch
from explorer.engine.projection import pca
from explorer.engine.verification import VerificationError, all_pairs, roc


def faces(people: int = 12, each: int = 5, noise: float = 0.15) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings that tell people apart, though not well."""
    generator = np.random.default_rng(0)
    labels = np.repeat(np.arange(people), each)
    centres = 0.1 * generator.normal(size=(people, 128)) + 0.05
    return centres[labels] + noise * generator.normal(size=(len(labels), 128)), labels


@pytest.mark.parametrize("mining", MININGS)
@pytest.mark.parametrize("normalised", [True, False])
def test_it_learns_to_tell_its_people_apart(mining: str, normalised: bool) -> None:
    embeddings, labels = faces()
    training = train_head(
        embeddings,
        labels,
        HeadConfig(mining=mining, steps=120, normalised=normalised),  # type: ignore[arg-type]
    )
    steps, result = finish(training)
    head = result.value.head  # type: ignore[attr-defined]
    before, after = (
        roc(pairs.genuine, pairs.impostor).auc
        for pairs in (all_pairs(embeddings, labels), all_pairs(head.embed(embeddings), labels))
    )
    assert before < 0.995 < after
    assert steps[-1].batch.active < steps[0].batch.active
    assert steps[-1].collapse is None
    if normalised:
        lengths = np.linalg.norm(head.embed(embeddings), axis=1)
        np.testing.assert_allclose(lengths, 1, rtol=1e-5)


def finish(training: object) -> tuple[list[HeadStep], StopIteration]:
    steps = []
    while True:
        try:
            steps.append(next(training))  # type: ignore[call-overload]
        except StopIteration as end:
            return steps, end


def test_steps_say_what_they_hold() -> None:
    embeddings, labels = faces()
    steps, end = finish(train_head(embeddings, labels, HeadConfig(steps=10, outputs=8)))
    assert [step.index for step in steps] == list(range(11))
    assert end.value.last is steps[-1]
    first = steps[0]
    assert (first.total, steps[5].fraction) == (10, 0.5)
    assert first.plane.shape == (60, 2)
    assert first.plane.dtype == np.float32
    assert first.batch.mined > 0
    assert first.loss == first.batch.loss
    # Semi-hard: the negative is beyond the positive, within the margin.
    assert first.batch.positive < first.batch.negative < first.batch.positive + 0.2
    assert first.loss == pytest.approx(first.batch.positive - first.batch.negative + 0.2, rel=1e-4)
    assert 0 < first.explained <= 1
    assert 0 <= first.batch.active <= 1


def test_the_plane_does_not_flip_or_jump() -> None:
    embeddings, labels = faces()
    steps, _ = finish(train_head(embeddings, labels, HeadConfig(steps=60, learning_rate=3e-3)))
    for before, after in itertools.pairwise(steps):
        # Half a turn moves 4 times the sum of squares, a mirror or an exchanged axis about 2 times.
        moved = np.square(after.plane - before.plane).sum()
        assert moved < 0.25 * np.square(after.plane).sum()


def test_the_plane_is_the_principal_one_in_the_end() -> None:
    embeddings, labels = faces()
    steps, end = finish(train_head(embeddings, labels, HeadConfig(steps=100)))
    best = pca(end.value.head.embed(embeddings)).explained.sum()
    assert steps[-1].explained == pytest.approx(best, abs=0.01)


@pytest.mark.parametrize("mining", MININGS)
def test_a_seed_gives_the_same_numbers_and_no_global_state_is_touched(mining: str) -> None:
    embeddings, labels = faces()
    config = HeadConfig(mining=mining, steps=8)  # type: ignore[arg-type]
    state, legacy = torch.get_rng_state(), np.random.get_state()[1].copy()
    one = list(train_head(embeddings, labels, config))
    torch.manual_seed(99)
    state_then = torch.get_rng_state()
    other = list(train_head(embeddings, labels, config))
    assert torch.equal(torch.get_rng_state(), state_then)
    torch.set_rng_state(state)
    np.testing.assert_array_equal(np.random.get_state()[1], legacy)
    for a, b in zip(one, other, strict=True):
        assert a.batch == b.batch
        np.testing.assert_array_equal(a.plane, b.plane)
    different = list(train_head(embeddings, labels, HeadConfig(mining=mining, steps=8, seed=1)))  # type: ignore[arg-type]
    assert different[0].batch != one[0].batch


def test_it_can_be_given_up_and_rested_at_any_step() -> None:
    embeddings, labels = faces()
    training = train_head(embeddings, labels, HeadConfig(steps=5))
    next(training)
    assert torch.is_grad_enabled()
    with torch.no_grad():  # whoever drives it may be in any mode
        assert next(training).index == 1
        assert next(training).batch.mined >= 0
    training.close()
    with pytest.raises(StopIteration):
        next(training)


def test_batches_hold_photographs_once_and_a_positive_always() -> None:
    # Ten people with one photograph, one with three.
    codes = np.array([*range(10), 10, 10, 10])
    batches = PeopleBatches(codes, people=4, photographs=2, seed=0)
    seen = set()
    for _ in range(200):
        batch = batches.draw()
        assert len(set(batch.tolist())) == len(batch)
        counts = np.bincount(codes[batch], minlength=11)
        assert (counts > 0).sum() == 4
        assert counts[10] == 2
        seen |= set(batch.tolist())
    assert seen == set(range(13))


def test_a_batch_larger_than_the_gallery_takes_all() -> None:
    batch = PeopleBatches(np.array([0, 0, 1]), people=8, photographs=4, seed=0).draw()
    assert sorted(batch.tolist()) == [0, 1, 2]


def test_two_people_three_photographs_are_enough() -> None:
    embeddings, _ = faces(2, 2)
    steps = list(train_head(embeddings[:3], ["Ada", "Ada", "Bo"], HeadConfig(steps=3)))
    assert steps[-1].plane.shape == (3, 2)


def test_embeddings_that_fell_together_are_named() -> None:
    generator = torch.Generator().manual_seed(0)
    together = torch.randn(1, 8, generator=generator) + 1e-3 * torch.randn(
        30, 8, generator=generator
    )
    found = find_collapse(together, 0.2001, 0.2, mining="hard")
    assert found is not None
    assert found.extent == "all"
    assert found.spread == pytest.approx(spread(together))
    assert "stuck at α: 0.2" in found.reason
    assert "lower learning rate, or mine semi-hard" in found.remedy
    unmined = find_collapse(torch.zeros(5, 3), None, 0.2, mining="semi-hard")
    assert unmined is not None
    assert "no triplet can be chosen" in unmined.reason
    assert "another seed" in unmined.remedy


def test_a_loss_near_the_margin_alone_is_no_collapse() -> None:
    apart = torch.randn(30, 8, generator=torch.Generator().manual_seed(0))
    assert find_collapse(apart, 0.2, 0.2) is None
    assert find_collapse(apart * 1e-3, 0.05, 0.2) is None
    assert find_collapse(apart[:1], 0.2, 0.2) is None


def test_the_spread_is_the_mean_over_all_pairs() -> None:
    points = torch.tensor([[0.0], [1.0], [3.0]])
    assert spread(points) == pytest.approx((1 + 9 + 4) / 3)
    assert spread(points[:1]) == 0


def test_the_hardest_triplets_of_people_that_cannot_be_told_apart_collapse() -> None:
    generator = np.random.default_rng(0)
    embeddings, strangers = generator.normal(size=(173, 128)), generator.integers(0, 30, 173)
    config = HeadConfig(mining="hard", learning_rate=0.01, steps=80)
    steps = list(train_head(embeddings, strangers, config))
    assert all(step.collapse is None for step in steps[:PATIENCE])
    last = steps[-1].collapse
    assert last is not None
    assert last.extent == "all"
    assert last.loss == pytest.approx(0.2, rel=0.1)
    assert last.spread < 0.02
    assert "semi-hard" in last.remedy


def test_people_who_stand_under_two_names_fall_together() -> None:
    # Every photograph is there twice: its hardest negative is itself.
    embeddings, labels = faces(6, 5)
    twice, names = np.tile(embeddings, (2, 1)), np.concatenate([labels, labels + 6])
    config = HeadConfig(mining="hard", people=12, photographs=5, learning_rate=3e-3, steps=150)
    last = list(train_head(twice, names, config))[-1]
    assert last.collapse is not None
    assert last.collapse.extent == "some"
    assert last.spread > 0.02
    assert "stuck at α: 0.2" in last.collapse.reason
    assert "two names" in last.collapse.remedy


def test_a_collapse_is_said_when_it_lasts() -> None:
    watch, found = CollapseWatch(), find_collapse(torch.zeros(5, 3), 0.2, 0.2)
    assert found is not None
    seen = [watch.see(found) for _ in range(PATIENCE)]
    assert seen == [None] * (PATIENCE - 1) + [found]
    assert watch.see(None) is None
    assert watch.see(found) is None


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        (["a", "b", "c"], NoPositiveError),
        (["a", "a", "a"], TooFewPeopleError),
        (["a", "a"], VerificationError),
    ],
)
def test_people_that_make_no_triplet_are_refused_at_once(
    labels: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        train_head(np.zeros((3, 4)), labels)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mining", "easy"), ("margin", 0.0), ("margin", float("nan")), ("learning_rate", -1.0),
        ("people", 1), ("photographs", 1), ("steps", 0), ("hidden", 0), ("outputs", 33),
        ("outputs", 1), ("people", 128),
    ],
)  # fmt: skip
def test_settings_out_of_range_name_their_field(field: str, value: object) -> None:
    with pytest.raises(TripletError) as raised:
        HeadConfig(**{field: value})  # type: ignore[arg-type]
    assert raised.value.field == field
