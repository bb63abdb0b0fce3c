"""Training in lockstep: against a loop written out, twice the same, and a lane that diverges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch.nn import functional

from explorer.engine.residual import training as module
from explorer.engine.residual.batches import Batches
from explorer.engine.residual.config import Lane, TrainingConfig, pair
from explorer.engine.residual.curves import curve_rows
from explorer.engine.residual.errors import TrainingDataError, TrainingError
from explorer.engine.residual.presets import PRESETS, preset
from explorer.engine.residual.runner import new_network
from explorer.engine.residual.steps import TrainingStep
from explorer.engine.residual.training import Training, TrainingResult, train

if TYPE_CHECKING:
    from explorer.engine.residual.dataset import Dataset

Run = Callable[..., tuple[list[TrainingStep], TrainingResult]]


def same_weights(one: TrainingResult, other: TrainingResult) -> bool:
    pairs = zip(one.trained, other.trained, strict=True)
    return all(
        torch.equal(value, ours.state_dict()[name])
        for theirs, ours in pairs
        for name, value in theirs.state_dict().items()
    )


def test_two_runs_with_one_seed_are_equal_to_the_bit(
    config: TrainingConfig, noise: Dataset, exhaust: Run
) -> None:
    steps, result = exhaust(train(config, noise))
    again, other = exhaust(train(config, noise))
    assert steps == again
    assert result.history == other.history
    assert same_weights(result, other)
    _, third = exhaust(train(replace(config, seed=1), noise))
    assert not same_weights(result, third)


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_it_is_a_plain_loop(
    config: TrainingConfig, noise: Dataset, exhaust: Run, optimiser: str
) -> None:
    """The residual lane alone, as everybody would write it; the plain one changes nothing."""
    rate = 0.05 if optimiser == "sgd" else 0.01
    config = replace(config, optimiser=optimiser, learning_rate=rate)
    _, result = exhaust(train(config, noise))
    net = new_network(Lane(8), config, noise).to(memory_format=torch.channels_last)
    if optimiser == "sgd":
        optimizer = torch.optim.SGD(net.parameters(), rate, momentum=0.9, weight_decay=1e-4)
    else:
        optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    batches = Batches(noise, 8, 0, True, torch.device("cpu"))
    losses, wrong = [], []
    for iteration in range(18):
        optimizer.param_groups[0]["lr"] = config.rate(iteration, 18)
        images, labels = batches.batch(iteration)
        scores = net(images)
        loss = functional.cross_entropy(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        wrong.append(int((scores.argmax(1) != labels).sum()))
    for name, value in result.trained[1].state_dict().items():
        assert torch.equal(value, net.state_dict()[name])
    records, tests = result.history.of("residual-8")
    assert [one.iteration for one in records] == [1, 4, 6, 8, 12, 16, 18]
    assert records[1].loss == pytest.approx(np.mean(losses[1:4]), rel=1e-12)
    assert records[1].training_error == pytest.approx(100 * sum(wrong[1:4]) / 24)
    assert records[0].rate == config.learning_rate
    assert records[-1].rate == pytest.approx(config.learning_rate / 100)
    net.eval()
    ((images, labels),) = batches.tests()
    error = 100 * (net(images).argmax(1) != labels).double().mean().item()
    assert tests[-1].test_error == result.trained[1].test_error == pytest.approx(error)
    assert [one.epoch for one in tests] == [1, 2, 3]


def test_lanes_start_from_the_same_weights_and_see_the_same_batches(
    config: TrainingConfig, noise: Dataset
) -> None:
    twice = replace(config, lanes=(Lane(8, 0.0), Lane(8, 0.25), Lane(8, 1.0)), shortcut="B")
    training = Training(twice, noise)
    plain, between, residual = (one.network.state_dict() for one in training.runners)
    assert all(torch.equal(residual[name], value) for name, value in plain.items())
    assert set(between) == set(residual) > set(plain)
    first = next(training.steps())
    assert len({one.activation_variances[0] for one in first.records}) == 1


def test_each_step_says_where_it_is(config: TrainingConfig, noise: Dataset, exhaust: Run) -> None:
    steps, result = exhaust(train(config, noise))
    learnt = [step for step in steps if step.phase == "learn"]
    assert [step.iteration for step in learnt] == list(range(1, 19))
    assert [step.epoch for step in learnt] == [1] * 6 + [2] * 6 + [3] * 6
    assert steps[-1].fraction == 1
    assert steps[-1].phase == "test"
    assert sum((step.records for step in steps), ()) == result.history.records
    assert sum((step.tests for step in steps), ()) == result.history.tests
    seconds = [step.elapsed_s for step in steps]
    assert seconds == sorted(seconds)
    assert all(len(one.gradient_norms) == 8 for one in result.history.records)


def test_a_long_test_is_told_batch_by_batch(
    config: TrainingConfig, noise: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.engine.residual.batches.TEST_BATCH", 8)
    steps = list(train(replace(config, epochs=1), noise))
    assert [step.phase for step in steps[-4:]] == ["learn", "test", "test", "test"]
    assert [bool(step.tests) for step in steps[-4:]] == [False, False, False, True]


def test_a_lane_that_diverges_stops_and_says_so_while_the_others_go_on(
    config: TrainingConfig, noise: Dataset, exhaust: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = module.Runner.learn

    def spoilt(self, images, labels, rate, look) -> None:
        if self.lane.is_plain and self.shown_before == 6:
            images = images * float("nan")
        self.shown_before += 1
        learn(self, images, labels, rate, look)

    monkeypatch.setattr(module.Runner, "shown_before", 0, raising=False)
    monkeypatch.setattr(module.Runner, "learn", spoilt)
    steps, result = exhaust(train(config, noise))
    (divergence,) = result.history.diverged
    assert (divergence.lane, divergence.iteration) == ("plain-8", 7)
    assert "plain-8 diverged at iteration 7" in divergence.text
    assert next(step.iteration for step in steps if step.diverged) == 8
    records, tests = result.history.of("plain-8")
    assert [one.iteration for one in records] == [1, 4, 6]
    assert len(tests) == 1
    assert result.trained[0].test_error is None
    _, tests = result.history.of("residual-8")
    assert len(tests) == 3
    assert result.trained[1].test_error == tests[-1].test_error
    assert steps[-1].iteration == 18


def test_it_ends_when_every_lane_has_diverged(
    config: TrainingConfig, noise: Dataset, exhaust: Run
) -> None:
    wild = replace(config, lanes=pair(20), batch_norm=False, initialisation="large")
    steps, result = exhaust(train(wild, noise))
    assert {one.lane for one in result.history.diverged} == {"plain-20", "residual-20"}
    assert steps[-1].iteration < 18


def test_wrong_data_are_refused_before_the_first_step(
    config: TrainingConfig, noise: Dataset
) -> None:
    with pytest.raises(TrainingDataError, match="of one class"):
        train(config, replace(noise, labels=np.zeros(48, np.int64)))
    with pytest.raises(TrainingDataError, match="too few"):
        train(config, replace(noise, test_images=noise.images[:0], test_labels=noise.labels[:0]))


def test_too_little_memory_is_said_as_such(
    config: TrainingConfig, noise: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(module.Runner, "learn", full)
    with pytest.raises(TrainingError, match="not enough memory for batches of 8 images") as raised:
        next(train(config, noise))
    assert raised.value.field == "batch"


def test_a_result_is_a_copy_that_the_training_does_not_change(
    config: TrainingConfig, noise: Dataset
) -> None:
    training = Training(config, noise)
    steps = training.steps()
    next(steps)
    result = training.result()
    before = {name: value.clone() for name, value in result.trained[0].state_dict().items()}
    next(steps)
    after = result.trained[0].state_dict()
    assert all(torch.equal(after[name], value) for name, value in before.items())
    assert not result.trained[0].network.training
    assert training.runners[0].network.training


def test_a_sample_is_what_the_networks_read(config: TrainingConfig, noise: Dataset) -> None:
    training = Training(replace(config, augment=False), noise)
    images, labels = training.result().sample(5)
    assert labels.tolist() == noise.labels[:5].tolist()
    whole, _ = training.result().sample(48)
    # Normalised as in training, by the moments of all images.
    assert torch.equal(images, whole[:5])
    assert abs(whole.mean()) < 1e-6


def test_curves_are_rows_for_a_file(config: TrainingConfig, noise: Dataset, exhaust: Run) -> None:
    _, result = exhaust(train(replace(config, lanes=(*pair(8), Lane(14))), noise))
    header, *rows = curve_rows(result.history)
    assert len(rows) == len(result.history.records)
    assert all(len(row) == len(header) == 7 + 2 * 14 for row in rows)
    assert header[:3] == ("network", "epoch", "iteration")
    shown = [row[6] for row in rows if row[0] == "plain-8"]
    assert [one for one in shown if one != ""] == [
        one.test_error for one in result.history.of("plain-8")[1]
    ]
    short = next(row for row in rows if row[0] == "plain-8")
    assert short[7 + 8 : 7 + 14] == ("",) * 6


def test_torchs_own_generator_is_not_touched(
    config: TrainingConfig, noise: Dataset, exhaust: Run
) -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    exhaust(train(replace(config, epochs=1), noise))
    assert torch.equal(torch.rand(3), expected)


def first_record(key: str) -> dict[str, object]:
    """Return what a preset's first step says of each network, with few images."""
    config = next(one for one in PRESETS if one.key == key).config
    step = next(train(replace(config, images=64, test_images=10, batch=32, device="cpu")))
    return {one.lane: one for one in step.records}


def test_the_vanishing_preset_has_no_gradient_left_in_the_plain_network() -> None:
    records = first_record("vanishing")
    plain, residual = records["plain-20"], records["residual-20"]
    assert max(plain.gradient_norms[:10]) < 1e-5
    assert min(residual.gradient_norms[:10]) > 1e-3
    assert plain.activation_variances[-2] < 1e-9 * plain.activation_variances[0]


def test_the_exploding_preset_explodes() -> None:
    plain = first_record("exploding")["plain-20"]
    assert min(plain.gradient_norms[:10]) > 1e3
    assert plain.activation_variances[-2] > 1e6 * plain.activation_variances[0]


@pytest.mark.slow
def test_only_the_residual_network_of_the_vanishing_preset_learns() -> None:
    config = preset("vanishing").config
    *_, last = train(
        replace(config, images=1600, test_images=300, batch=32, epochs=1, device="cpu")
    )
    errors = {one.lane: one.test_error for one in last.tests}
    assert not last.diverged
    assert errors["plain-20"] > 85
    assert errors["residual-20"] < 80


def test_both_networks_of_the_exploding_preset_are_lost_after_a_step() -> None:
    config = replace(preset("exploding").config, images=96, test_images=10, batch=32, device="cpu")
    *_, last = train(config)
    assert {(one.lane, one.iteration) for one in last.diverged} == {
        ("plain-20", 2), ("residual-20", 2),
    }  # fmt: skip
    *_, last = train(replace(config, batch_norm=True))
    assert not last.diverged


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_clothes_are_learnt_and_the_residual_network_learns_more() -> None:
    config = TrainingConfig(images=2000, test_images=500, epochs=2, device="cpu")
    *_, last = train(config)
    errors = {one.lane: one.test_error for one in last.tests}
    assert errors["residual-20"] < errors["plain-20"] < 75


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_a_gpu_trains_in_mixed_precision(
    config: TrainingConfig, noise: Dataset, exhaust: Run
) -> None:
    _, result = exhaust(train(replace(config, device="cuda"), noise))
    assert result.device == "cuda"
    assert all(one.test_error is not None for one in result.trained)
    exact = next(train(replace(config, device="cpu"), noise)).records[0]
    mixed = result.history.records[0]
    assert mixed.loss == pytest.approx(exact.loss, rel=0.05)
    assert mixed.gradient_norms == pytest.approx(exact.gradient_norms, rel=0.2)
